"""The fence: a session that adds its scope to every select, stamps and checks every write, and refuses the rest."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NoReturn

from sqlalchemy import and_, event, false, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.orm.util import LoaderCriteriaOption

from portal.identity import Scope
from portal.tenancy.ownership import (
    AccountOwned,
    Addressed,
    CommonOwned,
    EntityOrAccountOwned,
    EntityOwned,
    Owned,
    SpecialOwned,
)

_SCOPE_COLUMNS = ("account_id", "environment", "entity_id")


class FenceBreached(RuntimeError):
    """Code of ours tried to go round the fence or to write outside its scope: a bug, never a visitor's mistake."""


class FencedSession(Session):
    """A session that lives in exactly one scope, given at its making."""

    def __init__(self, bind: Connection, scope: Scope, *, writable: bool) -> None:
        super().__init__(bind, autoflush=False, expire_on_commit=False)
        self.scope = scope
        self.writable = writable
        self.criteria = _criteria_of(scope)

    def fence_statement(self, state: ORMExecuteState) -> None:
        """Add the scope to the statement, or raise FenceBreached for one that cannot carry it."""
        if state.is_from_statement or not state.is_orm_statement:
            raise FenceBreached("only ORM statements can be fenced; this one is Core, text or from_statement")
        if state.is_insert or not (state.is_select or self.writable):
            raise FenceBreached("rows are written by adding objects to a writing session")
        state.statement = state.statement.options(*self.criteria)

    def fence_flush(self) -> None:
        """Stamp the new rows, and raise FenceBreached for one outside the scope."""
        if not self.writable:
            raise FenceBreached("this session reads; write inside visit.write()")
        for row in [row for row in self.new if isinstance(row, Addressed)]:
            self.add(row.whereabouts())
        for row in self.new:
            _stamp(row, self.scope)
        for row in (*self.new, *self.dirty, *self.deleted):
            _check(row, self.scope)

    def connection(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise FenceBreached("a bare connection or a bulk method has no fence")

    bulk_save_objects = bulk_insert_mappings = bulk_update_mappings = connection


@event.listens_for(FencedSession, "do_orm_execute")
def _on_statement(state: ORMExecuteState) -> None:
    if isinstance(state.session, FencedSession):
        state.session.fence_statement(state)


@event.listens_for(FencedSession, "before_flush")
def _on_flush(session: Session, _context: UOWTransaction, _objects: object) -> None:
    if isinstance(session, FencedSession):
        session.fence_flush()


@lru_cache(maxsize=512)
def _criteria_of(scope: Scope) -> tuple[LoaderCriteriaOption, ...]:
    return tuple(_criteria(scope))


def _criteria(scope: Scope) -> Iterator[LoaderCriteriaOption]:
    """One criterion a kind. The lambdas close over plain strings only: SQLAlchemy turns those into bound values."""
    account, environment, entity = scope.account_id, scope.environment.value, scope.entity_id
    both = [CommonOwned, AccountOwned, EntityOrAccountOwned] if entity is None else [CommonOwned]
    within = [] if entity is None else [EntityOwned, EntityOrAccountOwned]
    hidden = [EntityOwned] if entity is None else [AccountOwned]
    for kind in both:
        yield with_loader_criteria(
            kind,
            lambda cls: and_(cls.account_id == account, cls.environment == environment),
            include_aliases=True,
        )
    for kind in within:
        yield with_loader_criteria(
            kind,
            lambda cls: and_(cls.entity_id == entity, cls.account_id == account, cls.environment == environment),
            include_aliases=True,
        )
    for kind in hidden:
        yield with_loader_criteria(kind, lambda _cls: false(), include_aliases=True)
    for special in _special():
        yield with_loader_criteria(special, special.seen_from(scope), include_aliases=True)


@cache
def _special() -> tuple[type[SpecialOwned], ...]:
    return tuple(owned for owned in SpecialOwned.__subclasses__() if inspect(owned, raiseerr=False) is not None)


def _stamp(row: object, scope: Scope) -> None:
    """Give a new row the scope it is written in, so that services never name account or entity."""
    values = (scope.account_id, scope.environment.value, scope.entity_id)
    for column, value in zip(_SCOPE_COLUMNS, values, strict=True):
        if value is not None and getattr(row, column, value) is None:
            setattr(row, column, value)


def _check(row: object, scope: Scope) -> None:
    if not isinstance(row, Owned):
        raise FenceBreached(f"{type(row).__name__} declares no owner")
    expected = dict(zip(_SCOPE_COLUMNS, (scope.account_id, scope.environment.value, scope.entity_id), strict=True))
    for column, value in expected.items():
        if value is not None and getattr(row, column, value) != value:
            raise FenceBreached(f"{type(row).__name__}.{column} is outside the scope of this session")
