"""What an entity works with: customers, items, taxes, number series, payments."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Amount, Base, ExactDecimal, entity_key, inner_key
from portal.tenancy.ownership import EntityOwned


class Customer(EntityOwned, Base):
    """Whom the entity invoices."""

    __tablename__ = "customer"
    __table_args__ = (entity_key(), UniqueConstraint("entity_id", "id"), Index(None, "entity_id", "name"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    vat_id: Mapped[str | None]
    tax_number: Mapped[str | None]
    email: Mapped[str | None]
    address: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class Item(EntityOwned, Base):
    """What the entity sells; prices are exact decimal text."""

    __tablename__ = "item"
    __table_args__ = (entity_key(), UniqueConstraint("entity_id", "id"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    description: Mapped[str | None]
    unit: Mapped[str | None] = mapped_column(String(8))
    price: Mapped[Decimal] = mapped_column(ExactDecimal)
    currency: Mapped[str] = mapped_column(String(3))
    tax_id: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]


class Tax(EntityOwned, Base):
    """A rate with the days it is valid on."""

    __tablename__ = "tax"
    __table_args__ = (entity_key(), UniqueConstraint("entity_id", "id"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    category: Mapped[str] = mapped_column(String(3))
    rate: Mapped[Decimal] = mapped_column(ExactDecimal)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]


class NumberSeries(EntityOwned, Base):
    """The last number given in one series of one document type; taken and raised in one transaction."""

    __tablename__ = "number_series"
    __table_args__ = (entity_key(), UniqueConstraint("entity_id", "type", "series"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    type: Mapped[str] = mapped_column(String(16))
    series: Mapped[str]
    format: Mapped[str]
    last: Mapped[int] = mapped_column(default=0)


class Payment(EntityOwned, Base):
    """Money received for (or, on a credit note, returned by) one document."""

    __tablename__ = "payment"
    __table_args__ = (
        entity_key(),
        inner_key("document_id", "document"),
        Index(None, "entity_id", "document_id"),
        Index(None, "entity_id", "paid_on"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(40))
    paid_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Amount)
    currency: Mapped[str] = mapped_column(String(3))
    method: Mapped[str]
    reference: Mapped[str | None]
    note: Mapped[str | None]
    created_at: Mapped[datetime]
