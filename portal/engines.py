"""SQLite engines behind the wall: what every new connection is prepared with, and where its writes are sent."""

import re
import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.pool import ConnectionPoolEntry

from portal.models import Base
from portal.tenancy.ownership import Owned, Ownership
from portal.tenancy.sqlite_wall import Wall, raise_door, raise_queue, raise_wall

BUSY_TIMEOUT_SECONDS = 10
_WRITE_TARGET = re.compile(r"^(INSERT INTO|UPDATE|DELETE FROM) ")
_PAST_THE_VIEWS = re.compile(r"\bmain\b", re.IGNORECASE)


def ownership_rules() -> dict[str, Ownership]:
    """Table name -> whose its rows are, for every mapped table."""
    rules: dict[str, Ownership] = {}
    for mapper in Base.registry.mappers:
        owned = mapper.class_
        if not issubclass(owned, Owned):
            raise TypeError(f"{owned.__name__} declares no owner")
        rules[str(inspect(owned).local_table.name)] = owned.ownership
    return dict(sorted(rules.items()))


def key_columns() -> frozenset[str]:
    """The names of all columns that primary and foreign keys are made of."""
    names: set[str] = set()
    for table in Base.metadata.tables.values():
        names.update(column.name for column in table.primary_key)
        names.update(column.name for constraint in table.foreign_key_constraints for column in constraint.columns)
    return frozenset(names)


def wall_of(connection: Connection) -> Wall:
    """The wall of a SQLite connection."""
    wall: Wall = connection.connection.info["wall"]
    return wall


def _wall_for_reading(connection: sqlite3.Connection) -> Wall:
    return raise_wall(connection, ownership_rules(), key_columns(), writable=False)


def _wall_for_writing(connection: sqlite3.Connection) -> Wall:
    return raise_wall(connection, ownership_rules(), key_columns(), writable=True)


def reading_engine(url: str, pool_size: int) -> Engine:
    """Connections that read what the scope shows, and write nothing."""
    return _engine(url, pool_size, "BEGIN", _wall_for_reading)


def writing_engine(url: str, pool_size: int) -> Engine:
    """Connections that write within the scope; a transaction has the database to itself from its first statement."""
    engine = _engine(url, pool_size, "BEGIN IMMEDIATE", _wall_for_writing)
    event.listen(engine, "before_cursor_execute", _aim_at_tables, retval=True)
    event.listen(engine, "after_cursor_execute", _stop_writing)
    return engine


def door_engine(url: str, pool_size: int) -> Engine:
    """Connections that see one credential, by its digest."""
    return _engine(url, pool_size, "BEGIN", raise_door)


def queue_engine(url: str, pool_size: int) -> Engine:
    """Connections of workers: they see where jobs are, of all scopes, and nothing else."""
    return _engine(url, pool_size, "BEGIN", raise_queue)


def _engine(url: str, pool_size: int, begin: str, wall: Callable[[sqlite3.Connection], Wall]) -> Engine:
    engine = create_engine(
        url, pool_size=pool_size, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_SECONDS}
    )

    def connect(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        # The driver must not begin transactions of its own: its deferred ones lose concurrent updates silently.
        connection.isolation_level = None
        # Without recursive triggers, REPLACE removes a row and no trigger hears of it.
        for pragma in ("journal_mode = wal", "synchronous = normal", "foreign_keys = on", "recursive_triggers = on"):
            connection.execute(f"PRAGMA {pragma}")
        record.info["wall"] = wall(connection)

    def leave(_connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info["wall"].leave()

    event.listen(engine, "connect", connect)
    event.listen(engine, "checkin", leave)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _aim_at_tables(
    connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
) -> tuple[str, Any]:
    """Send writes to the tables themselves, past the views that shadow them for reading.

    Only then does the wall let keys and triggers look there; a statement that names `main` itself is not ours.
    """
    aimed, writes = _WRITE_TARGET.subn(r"\1 main.", statement)
    ours = bool(writes) and _PAST_THE_VIEWS.search(statement) is None
    wall_of(connection).writing = ours
    return (aimed if ours else statement), parameters


def _stop_writing(connection: Connection, *_execution: Any) -> None:
    wall_of(connection).writing = False
