"""Money received for documents, or given back: recorded, shown, listed, changed, deleted and restored.

What is open on a document is kept in the transaction of each of these, one writer of an entity at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Unpack

from sqlalchemy import case, select

from portal.database import Visit
from portal.identity import new_id
from portal.models import Document, Payment
from portal.services.catalog.kept import change_row, kept_row, shown
from portal.services.catalog.payment_fields import NewPayment, PaymentChanges, clean_new, clean_payment
from portal.services.catalog.payment_rows import apply, take_back
from portal.services.history.activity import Event, Thing, record
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.services.turns import take_turn
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """A payment as the firm sees it. Of the three documents those are set that it belongs to."""

    id: str
    entity_id: str
    document_id: str
    invoice_id: str | None
    advance_invoice_id: str | None
    credit_note_id: str | None
    amount: Decimal
    currency: str
    type: str
    date: date
    reference: str | None
    note: str | None
    tag: str | None
    metadata: Mapping[str, str]
    created_at: datetime
    updated_at: datetime | None
    deleted_at: datetime | None


def _only(prefix: str) -> Any:
    return case((Payment.document_id.startswith(prefix, autoescape=True), Payment.document_id))


LISTING = Listing(
    "payments",
    Payment,
    {
        "id": Field(Payment.id),
        "document_id": Field(Payment.document_id),
        "invoice_id": Field(_only("inv_")),
        "advance_invoice_id": Field(_only("adv_")),
        "credit_note_id": Field(
            case((Payment.credit_note_id.is_not(None), Payment.credit_note_id), else_=_only("cre_"))
        ),
        "amount": Field(Payment.amount, Kind.NUMBER, sorted=True),
        "currency_code": Field(Payment.currency),
        "type": Field(Payment.method),
        "date": Field(Payment.paid_on, Kind.DAY, sorted=True),
        "reference": Field(Payment.reference),
        "tag": Field(Payment.tag),
        "created_at": Field(Payment.created_at, Kind.INSTANT, sorted=True),
        "updated_at": Field(Payment.updated_at, Kind.INSTANT, sorted=True),
    },
    searched=(Payment.reference, Payment.note, Payment.tag),
    free={"metadata": Payment.meta},
)


def list_payments(visit: Visit, ring: KeyRing, wanted: Wanted) -> Found[PaymentView]:
    """A page of the payments that were not deleted. Raises Invalid, naming the parameter."""
    return shown(list_rows(visit, ring, LISTING, wanted, Payment.deleted_at.is_(None)), payment_view)


def show_payment(visit: Visit, payment_id: str) -> PaymentView:
    """One payment. Raises NotFound."""
    return payment_view(kept_row(visit.session, Payment, payment_id))


def record_payment(visit: Visit, **said: Unpack[NewPayment]) -> PaymentView:
    """A payment for an issued document; or, of type `credit_note`, the setting off of one against an invoice.

    Raises Invalid, naming the field, and Conflict (`overpayment`, `credit_note_exhausted`, `document_is_draft`,
    `document_voided`), whose cause has what is open.
    """
    today = visit.today
    with visit.write() as writing:
        take_turn(writing)
        return payment_view(add_payment(visit, writing, today, said))


def add_payment(visit: Visit, writing: FencedSession, today: date, said: Mapping[str, Any]) -> Payment:
    """The same inside the caller's transaction, which has taken its turn and flushed the document; the row."""
    currency = writing.scalars(select(Document.currency).where(Document.id == said.get("document_id"))).one_or_none()
    columns = clean_new({"currency": currency or "", "date": today, **said}, today)
    payment = Payment(**_EMPTY | {"id": new_id("pay"), "created_at": visit.at} | columns)
    apply(writing, payment, payment.amount)
    writing.add(payment)
    writing.flush()
    _record(visit, writing, Event.PAYMENT_RECORDED, payment)
    return payment


def change_payment(visit: Visit, payment_id: str, **changes: Unpack[PaymentChanges]) -> PaymentView:
    """Change what is named; what is open follows the amount. Raises NotFound and what `record_payment` does."""
    today = visit.today
    with visit.write() as writing:
        take_turn(writing)
        row = kept_row(writing, Payment, payment_id)
        columns = clean_payment(changes, today, method=row.method)
        if (amount := columns.get("amount", row.amount)) != row.amount:
            take_back(writing, row)
            writing.flush()
            apply(writing, row, amount)
        ids = {"payment": row.id, "credit_note": row.credit_note_id}
        change_row(visit, writing, row, columns, Event.PAYMENT_CHANGED, _thing(writing, row), **ids)
        return payment_view(row)


def delete_payment(visit: Visit, payment_id: str) -> None:
    """Take it out; what it settled is open again, and it can be restored. Raises NotFound."""
    with visit.write() as writing:
        take_turn(writing)
        row = kept_row(writing, Payment, payment_id)
        take_back(writing, row)
        row.deleted_at = visit.at
        _record(visit, writing, Event.PAYMENT_DELETED, row)


def restore_payment(visit: Visit, payment_id: str) -> PaymentView:
    """Put a deleted one back. Raises NotFound for any other, and Conflict where it would be too much by now."""
    with visit.write() as writing:
        take_turn(writing)
        row = kept_row(writing, Payment, payment_id, deleted=True)
        apply(writing, row, row.amount)
        row.deleted_at = None
        _record(visit, writing, Event.PAYMENT_RESTORED, row)
        return payment_view(row)


def _record(visit: Visit, writing: FencedSession, event: Event, payment: Payment) -> None:
    record(
        visit,
        writing,
        event,
        _thing(writing, payment),
        payment=payment.id,
        amount=f"{payment.amount:f}",
        currency=payment.currency,
        type=payment.method,
        credit_note=payment.credit_note_id,
    )


def _thing(writing: FencedSession, payment: Payment) -> Thing:
    """A payment is known by its document, whose history shows it."""
    number = writing.scalars(select(Document.number).where(Document.id == payment.document_id)).one()
    return Thing(payment.document_id, number or "")


# A new row's attributes without a value are not there until it is read again.
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("credit_note_id", "reference", "note", "tag", "updated_at", "deleted_at")),
    "meta": {},
}


def payment_view(row: Payment) -> PaymentView:
    """A payment from its row."""
    ids = {row.document_id[:3]: row.document_id}
    return PaymentView(
        id=row.id,
        entity_id=row.entity_id,
        document_id=row.document_id,
        invoice_id=ids.get("inv"),
        advance_invoice_id=ids.get("adv"),
        credit_note_id=row.credit_note_id or ids.get("cre"),
        amount=row.amount,
        currency=row.currency,
        type=row.method,
        date=row.paid_on,
        reference=row.reference,
        note=row.note,
        tag=row.tag,
        metadata=row.meta,
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
    )
