"""List cursors: the place where a page of a list ended, sealed so that it can be neither read as API nor made up."""

import hashlib

from portal.errors import Invalid, LinkMalformed
from portal.tokens.ring import KeyRing
from portal.tokens.sealer import Sealer
from portal.tokens.strict_json import Payload, Scalar

PURPOSE = "cursor"

_CONTEXT = "list"
_POSITION = "at."


def seal_cursor(ring: KeyRing, context: str, position: Payload) -> str:
    """A cursor for `position` (sort column to last value) that only opens in the same `context`.

    The context names everything the page depends on: scope, list, filters, order. Invalid when it gets too long.
    """
    placed = {f"{_POSITION}{name}": value for name, value in position.items()}
    return Sealer(ring, PURPOSE).seal({_CONTEXT: _fingerprint(context), **placed})


def open_cursor(ring: KeyRing, context: str, text: object) -> dict[str, Scalar]:
    """The position that was sealed in this context; Invalid for any other text. Cursors have no time."""
    try:
        payload = Sealer(ring, PURPOSE).open(text).payload
    except LinkMalformed as error:
        raise Invalid("cursor is not one of this portal's: begin again without it") from error
    if payload.pop(_CONTEXT, None) != _fingerprint(context):
        raise Invalid("cursor belongs to another list, filter or order: begin again without it")
    return {name.removeprefix(_POSITION): value for name, value in payload.items()}


def _fingerprint(context: str) -> str:
    return hashlib.sha256(context.encode()).hexdigest()
