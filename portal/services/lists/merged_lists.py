"""One list over all entities of an account: read in each of them, merged by a date that every row has."""

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import ColumnElement

from portal.database import Visit
from portal.errors import Invalid
from portal.services.lists.keyset import Keyed
from portal.services.lists.listing import NOT_COUNTED, Found, Listing, Wanted, plan_list
from portal.services.lists.query_language import Kind
from portal.tokens import KeyRing

R = TypeVar("R")


def list_merged(
    visit: Visit,
    inside: Iterable[Visit],
    ring: KeyRing,
    listing: Listing[R],
    wanted: Wanted,
    *always: ColumnElement[bool],
) -> Found[R]:
    """The page that is wanted of the rows of all these visits, each read for no more than a page.

    Ordered by an instant and by id: texts are ordered by the database, and no two of them agree. Raises Invalid.
    """
    name = (wanted.order_by or listing.order).removeprefix("-")
    plan = plan_list(visit, ring, listing, wanted, *always)
    if listing.fields[name].kind is not Kind.INSTANT or plan.keyset.nullable:
        raise Invalid("order_by: over all entities only an instant, as in -created_at")
    found: list[Keyed[R]] = []
    total = 0
    for each in inside:
        found += plan.rows(each)
        total += plan.count(each) if wanted.count else 0
    down = plan.keyset.descending is not (plan.place is not None and plan.place.backwards)
    found.sort(key=lambda row: (row.value, row.id), reverse=down)
    page = plan.keyset.page(found[: wanted.limit + 1], plan.place)
    return Found(page.rows, total if wanted.count else NOT_COUNTED, page.older, page.newer)
