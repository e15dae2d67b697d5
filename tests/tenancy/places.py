"""Where the wall's tests live: a migrated file, or a migrated database on a real PostgreSQL server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.migrations import migrate
from tests.support.postgres import Server

# At a desk it is asked by the tests of its own wall.
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)
# What only one of the two has: over a test that takes `walled`.
ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True, scope="package")
ON_POSTGRESQL = pytest.mark.parametrize("kind", [POSTGRESQL], indirect=True, scope="package")


@dataclass(frozen=True, slots=True)
class Place:
    """One migrated database: as the portal connects, as its owner does, and as one whom no policy holds."""

    url: str
    owner_url: str
    powerful_url: str


@contextmanager
def place_for(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """A migrated, empty database, gone again afterwards. The server is begun only where one is asked for."""
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'walled.db'}"
        migrate(url)
        yield Place(url, url, url)
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = server.create()
    try:
        migrate(server.owner_url(name), app_role=server.app_role)
        powerful = server.url.set(database=name).render_as_string(hide_password=False)
        yield Place(server.app_url(name), server.owner_url(name), powerful)
    finally:
        server.drop(name)
