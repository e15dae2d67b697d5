"""A PostgreSQL of the tests' own: data folder and unix socket in a temporary place, ended by its process id."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests.support.needs import require_program

INSTALL = "sudo apt-get install -y --no-install-recommends postgresql"
OVERRIDE = "PORTAL_TEST_DATABASE_URL"
START_SECONDS = 30
# initdb and the server refuse to run as root.
UNPRIVILEGED = ("postgres", "nobody")
# Nothing here outlives the run, so nothing needs to reach the disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=64MB")


class Server:
    """A server with two roles of this run: the owner of the tables, and the portal's plain one.

    The URL it is made with is of a role that may create databases and roles.
    """

    def __init__(self, url: URL) -> None:
        mark = secrets.token_hex(4)
        self.url = url
        self.owner, self.app_role = f"portal_owner_{mark}", f"portal_app_{mark}"
        self._password = secrets.token_hex(16)
        self._databases: list[str] = []
        self._admin: Engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        plain = f"LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '{self._password}'"
        self._run(f"CREATE ROLE {self.owner} {plain}", f"CREATE ROLE {self.app_role} {plain}")
        self._run(f"GRANT {self.owner} TO CURRENT_USER")

    def create(self, template: str | None = None) -> str:
        """A new database of the owner's, empty or a copy; returns its name."""
        name = f"portal_test_{secrets.token_hex(6)}"
        self._run(f"CREATE DATABASE {name} OWNER {self.owner} TEMPLATE {template or 'template0'}")
        self._databases.append(name)
        return name

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._databases.remove(name)

    def owner_url(self, database: str) -> str:
        """For migrations."""
        return self._as(self.owner, database)

    def app_url(self, database: str) -> str:
        """For the portal."""
        return self._as(self.app_role, database)

    def close(self) -> None:
        """Take away what this run made; a server of its own is stopped by whoever started it."""
        for name in [*self._databases]:
            self.drop(name)
        self._run(f"DROP ROLE {self.app_role}", f"DROP ROLE {self.owner}")

    def _as(self, role: str, database: str) -> str:
        url = self.url.set(username=role, password=self._password, database=database)
        return url.render_as_string(hide_password=False)

    def _run(self, *statements: str) -> None:
        with self._admin.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))


@contextmanager
def running_server() -> Iterator[Server]:
    """The server named by PORTAL_TEST_DATABASE_URL, else one started for this run; skips where neither can be had."""
    if given := os.environ.get(OVERRIDE):
        url = make_url(given)
        server = Server(url.set(drivername="postgresql+psycopg"))
        try:
            yield server
        finally:
            server.close()
        return
    with own_server() as own:
        yield Server(own.url)


@dataclass(frozen=True, slots=True)
class OwnServer:
    """A server that is ours alone: its superuser's address, and the process that leads its others."""

    url: URL
    pid: int


@contextmanager
def own_server(settings: Sequence[str] = FAST, folder: Path | None = None) -> Iterator[OwnServer]:
    """Start a server with an empty data folder below `folder` (the system's for such); both end with the block.

    Skips the test where PostgreSQL is not installed; who is no test asks `find_program` before.
    """
    initdb = require_program("initdb", install=INSTALL)
    program = require_program("postgres", install=INSTALL)
    # A unix socket's path has room for about a hundred characters; pytest's own folders are too deep.
    place = Path(tempfile.mkdtemp(prefix="portal-pg-", dir=folder))
    user, group = _unprivileged()
    if user is not None and group is not None:
        os.chown(place, user, group)
    data = place / "data"
    _run_as(user, group, initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = [f"-c{option}" for option in (*settings, "listen_addresses=", f"unix_socket_directories={place}")]
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, "-D", data, *options],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=place,
            user=user,
            group=group,
        )
    try:
        url = URL.create("postgresql+psycopg", username="postgres", database="postgres", query={"host": str(place)})
        _wait_until_it_answers(url, process, place / "log")
        yield OwnServer(url, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=START_SECONDS)
        shutil.rmtree(place)


def _unprivileged() -> tuple[int | None, int | None]:
    """User and group to run the server as: ourselves (None), unless we are root."""
    if os.geteuid() != 0:
        return None, None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next((known[name].pw_uid, known[name].pw_gid) for name in UNPRIVILEGED if name in known)


def _run_as(user: int | None, group: int | None, *command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", user=user, group=group)
    assert done.returncode == 0, done.stderr


def _wait_until_it_answers(url: URL, process: subprocess.Popen[bytes], log: Path) -> None:
    engine = create_engine(url, poolclass=NullPool)
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with engine.connect():
                return
        except OperationalError:
            if process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
