"""Databases for tests: migrated once, seeded once a run, then copied, so that each test has one to itself."""

import os
import shutil
import sqlite3
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.database import Database
from portal.demo.cast import Cast, seed_cast
from portal.migrations import migrate
from portal.storage import Storage
from portal.tokens import KeyRing
from tests.support.postgres import Server

# At a desk PostgreSQL is asked by the tests of its own wall (tests/tenancy); under CI by every test of both.
BACKENDS = ("sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.slow]))
# One ring for the whole run: the cast's signing key is derived from it.
SECRET = os.urandom(32)
SECRET_KEYS = f"k1:{b64encode(SECRET).decode()}"
# Taken before any test can freeze the clock: all of a run see a cast of today.
SEEDED_AT = datetime.now(UTC)
RING = KeyRing((("k1", SECRET),))


@dataclass(frozen=True, slots=True)
class Seeded:
    """A copy of the standing cast's database, its files, and who is in it."""

    url: str
    owner_url: str
    cast: Cast


class SqliteStores:
    """SQLite files made once below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seeded: Cast | None = None

    @contextmanager
    def empty(self, place: Path) -> Iterator[str]:
        """The address of a migrated, empty database in this folder."""
        template = self._folder / "empty.db"
        if not template.exists():
            migrate(f"sqlite:///{template}")
            _settle(template)
        shutil.copyfile(template, place / "portal.db")
        yield f"sqlite:///{place / 'portal.db'}"

    @contextmanager
    def seeded(self, place: Path) -> Iterator[Seeded]:
        """The cast's database and files, copied into this folder."""
        template = self._folder / "seeded.db"
        if self._seeded is None:
            migrate(f"sqlite:///{template}")
            self._seeded = _seed(f"sqlite:///{template}", self._folder / "files")
            _settle(template)
        shutil.copyfile(template, place / "portal.db")
        shutil.copytree(self._folder / "files", place / "files")
        url = f"sqlite:///{place / 'portal.db'}"
        yield Seeded(url, url, self._seeded)


class PostgresStores:
    """The same on a server, by copies of template databases."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._empty: str | None = None
        self._seeded: tuple[str, Cast] | None = None

    @contextmanager
    def empty(self, _place: Path) -> Iterator[str]:
        """The address, for the portal's own role, of a migrated, empty database."""
        if self._empty is None:
            self._empty = self._migrated()
        with self._copy(self._empty) as name:
            yield self._server.app_url(name)

    @contextmanager
    def seeded(self, place: Path) -> Iterator[Seeded]:
        """The cast's database, and its files copied into this folder."""
        if self._seeded is None:
            name = self._migrated()
            self._seeded = name, _seed(self._server.app_url(name), self._folder / "files")
        template, cast = self._seeded
        shutil.copytree(self._folder / "files", place / "files")
        with self._copy(template) as name:
            yield Seeded(self._server.app_url(name), self._server.owner_url(name), cast)

    def _migrated(self) -> str:
        name = self._server.create()
        migrate(self._server.owner_url(name), app_role=self._server.app_role)
        return name

    @contextmanager
    def _copy(self, template: str) -> Iterator[str]:
        name = self._server.create(template)
        try:
            yield name
        finally:
            self._server.drop(name)


Stores = SqliteStores | PostgresStores
StoresOf = Callable[[str], Stores]


def _seed(url: str, files: Path) -> Cast:
    database = Database(url)
    try:
        return seed_cast(database, RING, Storage(files), SEEDED_AT)
    finally:
        database.close()


def _settle(path: Path) -> None:
    """Bring everything from the write-ahead log into the file, so that the file alone is the database."""
    connection = sqlite3.connect(path)
    try:
        busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert not busy
    finally:
        connection.close()
