"""What every table shares: the declarative base, the column types, and the columns that say whose a row is."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, ForeignKeyConstraint, MetaData, String, Text, TypeDecorator, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import JSON

from portal.identity import Environment

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
MONEY_SCALE = Decimal(10_000)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; naive values are refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """Money as an integer of 1/10,000 unit: exact sums and comparisons on every back end, no float in between."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        units = value * MONEY_SCALE
        if units != units.to_integral_value():
            raise ValueError(f"{value} is finer than 1/10,000")
        return int(units)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / MONEY_SCALE


class ExactDecimal(TypeDecorator[Decimal]):
    """A quantity, price or rate as exact decimal text."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Base(DeclarativeBase):
    """Base of all mapped classes."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        str: Text(),
        Environment: String(8),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


def entity_key() -> ForeignKeyConstraint:
    """(account, environment, entity) must be one existing row of `entity`."""
    return ForeignKeyConstraint(
        ["account_id", "environment", "entity_id"], ["entity.account_id", "entity.environment", "entity.id"]
    )


def inner_key(column: str, table: str) -> ForeignKeyConstraint:
    """A reference that cannot leave the entity: (entity, id) must be one existing row of `table`."""
    return ForeignKeyConstraint(["entity_id", column], [f"{table}.entity_id", f"{table}.id"])


class Kept:
    """The columns of what the firm's backend keeps here: its own metadata, and when it was changed or deleted."""

    meta: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """At most 50 names; texts of at most 250 characters."""
    updated_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    """Deleted ones are in no list and can be restored."""
