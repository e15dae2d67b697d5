"""The firm's account, and the origins that may frame its clients' sessions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.identity import Scope
from portal.models.base import Base
from portal.tenancy.ownership import NOBODY, CommonOwned, Ownership, SpecialOwned


class Account(SpecialOwned, Base):
    """The firm or platform. `contact_*` stands on every page of its clients, errors included."""

    __tablename__ = "account"
    ownership = Ownership(inside="{row}id = {account}", outside="{row}id = {account}", write_inside=NOBODY)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    contact_name: Mapped[str | None]
    contact_email: Mapped[str | None]
    contact_phone: Mapped[str | None]
    contact_hours: Mapped[str | None]
    privacy_url: Mapped[str | None]
    imprint_url: Mapped[str | None]
    accent_color: Mapped[str | None] = mapped_column(String(7))
    corner_radius: Mapped[int | None]
    """Of panels, in CSS pixels; controls have three fifths of it."""
    theme: Mapped[str | None] = mapped_column(String(5))
    """`light`, `dark` or `auto`, where neither the entity nor the page around a frame says otherwise."""
    logo_sha256: Mapped[str | None] = mapped_column(String(64))
    logo_mime: Mapped[str | None]
    viewers_export: Mapped[bool] = mapped_column(default=True)
    limits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Lifetimes in seconds that the account set below the portal's own, by setting name."""
    listens: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    """The environments in which a webhook of the account's own hears of all entities: inside one it is not seen."""
    created_at: Mapped[datetime]

    @classmethod
    def seen_from(cls, scope: Scope) -> ColumnElement[bool]:
        return cls.id == scope.account_id


class Origin(CommonOwned, Base):
    """An exact origin that may frame the portal (`frames`) or receive the client back (`returns`)."""

    __tablename__ = "origin"
    __table_args__ = (UniqueConstraint("account_id", "environment", "origin"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    origin: Mapped[str]
    frames: Mapped[bool] = mapped_column(default=True)
    returns: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
