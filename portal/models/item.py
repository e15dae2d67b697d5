"""What the entity sells, and the taxes on it."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, ExactDecimal, entity_key
from portal.tenancy.ownership import EntityOwned


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
