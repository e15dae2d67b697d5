"""For each table: exactly which rows each scope sees, with the fence and without, asked in every way."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.orm import Session

from portal.database import ownership_rules
from portal.identity import Scope
from portal.models import Base
from portal.tenancy.fence import FencedSession
from tests.tenancy.world import ENTITIES, OUTSIDE, Backend, row_id, tables

# Written by hand from the design, not from the code: table -> what is seen inside an entity | outside any entity.
# own: rows of that entity. account: all of the account's in that environment. bare: the account's without an entity.
SEEN: dict[str, str] = {
    "account": "self | self",
    "activity": "own | bare",
    "activity_head": "own | bare",
    "client_user": "own | account",
    "credential": "own | account+bare",
    "customer": "own | -",
    "document": "own | -",
    "document_charge": "own | -",
    "document_line": "own | -",
    "document_relation": "own | -",
    "document_tax": "own | -",
    "entity": "own | account",
    "export": "own | -",
    "file": "own | -",
    "item": "own | -",
    "job": "own | account+bare",
    "key": "own | account+bare",
    "link": "own | account",
    "link_claim": "own | -",
    "membership": "own | -",
    "number_series": "own | -",
    "origin": "bare | bare",
    "payment": "own | -",
    "portal_session": "own | -",
    "staff": "- | bare",
    "staff_assignment": "own | -",
    "tax": "own | -",
    "webhook": "- | bare",
}
SCOPES = (*ENTITIES, *OUTSIDE)
TABLES = sorted(SEEN)


def expected(table: str, scope: Scope) -> set[str]:
    """The keys of the rows that the scope may see."""
    inside, _, outside = SEEN[table].partition(" | ")
    wanted = (inside if scope.entity_id else outside).split("+")
    bare = Scope(scope.account_id, scope.environment)
    keys: set[str] = set()
    if "self" in wanted:
        keys.add(scope.account_id)
    if "own" in wanted:
        keys.add(row_id(table, scope))
    if "bare" in wanted:
        keys.add(row_id(table, bare))
    if "account" in wanted:
        keys |= {
            row_id(table, entity)
            for entity in ENTITIES
            if (entity.account_id, entity.environment) == (bare.account_id, bare.environment)
        }
    return keys


def key_of(table: str) -> str:
    (column,) = Base.metadata.tables[table].primary_key
    return str(column.name)


def test_every_table_has_its_line() -> None:
    assert set(SEEN) == {table.name for table in tables()} == set(ownership_rules())


def mapped(table: str) -> type[Base]:
    (found,) = [each.class_ for each in Base.registry.mappers if inspect(each.class_).local_table.name == table]
    return found


def by_orm(session: Session, table: str) -> set[str]:
    return {str(getattr(row, key_of(table))) for row in session.scalars(select(mapped(table)))}


def by_column(session: Session, table: str) -> set[str]:
    return set(session.scalars(select(getattr(mapped(table), key_of(table)))))


def by_get(session: Session, table: str) -> set[str]:
    known = {row_id(table, scope) for scope in SCOPES}
    return {key for key in known if session.get(mapped(table), key) is not None}


def by_alias_and_join(session: Session, table: str) -> set[str]:
    column = key_of(table)
    inner = select(getattr(mapped(table), column)).cte("inner_part")
    return set(
        session.scalars(
            select(getattr(mapped(table), column)).join(inner, inner.c[column] == getattr(mapped(table), column))
        )
    )


def by_count(session: Session, table: str) -> int:
    return session.scalar(select(func.count()).select_from(mapped(table))) or 0


ORM_WAYS: tuple[Callable[[Session, str], set[str]], ...] = (by_orm, by_column, by_get, by_alias_and_join)


@pytest.mark.parametrize("table", TABLES)
def test_with_the_fence_a_scope_sees_its_rows_and_no_others(walled: Backend, table: str) -> None:
    for scope in SCOPES:
        for writing in (False, True):
            with walled.database.transaction(scope, writing=writing) as connection:
                for way in ORM_WAYS:
                    with FencedSession(connection, scope, writable=writing) as session:
                        assert way(session, table) == expected(table, scope), (way.__name__, scope, writing)
                        assert by_count(session, table) == len(expected(table, scope))


@pytest.mark.parametrize("table", TABLES)
def test_without_the_fence_the_wall_shows_the_same(walled: Backend, table: str) -> None:
    for scope in SCOPES:
        for writing in (False, True):
            with walled.database.transaction(scope, writing=writing) as connection:
                for way in ORM_WAYS:
                    with Session(connection) as session:
                        assert way(session, table) == expected(table, scope), (way.__name__, scope, writing)
                assert by_core(connection, table) == by_text(connection, table) == expected(table, scope)


def by_core(connection: Connection, table: str) -> set[str]:
    columns = Base.metadata.tables[table].c
    return set(connection.scalars(select(columns[key_of(table)])))


def by_text(connection: Connection, table: str) -> set[str]:
    return set(connection.scalars(text(f'SELECT {key_of(table)} FROM "{table}"')))


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
