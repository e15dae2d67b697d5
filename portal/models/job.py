"""Background work: what is to be done, and where a worker finds it."""

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
    """Background work, written in the transaction of its cause. When it runs, and who has it, is told by its `Queued`.

    `state` is queued, running, done or failed; one that is done and left no result is gone.
    """

    __tablename__ = "job"
    __table_args__ = (entity_key(), Index(None, "account_id", "environment", "kind", "subject"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str | None] = mapped_column(String(40))
    """The id of what it is about, for those who ask how far it is."""
    parameters: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    result: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Queued(EntityOrAccountOwned, Base):
    """The address of a job that is not over, and when a worker may take it: all that workers see of other scopes.

    A worker that takes it writes its name as `holder` and moves `due_at` to the end of its lease; whoever finds it due
    again may take it, for then its holder is gone.
    """

    __tablename__ = "queue"
    __table_args__ = (
        entity_key(),
        Index(None, "lane", "due_at"),
        Index(None, "lane", "account_id", "due_at"),
        Index(None, "holder"),
    )

    job_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    lane: Mapped[str] = mapped_column(String(8))
    """`now` while a person waits for it, `later`, `bulk`, or `ahead` of anybody's asking."""
    due_at: Mapped[datetime]
    holder: Mapped[str | None] = mapped_column(String(32))
    receiver: Mapped[str | None] = mapped_column(String(40))
    """The webhook that it goes to: of one, only so many are under way at a time."""
