"""Ways in: keys, links, what a link becomes, and the one table that is read before any scope is known."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key, inner_key
from portal.tenancy.ownership import EntityOrAccountOwned, EntityOwned


class Credential(EntityOrAccountOwned, Base):
    """Digest of a secret -> who and where. Ended rows stay: their 410 page still knows the account."""

    __tablename__ = "credential"
    __table_args__ = (entity_key(),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    subject: Mapped[str] = mapped_column(String(40))
    ends_at: Mapped[datetime | None]


class Key(EntityOrAccountOwned, Base):
    """`sk_` account, `ek_` entity, `lk_` link-signing. Only a digest is kept; `limits` bind a signing key."""

    __tablename__ = "key"
    __table_args__ = (
        entity_key(),
        CheckConstraint("kind IN ('sk', 'ek', 'lk')", name="kind"),
        CheckConstraint("(kind = 'ek') = (entity_id IS NOT NULL)", name="entity"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(2))
    name: Mapped[str]
    hint: Mapped[str]
    """First and last characters, to recognise it by."""
    limits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


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
