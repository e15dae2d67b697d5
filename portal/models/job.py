"""Background work."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key
from portal.tenancy.ownership import (
    EntityOrAccountOwned,
)


class Job(EntityOrAccountOwned, Base):
    """Background work, written in the transaction of its cause; a lease says which worker has it, and until when."""

    __tablename__ = "job"
    __table_args__ = (entity_key(), Index(None, "state", "run_at"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(24))
    parameters: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
