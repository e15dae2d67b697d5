"""Documents: invoice, credit note, advance invoice, estimate, delivery note; issued or received, native or imported."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Amount, Base, ExactDecimal, entity_key, inner_key
from portal.models.whereabouts import Noted
from portal.tenancy.ownership import EntityOwned

# What a total counts as, as `document_status.signed` writes it: an index serves this expression and no other.
_COUNTED_TOTAL = "(CASE WHEN (type = 'credit_note') THEN -gross_total ELSE gross_total END)"


class Document(Noted, EntityOwned, Base):
    """One document. Frozen at issue by trigger, but for payment, void, conflict, PDF, metadata, and the customer's card
    that it is filed under."""

    __tablename__ = "document"
    __table_args__ = (
        entity_key(),
        inner_key("customer_id", "customer"),
        UniqueConstraint("entity_id", "id"),
        Index(None, "entity_id", "direction", "issue_date", "id"),
        Index(None, "entity_id", "direction", "type", "issue_date", "id"),
        Index(None, "entity_id", "direction", "due_date", "id"),
        Index(None, "entity_id", "direction", "gross_total", "id"),
        Index("ix_document_entity_id_direction_counted_id", "entity_id", "direction", text(_COUNTED_TOTAL), "id"),
        Index(None, "entity_id", "direction", "party_key", "id"),
        Index(None, "entity_id", "direction", "number_key", "id"),
        Index(None, "entity_id", "same_key"),
        Index(None, "entity_id", "conflict_key"),
        Index("uq_document_issued_number", "entity_id", "type", "series", "number", unique=True),
        CheckConstraint(
            "type IN ('invoice', 'credit_note', 'advance_invoice', 'estimate', 'delivery_note')", name="type"
        ),
        CheckConstraint("direction IN ('issued', 'received')", name="direction"),
        CheckConstraint("origin IN ('native', 'imported')", name="origin"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    type: Mapped[str] = mapped_column(String(16))
    type_code: Mapped[str] = mapped_column(String(3))
    direction: Mapped[str] = mapped_column(String(8))
    origin: Mapped[str] = mapped_column(String(8))
    series: Mapped[str | None]
    """Set for native issued documents only; imported ones keep their number and consume no series."""
    number: Mapped[str | None]
    number_key: Mapped[str] = mapped_column(default="")
    is_draft: Mapped[bool] = mapped_column(default=False)
    issue_date: Mapped[date]
    due_date: Mapped[date | None]
    supply_date: Mapped[date | None]
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    tax_point_date: Mapped[date | None]
    currency: Mapped[str] = mapped_column(String(3))
    tax_currency: Mapped[str | None] = mapped_column(String(3))
    language: Mapped[str] = mapped_column(String(12))
    template_version: Mapped[str] = mapped_column(String(12), default="1")

    customer_id: Mapped[str | None] = mapped_column(String(40))
    party_name: Mapped[str]
    """The other side: the customer of an issued document, the seller of a received one."""
    party_key: Mapped[str]
    seller: Mapped[dict[str, Any]]
    buyer: Mapped[dict[str, Any]]
    """Both as `einvoice.to_json(Party)`, for native documents too."""

    line_total: Mapped[Decimal] = mapped_column(Amount)
    allowance_total: Mapped[Decimal] = mapped_column(Amount)
    charge_total: Mapped[Decimal] = mapped_column(Amount)
    net_total: Mapped[Decimal] = mapped_column(Amount)
    tax_total: Mapped[Decimal] = mapped_column(Amount)
    gross_total: Mapped[Decimal] = mapped_column(Amount)
    prepaid_total: Mapped[Decimal] = mapped_column(Amount)
    rounding_total: Mapped[Decimal] = mapped_column(Amount)
    due_total: Mapped[Decimal] = mapped_column(Amount)
    tax_total_in_tax_currency: Mapped[Decimal | None] = mapped_column(Amount)
    recomputed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the lines add up to, by total's name, as exact text; empty where it equals what is stated."""
    findings: Mapped[list[Any]] = mapped_column(default=list)
    """Each `{"rule", "severity", "stated", "computed", "where"}` (EN 16931 rule ids)."""

    legends: Mapped[list[Any]] = mapped_column(default=list)
    """Sentences."""
    notes: Mapped[list[Any]] = mapped_column(default=list)
    """Each `{"text", "subject_code"}`."""
    payment: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How it is to be paid: texts `terms`, `iban`, `bic`, `account_name`, `reference`, and `means`, a list of
    `einvoice.to_json(PaymentMeans)`."""
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The remaining EN 16931 terms: payee, delivery, tax representative, references."""

    paid_total: Mapped[Decimal] = mapped_column(Amount, default=Decimal(0))
    open_total: Mapped[Decimal] = mapped_column(Amount)
    """due_total less the payments recorded here; kept by the payments service."""
    issued_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]
    same_key: Mapped[str | None] = mapped_column(String(64))
    conflict_key: Mapped[str | None] = mapped_column(String(64))
    in_conflict: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(default="")
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    meta: Mapped[dict[str, Any]] = mapped_column(default=dict)


class DocumentLine(EntityOwned, Base):
    """One line; `details` holds its notes, identifiers, period, allowances and charges."""

    __tablename__ = "document_line"
    __table_args__ = (
        entity_key(),
        inner_key("document_id", "document"),
        UniqueConstraint("document_id", "position"),
        Index(None, "entity_id", "document_id", "position"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    line_ref: Mapped[str]
    item_id: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str]
    description: Mapped[str | None]
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal)
    unit: Mapped[str | None] = mapped_column(String(8))
    unit_price: Mapped[Decimal] = mapped_column(ExactDecimal)
    base_quantity: Mapped[Decimal] = mapped_column(ExactDecimal, default=Decimal(1))
    tax_category: Mapped[str] = mapped_column(String(3))
    tax_rate: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    net: Mapped[Decimal] = mapped_column(Amount)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class DocumentCharge(EntityOwned, Base):
    """An allowance or charge on the whole document (EN 16931 BG-20, BG-21)."""

    __tablename__ = "document_charge"
    __table_args__ = (
        entity_key(),
        inner_key("document_id", "document"),
        Index(None, "entity_id", "document_id", "position"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    is_charge: Mapped[bool]
    amount: Mapped[Decimal] = mapped_column(Amount)
    base: Mapped[Decimal | None] = mapped_column(Amount)
    percent: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    reason: Mapped[str | None]
    reason_code: Mapped[str | None]
    tax_category: Mapped[str | None] = mapped_column(String(3))
    tax_rate: Mapped[Decimal | None] = mapped_column(ExactDecimal)


class DocumentTax(EntityOwned, Base):
    """One tax group (EN 16931 BG-23): VAT is rounded here and nowhere else."""

    __tablename__ = "document_tax"
    __table_args__ = (
        entity_key(),
        inner_key("document_id", "document"),
        Index(None, "entity_id", "document_id", "position"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    category: Mapped[str] = mapped_column(String(3))
    rate: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    base: Mapped[Decimal] = mapped_column(Amount)
    tax: Mapped[Decimal] = mapped_column(Amount)
    reason: Mapped[str | None]
    reason_code: Mapped[str | None]


class DocumentRelation(EntityOwned, Base):
    """A document names another: the invoice a credit note lowers. `target_id` is set when it is known here."""

    __tablename__ = "document_relation"
    __table_args__ = (
        entity_key(),
        inner_key("document_id", "document"),
        inner_key("target_id", "document"),
        Index(None, "entity_id", "document_id"),
        Index(None, "entity_id", "target_id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(16))
    number: Mapped[str]
    issued_on: Mapped[date | None]
    target_id: Mapped[str | None] = mapped_column(String(40))
