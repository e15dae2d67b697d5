"""A client's people, and what they may do in each entity."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    UniqueConstraint,
    and_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.identity import Scope
from portal.models.base import Base, entity_key
from portal.tenancy.ownership import ACCOUNT_ROWS, AccountColumns, EntityOwned, Ownership, SpecialOwned

_A_MEMBER = "{row}id IN (SELECT user_id FROM {schema}membership WHERE entity_id = {entity})"


class Membership(EntityOwned, Base):
    """A user's role in one entity, until `ended_at`."""

    __tablename__ = "membership"
    __table_args__ = (
        entity_key(),
        ForeignKeyConstraint(
            ["account_id", "environment", "user_id"],
            ["client_user.account_id", "client_user.environment", "client_user.id"],
        ),
        UniqueConstraint("entity_id", "user_id"),
        CheckConstraint("role IN ('viewer', 'editor', 'admin')", name="role"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(server_default=text("''"))
    """What this entity calls the person; another may call them otherwise, and neither learns of the other's word."""
    locale: Mapped[str | None] = mapped_column(String(12))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ClientUser(SpecialOwned, AccountColumns, Base):
    """A client's person, known by their e-mail alone: all else is what each entity says of them, in its membership.

    Inside an entity only its own members are seen; a new one may be added from there.
    """

    __tablename__ = "client_user"
    __table_args__ = (
        UniqueConstraint("account_id", "environment", "email"),
        UniqueConstraint("account_id", "environment", "id"),
    )
    ownership = Ownership(
        inside=" AND ".join((ACCOUNT_ROWS, _A_MEMBER)),
        outside=ACCOUNT_ROWS,
        write_inside=ACCOUNT_ROWS,
        reads=("membership",),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    email: Mapped[str]
    created_at: Mapped[datetime]

    @classmethod
    def seen_from(cls, scope: Scope) -> ColumnElement[bool]:
        of_account = and_(cls.account_id == scope.account_id, cls.environment == scope.environment.value)
        if scope.entity_id is None:
            return of_account
        return and_(of_account, cls.id.in_(select(Membership.user_id).where(Membership.entity_id == scope.entity_id)))
