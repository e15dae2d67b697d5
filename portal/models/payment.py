"""Money received for documents."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Amount, Base, Kept, entity_key, inner_key
from portal.models.whereabouts import Noted
from portal.tenancy.ownership import EntityOwned


class Payment(Kept, Noted, EntityOwned, Base):
    """Money received for (or, on a credit note, returned by) one document."""

    __tablename__ = "payment"
    __table_args__ = (
        entity_key(),
        inner_key("document_id", "document"),
        inner_key("credit_note_id", "document"),
        UniqueConstraint("entity_id", "id"),
        Index(None, "entity_id", "document_id"),
        Index(None, "entity_id", "paid_on"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(40))
    credit_note_id: Mapped[str | None] = mapped_column(String(40))
    """The credit note that this was settled with."""
    paid_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Amount)
    currency: Mapped[str] = mapped_column(String(3))
    method: Mapped[str]
    reference: Mapped[str | None]
    note: Mapped[str | None]
    tag: Mapped[str | None]
    created_at: Mapped[datetime]
