"""The activity trail as the firm's backend gets it: of one entity, of the account, or by name of all entities."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, select

from portal.database import Database, Visit
from portal.errors import NotAllowed
from portal.exports import Cell, Column, Table
from portal.models import Activity
from portal.policy import Permission
from portal.services.catalog.kept import shown
from portal.services.firm.entities import enter_each, list_entities
from portal.services.history.activity import Event
from portal.services.lists.listing import Found, Listing, Wanted, list_rows, plan_list
from portal.services.lists.merged_lists import list_merged
from portal.services.lists.query_language import Field, Kind
from portal.tokens import KeyRing

_AT_ONCE = 500
# An event's subject is the type of the thing, but for documents: their ids tell which of the five they are.
_DOCUMENTS = {
    "inv_": "invoice",
    "cre_": "credit_note",
    "adv_": "advance_invoice",
    "est_": "estimate",
    "dln_": "delivery_note",
}
_TYPE = case(
    *((Activity.object_id.startswith(prefix, autoescape=True), name) for prefix, name in _DOCUMENTS.items()),
    else_=case({event.value: event.value.partition(":")[0] for event in Event}, value=Activity.event),
)
_ACTION = case({event.value: event.value.partition(":")[2] for event in Event}, value=Activity.event)
ACTIVITIES = Listing(
    "activities",
    Activity,
    fields={
        "id": Field(Activity.id),
        "seq": Field(Activity.seq, Kind.NUMBER, sorted=True),
        "event": Field(Activity.event),
        "resource_type": Field(_TYPE),
        "resource_id": Field(Activity.object_id),
        "action": Field(_ACTION),
        "actor_type": Field(Activity.actor_kind),
        "actor_id": Field(Activity.subject),
        "session_id": Field(Activity.session_id),
        "created_at": Field(Activity.at, Kind.INSTANT, sorted=True),
    },
    searched=(Activity.object_name, Activity.actor_name),
    order="-seq",
)
# One instant may have several rows: a trail of its own is in the order of its chain, only many are merged by time.
OF_ALL = replace(ACTIVITIES, order="-created_at")
_TITLES = (
    "created_at",
    "entity_id",
    "entity_name",
    "resource_type",
    "resource_id",
    "resource_name",
    "action",
    "actor_type",
    "actor_id",
    "actor_name",
    "ip_address",
    "details",
    "id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFilter:
    """The filters that have parameters of their own; the others are asked for by `query`."""

    resource_type: str | None = None
    resource_id: str | None = None
    action: str | None = None
    actor_type: str | None = None
    actor_id: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """What the rows must meet."""
        return [
            ACTIVITIES.fields[name].column == value
            for name in self.__slots__
            if (value := getattr(self, name)) is not None
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityView:
    """One event. `entity_id` is None for what happened to the account outside any entity."""

    id: str
    seq: int
    entity_id: str | None
    entity_name: str | None
    resource_type: str
    resource_id: str | None
    resource_name: str | None
    action: str
    actor_type: str
    actor_id: str | None
    actor_name: str
    session_id: str | None
    ip_address: str | None
    details: dict[str, Any]
    created_at: datetime


def list_activities(visit: Visit, ring: KeyRing, wanted: Wanted, chosen: ActivityFilter) -> Found[ActivityView]:
    """The trail of this visit's entity, or of the account outside any; newest first unless asked otherwise."""
    names = _names(visit)
    found = list_rows(visit, ring, ACTIVITIES, wanted, *chosen.conditions())
    return shown(found, lambda row: _view(row, names))


def list_all_activities(
    visit: Visit, database: Database, ring: KeyRing, wanted: Wanted, chosen: ActivityFilter
) -> Found[ActivityView]:
    """The trails of all entities as one, each row with its entity. Raises NotAllowed for all but an account's key."""
    _refuse_inside(visit)
    names = _names(visit)
    inside = enter_each(visit, database)
    found = list_merged(visit, inside, ring, OF_ALL, wanted, *chosen.conditions())
    return shown(found, lambda row: _view(row, names))


def activity_table(visit: Visit, ring: KeyRing, wanted: Wanted, chosen: ActivityFilter) -> Table:
    """The same as `list_activities` as one table, oldest first and whole.

    Its rows are read while they are taken, some hundreds at once, and nothing is held in between: not even the visit
    has to be open still.
    """
    return _table(visit, ring, (visit,), wanted, chosen)


def activity_table_of_all(
    visit: Visit, database: Database, ring: KeyRing, wanted: Wanted, chosen: ActivityFilter
) -> Table:
    """The same of all entities, one after the other. Raises NotAllowed for all but an account's key."""
    _refuse_inside(visit)
    return _table(visit, ring, enter_each(visit, database), wanted, chosen)


def _table(visit: Visit, ring: KeyRing, inside: Iterable[Visit], wanted: Wanted, chosen: ActivityFilter) -> Table:
    asked = plan_list(visit, ring, ACTIVITIES, wanted, *chosen.conditions()).asked
    names = _names(visit)

    def rows() -> Iterator[tuple[Cell, ...]]:
        try:
            for each in inside:
                yield from (_cells(_view(row, names)) for row in _in_order(each, asked))
        finally:
            visit.stop_reading()

    return Table("Activities", tuple(Column(title, width=24) for title in _TITLES), rows())


def _in_order(visit: Visit, asked: Sequence[ColumnElement[bool]]) -> Iterator[Activity]:
    last = 0
    while True:
        some = select(Activity).where(*asked, Activity.seq > last).order_by(Activity.seq).limit(_AT_ONCE)
        rows = visit.session.scalars(some).all()
        visit.stop_reading()
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].seq


def _refuse_inside(visit: Visit) -> None:
    if visit.scope.entity_id is not None or not visit.may(Permission.MANAGE_ACCOUNT):
        raise NotAllowed("only an account's key, naming no entity, sees all entities at once")


def _names(visit: Visit) -> Mapping[str, str]:
    return {entity.id: entity.name for entity in list_entities(visit)}


def _view(row: Activity, names: Mapping[str, str]) -> ActivityView:
    subject, _, action = row.event.partition(":")
    return ActivityView(
        id=row.id,
        seq=row.seq,
        entity_id=row.entity_id,
        entity_name=names.get(row.entity_id or ""),
        resource_type=_DOCUMENTS.get((row.object_id or "")[:4], subject),
        resource_id=row.object_id,
        resource_name=row.object_name,
        action=action,
        actor_type=row.actor_kind,
        actor_id=row.subject,
        actor_name=row.actor_name,
        session_id=row.session_id,
        ip_address=row.address,
        details=row.details,
        created_at=row.at,
    )


def _cells(view: ActivityView) -> tuple[Cell, ...]:
    plain = {
        "created_at": view.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "details": json.dumps(view.details, ensure_ascii=False, sort_keys=True) if view.details else None,
    }
    return tuple(plain[title] if title in plain else getattr(view, title) for title in _TITLES)
