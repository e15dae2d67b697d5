"""How much of an invoice is left to take back: by line, by total, and never a cent more."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from sqlalchemy import select

from portal.documents.totals import DocumentSums
from portal.errors import Conflict
from portal.formats import exponent
from portal.models import Document, DocumentLine, DocumentRelation
from portal.services.documents.input import LineInput, Link
from portal.services.documents.relations import PRECEDING, naming
from portal.tenancy.fence import FencedSession

CREDITS = "credits"
"""Where a credit note's line names the line it takes back, in its `details`."""


def left_of_total(session: FencedSession, invoice: Document) -> Decimal:
    """What no credit note has taken back yet, of what the invoice comes to with tax."""
    notes = naming(session, invoice.id, PRECEDING)
    credited = sum((note.gross_total + note.rounding_total for note in notes), Decimal(0))
    return invoice.gross_total + invoice.rounding_total - credited


def left_of_lines(session: FencedSession, invoice: Document) -> Mapping[str, Decimal]:
    """By the invoice's line, the quantity that no credit note has taken back yet."""
    notes = [note.id for note in naming(session, invoice.id, PRECEDING)]
    taken: defaultdict[str, Decimal] = defaultdict(Decimal)
    if notes:
        lines = session.execute(
            select(DocumentLine.details, DocumentLine.quantity).where(DocumentLine.document_id.in_(notes))
        )
        for details, quantity in lines:
            taken[details.get(CREDITS, "")] += quantity
    own = session.execute(select(DocumentLine.id, DocumentLine.quantity).where(DocumentLine.document_id == invoice.id))
    return {line_id: quantity - taken[line_id] for line_id, quantity in own}


def credit_rounding(
    session: FencedSession, sums: DocumentSums, linked: Sequence[tuple[Link, Document]], lines: Sequence[LineInput]
) -> Decimal:
    """The cents (BT-114, never above zero) by which a credit note of named lines is lowered to what is left.

    The parts of an invoice, each rounded for itself, may come to some cents more than it does as a whole.
    """
    invoices = [target for link, target in linked if link.kind == PRECEDING]
    if len(invoices) != 1 or not all(line.credits for line in lines):
        return Decimal(0)
    (invoice,) = invoices
    over = sums.gross - left_of_total(session, invoice)
    unit = Decimal(1).scaleb(-exponent(invoice.currency))
    is_rounding = 0 < over <= unit * (len(lines) + len(sums.taxes)) and over < sums.gross
    return -over if is_rounding else Decimal(0)


def refuse_credit_beyond(session: FencedSession, credit_note: Document, lines: Iterable[DocumentLine]) -> None:
    """Raise Conflict (`credit_exceeds_invoice`) where a credit note takes back more than is left.

    For the moment of issue, with nobody else issuing: drafts of credit notes take nothing yet.
    """
    named: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        named[line.details.get(CREDITS, "")] += line.quantity
    for invoice in _invoices(session, credit_note):
        left = left_of_total(session, invoice)
        asked = credit_note.gross_total + credit_note.rounding_total
        if (asked > left) if invoice.gross_total >= 0 else (asked < left):
            raise Conflict(
                f"the credit note comes to {asked}, and of {invoice.number} only {left} is left to credit",
                code="credit_exceeds_invoice",
                cause={"invoice_id": invoice.id, "left": left, "asked": asked},
            )
        for line_id, quantity in left_of_lines(session, invoice).items():
            if abs(named[line_id]) > abs(quantity):
                raise Conflict(
                    f"of a line of {invoice.number} {named[line_id]} is to be credited, and {quantity} is left",
                    code="credit_exceeds_invoice",
                    cause={"invoice_id": invoice.id, "line_id": line_id, "left": quantity, "asked": named[line_id]},
                )


def _invoices(session: FencedSession, credit_note: Document) -> Sequence[Document]:
    return session.scalars(
        select(Document)
        .join(DocumentRelation, DocumentRelation.target_id == Document.id)
        .where(DocumentRelation.document_id == credit_note.id, DocumentRelation.kind == PRECEDING)
    ).all()
