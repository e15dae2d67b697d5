"""The activity trail: of an entity, of the account itself, or by name of all entities at once; as CSV, too."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response

from portal.api.listed import wanted_of
from portal.api.route import Call, Noun, Reach
from portal.api.schemas.activities import ActivityExportQuery, ActivityFilters, ActivityOut, ActivityQuery
from portal.api.schemas.base import Body, Listed, ListQuery, page_of
from portal.api.streams import sent_as_made
from portal.database import Visit
from portal.errors import NotAllowed
from portal.exports import csv_chunks
from portal.policy import Permission
from portal.services.entry.api_keys import only_entity
from portal.services.firm.entities import enter_entity
from portal.services.history.activity_list import (
    ActivityFilter,
    activity_table,
    activity_table_of_all,
    list_activities,
    list_all_activities,
)

noun = Noun("activities", "The audit trail: append-only, one chain an entity.")
_WIDE: dict[str, Any] = {"reach": Reach.WIDE, "permission": Permission.SEE_ALL_ACTIVITY}
_FILTERS = ("resource_type", "resource_id", "action", "actor_type", "actor_id")


@noun.route("GET", "/activities", **_WIDE, query=ActivityQuery, answer=Listed[ActivityOut])
def list_all(visit: Visit, call: Call[Body, ActivityQuery]) -> Listed[ActivityOut]:
    """List what happened, newest first; over all entities only for an account key that says `entities=all`."""
    wanted, chosen, parts = wanted_of(call.query), _chosen(call.query), call.parts
    if call.query.entities == "all":
        found = list_all_activities(visit, parts.database, parts.ring, wanted, chosen)
    else:
        with _entered(visit, call) as inside:
            found = list_activities(inside, parts.ring, wanted, chosen)
    return page_of(found, [ActivityOut.of(row) for row in found.rows])


@noun.route("GET", "/activities/export", **_WIDE, query=ActivityExportQuery, answer="text/csv")
def export(visit: Visit, call: Call[Body, ActivityExportQuery]) -> Response:
    """The same as a CSV file, oldest first and whole."""
    asked = ListQuery(search=call.query.search, query=call.query.query)
    wanted, chosen, parts = wanted_of(asked), _chosen(call.query), call.parts
    if call.query.entities == "all":
        table = activity_table_of_all(visit, parts.database, parts.ring, wanted, chosen)
    else:
        with _entered(visit, call) as inside:
            table = activity_table(inside, parts.ring, wanted, chosen)
    return sent_as_made(visit, f"activities-{visit.at:%Y-%m-%d}.csv", "text/csv", csv_chunks(table))


@contextmanager
def _entered(visit: Visit, call: Call[Any, ActivityFilters]) -> Iterator[Visit]:
    """The visit whose own trail is meant; never a silent choice between several entities."""
    if call.query.entities == "account":
        if visit.scope.entity_id is not None:
            raise NotAllowed("the account's own trail is for an sk_ key that names no entity")
        yield visit
    elif visit.scope.entity_id is not None:
        yield visit
    else:
        database = call.parts.database
        with enter_entity(visit, database, only_entity(database, visit.actor, visit.at)) as inside:
            yield inside


def _chosen(query: ActivityFilters) -> ActivityFilter:
    return ActivityFilter(**{name: getattr(query, name) for name in _FILTERS})
