"""Payments as the API takes and gives them."""

from typing import Annotated, Literal

from pydantic import Field

from portal.api.schemas.base import Body, Currency, Day, Instant, Line, Metadata, Midnight, Money, Out, Text

PaymentTypes = Literal["cash", "bank_transfer", "card", "check", "paypal", "coupon", "other", "credit_note", "advance"]
_Positive = Annotated[Money, Field(gt=0)]


class PaymentIn(Body):
    """A payment for one document, by `document_id` or by the field of its type.

    With type `credit_note` a credit note is set off against an invoice: both are named, and no money moves.
    """

    document_id: Line | None = None
    invoice_id: Line | None = None
    advance_invoice_id: Line | None = None
    credit_note_id: Line | None = None
    amount: _Positive
    type: PaymentTypes = "bank_transfer"
    date: Day | None = Field(None, description="Today, unless it is said; tomorrow at most.")
    currency_code: Currency | None = Field(None, description="The document's; another one is refused.")
    reference: Line | None = None
    note: Text | None = None
    tag: Line | None = None
    metadata: Metadata | None = None


class PaymentPatch(Body):
    """What is named changes, the rest stays, `null` clears. The document stays: delete, and record another."""

    amount: _Positive | None = None
    type: PaymentTypes | None = None
    date: Day | None = None
    reference: Line | None = None
    note: Text | None = None
    tag: Line | None = None
    metadata: Metadata | None = None


class PaymentOut(Out):
    """Money received for a document, given back for a credit note, or a set-off of one against an invoice."""

    id: str
    entity_id: str
    document_id: str
    invoice_id: str | None
    advance_invoice_id: str | None
    credit_note_id: str | None
    amount: Money
    currency_code: str
    type: str
    date: Midnight
    reference: str | None
    note: str | None
    tag: str | None
    metadata: dict[str, str]
    created_at: Instant
    updated_at: Instant | None
    deleted_at: Instant | None
