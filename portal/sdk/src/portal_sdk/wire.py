"""What goes over the wire: exact decimals both ways, and names in snake_case however the caller wrote them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from portal_sdk.schemas import DECIMALS

# Below these the names are the caller's own, or have capitals of the API's own, such as the operator `startsWith`.
VERBATIM = frozenset({"metadata", "query", "translations"})
# A digit at the end stands apart in the API; elsewhere, as in `hub3_qr`, it does not.
_APART = {"address2": "address_2", "tax_number2": "tax_number_2"}
_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
_COUNTS = frozenset({"pagination"})


def snake(name: str) -> str:
    """A name in snake_case: `dateFrom` as `date_from`; one that is already so stays."""
    plain = _HUMP.sub(lambda hump: "_" + hump[1].lower(), name)
    return _APART.get(plain, plain)


def snake_names(value: object) -> object:
    """The same value with every name in snake_case, but for what stands below `metadata`, `query`, `translations`."""
    if isinstance(value, Mapping):
        plain = {snake(str(name)): inner for name, inner in value.items()}
        return {name: inner if name in VERBATIM else snake_names(inner) for name, inner in plain.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [snake_names(inner) for inner in value]
    return value


def encode(value: object) -> bytes:
    """The value as JSON, a Decimal digit for digit. Raises TypeError for a float, which is not exact."""
    return "".join(_pieces(value)).encode()


def decode(text: str | bytes) -> object:
    """The value of a JSON text; amounts, prices, quantities and rates are Decimals, counts are ints."""
    return _exact("", json.loads(text, parse_float=Decimal))


def text(value: object) -> str:
    """The value as a parameter of an address: days as they are, several words with commas, the rest as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence) and all(isinstance(each, str) for each in value):
        return ",".join(value)
    return encode(value).decode().strip('"')


def _exact(name: str, value: object) -> object:
    if isinstance(value, dict):
        return {key: inner if key in _COUNTS else _exact(key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_exact(name, inner) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and name in DECIMALS:
        return Decimal(value)
    return value


def _pieces(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield "{"
        for index, (name, inner) in enumerate(value.items()):
            yield f"{',' if index else ''}{json.dumps(str(name))}:"
            yield from _pieces(inner)
        yield "}"
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        yield "["
        for index, inner in enumerate(value):
            yield "," if index else ""
            yield from _pieces(inner)
        yield "]"
    else:
        yield _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise TypeError(f"{value} is not a number that JSON knows")
        return format(value, "f")
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float, which is not exact; write Decimal('{value}')")
    if isinstance(value, datetime):
        return json.dumps(value.astimezone(UTC).isoformat().replace("+00:00", "Z"))
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    if value is None or isinstance(value, str | int):
        return json.dumps(value)
    raise TypeError(f"a {type(value).__name__} cannot be sent: {value!r}")
