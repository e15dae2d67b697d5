"""The database behind its wall, and the visit: one actor in one scope at one instant, the only way to any row."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from threading import Lock
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, create_engine, make_url, select
from sqlalchemy.exc import OperationalError

from portal.engines import (
    BUSY_TIMEOUT_SECONDS,
    door_engine,
    queue_engine,
    reading_engine,
    wall_of,
    writing_engine,
)
from portal.errors import DatabaseUnavailable, NotFound
from portal.identity import Actor, Scope
from portal.models import Account, Entity
from portal.policy import Permission, granted
from portal.tenancy import postgresql_wall
from portal.tenancy.fence import FencedSession

Recheck = Callable[[FencedSession, Actor], None]
# What a write leaves in its session's `info` when a worker is to be woken after the commit.
WAKE = "wake"


class Database:
    """Walled connections to one database. Make one for the life of the process and `close` it.

    `wake` is called after each commit that queued a job; without it a worker finds the job when it next looks.
    """

    def __init__(self, url: str, *, pool_size: int = 8, wake: Callable[[], None] | None = None) -> None:
        self.wake = wake
        self.dialect = make_url(url).get_backend_name()
        self._writing = Lock()
        if self.dialect == "sqlite":
            self._reader = reading_engine(url, pool_size)
            self._writer = writing_engine(url, pool_size)
            self._door = door_engine(url, pool_size)
            self._queue = queue_engine(url, pool_size)
        else:
            self._reader = create_engine(url, pool_size=pool_size, pool_pre_ping=True, hide_parameters=True)
            self._writer = self._door = self._queue = self._reader

    def close(self) -> None:
        for engine in {self._reader, self._writer, self._door, self._queue}:
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
    def at_the_queue(self, *, taking: bool, alone: bool = False) -> Iterator[Connection]:
        """A connection of a worker's: it sees the queue of all scopes and nothing else, and may only take from it.

        `alone` it takes while nobody else does who asks for that; on SQLite always.
        """
        with self._turn_to_write(taking), self._queue.connect() as connection, connection.begin():
            if self.dialect != "sqlite":
                postgresql_wall.line_up(connection, alone=alone)
            yield connection

    @contextmanager
    def transaction(self, scope: Scope, *, writing: bool) -> Iterator[Connection]:
        """A bare walled connection in one transaction, committed at the end: the wall without the fence."""
        engine = self._writer if writing else self._reader
        with self._turn_to_write(writing), engine.connect() as connection:
            if self.dialect == "sqlite":
                wall_of(connection).enter(scope)
            elif not writing:
                connection.execution_options(postgresql_readonly=True)
            with connection.begin():
                if self.dialect != "sqlite":
                    postgresql_wall.enter(connection, scope)
                yield connection

    @contextmanager
    def _turn_to_write(self, writing: bool) -> Iterator[None]:
        """One writer of this process at a time on SQLite: its own waiting is by sleeping and guessing, and unfair."""
        if not writing or self.dialect != "sqlite":
            yield
        elif self._writing.acquire(timeout=BUSY_TIMEOUT_SECONDS):
            try:
                yield
            finally:
                self._writing.release()
        else:
            raise DatabaseUnavailable("no turn to write came within the busy timeout")

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
        self.recheck = recheck
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
        # Around the whole of it: SQLite says that it is locked when a transaction begins, and a full disk at its end.
        try:
            with (
                self._database.transaction(self.scope, writing=True) as connection,
                FencedSession(connection, self.scope, writable=True) as session,
            ):
                if self.recheck is not None:
                    self.recheck(session, self.actor)
                yield session
                session.flush()
        except OperationalError as error:
            raise DatabaseUnavailable(f"a write did not go through: {error.orig}") from error
        if self._database.wake is not None and session.info.get(WAKE):
            self._database.wake()

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
