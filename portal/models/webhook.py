"""Addresses of the firm's that events go to, and what was sent there."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, or_
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key
from portal.tenancy.ownership import EntityOrAccountOwned


class Webhook(EntityOrAccountOwned, Base):
    """An address that the events of one entity, or of all of the account's, are posted to; its secret is derived from
    the key ring and `secret_version`, never stored."""

    __tablename__ = "webhook"
    __table_args__ = (
        entity_key(),
        UniqueConstraint("account_id", "environment", "id"),
        Index(None, "account_id", "environment", "entity_id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    url: Mapped[str]
    description: Mapped[str | None]
    events: Mapped[list[Any]]
    enabled: Mapped[bool] = mapped_column(default=True)
    disabled_reason: Mapped[str | None]
    secret_kid: Mapped[str]
    """The secret of the key ring that its own is derived from."""
    secret_version: Mapped[int] = mapped_column(default=1)
    meta: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime | None]

    @classmethod
    def of_account(cls) -> ColumnElement[bool]:
        """Those that hear of all entities; seen from outside any entity only."""
        return cls.entity_id.is_(None)

    @classmethod
    def hearing_of(cls, entity_id: str | None) -> ColumnElement[bool]:
        """Those that hear of one entity, its own and the account's; asked outside any entity."""
        return or_(cls.entity_id.is_(None), cls.entity_id == entity_id)


class WebhookDelivery(EntityOrAccountOwned, Base):
    """One event on its way to one address: what was sent, and what came of each attempt so far."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        entity_key(),
        ForeignKeyConstraint(
            ["account_id", "environment", "webhook_id"], ["webhook.account_id", "webhook.environment", "webhook.id"]
        ),
        Index(None, "account_id", "environment", "webhook_id", "id"),
        Index(None, "account_id", "environment", "webhook_id", "state"),
        Index(None, "account_id", "environment", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    webhook_id: Mapped[str] = mapped_column(String(40))
    event: Mapped[str] = mapped_column(String(40))
    body: Mapped[str]
    """The bytes that are signed, as text."""
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[list[Any]] = mapped_column(default=list)
    """Each `{"at", "status", "error", "milliseconds", "answer"}`, oldest first."""
    next_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    @classmethod
    def of_account(cls) -> ColumnElement[bool]:
        """Those of the account's own webhooks."""
        return cls.entity_id.is_(None)
