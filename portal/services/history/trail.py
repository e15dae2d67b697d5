"""The activity trail as people read it: what happened, to what, by whom, when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, func, null, select, true

from portal.database import Visit
from portal.identity import ActorKind
from portal.models import Activity
from portal.policy import Permission
from portal.services.lists.keyset import Keyed, Keyset, Rows
from portal.tokens import KeyRing

PAGE_ROWS = 50
MOST_OF_ONE = 6
# So many rows are read at most to fill a page: beyond that, even a flood of one kind goes on another page.
MOST_READ = 250
_COMINGS_AND_GOINGS = ("link:", "session:")
_DOCUMENT_PREFIXES = ("inv_", "cre_", "adv_", "est_", "dln_")


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One event, or `count` like it between `first_at` and `at`, the last.

    `document_id` is set when it happened to a document; `address` only for the firm's eyes.
    """

    event: str
    at: datetime
    actor_name: str
    actor_kind: str
    object_name: str | None
    document_id: str | None
    address: str | None
    object_id: str | None
    first_at: datetime
    count: int = 1


@dataclass(frozen=True, slots=True)
class TrailView:
    """One page of the trail, newest first; `everybody` tells whether it holds more than one's own.

    What repeats without anything else in between is one row; so are links and sessions of one kind and one actor.
    """

    everybody: bool
    rows: tuple[TrailRow, ...]
    newer: str | None
    older: str | None


def list_activity(visit: Visit, ring: KeyRing, cursor: str | None = None) -> TrailView:
    """What this visit may see of the trail, newest first."""
    everybody = visit.may(Permission.SEE_ALL_ACTIVITY)
    context = f"activity {visit.scope.entity_id} {'all' if everybody else visit.actor.subject}"
    keyset = Keyset(ring, context, Activity.seq, Activity.id, descending=True, size=MOST_READ)
    place = keyset.open(cursor)
    found = visit.session.execute(keyset.narrow(_columns().where(visible(visit)), place))
    keyed = [Keyed(_row(visit, columns), seq, identity) for *columns, seq, identity in found]
    size = _rows_that_fit([each.row for each in keyed[:MOST_READ]])
    page = replace(keyset, size=size).page(keyed[: size + 1], place)
    return TrailView(everybody, folded(page.rows), page.newer, page.older)


def history_of(visit: Visit, object_id: str) -> tuple[TrailRow, ...]:
    """The newest events of one document or file that this visit may see; what the same person repeated is one."""
    # Only the firm sees from where, so only for the firm another address is another line.
    address: tuple[Any, ...] = (Activity.address,) if visit.actor.kind is ActorKind.STAFF else ()
    told = (Activity.actor_name, Activity.actor_kind, Activity.object_name, Activity.object_id)
    found = visit.session.execute(
        select(
            func.min(Activity.at), func.count(), Activity.event, func.max(Activity.at), *told, *(address or (null(),))
        )
        .where(visible(visit), Activity.object_id == object_id)
        .group_by(Activity.event, Activity.subject, *told, *address)
        .order_by(func.max(Activity.seq).desc())
        .limit(MOST_OF_ONE)
    )
    return tuple(replace(_row(visit, columns), first_at=first, count=count) for first, count, *columns in found)


def folded(rows: Iterable[TrailRow]) -> tuple[TrailRow, ...]:
    """The rows, newest first, with runs of the same as one row that stands where the newest stood."""
    lines: list[TrailRow] = []
    for _, run in groupby(rows, key=_run_of):
        same: dict[tuple[object, ...], TrailRow] = {}
        for row in run:
            so_far = same.setdefault(_alike(row), replace(row, count=0))
            same[_alike(row)] = replace(so_far, first_at=row.first_at, count=so_far.count + row.count)
        lines += same.values()
    return tuple(lines)


def _rows_that_fit(rows: list[TrailRow]) -> int:
    """How many of the rows fold into no more lines than a page has."""
    lines, run, seen = 0, None, set[tuple[object, ...]]()
    for number, row in enumerate(rows):
        if _run_of(row) != run:
            run, seen = _run_of(row), set()
        if _alike(row) not in seen:
            seen.add(_alike(row))
            lines += 1
        if lines > PAGE_ROWS:
            return number
    return len(rows)


def _run_of(row: TrailRow) -> object:
    """What rows that stand together have in common; links and sessions alternate and are one run."""
    return _COMINGS_AND_GOINGS if row.event.startswith(_COMINGS_AND_GOINGS) else _alike(row)


def _alike(row: TrailRow) -> tuple[object, ...]:
    """Rows that are told apart by nothing but their instant; of links it does not matter which one."""
    thing = row.object_name if row.event.startswith(_COMINGS_AND_GOINGS) else row.object_id
    return row.event, row.actor_kind, row.actor_name, thing, row.address


def visible(visit: Visit) -> ColumnElement[bool]:
    """Which events a visit may see: all of the entity's, or a user's own only."""
    if visit.may(Permission.SEE_ALL_ACTIVITY):
        return true()
    return and_(Activity.actor_kind == visit.actor.kind.value, Activity.subject == visit.actor.subject)


def _columns() -> Rows:
    return select(
        Activity.event,
        Activity.at,
        Activity.actor_name,
        Activity.actor_kind,
        Activity.object_name,
        Activity.object_id,
        Activity.address,
        Activity.seq,
        Activity.id,
    )


def _row(visit: Visit, columns: list[Any]) -> TrailRow:
    event, at, actor_name, actor_kind, object_name, object_id, address = columns
    document_id = object_id if object_id and object_id.startswith(_DOCUMENT_PREFIXES) else None
    for_the_firm = visit.actor.kind is ActorKind.STAFF
    return TrailRow(
        event=event,
        at=at,
        actor_name=actor_name,
        actor_kind=actor_kind,
        object_name=object_name,
        document_id=document_id,
        address=address if for_the_firm else None,
        object_id=object_id,
        first_at=at,
    )
