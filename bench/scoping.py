"""What the fence and the wall cost: one list query with both, with either, and with its own WHERE instead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from bench.bare import bare_engine
from bench.house import PAGE_ROWS, House
from bench.papers import NEWEST_DAY
from bench.plan import Plan
from bench.serving import BenchFailed
from bench.timing import interleaved, median
from portal.identity import Scope
from portal.models import Document
from portal.services.reading.document_status import status_column
from portal.tenancy.fence import FencedSession

Rows = list[Any]
_COLUMNS: tuple[Any, ...] = (
    Document.id,
    Document.number,
    Document.type,
    Document.party_name,
    Document.issue_date,
    Document.due_date,
    Document.in_conflict,
    Document.gross_total,
    Document.open_total,
    Document.currency,
)
_TODAY = NEWEST_DAY + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ScopingFigure:
    """Microseconds for one list query of 51 rows, transaction and session included, in an entity of `documents`."""

    documents: int
    neither: float
    wall: float
    fence: float
    both: float
    wall_times: float
    fence_times: float
    both_times: float


def measure_scoping(house: House, plan: Plan) -> list[ScopingFigure]:
    """In a small entity and in the large one."""
    bare = bare_engine(house.settings.database_url)
    sizes = {house.stock.small[0]: house.size.small, house.stock.large: house.size.large}
    try:
        return [_measure(house, plan, bare, entity, documents) for entity, documents in sizes.items()]
    finally:
        bare.dispose()


def _measure(house: House, plan: Plan, bare: Engine, entity: str, documents: int) -> ScopingFigure:
    scope = house.stock.scope(entity)
    works = {
        "neither": lambda: _plain(bare, entity),
        "wall": lambda: _walled(house, scope),
        "fence": lambda: _fenced(bare, scope),
        "both": lambda: _visited(house, scope),
    }
    _refuse_difference(works, entity)
    taken = interleaved(works, plan.rounds, plan.queries)
    ratios = {
        name: median([ours / least for ours, least in zip(seconds, taken["neither"], strict=True)])
        for name, seconds in taken.items()
    }
    micro = {name: median(seconds) * 1e6 for name, seconds in taken.items()}
    return ScopingFigure(
        documents,
        micro["neither"],
        micro["wall"],
        micro["fence"],
        micro["both"],
        ratios["wall"],
        ratios["fence"],
        ratios["both"],
    )


def _plain(bare: Engine, entity: str) -> Rows:
    with bare.connect() as connection, connection.begin(), Session(connection) as session:
        return list(session.execute(_page().where(Document.entity_id == entity)))


def _walled(house: House, scope: Scope) -> Rows:
    with house.database.transaction(scope, writing=False) as connection, Session(connection) as session:
        return list(session.execute(_page()))


def _fenced(bare: Engine, scope: Scope) -> Rows:
    with (
        bare.connect() as connection,
        connection.begin(),
        FencedSession(connection, scope, writable=False) as session,
    ):
        return list(session.execute(_page()))


def _visited(house: House, scope: Scope) -> Rows:
    with (
        house.database.transaction(scope, writing=False) as connection,
        FencedSession(connection, scope, writable=False) as session,
    ):
        return list(session.execute(_page()))


def _page() -> Select[Any]:
    """The columns, condition and order of the list as it opens."""
    return (
        select(*_COLUMNS, status_column(_TODAY))
        .where(Document.direction == "issued")
        .order_by(Document.issue_date.desc(), Document.id.desc())
        .limit(PAGE_ROWS + 1)
    )


def _refuse_difference(works: dict[str, Callable[[], Rows]], entity: str) -> None:
    """The four must find the very same rows, or they would not be compared at the same work."""
    found = [work() for work in works.values()]
    if any(rows != found[0] or len(rows) != PAGE_ROWS + 1 for rows in found):
        raise BenchFailed(f"the four ways to scope a list found different rows in {entity}")
