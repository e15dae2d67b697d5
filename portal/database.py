"""Engines for both back ends, and the visit: one actor in one scope at one instant, the only way to any row."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, select
from sqlalchemy.pool import ConnectionPoolEntry

from portal.errors import NotFound
from portal.identity import Actor, Scope
from portal.models import Account, Base, Entity
from portal.policy import Permission, granted
from portal.tenancy import postgresql_wall
from portal.tenancy.fence import FencedSession
from portal.tenancy.ownership import Owned, Ownership
from portal.tenancy.sqlite_wall import Wall, raise_door, raise_wall

BUSY_TIMEOUT_SECONDS = 10
_WRITE_TARGET = re.compile(r"^(INSERT INTO|UPDATE|DELETE FROM) ")
_PAST_THE_VIEWS = re.compile(r"\bmain\b", re.IGNORECASE)
Recheck = Callable[[FencedSession, Actor], None]


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


class Database:
    """Walled connections to one database. Make one for the life of the process and `close` it."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.dialect = make_url(url).get_backend_name()
        if self.dialect == "sqlite":
            self._reader = _sqlite_engine(url, pool_size, "BEGIN", _wall_for_reading)
            self._writer = _sqlite_engine(url, pool_size, "BEGIN IMMEDIATE", _wall_for_writing)
            self._door = _sqlite_engine(url, pool_size, "BEGIN", raise_door)
            event.listen(self._writer, "before_cursor_execute", _aim_at_tables, retval=True)
            event.listen(self._writer, "after_cursor_execute", _stop_writing)
        else:
            self._reader = create_engine(url, pool_size=pool_size, pool_pre_ping=True)
            self._writer = self._door = self._reader

    def close(self) -> None:
        for engine in {self._reader, self._writer, self._door}:
            engine.dispose()

    @contextmanager
    def visit(
        self,
        actor: Actor,
        *,
        at: datetime | None = None,
        address: str | None = None,
        recheck: Recheck | None = None,
    ) -> Iterator["Visit"]:
        """Enter the actor's scope. `recheck` is asked again inside each write; it raises when the right is gone.

        `address` is where the visitor comes from, for the activity trail.
        """
        visit = Visit(self, actor, at or datetime.now(UTC), address, recheck)
        try:
            yield visit
        finally:
            visit.stop_reading()

    @contextmanager
    def at_the_door(self, digest: str) -> Iterator[Connection]:
        """A connection that can see the one credential row of this digest and nothing else."""
        with self._door.connect() as connection, connection.begin():
            if self.dialect == "sqlite":
                wall_of(connection).digest = digest
            else:
                postgresql_wall.knock(connection, digest)
            yield connection

    @contextmanager
    def transaction(self, scope: Scope, *, writing: bool) -> Iterator[Connection]:
        """A bare walled connection in one transaction, committed at the end: the wall without the fence."""
        engine = self._writer if writing else self._reader
        with engine.connect() as connection:
            if self.dialect == "sqlite":
                wall_of(connection).enter(scope)
            elif not writing:
                connection.execution_options(postgresql_readonly=True)
            with connection.begin():
                if self.dialect != "sqlite":
                    postgresql_wall.enter(connection, scope)
                yield connection

    def refuse_powerful_role(self) -> None:
        """Raise SettingsRefused when the PostgreSQL role could walk through the wall; SQLite has no roles."""
        if self.dialect != "sqlite":
            with self._reader.connect() as connection:
                postgresql_wall.refuse_powerful_role(connection)


class Visit:
    """One actor in one scope at one instant. Reads go through `session`, writes through `write()`."""

    def __init__(
        self, database: Database, actor: Actor, at: datetime, address: str | None, recheck: Recheck | None
    ) -> None:
        self.actor = actor
        self.at = at
        self.address = address
        self._database = database
        self._recheck = recheck
        self._reading: ExitStack | None = None
        self._session: FencedSession | None = None

    @property
    def scope(self) -> Scope:
        return self.actor.scope

    @property
    def session(self) -> FencedSession:
        """The fenced reading session, begun at its first use and begun anew after each write."""
        if self._session is None:
            self._reading = ExitStack()
            connection = self._reading.enter_context(self._database.transaction(self.scope, writing=False))
            self._session = FencedSession(connection, self.scope, writable=False)
        return self._session

    @contextmanager
    def write(self) -> Iterator[FencedSession]:
        """One short transaction, committed when the block ends well. What the recheck raises comes before any write."""
        self.stop_reading()
        with (
            self._database.transaction(self.scope, writing=True) as connection,
            FencedSession(connection, self.scope, writable=True) as session,
        ):
            if self._recheck is not None:
                self._recheck(session, self.actor)
            yield session
            session.flush()

    def stop_reading(self) -> None:
        """Let go of the reading connection; the next use of `session` takes a new one and sees what is newest."""
        if self._session is not None:
            self._session.close()
            self._session = None
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    @cached_property
    def account(self) -> Account:
        """The account's row."""
        return self.session.scalars(select(Account)).one()

    @cached_property
    def entity(self) -> Entity:
        """The entity that this visit is inside of. NotFound when the scope's account has no such entity."""
        found = self.session.scalars(select(Entity).where(Entity.id == self.scope.entity_id)).one_or_none()
        if found is None:
            raise NotFound("no such entity in this account")
        return found

    @property
    def today(self) -> date:
        """The day it is in the entity's time zone."""
        return self.at.astimezone(ZoneInfo(self.entity.timezone)).date()

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return granted(self.actor, viewers_export=self.account.viewers_export)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


def wall_of(connection: Connection) -> Wall:
    """The wall of a SQLite connection."""
    wall: Wall = connection.connection.info["wall"]
    return wall


def _wall_for_reading(connection: sqlite3.Connection) -> Wall:
    return raise_wall(connection, ownership_rules(), key_columns(), writable=False)


def _wall_for_writing(connection: sqlite3.Connection) -> Wall:
    return raise_wall(connection, ownership_rules(), key_columns(), writable=True)


def _sqlite_engine(url: str, pool_size: int, begin: str, wall: Callable[[sqlite3.Connection], Wall]) -> Engine:
    engine = create_engine(url, pool_size=pool_size, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})

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
