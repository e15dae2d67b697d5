"""The schema on both back ends: up, down and up again on filled tables, equal to the models, with its grants."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import JSON, Column, Connection, column, create_engine, func, insert, inspect, select, table, text
from sqlalchemy.pool import NullPool

from portal.cli.serve import serve
from portal.errors import DatabaseUnavailable, SettingsRefused
from portal.migrations import migrate, newest_revision, revision_at, role_of
from portal.models import Base
from portal.settings import load
from tests.support.stores import BACKENDS, SECRET_KEYS
from tests.tenancy.places import POSTGRESQL, Place, place_for
from tests.tenancy.world import Backend, fill, open_backend, tables

ON_POSTGRESQL = pytest.mark.parametrize("place", [POSTGRESQL], indirect=True)
ON_SQLITE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


@pytest.fixture(params=BACKENDS)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A migrated, empty database."""
    with place_for(request.param, tmp_path_factory.mktemp("place"), request) as place:
        yield place


@pytest.fixture
def filled(place: Place) -> Iterator[Backend]:
    """The same with rows in every table."""
    backend = open_backend(place.url, place.powerful_url)
    with backend.in_the_open() as connection:
        fill(connection)
    yield backend
    backend.close()


def schema(connection: Connection) -> dict[str, list[str]]:
    """Everything that a migration leaves: tables, columns, indexes, triggers, policies, rights."""
    if connection.dialect.name == "sqlite":
        questions = {"all": "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"}
    else:
        questions = {
            "columns": "SELECT table_name, column_name, ordinal_position, column_default, is_nullable, data_type, "
            "character_maximum_length FROM information_schema.columns WHERE table_schema = 'public'",
            "constraints": "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace",
            "indexes": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
            "functions": "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
            "policies": "SELECT * FROM pg_policies",
            "held": "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
            "rights": "SELECT table_name, grantee, privilege_type FROM information_schema.table_privileges "
            "WHERE table_schema = 'public'",
        }
    return {name: sorted(map(str, connection.execute(text(question)))) for name, question in questions.items()}


def defaults_differ(_context: object, _found: object, column: Column[Any], *_defaults: object) -> bool | None:
    """PostgreSQL cannot compare two values of its type json: those defaults are left out."""
    return False if isinstance(column.type, JSON) else None


def is_comparable(_thing: object, name: str | None, *_more: object) -> bool:
    """An index over an expression is written otherwise by each back end; that lists use it is seen in their plans."""
    return name != "ix_document_entity_id_direction_counted_id"


def counts(connection: Connection) -> dict[str, int]:
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables()}


def test_up_down_up_gives_the_same_schema_and_room_for_the_same_rows(place: Place, filled: Backend) -> None:
    app_role = role_of(place.url)
    with filled.in_the_open() as connection:
        first, rows = schema(connection), counts(connection)
    assert all(first.values())
    assert all(rows.values())
    filled.database.close()
    migrate(place.owner_url, revision="base")
    with filled.in_the_open() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        assert not any("CREATE TRIGGER" in line for lines in schema(connection).values() for line in lines)
    migrate(place.owner_url, app_role=app_role)
    with filled.in_the_open() as connection:
        assert schema(connection) == first
        assert sum(counts(connection).values()) == 0
        fill(connection)
        assert counts(connection) == rows


def test_migrating_what_stands_at_the_head_changes_nothing(place: Place, filled: Backend) -> None:
    with filled.in_the_open() as connection:
        before = schema(connection), counts(connection)
    migrate(place.owner_url, app_role=role_of(place.url))
    with filled.in_the_open() as connection:
        assert (schema(connection), counts(connection)) == before


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_the_models_are_the_schema(place: Place) -> None:
    engine = create_engine(place.powerful_url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": defaults_differ,
                "include_object": is_comparable,
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_revision_is_told(place: Place) -> None:
    assert revision_at(place.url) == newest_revision()
    migrate(place.owner_url, revision="base")
    assert revision_at(place.owner_url) is None
    with pytest.raises(DatabaseUnavailable):
        revision_at("sqlite:////nowhere/at/all.db")


def test_a_revision_that_is_unknown_changes_nothing(place: Place, filled: Backend) -> None:
    with filled.in_the_open() as connection:
        before = schema(connection), counts(connection)
    with pytest.raises(CommandError):
        migrate(place.owner_url, revision="9999")
    with filled.in_the_open() as connection:
        assert (schema(connection), counts(connection)) == before


def test_what_was_there_before_is_found_by_its_id_and_has_its_name(place: Place) -> None:
    app_role = role_of(place.url)
    migrate(place.owner_url, revision="base")
    migrate(place.owner_url, revision="0001", app_role=app_role)
    ours: dict[str, object] = {"account_id": "acc_a", "environment": "live"}
    entity: dict[str, object] = {"id": "ent_a", "name": "Elm", "country": "SI", "currency": "EUR", "locale": "sl_SI"}
    kept: dict[str, object] = {"address": "{}", "bank_accounts": "[]", "legal_notes": "[]", "settings": "{}"}
    rows: dict[str, dict[str, object]] = {
        "account": {"id": "acc_a", "name": "Ada", "viewers_export": True, "limits": "{}"},
        "entity": {**ours, **entity, **kept, "timezone": "UTC", "client_access": "none"},
        "client_user": {**ours, "id": "usr_a", "email": "a@b.example", "name": "Ana", "locale": "sl"},
        "membership": {**ours, "id": "mem_a", "entity_id": "ent_a", "user_id": "usr_a", "role": "viewer"},
        "customer": {**ours, "id": "cus_a", "name": "Oak", "address": "{}", "entity_id": "ent_a"},
    }
    engine = create_engine(place.powerful_url, poolclass=NullPool)
    with engine.connect() as connection, connection.begin():
        for name, values in rows.items():
            stamped = values | {"created_at": "2026-01-01 00:00:00"}
            connection.execute(insert(table(name, *map(column, stamped))), stamped)
    migrate(place.owner_url, app_role=app_role)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id, account_id, environment, entity_id FROM whereabouts")).all()
        members = connection.execute(text("SELECT name, locale FROM membership")).all()
    assert found == [("cus_a", "acc_a", "live", "ent_a")]
    assert members == [("Ana", "sl")]


@ON_SQLITE
def test_a_migration_that_would_orphan_rows_is_undone(place: Place) -> None:
    path = place.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        values = ("mem", "acc", "live", "ent_nowhere", "usr", "viewer", "2026-01-01 00:00:00")
        connection.execute(
            "INSERT INTO membership (id, account_id, environment, entity_id, user_id, role, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            values,
        )
        connection.commit()
    with pytest.raises(RuntimeError, match="without their parents"):
        migrate(place.url)


@ON_POSTGRESQL
def test_the_portals_role_is_granted_what_it_needs_and_no_more(place: Place) -> None:
    engine = create_engine(place.powerful_url, poolclass=NullPool)
    question = text(
        "SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type) "
        "FROM information_schema.table_privileges WHERE grantee = :role GROUP BY table_name"
    )
    with engine.connect() as connection:
        rights = {name: kinds for name, kinds in connection.execute(question, {"role": role_of(place.url)})}
    assert rights.pop("activity") == "INSERT SELECT"
    assert rights.pop("alembic_version") == "SELECT"
    assert rights == {table.name: "DELETE INSERT SELECT UPDATE" for table in tables() if table.name != "activity"}


@ON_POSTGRESQL
def test_serve_refuses_a_database_at_another_revision(place: Place, tmp_path_factory: pytest.TempPathFactory) -> None:
    migrate(place.owner_url, revision="base")
    settings = load(
        {
            "PORTAL_DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "PORTAL_DATABASE_URL": place.url,
            "PORTAL_SECRET_KEYS": SECRET_KEYS,
            "PORTAL_PORT": "28641",
        }
    )
    with pytest.raises(SettingsRefused, match="portal migrate"):
        serve(settings)
