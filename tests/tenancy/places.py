"""Where the wall's tests live: a migrated file, or a migrated database on a real PostgreSQL server."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from portal.migrations import migrate

# What only one of the two has: over a test that takes `world`.
ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True, scope="package")
ON_POSTGRESQL = pytest.mark.parametrize(
    "kind", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True, scope="package"
)


@dataclass(frozen=True, slots=True)
class Place:
    """One migrated database: as the portal connects, as its owner does, and as one whom no policy holds."""

    url: str
    owner_url: str
    powerful_url: str


@contextmanager
def place_for(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """A migrated, empty database, gone again afterwards."""
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'world.db'}"
        migrate(url)
        yield Place(url, url, url)
    else:
        yield from _on_postgresql()


def _on_postgresql() -> Iterator[Place]:
    server = os.environ.get("DEV_PG")
    if not server:
        pytest.skip("no server")
    name = f"t_{secrets.token_hex(6)}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} OWNER owner1"))
    base = make_url(server).set(database=name)
    show = lambda user: base.set(username=user).render_as_string(hide_password=False)
    try:
        migrate(show("owner1"), app_role="app1")
        yield Place(show("app1"), show("owner1"), show("postgres"))
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
