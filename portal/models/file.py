"""Files: shared ones, originals, attachments; and when somebody last looked through them."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
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
        Index(None, "entity_id", "sent_by", "created_at"),
        CheckConstraint("purpose IN ('shared', 'original', 'attachment')", name="purpose"),
        CheckConstraint("sent_by IN ('firm', 'client')", name="sent_by"),
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
    added_subject: Mapped[str | None] = mapped_column(String(40))
    """The id of the user, key or member of staff who added it; a full-entity session has none."""
    sent_by: Mapped[str] = mapped_column(String(6), server_default=text("'firm'"))
    """Which side added it: `firm` or `client`."""
    fetched_at: Mapped[datetime | None]
    """When the firm first took the bytes of what the client sent."""
    created_at: Mapped[datetime]


class FileLook(EntityOwned, Base):
    """When one visitor last looked through the files: a user, a member of staff, or full-entity sessions of one label.

    What the other side added after `looked_at` is new to them; `before_at` is where that line stood at the look before,
    so that what was new stays marked for as long as they look around.
    """

    __tablename__ = "file_look"
    __table_args__ = (entity_key(), UniqueConstraint("entity_id", "kind", "who"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    who: Mapped[str]
    looked_at: Mapped[datetime]
    before_at: Mapped[datetime]
