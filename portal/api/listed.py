"""What every list of the API does: read the parameters, ask the service, put the envelope around the rows."""

from collections.abc import Callable
from typing import Any, TypeVar

from portal.api.json import read_json
from portal.api.route import Call
from portal.api.schemas.base import Listed, ListQuery, Out, page_of
from portal.database import Visit
from portal.errors import Invalid
from portal.services.lists.listing import Listing, Wanted, list_rows

R = TypeVar("R")
T = TypeVar("T", bound=Out)


def wanted_of(query: ListQuery) -> Wanted:
    """The parameters of a list, its `query` parsed. Raises Invalid."""
    try:
        asked = read_json(query.query.encode(), "this") if query.query else {}
    except Invalid as error:
        raise Invalid(f'query: {error}; send a JSON object, as in {{"number": {{"startsWith": "2026"}}}}') from error
    return query.wanted(asked)


def answer_list(
    visit: Visit,
    call: Call[Any, ListQuery],
    listing: Listing[R],
    show: Callable[[R], T],
    *always: Any,
) -> Listed[T]:
    """One page of a listing, each row as `show` makes it."""
    found = list_rows(visit, call.parts.ring, listing, wanted_of(call.query), *always)
    return page_of(found, [show(row) for row in found.rows])
