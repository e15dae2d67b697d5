"""Whom the entity invoices."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Kept, entity_key
from portal.models.whereabouts import Noted
from portal.tenancy.ownership import EntityOwned


class Customer(Kept, Noted, EntityOwned, Base):
    """Whom the entity invoices."""

    __tablename__ = "customer"
    __table_args__ = (entity_key(), UniqueConstraint("entity_id", "id"), Index(None, "entity_id", "name"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    vat_id: Mapped[str | None]
    tax_number: Mapped[str | None]
    company_number: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    address: Mapped[dict[str, Any]] = mapped_column(default=dict)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """What only the API keeps: Peppol id, bank accounts, whether it is an end consumer."""
    created_at: Mapped[datetime]
