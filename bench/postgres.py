"""A PostgreSQL for the run, set up as Debian installs it, and the stock of a SQLite file brought into it."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Table, create_engine, select
from sqlalchemy.pool import NullPool

from portal.migrations import migrate
from portal.models import Base
from tests.support.needs import find_program
from tests.support.postgres import Server, own_server

MISSING = "PostgreSQL: not installed, so not measured"
# What outlives a restart is on a disk; the folder for what does not may be in memory, where a commit waits for nothing.
_ON_DISK = Path("/", "var", "tmp")
# None that spares the disk: each commit waits until it is written, as it does for whoever installs PostgreSQL.
_SETTINGS: tuple[str, ...] = ()


class Postgres:
    """A running server, and the process to count CPU time from."""

    def __init__(self, server: Server, pid: int) -> None:
        self._server = server
        self.pid = pid

    def filled(self, stock: Path) -> str:
        """A new database with every row of a SQLite file; its address for the portal's own role."""
        name = self._server.create()
        migrate(self._server.owner_url(name), app_role=self._server.app_role)
        engine = create_engine(self._server.url.set(database=name), poolclass=NullPool)
        with closing(sqlite3.connect(stock)) as source, closing(engine.raw_connection()) as pooled:
            target: Any = pooled.driver_connection
            # The rows were checked when they were first written: triggers and keys need not look at them again.
            target.execute("SET session_replication_role = replica")
            target.execute("SET timezone = 'UTC'")
            for table in Base.metadata.sorted_tables:
                _copy(source, target, table)
            target.commit()
            target.autocommit = True
            # As the server's own housekeeping would do soon, but not in the middle of a burst.
            target.execute("VACUUM ANALYZE")
        return self._server.app_url(name)


def version_of_postgres() -> str | None:
    """What would be started, or None where it is not installed."""
    program = find_program("postgres") if find_program("initdb") else None
    if program is None:
        return None
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return told.stdout.strip()


@contextmanager
def running_postgres() -> Iterator[Postgres | None]:
    """A server of the run's own; None where PostgreSQL is not installed."""
    if version_of_postgres() is None:
        yield None
        return
    with own_server(_SETTINGS, _ON_DISK if _ON_DISK.is_dir() else None) as own:
        yield Postgres(Server(own.url), own.pid)


def _copy(source: sqlite3.Connection, target: Any, table: Table) -> None:
    """SQLite's values are texts and numbers as PostgreSQL reads them, JSON, days and booleans included."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    with target.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in source.execute(str(select(table))):
            copy.write_row(row)
