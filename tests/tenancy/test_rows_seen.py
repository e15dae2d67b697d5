"""For each table: exactly which rows each scope sees, with the fence and without, asked in every way."""

import pytest
from sqlalchemy import Connection, literal_column, select, text
from sqlalchemy import table as bare_table
from sqlalchemy.orm import Session

from portal.engines import ownership_rules
from portal.models import Base
from portal.tenancy.fence import FencedSession
from tests.tenancy.seen import ORM_WAYS, SCOPES, SEEN, TABLES, by_count, by_orm, expected, key_of
from tests.tenancy.world import Backend, tables

# Reading in every way; the writer's wall is another connection's, of which one way tells as much.
WAYS = {False: ORM_WAYS, True: (by_orm,)}


def test_every_table_has_its_line() -> None:
    assert set(SEEN) == {table.name for table in tables()} == set(ownership_rules())


@pytest.mark.parametrize("table", TABLES)
def test_with_the_fence_a_scope_sees_its_rows_and_no_others(walled: Backend, table: str) -> None:
    for scope in SCOPES:
        for writing in (False, True):
            with walled.database.transaction(scope, writing=writing) as connection:
                for way in WAYS[writing]:
                    with FencedSession(connection, scope, writable=writing) as session:
                        assert way(session, table) == expected(table, scope), (way.__name__, scope, writing)
                with FencedSession(connection, scope, writable=writing) as session:
                    assert by_count(session, table) == len(expected(table, scope))


@pytest.mark.parametrize("table", TABLES)
def test_without_the_fence_the_wall_shows_the_same(walled: Backend, table: str) -> None:
    for scope in SCOPES:
        for writing in (False, True):
            with walled.database.transaction(scope, writing=writing) as connection:
                for way in WAYS[writing]:
                    with Session(connection) as session:
                        assert way(session, table) == expected(table, scope), (way.__name__, scope, writing)
                assert by_core(connection, table) == by_text(connection, table) == expected(table, scope)


def by_core(connection: Connection, table: str) -> set[str]:
    columns = Base.metadata.tables[table].c
    return set(connection.scalars(select(columns[key_of(table)])))


def by_text(connection: Connection, table: str) -> set[str]:
    return set(connection.scalars(text(str(select(literal_column(key_of(table))).select_from(bare_table(table))))))


@pytest.mark.parametrize("table", TABLES)
def test_in_the_open_all_of_it_is_there(walled: Backend, table: str) -> None:
    """The control: without the wall each table shows rows that no single scope may see."""
    with walled.in_the_open() as connection:
        there = by_core(connection, table)
    assert there == set().union(*(expected(table, scope) for scope in SCOPES))
    assert all(expected(table, scope) < there for scope in SCOPES)


@pytest.mark.parametrize("table", TABLES)
def test_where_no_scope_was_entered_there_are_no_rows(walled: Backend, table: str) -> None:
    for engine in {walled.database._reader, walled.database._writer}:
        with engine.connect() as connection:
            assert by_core(connection, table) == set()


@pytest.mark.parametrize("table", TABLES)
def test_the_fence_alone_shows_the_same(walled: Backend, table: str) -> None:
    """On a connection without any wall: what keeps honest code honest even where the wall was forgotten."""
    for scope in SCOPES:
        with walled.in_the_open() as connection:
            for way in ORM_WAYS:
                with FencedSession(connection, scope, writable=False) as session:
                    assert way(session, table) == expected(table, scope), (way.__name__, scope)
            with FencedSession(connection, scope, writable=False) as session:
                assert by_count(session, table) == len(expected(table, scope))
