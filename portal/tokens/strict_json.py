"""Reading the JSON object inside a seal without any of JSON's leniencies, and writing it in one form."""

import json
from collections.abc import Mapping
from typing import NoReturn

from portal.errors import LinkMalformed

Scalar = str | int | bool | None
Payload = Mapping[str, Scalar]

# Longer than any number we seal, shorter than anything that costs time to parse.
_LONGEST_INTEGER = 20


def write_payload(payload: Payload) -> bytes:
    """Compact JSON in UTF-8, names in the order given."""
    # Not escaped: a name of 255 letters beyond the BMP would be 3,060 characters, and no cursor could hold its place.
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def read_payload(text: bytes) -> dict[str, Scalar]:
    """One flat JSON object in UTF-8 of strings, whole numbers, booleans and nulls.

    LinkMalformed for everything else: a name given twice, NaN and infinities, any number with a fraction or an
    exponent, nested values, a byte order mark, lone surrogates, trailing text.
    """
    try:
        parsed: object = json.loads(
            text.decode("utf-8"),
            object_pairs_hook=_object_without_repeats,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_short_integer,
        )
    except (ValueError, RecursionError) as error:
        raise LinkMalformed("the payload is not one strict JSON object") from error
    if not isinstance(parsed, dict):
        raise LinkMalformed("the payload is not a JSON object")
    return {_encodable(name): _scalar(value) for name, value in parsed.items()}


def _object_without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Two readers that disagree on which of two equal names counts would see two different links.
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"{text[:_LONGEST_INTEGER]} is not a whole number")


def _short_integer(text: str) -> int:
    if len(text) > _LONGEST_INTEGER:
        raise ValueError("a number is too long")
    return int(text)


def _scalar(value: object) -> Scalar:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, str):
        return _encodable(value)
    raise LinkMalformed("the payload holds a nested value")


def _encodable(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise LinkMalformed("the payload holds half a character") from error
    return text
