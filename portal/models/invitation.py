"""Invitations of a client's people."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key, inner_key
from portal.models.whereabouts import Noted
from portal.tenancy.ownership import EntityOwned


class Invitation(Noted, EntityOwned, Base):
    """A person was asked by mail to open a link; accepted by opening it. No password exists."""

    __tablename__ = "invitation"
    __table_args__ = (
        entity_key(),
        ForeignKeyConstraint(
            ["account_id", "environment", "user_id"],
            ["client_user.account_id", "client_user.environment", "client_user.id"],
        ),
        inner_key("link_id", "link"),
        Index(None, "entity_id", "created_at", "id"),
        Index(None, "entity_id", "link_id"),
        CheckConstraint("role IN ('viewer', 'editor', 'admin')", name="role"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40))
    email: Mapped[str]
    name: Mapped[str | None]
    role: Mapped[str] = mapped_column(String(8))
    link_id: Mapped[str | None] = mapped_column(String(40))
    """The link that was mailed last."""
    invited_by: Mapped[str]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
