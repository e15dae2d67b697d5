"""The schema on both back ends: up, down and up again on filled tables, equal to the models, and what its own triggers
and grants refuse whoever asks."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, func, inspect, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from portal.cli.serve import serve
from portal.errors import DatabaseUnavailable, SettingsRefused
from portal.migrations import migrate, newest_revision, revision_at, role_of
from portal.models import Base
from portal.settings import load
from tests.support.stores import BACKENDS, SECRET_KEYS
from tests.tenancy.places import Place, place_for
from tests.tenancy.world import NOON, OURS, Backend, fill, open_backend, rows_of, tables

# What may still change on an issued document: payments, void, conflict, PDF, search and metadata (design, Documents).
MUTABLE = {
    "paid_total",
    "open_total",
    "voided_at",
    "void_reason",
    "in_conflict",
    "search_text",
    "pdf_sha256",
    "updated_at",
    "meta",
    "customer_id",  # which card it is filed under; the party itself stands in frozen columns
}
DOCUMENT = Base.metadata.tables["document"]
PARTS = ("document_line", "document_charge", "document_tax", "document_relation")
ON_POSTGRESQL = pytest.mark.parametrize(
    "place", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
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


def test_the_models_are_the_schema(place: Place) -> None:
    engine = create_engine(place.powerful_url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
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


def changed(name: str) -> object:
    """Another value of the column's own type."""
    column = DOCUMENT.c[name]
    if name == "customer_id":
        return None
    kind = column.type.python_type
    if name in {"due_date", "supply_date", "period_start", "period_end", "tax_point_date", "issue_date"}:
        return NOON.date().replace(day=1)
    if name.endswith("_at"):
        return NOON.replace(hour=1)
    samples = {
        "type": "estimate",
        "direction": "received",
        "origin": "imported",
        "type_code": "381",
        "currency": "USD",
        "tax_currency": "USD",
    }
    if kind is bool:
        return True
    return samples.get(name) or {dict: {"other": 1}, list: ["other"], int: 7, str: "other"}.get(kind, 7)


COLUMNS = [column.name for column in DOCUMENT.columns]


@pytest.fixture(scope="module", params=BACKENDS)
def papers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """A filled database whose document is issued; the tests over it undo what they change."""
    with place_for(request.param, tmp_path_factory.mktemp("papers"), request) as place:
        backend = open_backend(place.url, place.powerful_url)
        with backend.in_the_open() as connection:
            fill(connection)
        yield backend
        backend.close()


def change(backend: Backend, name: str, *, issued: bool) -> int:
    """Change one column of the document, without wall, and undo it; returns how many rows it met."""
    engine = create_engine(backend.unwalled.url, poolclass=NullPool)
    mine = DOCUMENT.c.id == "document-ours"
    with engine.connect() as connection:
        if issued:
            connection.execute(update(DOCUMENT).where(mine).values(issued_at=NOON))
        return connection.execute(update(DOCUMENT).where(mine).values({name: changed(name)})).rowcount


@pytest.mark.parametrize("name", COLUMNS)
def test_an_issued_document_is_frozen(papers: Backend, name: str) -> None:
    if name in MUTABLE:
        assert change(papers, name, issued=True) == 1
    else:
        with pytest.raises(DBAPIError, match="an issued document does not change"):
            change(papers, name, issued=True)


@pytest.mark.parametrize(
    "name", [name for name in COLUMNS if name not in {"id", "account_id", "environment", "entity_id", "customer_id"}]
)
def test_a_draft_is_not(papers: Backend, name: str) -> None:
    assert change(papers, name, issued=False) == 1


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("issued", [True, False], ids=["issued", "draft"])
def test_the_parts_of_an_issued_document_are_frozen_with_it(papers: Backend, part: str, issued: bool) -> None:
    table = Base.metadata.tables[part]
    new = next(row for row in rows_of(table) if row["entity_id"] == OURS.entity_id) | {"id": "new", "position": 9}
    new = {name: value for name, value in new.items() if name in table.columns}
    attempts = (
        table.insert().values(new),
        table.update().where(table.c.id == f"{part}-ours").values(document_id="document-ours", id="other"),
        table.delete().where(table.c.id == f"{part}-ours"),
    )
    engine = create_engine(papers.unwalled.url, poolclass=NullPool)
    for attempt in attempts:
        with engine.connect() as connection:
            if issued:
                connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == "document-ours").values(issued_at=NOON))
                with pytest.raises(DBAPIError, match="an issued document does not change"):
                    connection.execute(attempt)
            else:
                assert connection.execute(attempt).rowcount in {1, -1}


def test_an_issued_document_is_never_deleted(papers: Backend) -> None:
    engine = create_engine(papers.unwalled.url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == "document-ours").values(issued_at=NOON))
        with pytest.raises(DBAPIError, match="never deleted"):
            connection.execute(DOCUMENT.delete().where(DOCUMENT.c.id == "document-ours"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE activity SET event = 'x' WHERE id = 'activity-ours'",
        "UPDATE activity SET digest = digest",
        "DELETE FROM activity WHERE id = 'activity-ours'",
        "DELETE FROM activity",
        "DELETE FROM activity_head",
    ],
)
def test_activity_is_append_only_for_everybody(papers: Backend, statement: str) -> None:
    """For the portal's own role, for the owner of the tables and for a superuser alike."""
    engine = create_engine(papers.unwalled.url, poolclass=NullPool)
    with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(statement))


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
