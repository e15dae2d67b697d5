"""The audit trail and where its chains stand."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.identity import Scope
from portal.models.base import Base, entity_key
from portal.tenancy.ownership import (
    ACCOUNT_ROWS,
    ENTITY_ROWS,
    AccountColumns,
    Ownership,
    SpecialOwned,
)


class Activity(SpecialOwned, AccountColumns, Base):
    """One row of the audit trail: append-only by trigger, hash-chained per entity, and per account outside any."""

    __tablename__ = "activity"
    __table_args__ = (
        entity_key(),
        UniqueConstraint("chain", "seq"),
        Index(None, "entity_id", "seq"),
        Index(None, "entity_id", "at", "id"),
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
        of_account = and_(cls.account_id == scope.account_id, cls.environment == scope.environment.value)
        return and_(of_account, cls.entity_id == scope.entity_id)


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
        of_account = and_(cls.account_id == scope.account_id, cls.environment == scope.environment.value)
        return and_(of_account, cls.entity_id == scope.entity_id)
