"""What the entity sells, and the taxes on it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, ExactDecimal, Kept, entity_key
from portal.models.whereabouts import Noted
from portal.tenancy.ownership import EntityOwned


class Item(Kept, Noted, EntityOwned, Base):
    """What the entity sells; prices are exact decimal text."""

    __tablename__ = "item"
    __table_args__ = (entity_key(), UniqueConstraint("entity_id", "id"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    description: Mapped[str | None]
    classification: Mapped[str | None] = mapped_column(String(12))
    unit: Mapped[str | None] = mapped_column(String(8))
    price: Mapped[Decimal] = mapped_column(ExactDecimal)
    price_has_tax: Mapped[bool] = mapped_column(default=False, server_default=false())
    currency: Mapped[str] = mapped_column(String(3))
    tax_id: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]


class Tax(Kept, Noted, EntityOwned, Base):
    """A tax of one EN 16931 category, with the rate of each span of time."""

    __tablename__ = "tax"
    __table_args__ = (entity_key(), UniqueConstraint("entity_id", "id"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    category: Mapped[str] = mapped_column(String(3))
    classification: Mapped[str | None]
    rates: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    """Each `{"rate", "valid_from"}`, exact text and ISO date, newest first."""
    reason: Mapped[str | None]
    """Why nothing is charged (BT-120), for every category but S and Z."""
    reason_code: Mapped[str | None]
    is_default: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime | None]
