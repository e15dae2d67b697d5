"""What was answered to a call of the API, so that the same call made again is answered the same."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key
from portal.tenancy.ownership import EntityOrAccountOwned


class ApiCall(EntityOrAccountOwned, Base):
    """One call with an idempotency key. UNIQUE(key, name) is what makes two at once have one effect."""

    __tablename__ = "api_call"
    __table_args__ = (entity_key(), UniqueConstraint("key_id", "name"), Index(None, "account_id", "ends_at"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    key_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(255))
    """The `Idempotency-Key` that was sent."""
    fingerprint: Mapped[str] = mapped_column(String(64))
    """SHA-256 of method, path, query, entity and body."""
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    took_effect: Mapped[bool] = mapped_column(default=False)
    """Set in the transaction of the call's first write: a call that died before it may be made again."""
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    body: Mapped[str | None]
    """Encrypted (`portal.tokens.boxes`): the answer may hold a key or a link that is shown once."""
