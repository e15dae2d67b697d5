"""Files: shared ones, originals, attachments."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key, inner_key
from portal.models.whereabouts import Noted
from portal.tenancy.ownership import (
    EntityOwned,
)


class File(Noted, EntityOwned, Base):
    """Anything the firm or the client puts there, and the originals and attachments of imported documents."""

    __tablename__ = "file"
    __table_args__ = (
        entity_key(),
        inner_key("document_id", "document"),
        UniqueConstraint("entity_id", "id"),
        Index(None, "entity_id", "category", "created_at", "id"),
        Index(None, "entity_id", "document_id"),
        Index(None, "entity_id", "sha256"),
        CheckConstraint("purpose IN ('shared', 'original', 'attachment')", name="purpose"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    document_id: Mapped[str | None] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(12))
    category: Mapped[str] = mapped_column(String(24))
    period: Mapped[date | None]
    """First day of the month the file belongs to."""
    name: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    note: Mapped[str | None]
    added_by: Mapped[str]
    created_at: Mapped[datetime]
