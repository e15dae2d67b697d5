"""The model as plain JSON values and back: decimals and dates as text, so nothing is rounded on the way.

The bytes of attachments stay out: they are kept in the original file, and JSON is for rows.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from types import NoneType, UnionType
from typing import TypeVar, get_args, get_origin, get_type_hints

from portal.einvoice.party import Party
from portal.errors import Invalid

T = TypeVar("T")


def to_json(value: object) -> dict[str, object]:
    """A dataclass of the model as a JSON object; what is None or empty is left out. TypeError for anything else."""
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"{type(value).__name__} is not a value of the e-invoice model")
    members = {field.name: getattr(value, field.name) for field in fields(value)}
    return {name: _plain(member) for name, member in members.items() if not _is_left_out(member)}


def from_json(kind: type[T], data: Mapping[str, object]) -> T:
    """The value that `to_json` made the object from, without attachment bytes; Invalid when it does not fit the class.

    Unknown names are ignored and missing ones take their default, so rows of another version of the model still read.
    """
    build: Callable[..., T] = kind
    hints = _hints(build)
    try:
        stated = {name: _restored(hints[name], item) for name, item in data.items() if name in hints}
        return build(**_absent(hints, data), **stated)
    except (TypeError, ValueError, InvalidOperation) as error:
        raise Invalid(f"the stored {kind.__name__} cannot be read: {error}") from error


def party_from_json(data: Mapping[str, object]) -> Party:
    """See `from_json`."""
    return from_json(Party, data)


@cache
def _hints(kind: Callable[..., object]) -> Mapping[str, object]:
    """A list of documents asks hundreds of times for the same few classes."""
    return get_type_hints(kind)


def _is_left_out(member: object) -> bool:
    return member is None or member == () or isinstance(member, bytes)


def _plain(member: object) -> object:
    match member:
        case Decimal():
            return f"{member:f}"
        case date():
            return member.isoformat()
        case tuple():
            return [_plain(item) for item in member]
        case str() | bool():
            return member
        case _:
            return to_json(member)


def _absent(hints: Mapping[str, object], data: Mapping[str, object]) -> dict[str, object]:
    """None or () for what was left out although the class asks for it."""
    names = [name for name in hints if name not in data]
    empty = {name: () for name in names if get_origin(hints[name]) is tuple}
    missing = {name: None for name in names if NoneType in get_args(hints[name])}
    return {**empty, **missing}


def _restored(hint: object, item: object) -> object:
    """The item as the type hint wants it; TypeError or ValueError when it is something else."""
    origin = get_origin(hint)
    if isinstance(hint, UnionType):
        return None if item is None else _restored(next(one for one in get_args(hint) if one is not NoneType), item)
    if origin is tuple:
        if not isinstance(item, list | tuple):
            raise TypeError("a list is expected")
        return tuple(_restored(get_args(hint)[0], one) for one in item)
    if isinstance(hint, type) and is_dataclass(hint):
        if not isinstance(item, Mapping):
            raise TypeError(f"an object is expected for {hint.__name__}")
        return from_json(hint, item)
    return _restored_leaf(hint, item)


def _restored_leaf(hint: object, item: object) -> object:
    if hint is bool and isinstance(item, bool):
        return item
    if not isinstance(item, str):
        raise TypeError("a text is expected")
    if hint is Decimal:
        number = Decimal(item)
        if not number.is_finite():
            raise ValueError("a finite number is expected")
        return number
    return date.fromisoformat(item) if isinstance(hint, type) and issubclass(hint, date) else item
