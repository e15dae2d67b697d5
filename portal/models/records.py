"""What is kept beside the documents: files, exports, the activity chain, and background work."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.identity import Scope
from portal.models.base import Base, entity_key, inner_key
from portal.tenancy.ownership import (
    ACCOUNT_ROWS,
    ENTITY_ROWS,
    AccountColumns,
    AccountOwned,
    EntityOrAccountOwned,
    EntityOwned,
    Ownership,
    SpecialOwned,
)


class File(EntityOwned, Base):
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


class Export(EntityOwned, Base):
    """A file made on request, and how far it is."""

    __tablename__ = "export"
    __table_args__ = (entity_key(), inner_key("file_id", "file"), Index(None, "entity_id", "created_at"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    parameters: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    file_id: Mapped[str | None] = mapped_column(String(40))
    requested_by: Mapped[str]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


class Activity(SpecialOwned, AccountColumns, Base):
    """One row of the audit trail: append-only by trigger, hash-chained per entity, and per account outside any."""

    __tablename__ = "activity"
    __table_args__ = (
        entity_key(),
        UniqueConstraint("chain", "seq"),
        Index(None, "entity_id", "seq"),
        Index(None, "entity_id", "session_id", "seq"),
        Index(None, "entity_id", "subject", "seq"),
        Index(None, "entity_id", "object_id", "seq"),
    )
    ownership = Ownership(inside=ENTITY_ROWS, outside=f"{ACCOUNT_ROWS} AND {{row}}entity_id IS NULL")

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    entity_id: Mapped[str | None] = mapped_column(String(40))
    chain: Mapped[str] = mapped_column(String(40))
    """The entity's id, or the account's and environment's for what happens outside any entity."""
    seq: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(40))
    actor_kind: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str | None] = mapped_column(String(40))
    actor_name: Mapped[str]
    session_id: Mapped[str | None] = mapped_column(String(40))
    object_id: Mapped[str | None] = mapped_column(String(40))
    object_name: Mapped[str | None]
    address: Mapped[str | None]
    details: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))

    @classmethod
    def seen_from(cls, scope: Scope) -> ColumnElement[bool]:
        if scope.entity_id is not None:
            return cls.entity_id == scope.entity_id
        of_account = and_(cls.account_id == scope.account_id, cls.environment == scope.environment.value)
        return and_(of_account, cls.entity_id.is_(None))


class ActivityHead(SpecialOwned, AccountColumns, Base):
    """Where a chain stands: the lock that keeps it from forking, and the anchor that shows a cut-off tail."""

    __tablename__ = "activity_head"
    ownership = Ownership(inside=ENTITY_ROWS, outside=f"{ACCOUNT_ROWS} AND {{row}}entity_id IS NULL")

    chain: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    entity_id: Mapped[str | None] = mapped_column(String(40))
    seq: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))

    @classmethod
    def seen_from(cls, scope: Scope) -> ColumnElement[bool]:
        if scope.entity_id is not None:
            return cls.entity_id == scope.entity_id
        of_account = and_(cls.account_id == scope.account_id, cls.environment == scope.environment.value)
        return and_(of_account, cls.entity_id.is_(None))


class Webhook(AccountOwned, Base):
    """An address of the firm's that events are posted to; its secret is derived, never stored."""

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    url: Mapped[str]
    events: Mapped[list[Any]]
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


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
