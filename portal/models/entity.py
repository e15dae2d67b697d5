"""The client business."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.identity import Scope
from portal.models.base import Base
from portal.tenancy.ownership import ACCOUNT_ROWS, AccountColumns, Ownership, SpecialOwned


class Entity(SpecialOwned, AccountColumns, Base):
    """One client business: own customers, items, numbering, country settings."""

    __tablename__ = "entity"
    __table_args__ = (
        UniqueConstraint("account_id", "environment", "id"),
        CheckConstraint("client_access IN ('none', 'entity', 'users')", name="client_access"),
    )
    ownership = Ownership(inside=f"{{row}}id = {{entity}} AND {ACCOUNT_ROWS}", outside=ACCOUNT_ROWS)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    country: Mapped[str] = mapped_column(String(2))
    currency: Mapped[str] = mapped_column(String(3))
    locale: Mapped[str] = mapped_column(String(12))
    timezone: Mapped[str]
    client_access: Mapped[str] = mapped_column(String(8), default="none")
    vat_id: Mapped[str | None]
    tax_number: Mapped[str | None]
    company_number: Mapped[str | None]
    address: Mapped[dict[str, Any]] = mapped_column(default=dict)
    email: Mapped[str | None]
    phone: Mapped[str | None]
    bank_accounts: Mapped[list[Any]] = mapped_column(default=list)
    """Each `{"iban", "bic", "name"}`; the first is the default one."""
    legal_notes: Mapped[list[Any]] = mapped_column(default=list)
    """Sentences of company law that stand at the foot of its documents."""
    logo_sha256: Mapped[str | None] = mapped_column(String(64))
    logo_mime: Mapped[str | None]
    """SVG or PNG, printed on its documents; the bytes lie with the entity's files."""
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    meta: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime | None]

    @classmethod
    def seen_from(cls, scope: Scope) -> ColumnElement[bool]:
        of_account = and_(cls.account_id == scope.account_id, cls.environment == scope.environment.value)
        return of_account if scope.entity_id is None else and_(cls.id == scope.entity_id, of_account)
