"""A world of two firms for the wall's tests: rows of every table in every scope, made from the tables' own shape, so
that a table which is new is full here without anybody having thought of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Engine,
    Integer,
    String,
    Table,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.pool import NullPool
from sqlalchemy.types import JSON, BigInteger

from portal.database import Database
from portal.identity import Environment, Scope
from portal.models import Base
from portal.models.base import Amount, ExactDecimal, UtcDateTime

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OURS = Scope("acc_one", Environment.SANDBOX, "ent_ours")
SIBLING = Scope("acc_one", Environment.SANDBOX, "ent_sibling")
TWIN = Scope("acc_one", Environment.LIVE, "ent_twin")
FOREIGN = Scope("acc_two", Environment.SANDBOX, "ent_foreign")
ENTITIES = (OURS, SIBLING, TWIN, FOREIGN)
OUTSIDE = tuple(Scope(account, environment) for account in ("acc_one", "acc_two") for environment in Environment)
OTHERS = tuple(scope for scope in ENTITIES if scope != OURS)

# Columns whose values a CHECK limits.
CHOSEN = {
    "client_access": "users",
    "role": "viewer",
    "access": "user",
    "mode": "cookie",
    "purpose": "shared",
    "sent_by": "firm",
    "type": "invoice",
    "direction": "issued",
    "origin": "native",
    "currency": "EUR",
}


@dataclass(frozen=True, slots=True)
class Backend:
    """A migrated database: behind its wall, and, for those who build the traps, without any."""

    database: Database
    url: str
    unwalled: Engine

    @property
    def dialect(self) -> str:
        return self.database.dialect

    @contextmanager
    def in_the_open(self) -> Iterator[Connection]:
        """One transaction without wall or foreign keys: how the impossible rows get in."""
        with self.unwalled.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        self.database.close()
        self.unwalled.dispose()


def open_backend(url: str, powerful_url: str) -> Backend:
    """`powerful_url` is the file itself, or a role that no policy holds."""
    unwalled = create_engine(powerful_url, poolclass=NullPool)
    if make_url(powerful_url).get_backend_name() == "sqlite":
        event.listen(unwalled, "connect", _without_keys_sqlite)
    else:
        event.listen(unwalled, "begin", _without_keys_postgresql)
    return Backend(Database(url), url, unwalled)


def _without_keys_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = off")


def _without_keys_postgresql(connection: Connection) -> None:
    connection.execute(text("SET LOCAL session_replication_role = replica"))


def mark(scope: Scope) -> str:
    """What a row of this scope is recognised by: `ours`, `sibling`, …, or `one-sandbox` outside any entity."""
    if scope.entity_id is not None:
        return scope.entity_id.removeprefix("ent_")
    return f"{scope.account_id.removeprefix('acc_')}-{scope.environment}"


def canary(scope: Scope) -> str:
    return f"CANARY-{mark(scope)}"


def tables() -> list[Table]:
    return list(Base.metadata.sorted_tables)


def row_id(table: Table | str, scope: Scope) -> str:
    name = table if isinstance(table, str) else table.name
    if name == "account":
        return scope.account_id
    if name == "entity":
        return str(scope.entity_id)
    return f"{name}-{mark(scope)}"


def rows_of(table: Table) -> Iterator[dict[str, Any]]:
    """One row in each scope that the table can have one in."""
    columns = table.columns
    if table.name == "account":
        yield from (_row(table, Scope(account, Environment.LIVE)) for account in ("acc_one", "acc_two"))
        return
    belongs = "entity_id" in columns or table.name in {"entity", "client_user"}
    if belongs:
        yield from (_row(table, scope) for scope in ENTITIES)
    if not belongs or ("entity_id" in columns and columns["entity_id"].nullable):
        yield from (_row(table, scope) for scope in OUTSIDE)


def fill(connection: Connection) -> None:
    """Put the whole world into an empty database."""
    for table in tables():
        connection.execute(table.insert(), list(rows_of(table)))


def _row(table: Table, scope: Scope, **other: Any) -> dict[str, Any]:
    values = {column.name: _value(table, column, scope) for column in table.columns}
    return values | other


def _value(table: Table, column: Column[Any], scope: Scope) -> Any:
    scoped = {"account_id": scope.account_id, "environment": scope.environment.value, "entity_id": scope.entity_id}
    if column.name in scoped:
        return scoped[column.name]
    if column.primary_key:
        return row_id(table, scope)
    for key in column.foreign_keys:
        people_of_the_firm = key.column.table.name == "staff"
        return row_id(key.column.table, Scope(scope.account_id, scope.environment) if people_of_the_firm else scope)
    if (table.name, column.name) == ("key", "kind"):
        return "ek" if scope.entity_id else "sk"
    if column.name in CHOSEN and isinstance(column.type, String) and column.type.length:
        return CHOSEN[column.name]
    return _by_type(column, scope)


def _by_type(column: Column[Any], scope: Scope) -> Any:
    if isinstance(column.type, UtcDateTime):
        return None if column.nullable else NOON
    if isinstance(column.type, Date):
        return None if column.nullable else date(2026, 11, 22)
    if isinstance(column.type, Amount | ExactDecimal):
        return Decimal(1)
    simple = ((Boolean, False), (Integer | BigInteger, 1), (JSON, {"text": canary(scope)}))
    for kind, value in simple:
        if isinstance(column.type, kind):
            return value
    return canary(scope)[: getattr(column.type, "length", None)]
