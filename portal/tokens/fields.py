"""Taking single claims out of a payload with their exact type, and the spellings that claims may have."""

import re
from datetime import UTC, datetime, timedelta

from portal.errors import Invalid
from portal.tokens.strict_json import Payload, Scalar

# Some two hundred years ahead: far from the ends of the calendar, where adding a lifetime would overflow.
_LAST_SECOND = 2**33
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def id_pattern(prefix: str) -> re.Pattern[str]:
    """The spelling of an id with this prefix (a regular expression): 26 base32 characters after it."""
    return re.compile(rf"{prefix}_[a-z2-7]{{26}}")


def refuse_unless(holds: bool, sentence: str) -> None:
    """Invalid with the sentence, when it does not hold."""
    if not holds:
        raise Invalid(sentence)


def refuse_unlike(pattern: re.Pattern[str], value: str, name: str, longest: int = 300) -> None:
    """Invalid unless the whole value has this spelling and at most this length. The value is not repeated."""
    if len(value) > longest or pattern.fullmatch(value) is None:
        raise Invalid(f"{name} has not the required form")


def refuse_unsteady(instant: datetime, name: str) -> None:
    """Invalid unless the instant is UTC, at a whole second, from 1970 to 2242."""
    is_utc = instant.tzinfo is not None and instant.utcoffset() == timedelta(0)
    if not is_utc or instant.microsecond != 0 or not 0 <= to_seconds(instant) <= _LAST_SECOND:
        raise Invalid(f"{name} must be an instant in UTC at a whole second")


def to_seconds(instant: datetime) -> int:
    """Whole seconds since 1970-01-01T00:00:00Z."""
    return (instant - _EPOCH) // timedelta(seconds=1)


def take_text(payload: Payload, name: str) -> str:
    """A claim that must be there and be a string."""
    value = _present(payload, name)
    if not isinstance(value, str):
        raise Invalid(f"claim {name} is not a string")
    return value


def take_optional_text(payload: Payload, name: str) -> str | None:
    """A claim that may be absent; a null is not absence."""
    return take_text(payload, name) if name in payload else None


def take_integer(payload: Payload, name: str) -> int:
    """A claim that must be there and be a whole number; true and false are not numbers."""
    value = _present(payload, name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid(f"claim {name} is not a whole number")
    return value


def take_mark(payload: Payload, name: str) -> bool:
    """A claim that is `true` or absent: there is one spelling of each link."""
    if name not in payload:
        return False
    if payload[name] is not True:
        raise Invalid(f"claim {name} is not true; leave it out instead")
    return True


def take_instant(payload: Payload, name: str) -> datetime:
    """A claim that must be there as seconds since 1970."""
    seconds = take_integer(payload, name)
    if not 0 <= seconds <= _LAST_SECOND:
        raise Invalid(f"claim {name} is out of range")
    return _EPOCH + timedelta(seconds=seconds)


def refuse_unknown(payload: Payload, known: frozenset[str]) -> None:
    """Invalid when a claim has a name we do not know: what we do not understand might limit the link."""
    unknown = sorted(payload.keys() - known)
    if unknown:
        raise Invalid(f"unknown claim {unknown[0][:40]!a}")


def _present(payload: Payload, name: str) -> Scalar:
    if name not in payload:
        raise Invalid(f"claim {name} is missing")
    return payload[name]
