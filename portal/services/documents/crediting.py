"""Credit notes: an invoice taken back, whole or in part, with the taxes and prices that it was issued with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from portal.database import Visit
from portal.documents.pricing import Discount, DiscountKind
from portal.documents.types import DocumentType
from portal.errors import Conflict, Invalid
from portal.models import Document, DocumentLine
from portal.services.documents.crediting_limits import left_of_lines
from portal.services.documents.input import DocumentInput, LineInput, Link
from portal.services.documents.issuing import freeze
from portal.services.documents.reading import Grounds, input_of, line_input, parts_below, taken_over
from portal.services.documents.relations import PRECEDING
from portal.services.documents.rows import new_document
from portal.services.documents.versions import keep_version
from portal.services.documents.writing import composed_input, entity_alone, own_document, put_down, tell
from portal.services.fields import optional_text
from portal.services.history.activity import Event
from portal.services.reading.document_record import DocumentRecord
from portal.tenancy.fence import FencedSession

_CREDITED = frozenset({"invoice", "advance_invoice"})


@dataclass(frozen=True, slots=True)
class LineToCredit:
    """A line of the invoice, and how much of it; None is all that is left."""

    line_id: str
    quantity: Decimal | None = None


def credit_note_for(
    visit: Visit,
    invoice_id: str,
    *,
    lines: Sequence[LineToCredit] | None = None,
    reason: str | None = None,
    is_draft: bool = False,
) -> DocumentRecord:
    """A credit note for an issued invoice: for these lines, or for all that no other one has taken back.

    `reason` is printed on it as its note. Raises NotFound, Invalid, and Conflict for an invoice that is a draft,
    voided, or of which so much is not left (`credit_exceeds_invoice`), and as `issuing.issue_document` does.
    """
    reason = optional_text(reason, "reason")
    _ = visit.today
    with visit.write() as writing:
        entity = entity_alone(writing)
        invoice = own_document(writing, invoice_id)
        _refuse_uncredited(invoice)
        given = credit_input(writing, invoice, lines, reason)
        composed = composed_input(visit, writing, entity, DocumentType.CREDIT_NOTE, given)
        document = new_document(DocumentType.CREDIT_NOTE, visit.at)
        if not is_draft:
            return freeze(visit, writing, document, composed, entity)
        now = put_down(visit, writing, document, composed, entity)
        tell(visit, writing, Event.DOCUMENT_ADDED, document)
        keep_version(visit, writing, now)
        return now


def credit_input(
    session: FencedSession, invoice: Document, lines: Sequence[LineToCredit] | None, reason: str | None
) -> DocumentInput:
    """What to ask for to take back these lines. Raises Invalid for lines that are not the invoice's, and Conflict."""
    parts = parts_below(session, invoice.id)
    left = left_of_lines(session, invoice)
    rows = {line.id: line for line in parts.lines}
    if lines is None:
        credited = list(_all_that_is_left(rows, left, invoice, parts.grounds))
        # What stands on the whole of an imported document is credited with it, and by no line.
        whole = input_of(invoice, parts).lines[len(parts.lines) :]
        if len(credited) == len(rows) and all(left[line_id] == row.quantity for line_id, row in rows.items()):
            credited += whole
    else:
        credited = [
            _credited(_row(rows, each.line_id, place), left, each.quantity, invoice, parts.grounds)
            for place, each in enumerate(lines)
        ]
    if not credited:
        raise Conflict(f"nothing of {invoice.number} is left to credit", code="credit_exceeds_invoice")
    return replace(
        input_of(invoice, parts),
        issue_date=None,
        due_date=None,
        valid_till=None,
        lines=tuple(credited),
        note=reason,
        payment_terms=None,
        reference=None,
        fiscal=None,
        links=(Link(kind=PRECEDING, document_id=invoice.id),),
        metadata={},
    )


def _refuse_uncredited(invoice: Document) -> None:
    if invoice.type not in _CREDITED:
        raise Conflict(f"{invoice.number or invoice.id} is no invoice that could be credited", code="not_creditable")
    if invoice.is_draft:
        raise Conflict("a draft is changed or deleted, not credited", code="document_is_draft")
    if invoice.voided_at is not None:
        raise Conflict(f"{invoice.number} is voided", code="already_voided")


def _row(rows: Mapping[str, DocumentLine], line_id: str, place: int) -> DocumentLine:
    if line_id not in rows:
        raise Invalid(f"items[{place}].id: is no line of this invoice")
    return rows[line_id]


def _all_that_is_left(
    rows: Mapping[str, DocumentLine], left: Mapping[str, Decimal], invoice: Document, grounds: Grounds
) -> Iterator[LineInput]:
    for line_id, row in rows.items():
        if left[line_id] or not row.quantity:
            yield _credited(row, left, None, invoice, grounds)


def _credited(
    row: DocumentLine, left: Mapping[str, Decimal], quantity: Decimal | None, invoice: Document, grounds: Grounds
) -> LineInput:
    """The line with a part of its quantity, and that part of its discounts in money."""
    wanted = left[row.id] if quantity is None else quantity
    if row.quantity and (wanted == 0 or wanted * row.quantity < 0 or abs(wanted) > abs(left[row.id])):
        raise Conflict(
            f"of {row.name!r} {left[row.id]:f} is left to credit, not {wanted:f}",
            code="credit_exceeds_invoice",
            cause={"line_id": row.id, "left": left[row.id], "asked": wanted},
        )
    given = taken_over(line_input(row, invoice, grounds), row, grounds)
    share = wanted / row.quantity if row.quantity else Decimal(1)
    discounts = tuple(
        Discount(each.value * share, each.kind) if each.kind is DiscountKind.AMOUNT else each
        for each in given.discounts
    )
    if given.quantity != row.quantity and row.net * row.quantity > 0:
        # A line that does not multiply out came as one piece; its parts need its own quantity.
        given = replace(given, price=row.net / row.quantity)
    return replace(given, quantity=wanted, discounts=discounts, credits=row.id)
