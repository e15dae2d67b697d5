"""Lists as the API gives them: allow-listed fields to ask and order by, search, keyset pages both ways, a count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, func, or_, select

from portal.database import Visit
from portal.errors import Invalid
from portal.services.lists.keyset import Keyed, Keyset, Place
from portal.services.lists.query_language import Field, conditions
from portal.tokens import KeyRing, open_cursor

R = TypeVar("R")
NOT_COUNTED = -1


@dataclass(frozen=True, slots=True)
class Listing(Generic[R]):
    """One list: the mapped class of its rows, which has an `id`, and what callers may say about it."""

    name: str
    row: type[R]
    fields: Mapping[str, Field]
    searched: Sequence[Any] = ()
    free: Mapping[str, Any] = field(default_factory=dict)
    order: str = "-created_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a caller asks of a list; `query` is parsed JSON."""

    limit: int = 10
    next_cursor: str | None = None
    prev_cursor: str | None = None
    count: bool = True
    order_by: str | None = None
    search: str | None = None
    query: object = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found(Generic[R]):
    """One page of a list. `total` is -1 when it was not asked for."""

    rows: tuple[R, ...]
    total: int
    next_cursor: str | None
    prev_cursor: str | None


@dataclass(frozen=True, slots=True)
class Plan(Generic[R]):
    """A list that is asked for, read and found sound: its order, where the page begins, and which rows are in it."""

    row: Any
    keyset: Keyset
    place: Place | None
    asked: Sequence[ColumnElement[bool]]

    def rows(self, visit: Visit) -> list[Keyed[R]]:
        """The rows from the page's place on, in the list's order, one more than a page has."""
        found = visit.session.scalars(self.keyset.narrow(select(self.row).where(*self.asked), self.place))
        return [Keyed(each, getattr(each, self.keyset.column.key), each.id) for each in found]

    def count(self, visit: Visit) -> int:
        """How many rows the whole list has."""
        return visit.session.scalar(select(func.count()).select_from(self.row).where(*self.asked)) or 0


def one_order(order_by: str | None) -> str | None:
    """The field to order by, where the id after it is named as well: it is what every list is ordered by next.

    `-date,-id` is `-date`. Raises Invalid for two other fields, and for an id that goes the other way.
    """
    first, *others = [each.strip() for each in (order_by or "").split(",")]
    way = "-" if first.startswith("-") else ""
    if others and others != [f"{way}id"]:
        raise Invalid(f"order_by: takes one field, and after it {way}id, which is taken anyway; leave out the others")
    return first or None


def list_rows(
    visit: Visit, ring: KeyRing, listing: Listing[R], wanted: Wanted, *always: ColumnElement[bool]
) -> Found[R]:
    """The page of the list that is wanted, of rows that meet all of `always`. Raises Invalid, naming the parameter."""
    plan = plan_list(visit, ring, listing, wanted, *always)
    page = plan.keyset.page(plan.rows(visit), plan.place)
    return Found(page.rows, plan.count(visit) if wanted.count else NOT_COUNTED, page.older, page.newer)


def plan_list(
    visit: Visit, ring: KeyRing, listing: Listing[R], wanted: Wanted, *always: ColumnElement[bool]
) -> Plan[R]:
    """What is asked for, read. Raises Invalid, naming the parameter."""
    asked = [*always, conditions(wanted.query, listing.fields, listing.free)]
    if wanted.search:
        asked.append(or_(*(column.icontains(wanted.search, autoescape=True) for column in _searched(listing))))
    column = _order(listing, wanted.order_by)
    row: Any = listing.row
    keyset = Keyset(
        ring,
        _context(visit, listing, wanted),
        column,
        row.id,
        descending=(wanted.order_by or listing.order).startswith("-"),
        size=wanted.limit,
        nullable=bool(column.property.columns[0].nullable),
    )
    return Plan(row, keyset, keyset.open(_cursor(keyset, wanted)), asked)


def _searched(listing: Listing[Any]) -> Sequence[Any]:
    if not listing.searched:
        raise Invalid("search: this list cannot be searched; use query")
    return listing.searched


def _order(listing: Listing[Any], order_by: str | None) -> Any:
    name = (order_by or listing.order).removeprefix("-")
    chosen = listing.fields.get(name)
    if chosen is None or not chosen.sorted:
        known = ", ".join(sorted(name for name, field in listing.fields.items() if field.sorted))
        raise Invalid(f"order_by: must be one of {known}, with - before it to go down")
    return chosen.column


def _cursor(keyset: Keyset, wanted: Wanted) -> str | None:
    if wanted.next_cursor and wanted.prev_cursor:
        raise Invalid("prev_cursor: a page follows one cursor, not two")
    name = "next_cursor" if wanted.next_cursor else "prev_cursor"
    cursor = wanted.next_cursor or wanted.prev_cursor
    if cursor:
        try:
            open_cursor(keyset.ring, keyset.context, cursor)
        except Invalid as error:
            raise Invalid(f"{name}: {error}") from error
    return cursor


def _context(visit: Visit, listing: Listing[Any], wanted: Wanted) -> str:
    """Everything that a cursor's place depends on, the scope included."""
    scope = visit.scope
    asked = (wanted.order_by or listing.order, wanted.search, repr(wanted.query))
    return repr(("api", listing.name, scope.account_id, scope.environment.value, scope.entity_id, *asked))
