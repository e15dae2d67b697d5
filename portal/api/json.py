"""JSON as the API takes and gives it: numbers are exact decimals both ways, and nothing is taken leniently."""

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn

import simplejson
from flask import Response, request
from werkzeug.exceptions import UnsupportedMediaType

from portal.errors import Invalid

LARGEST_JSON_BYTES = 2_000_000
_LONGEST_NUMBER = 40
_DEEPEST = 12


def read_json(text: bytes, what: str = "the body") -> Any:
    """The value of a JSON text in UTF-8; numbers with a fraction become Decimal. `what` names the text in errors.

    Raises Invalid (code `malformed_json`) for a name given twice, NaN and infinities, a number of more than 40
    characters, nesting deeper than 12, a NUL or half a character in a text: no text column may hold those.
    """
    try:
        value = simplejson.loads(
            text.decode("utf-8"),
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object_without_repeats,
        )
        _refuse_odd(value, 0)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise Invalid(f"{what} is not JSON that can be taken: {_reason(error)}", code="malformed_json") from error
    return value


def body_of_request() -> Any:
    """The JSON value that was sent. Raises UnsupportedMediaType where something else was."""
    text = request.get_data()
    if not text:
        return {}
    if request.mimetype not in {"application/json", ""}:
        raise UnsupportedMediaType
    return read_json(text)


def write_json(value: Any) -> str:
    """Compact JSON: decimals as numbers with every digit, days and instants in ISO 8601."""
    return simplejson.dumps(value, use_decimal=True, default=_plain, separators=(",", ":"), ensure_ascii=False)


def write_indented(value: Any) -> str:
    """The same for people to read."""
    return simplejson.dumps(value, use_decimal=True, default=_plain, indent=2, ensure_ascii=False)


def json_response(value: Any, status: int = 200) -> Response:
    """A whole answer."""
    return Response(write_json(value), status, mimetype="application/json")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _decimal(text: str) -> Decimal:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("a number is too long")
    value = Decimal(text)
    if value.adjusted() > _LONGEST_NUMBER or value.adjusted() < -_LONGEST_NUMBER:
        raise ValueError("a number is too large or too small")
    return value


def _integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("a number is too long")
    return int(text)


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON number")


def _object_without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _refuse_odd(value: Any, depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError("it is nested too deep")
    if isinstance(value, dict):
        for name, inner in value.items():
            _refuse_odd(name, depth)
            _refuse_odd(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _refuse_odd(inner, depth + 1)
    elif isinstance(value, str):
        if "\0" in value:
            raise ValueError("a text holds a NUL character")
        value.encode("utf-8")


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeEncodeError):
        return "a text holds half a character"
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    return str(error)
