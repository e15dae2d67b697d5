"""Pages of a list by key, both ways: a page begins where the last one ended, whatever was added in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Select, and_, literal, or_, tuple_

from portal.errors import Invalid
from portal.models.base import Amount, UtcDateTime
from portal.tokens import KeyRing, open_cursor, seal_cursor

R = TypeVar("R")
Rows: TypeAlias = Select[*tuple[Any, ...]]
# Column types of our own cannot tell what they hold.
_KINDS: dict[type, type] = {Amount: Decimal, UtcDateTime: datetime}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: its last row's sort value and id, and which way to go on."""

    value: str | None
    id: str
    backwards: bool


@dataclass(frozen=True, slots=True)
class Keyed(Generic[R]):
    """A row with the sort value and id that place it in the list."""

    row: R
    value: Any
    id: str


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """The rows of one page in the list's order, and the cursors to its neighbours where there are any."""

    rows: tuple[R, ...]
    newer: str | None
    older: str | None


@dataclass(frozen=True, slots=True)
class Keyset:
    """One list's order: by `column`, then by `id_column`. `context` names everything else the list depends on.

    Rows without a value stand last going up and first going down, on every back end.
    """

    ring: KeyRing
    context: str
    column: Any
    id_column: Any
    descending: bool
    size: int
    nullable: bool = False
    computed: bool = False
    """Whether `column` is an expression; such a one always has a value."""

    def open(self, cursor: str | None) -> Place | None:
        """The place a cursor names; None without one, and for one of another list: that begins anew."""
        if not cursor:
            return None
        try:
            position = open_cursor(self.ring, self.context, cursor)
        except Invalid:
            return None
        value = position["value"]
        return Place(None if value is None else str(value), str(position["id"]), bool(position["back"]))

    def narrow(self, statement: Rows, place: Place | None) -> Rows:
        """The statement in the list's order from a place on, for one row more than a page has."""
        down = self.descending is not (place is not None and place.backwards)
        if place is not None:
            statement = statement.where(self._beyond(place, down))
        by_value = self.column.desc() if down else self.column.asc()
        # Said only where it matters: SQLite would not use its index for columns that are never empty.
        if self.nullable:
            by_value = by_value.nulls_first() if down else by_value.nulls_last()
        by_id = self.id_column.desc() if down else self.id_column.asc()
        return statement.order_by(by_value, by_id).limit(self.size + 1)

    def page(self, found: Sequence[Keyed[R]], place: Place | None) -> Page[R]:
        """The page that `narrow`'s rows make."""
        backwards = place is not None and place.backwards
        more, kept = len(found) > self.size, list(found[: self.size])
        if backwards:
            kept.reverse()
        newer = kept and (more if backwards else place is not None)
        older = kept and (more or backwards)
        return Page(
            tuple(each.row for each in kept),
            self._seal(kept[0], backwards=True) if newer else None,
            self._seal(kept[-1], backwards=False) if older else None,
        )

    def _beyond(self, place: Place, down: bool) -> ColumnElement[bool]:
        if place.value is None:
            after = self.id_column < place.id if down else self.id_column > place.id
            tied = and_(self.column.is_(None), after)
            return or_(tied, self.column.is_not(None)) if down else tied
        here = tuple_(literal(self._value(place.value), self.column.type), literal(place.id))
        there = tuple_(self.column, self.id_column)
        beyond: ColumnElement[bool] = there < here if down else there > here
        if self.computed:
            # By a row value SQLite finds no place in an index over an expression, by a plain comparison it does.
            value = literal(self._value(place.value), self.column.type)
            beyond = and_(self.column <= value if down else self.column >= value, beyond)
        return or_(beyond, self.column.is_(None)) if self.nullable and not down else beyond

    def _value(self, text: str) -> object:
        kind: Any = _KINDS.get(type(self.column.type)) or self.column.type.python_type
        return kind.fromisoformat(text) if issubclass(kind, date) else kind(text)

    def _seal(self, keyed: Keyed[R], *, backwards: bool) -> str:
        value = None if keyed.value is None else str(keyed.value)
        return seal_cursor(self.ring, self.context, {"value": value, "id": keyed.id, "back": backwards})
