"""The firm's people, and the entities assigned to them."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key
from portal.tenancy.ownership import AccountOwned, EntityOwned


class Staff(AccountOwned, Base):
    """A person of the firm."""

    __tablename__ = "staff"
    __table_args__ = (
        UniqueConstraint("account_id", "environment", "email"),
        UniqueConstraint("account_id", "environment", "id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    email: Mapped[str]
    created_at: Mapped[datetime]


class StaffAssignment(EntityOwned, Base):
    """One member of staff may work in one entity, until `ended_at`. Carries the name, which pages inside show."""

    __tablename__ = "staff_assignment"
    __table_args__ = (
        entity_key(),
        ForeignKeyConstraint(
            ["account_id", "environment", "staff_id"], ["staff.account_id", "staff.environment", "staff.id"]
        ),
        UniqueConstraint("entity_id", "staff_id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    staff_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
