"""What tests stand on: settings, databases on both back ends, and a portal with the standing cast in it."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from werkzeug.routing import Rule

from portal.app import create_app
from portal.database import Database
from portal.demo.cast import Cast
from portal.settings import Settings, load
from tests.support.object_store import CREDENTIALS, ObjectStore, own_object_store
from tests.support.portal import World
from tests.support.postgres import Server, running_server
from tests.support.redis_server import own_redis
from tests.support.routing import compiled_once
from tests.support.statements import CompiledStatements, hash_of_kind, same_kind
from tests.support.stores import BACKENDS, SECRET_KEYS, PostgresStores, Seeded, SqliteStores, Stores, StoresOf
from tests.support.templates import CompiledOnce

UNLIMITED = "1000000"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: begun last, one of them would keep one worker busy while the others have nothing."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def compiled_once_a_run() -> Iterator[None]:
    """Rules, templates and statements: most of what an application costs a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compiled_once(Rule.compile))
        patch.setattr(Engine, "_compiled_cache", CompiledStatements(), raising=False)
        patch.setattr(DefaultDialect, "__eq__", same_kind)
        patch.setattr(DefaultDialect, "__hash__", hash_of_kind)
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": CompiledOnce()})
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A server for this run; starts with the first test that asks for it."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def stores_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> StoresOf:
    """The makers of databases by back end, each begun at its first use."""
    begun: dict[str, Stores] = {}

    def find(backend: str) -> Stores:
        if backend not in begun:
            folder = tmp_path_factory.mktemp(backend)
            if backend == "sqlite":
                begun[backend] = SqliteStores(folder)
            else:
                begun[backend] = PostgresStores(request.getfixturevalue("postgres_server"), folder)
        return begun[backend]

    return find


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """The portal's data folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest, stores_of: StoresOf, data_dir: Path) -> Iterator[Database]:
    """A migrated, empty database; each test runs on both back ends."""
    with stores_of(request.param).empty(data_dir) as url:
        database = Database(url)
        yield database
        database.close()


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """SQLite, unless the test is marked with `tests.support.portal.on_both`."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def object_store() -> Iterator[ObjectStore]:
    """An S3 server for this run, and the credentials for it in the environment; starts with its first use."""
    with pytest.MonkeyPatch.context() as patch, own_object_store() as store:
        for name, value in CREDENTIALS.items():
            patch.setenv(name, value)
        yield store


@pytest.fixture
def shelf(request: pytest.FixtureRequest) -> str:
    """A folder, unless the test is marked with `tests.support.portal.on_both_grounds` or asks for `s3`."""
    return str(getattr(request, "param", "folder"))


@pytest.fixture
def storage_url(shelf: str, request: pytest.FixtureRequest) -> str:
    """Where bytes are, as the settings say it: empty, or a place of this test's own in the object store."""
    if shelf == "folder":
        return ""
    store: ObjectStore = request.getfixturevalue("object_store")
    return store.url(f"test-{secrets.token_hex(6)}")


@pytest.fixture
def wake_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """How workers are woken, as the settings say it: empty, or a Redis of this test's own."""
    if getattr(request, "param", "pipe") == "pipe":
        yield ""
    else:
        with own_redis() as server:
            yield server.wake_url


@pytest.fixture
def seeded(backend: str, stores_of: StoresOf, data_dir: Path) -> Iterator[Seeded]:
    """The standing cast's database and files, for this test alone."""
    with stores_of(backend).seeded(data_dir) as seeded:
        yield seeded


@pytest.fixture
def cast(seeded: Seeded) -> Cast:
    """Who and what is in the database, by name."""
    return seeded.cast


@pytest.fixture
def settings(
    seeded: Seeded, data_dir: Path, storage_url: str, wake_url: str, request: pytest.FixtureRequest
) -> Settings:
    """Settings of a portal over the cast's database and files; no rate is limited."""
    if storage_url:
        store: ObjectStore = request.getfixturevalue("object_store")
        store.take_in(data_dir / "files", store.prefix_of(storage_url))
        shutil.rmtree(data_dir / "files")
    return load(
        {
            "PORTAL_DATA_DIR": str(data_dir),
            "PORTAL_DATABASE_URL": seeded.url,
            "PORTAL_SECRET_KEYS": SECRET_KEYS,
            "PORTAL_STORAGE_URL": storage_url,
            "PORTAL_WAKE_URL": wake_url,
            "PORTAL_LINK_ATTEMPTS_PER_MINUTE": UNLIMITED,
            "PORTAL_PDF_REQUESTS_PER_MINUTE": UNLIMITED,
            "PORTAL_API_CALLS_PER_MINUTE": UNLIMITED,
        }
    )


@pytest.fixture
def cast_database(seeded: Seeded) -> Iterator[Database]:
    """The cast's database without any application around it."""
    database = Database(seeded.url)
    yield database
    database.close()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application over the cast's database."""
    app = create_app(settings)
    yield app
    app.extensions["portal"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A bare client without a session; most tests want `world.enter(who)` instead."""
    return app.test_client()


@pytest.fixture
def world(app: Flask, settings: Settings, cast: Cast) -> World:
    """A running portal with the standing cast in it."""
    return World(app, settings, cast)
