"""Keys of the account and its entities."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key
from portal.tenancy.ownership import EntityOrAccountOwned


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
