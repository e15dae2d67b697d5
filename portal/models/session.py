"""What a claimed link becomes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key, inner_key
from portal.tenancy.ownership import EntityOwned


class PortalSession(EntityOwned, Base):
    """What a claim becomes. The slot is public and stands in the address; of the secret only a digest is kept."""

    __tablename__ = "portal_session"
    __table_args__ = (
        entity_key(),
        inner_key("link_id", "link"),
        UniqueConstraint("entity_id", "id"),
        Index(None, "entity_id", "ended_at", "last_seen_at"),
        CheckConstraint("mode IN ('check', 'cookie', 'url')", name="mode"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    link_id: Mapped[str] = mapped_column(String(40))
    slot: Mapped[str] = mapped_column(String(12))
    mode: Mapped[str] = mapped_column(String(8))
    framed: Mapped[bool]
    access: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[str | None] = mapped_column(String(40))
    staff_id: Mapped[str | None] = mapped_column(String(40))
    label: Mapped[str | None]
    locale: Mapped[str | None] = mapped_column(String(12))
    view: Mapped[str | None]
    theme: Mapped[str | None] = mapped_column(String(5))
    parent_origin: Mapped[str | None]
    return_to: Mapped[str | None]
    key_id: Mapped[str | None] = mapped_column(String(40))
    previous_visit_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    idle_until: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
