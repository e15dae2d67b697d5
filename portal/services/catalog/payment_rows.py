"""Which payments count, and what each does to its documents: the rows, without who asks."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, or_, select

from portal.errors import Conflict, Invalid
from portal.formats import quantize
from portal.models import Document, Payment
from portal.services.reading.document_status import BILLED_TYPES
from portal.tenancy.fence import FencedSession

# With these a document is settled by what was settled before: no money comes in.
NO_MONEY = ("credit_note", "advance")


def stands() -> ColumnElement[bool]:
    """Whether a payment counts at all: deleted ones do not."""
    return Payment.deleted_at.is_(None)


def came_in() -> ColumnElement[bool]:
    """Whether money moved with it."""
    return and_(stands(), Payment.method.not_in(NO_MONEY))


def settles(document_id: str) -> ColumnElement[bool]:
    """Whether a payment lowers what is open on a document: it was made for it, or set off against it."""
    return and_(stands(), or_(Payment.document_id == document_id, Payment.credit_note_id == document_id))


def payable(writing: FencedSession, document_id: str, field: str, types: tuple[str, ...] = BILLED_TYPES) -> Document:
    """A document of this entity that payments can be recorded for, as it stands now.

    Raises Invalid for one that is none of the issued ones here, Conflict for a draft and a voided one.
    """
    wanted = select(Document).where(Document.id == document_id, Document.direction == "issued")
    document = writing.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if document is None or document.type not in types:
        named = " or ".join(types).replace("_", " ")
        raise Invalid(f"{field}: there is no {named} {document_id!r} that this entity issued")
    if document.is_draft:
        raise Conflict(f"{field}: is a draft; issue it before it is paid", code="document_is_draft")
    if document.voided_at is not None:
        raise Conflict(f"{field}: is voided; nothing is paid for it any more", code="document_voided")
    return document


def apply(writing: FencedSession, payment: Payment, amount: Decimal) -> None:
    """Lower by an amount what is open on the payment's document, and on the credit note that it is set off against.

    Raises what `payable` does, Invalid for another currency, another customer and a finer amount than the currency has,
    Conflict for more than is open. The caller has taken its turn.
    """
    for document in _documents(writing, payment):
        if payment.currency != document.currency:
            raise Invalid(f"currency_code: {payment.currency} is not {document.currency}, the document's currency")
        if amount > document.open_total:
            raise _too_much(payment, amount, document)
        if amount not in (quantize(amount, payment.currency), document.open_total):
            raise Invalid(f"amount: {amount} is finer than {payment.currency} can be paid")
        _settle(document, amount)


def take_back(writing: FencedSession, payment: Payment) -> None:
    """Undo what the payment did, on documents that were voided since, too. The caller has taken its turn."""
    ids = [payment.document_id, *filter(None, [payment.credit_note_id])]
    found = select(Document).where(Document.id.in_(ids)).execution_options(populate_existing=True)
    for document in writing.scalars(found).all():
        _settle(document, -payment.amount)


def _documents(writing: FencedSession, payment: Payment) -> Iterator[Document]:
    if payment.credit_note_id is None:
        yield payable(writing, payment.document_id, "document_id")
    else:
        bill = payable(writing, payment.document_id, "invoice_id", ("invoice", "advance_invoice"))
        credit_note = payable(writing, payment.credit_note_id, "credit_note_id", ("credit_note",))
        if not _of_one_customer(bill, credit_note):
            raise Invalid(
                f"credit_note_id: {credit_note.number} is of {credit_note.party_name!r}, the invoice of"
                f" {bill.party_name!r}; only the same customer's is set off"
            )
        yield from (bill, credit_note)


def _of_one_customer(one: Document, other: Document) -> bool:
    """Judged by the card where both have one, then by the VAT id, then by the name; not all documents have a card."""
    if one.customer_id and other.customer_id:
        return one.customer_id == other.customer_id
    ids = [document.buyer.get("vat_id") for document in (one, other)]
    return ids[0] == ids[1] if all(ids) else one.party_key == other.party_key


def _settle(document: Document, amount: Decimal) -> None:
    document.paid_total += amount
    document.open_total -= amount


def _too_much(payment: Payment, amount: Decimal, document: Document) -> Conflict:
    left = max(document.open_total, Decimal(0))
    is_set_off = document.id == payment.credit_note_id
    words = "is left of the credit note" if is_set_off else "is open"
    return Conflict(
        f"amount: {amount} {payment.currency} is more than {words}, {left} {document.currency}",
        code="credit_note_exhausted" if is_set_off else "overpayment",
        cause={"document_id": document.id, "total_due": left, "currency_code": document.currency},
    )
