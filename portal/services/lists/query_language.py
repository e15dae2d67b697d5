"""The `query` parameter of lists: JSON of allow-listed fields and operators, as conditions over columns."""

import enum
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, not_

from portal.errors import Invalid

MOST_CONDITIONS = 20
MOST_CHOICES = 100
LONGEST_TEXT = 250
# Beyond this no column holds a number, and drivers stop taking it.
_LARGEST_NUMBER = Decimal(10) ** 12
Condition = ColumnElement[bool]
_FREE_NAME = re.compile(r"[A-Za-z0-9_-]{1,50}")


class Kind(enum.StrEnum):
    """What a field holds, and so what it can be compared with."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    INSTANT = "instant"
    FLAG = "true or false"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a list that may be asked about: the column (or expression) behind its name, and its kind."""

    column: Any
    kind: Kind = Kind.TEXT
    sorted: bool = False
    """Whether the list may be ordered by it; its column then has to be a plain one."""


def _equals(column: Any, value: Any) -> Condition:
    found: Condition = column.is_(None) if value is None else column == value
    return found


def _differs(column: Any, value: Any) -> Condition:
    found: Condition = column.is_not(None) if value is None else column.is_distinct_from(value)
    return found


_COMPARE: dict[str, Callable[[Any, Any], Condition]] = {
    "equals": _equals,
    "not": _differs,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
}
_CHOOSE: dict[str, Callable[[Any, Any], Condition]] = {
    "in": lambda column, values: column.in_(values),
    "notIn": lambda column, values: not_(column.in_(values)),
    "between": lambda column, values: column.between(*values),
}
_FIND: dict[str, Callable[[Any, str], Condition]] = {
    "contains": lambda column, text: column.icontains(text, autoescape=True),
    "startsWith": lambda column, text: column.startswith(text, autoescape=True),
    "endsWith": lambda column, text: column.endswith(text, autoescape=True),
}
OPERATORS = (*_COMPARE, *_CHOOSE, *_FIND)


def conditions(query: object, fields: Mapping[str, Field], free: Mapping[str, Any]) -> Condition:
    """All of the query's conditions, joined by AND.

    `free` maps a name to a JSON column whose names are the caller's own (`metadata.k`). Raises Invalid with the path
    of what is unknown, of a wrong type or too much.
    """
    if not isinstance(query, dict):
        raise Invalid('query: must be a JSON object, as in {"number": {"startsWith": "2026"}}')
    asked = list(_flatten(query, (), lambda path: path in fields or _free_field(path, free) is not None))
    if len(asked) > MOST_CONDITIONS:
        raise Invalid(f"query: holds {len(asked)} conditions, {MOST_CONDITIONS} are the most")
    return and_(True, *(_condition(path, name, value, fields, free) for path, name, value in asked))


def _flatten(
    query: Mapping[Any, Any], above: tuple[str, ...], known: Callable[[str], bool]
) -> Iterator[tuple[str, str, Any]]:
    """Each (field, operator, value): `{"a": {"b": {"gt": 1}}}` and `{"a.b": {"gt": 1}}` are the same."""
    for name, value in query.items():
        path = (*above, str(name))
        if len(path) > 4:
            raise Invalid(f"query.{'.'.join(path)}: is too deep")
        if not isinstance(value, dict):
            yield ".".join(path), "equals", value
        elif value and all(operator in OPERATORS for operator in value):
            yield from ((".".join(path), operator, compared) for operator, compared in value.items())
        elif value and known(".".join(path)):
            odd = next(str(operator) for operator in value if operator not in OPERATORS)
            raise Invalid(f"query.{'.'.join(path)}: {odd[:40]} is not an operator; there are {', '.join(OPERATORS)}")
        else:
            yield from _flatten(value, path, known)


def _condition(path: str, operator: str, value: Any, fields: Mapping[str, Field], free: Mapping[str, Any]) -> Condition:
    field = fields.get(path) or _free_field(path, free)
    if field is None:
        raise Invalid(f"query.{path}: is not a field to ask about here; there are {', '.join(sorted(fields))}")
    if operator in _FIND:
        if field.kind is not Kind.TEXT:
            raise Invalid(f"query.{path}: {operator} is for texts, this is a {field.kind}")
        return _FIND[operator](field.column, _read(path, value, Kind.TEXT))
    if operator in _CHOOSE:
        if not isinstance(value, list) or not 0 < len(value) <= MOST_CHOICES:
            raise Invalid(f"query.{path}: {operator} takes a list of 1 to {MOST_CHOICES} values")
        if operator == "between" and len(value) != 2:
            raise Invalid(f"query.{path}: between takes a list of two values, both included")
        return _CHOOSE[operator](field.column, [_read(path, each, field.kind) for each in value])
    if value is None and operator in {"equals", "not"}:
        return _COMPARE[operator](field.column, None)
    return _COMPARE[operator](field.column, _read(path, value, field.kind))


def _free_field(path: str, free: Mapping[str, Any]) -> Field | None:
    name, dot, rest = path.partition(".")
    column = free.get(name)
    # Only such names are ever kept; others would be read as a path of the database's own.
    return Field(column[rest].as_string()) if dot and column is not None and _FREE_NAME.fullmatch(rest) else None


def _read(path: str, value: Any, kind: Kind) -> Any:
    try:
        return _READ[kind](value)
    except (ValueError, TypeError, ArithmeticError) as error:
        raise Invalid(f"query.{path}: {kind} is expected here") from error


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError("no text of a fit length")
    return value


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise ValueError("no number")
    number = Decimal(value)
    if not abs(number) <= _LARGEST_NUMBER or number != round(number, 4):
        raise ValueError("no number that a column holds")
    return number


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")
    return value


def read_day(value: Any) -> date:
    """A day as `2026-03-15`, or as midnight UTC of it. ValueError for anything else."""
    text = _text(value)
    for midnight in ("T00:00:00.000Z", "T00:00:00Z"):
        text = text.removesuffix(midnight)
    if len(text) != len("2026-03-15"):
        raise ValueError("no day")
    return date.fromisoformat(text)


def read_instant(value: Any) -> datetime:
    """An instant with its zone. ValueError for anything else."""
    found = datetime.fromisoformat(_text(value))
    if found.tzinfo is None:
        raise ValueError("no zone")
    return found.astimezone(UTC)


_READ: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DAY: read_day,
    Kind.INSTANT: read_instant,
    Kind.FLAG: _flag,
}
