"""Magic links, their redemptions, and the codes that a redemption may ask for."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key, inner_key
from portal.tenancy.ownership import EntityOrAccountOwned, EntityOwned


class Link(EntityOrAccountOwned, Base):
    """A signed magic link. One signed offline gets its row when it is first opened."""

    __tablename__ = "link"
    __table_args__ = (
        entity_key(),
        UniqueConstraint("entity_id", "id"),
        Index(None, "entity_id", "expires_at"),
        CheckConstraint("access IN ('full_entity', 'user', 'staff')", name="access"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    entity_id: Mapped[str] = mapped_column(String(40))
    access: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[str | None] = mapped_column(String(40))
    staff_id: Mapped[str | None] = mapped_column(String(40))
    role: Mapped[str | None] = mapped_column(String(8))
    label: Mapped[str | None]
    """A name for whoever a full-entity link is made for; shown, never trusted."""
    view: Mapped[str | None]
    locale: Mapped[str | None] = mapped_column(String(12))
    recipient: Mapped[str | None]
    return_to: Mapped[str | None]
    max_claims: Mapped[int] = mapped_column(default=1)
    claims_taken: Mapped[int] = mapped_column(default=0)
    require_code: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether its first claim asks for a code by mail too; the later ones of a mailed link always do."""
    offline: Mapped[bool] = mapped_column(default=False)
    token_sha256: Mapped[str] = mapped_column(String(64))
    """Of the one spelling of its token: another token with the same id is not this link."""
    issued_by: Mapped[str]
    key_id: Mapped[str | None] = mapped_column(String(40))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LinkClaim(EntityOwned, Base):
    """One redemption of a link; UNIQUE(link, position) is what makes a race end with one winner."""

    __tablename__ = "link_claim"
    __table_args__ = (entity_key(), inner_key("link_id", "link"), UniqueConstraint("link_id", "position"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    link_id: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    session_id: Mapped[str] = mapped_column(String(40))
    claimed_at: Mapped[datetime]
    address: Mapped[str | None]
    user_agent: Mapped[str | None]
    by_code: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it was taken with a code from the recipient's mailbox: else by whoever, or whatever, pressed first."""


class LinkCode(EntityOwned, Base):
    """A code that was mailed for one claim of a link, and works on the page that asked for it alone.

    Of the page's secret and of the code only digests are kept; without the secret, a million guesses tell nothing.
    """

    __tablename__ = "link_code"
    __table_args__ = (entity_key(), inner_key("link_id", "link"), Index(None, "entity_id", "link_id", "sent_at"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    link_id: Mapped[str] = mapped_column(String(40))
    asked_sha256: Mapped[str] = mapped_column(String(64))
    answer_sha256: Mapped[str] = mapped_column(String(64))
    tries_left: Mapped[int]
    sent_at: Mapped[datetime]
    ends_at: Mapped[datetime]
