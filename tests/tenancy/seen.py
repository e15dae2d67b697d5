"""Who sees which rows of each table, by the design; and the ways to ask for them through the ORM."""

from collections.abc import Callable
from functools import cache

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from portal.identity import Scope
from portal.models import Base
from tests.tenancy.world import ENTITIES, OUTSIDE, row_id

# Written by hand from the design, not from the code: table -> what is seen inside an entity | outside any entity.
# own: rows of that entity. account: all of the account's in that environment. bare: the account's without an entity.
SEEN: dict[str, str] = {
    "account": "self | self",
    "activity": "own | bare",
    "activity_head": "own | bare",
    "api_call": "own | account+bare",
    "client_user": "own | account",
    "closed_document": "own | -",
    "closed_period": "own | -",
    "credential": "own | account+bare",
    "customer": "own | -",
    "document": "own | -",
    "document_charge": "own | -",
    "document_line": "own | -",
    "document_relation": "own | -",
    "document_tax": "own | -",
    "document_version": "own | -",
    "entity": "own | account",
    "export": "own | -",
    "file": "own | -",
    "file_look": "own | -",
    "invitation": "own | -",
    "item": "own | -",
    "job": "own | account+bare",
    "key": "own | account+bare",
    "link": "own | account",
    "link_claim": "own | -",
    "link_code": "own | -",
    "membership": "own | -",
    "number_series": "own | -",
    "origin": "bare | bare",
    "payment": "own | -",
    "portal_session": "own | -",
    "queue": "own | account+bare",
    "staff": "- | bare",
    "staff_assignment": "own | -",
    "tax": "own | -",
    "webhook": "own | account+bare",
    "webhook_delivery": "own | account+bare",
    "whereabouts": "own | account",
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


@cache
def mapped(table: str) -> type[Base]:
    (found,) = [each.class_ for each in Base.registry.mappers if inspect(each.class_).local_table.name == table]
    return found


def by_orm(session: Session, table: str) -> set[str]:
    return {str(getattr(row, key_of(table))) for row in session.scalars(select(mapped(table)))}


def by_column(session: Session, table: str) -> set[str]:
    return set(session.scalars(select(getattr(mapped(table), key_of(table)))))


def by_get(session: Session, table: str) -> set[str]:
    """Each row there is, asked for by its key; that there are no others is a test of its own."""
    there = set().union(*(expected(table, scope) for scope in SCOPES))
    return {key for key in there if session.get(mapped(table), key) is not None}


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
