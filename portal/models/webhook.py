"""Addresses of the firm's that events go to."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base
from portal.tenancy.ownership import (
    AccountOwned,
)


class Webhook(AccountOwned, Base):
    """An address of the firm's that events are posted to; its secret is derived, never stored."""

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    url: Mapped[str]
    events: Mapped[list[Any]]
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
