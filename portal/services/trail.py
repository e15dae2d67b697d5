"""The activity trail as people read it: what happened, to what, by whom, when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select, true

from portal.database import Visit
from portal.identity import ActorKind
from portal.models import Activity
from portal.policy import Permission
from portal.services.keyset import Keyed, Keyset, Rows
from portal.tokens import KeyRing

PAGE_ROWS = 50
MOST_OF_ONE = 6
_DOCUMENT_PREFIXES = ("inv_", "cre_", "adv_", "est_", "dln_")


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One event. `document_id` is set when it happened to a document; `address` only for the firm's eyes."""

    event: str
    at: datetime
    actor_name: str
    actor_kind: str
    object_name: str | None
    document_id: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class TrailView:
    """One page of the trail, newest first; `everybody` tells whether it holds more than one's own."""

    everybody: bool
    rows: tuple[TrailRow, ...]
    newer: str | None
    older: str | None


def list_activity(visit: Visit, ring: KeyRing, cursor: str | None = None) -> TrailView:
    """What this visit may see of the trail, newest first."""
    everybody = visit.may(Permission.SEE_ALL_ACTIVITY)
    context = f"activity {visit.scope.entity_id} {'all' if everybody else visit.actor.subject}"
    keyset = Keyset(ring, context, Activity.seq, Activity.id, descending=True, size=PAGE_ROWS)
    place = keyset.open(cursor)
    found = visit.session.execute(keyset.narrow(_columns().where(visible(visit)), place))
    page = keyset.page([Keyed(_row(visit, columns), seq, identity) for *columns, seq, identity in found], place)
    return TrailView(everybody, page.rows, page.newer, page.older)


def history_of(visit: Visit, object_id: str) -> tuple[TrailRow, ...]:
    """The newest events of one document or file that this visit may see."""
    newest = _columns().where(visible(visit), Activity.object_id == object_id).order_by(Activity.seq.desc())
    return tuple(_row(visit, columns) for *columns, _seq, _id in visit.session.execute(newest.limit(MOST_OF_ONE)))


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
    return TrailRow(event, at, actor_name, actor_kind, object_name, document_id, address if for_the_firm else None)
