"""What an operator or a firm's backend may write into a field: each value cleaned, or Invalid naming the field."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from portal.errors import Invalid
from portal.formats import is_country, is_currency, is_locale

LONGEST_TEXT = 250
_LONGEST_ADDRESS = 254
COLOR = re.compile(r"#[0-9a-f]{6}")
_LOCAL_PART = re.compile(r"[^\s@\"(),:;<>\[\]\\]{1,64}")
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")


def clean_text(text: str, field: str, *, longest: int = LONGEST_TEXT) -> str:
    """One line of text, not empty, without control characters and spaces around it."""
    found = optional_text(text, field, longest=longest)
    if found is None:
        raise Invalid(f"{field}: is empty; write something")
    return found


def optional_text(text: str | None, field: str, *, longest: int = LONGEST_TEXT) -> str | None:
    """The same; None for an empty text, which clears the field."""
    stripped = (text or "").strip()
    if len(stripped) > longest:
        raise Invalid(f"{field}: has {len(stripped)} characters; use at most {longest}")
    if not stripped.isprintable():
        raise Invalid(f"{field}: holds a line break or another character that cannot be printed")
    return stripped or None


def clean_email(text: str, field: str = "email") -> str:
    """An e-mail address in lower case: one `@`, a name before it and a domain with a dot behind it.

    Whether anybody reads it, only a message tells.
    """
    address = text.strip().lower()
    name, at, domain = address.rpartition("@")
    labels = domain.split(".")
    well_formed = at and _LOCAL_PART.fullmatch(name) and len(labels) > 1 and all(map(_LABEL.fullmatch, labels))
    if not well_formed or not address.isprintable() or len(address) > _LONGEST_ADDRESS:
        raise Invalid(f"{field}: {text!r} is not an e-mail address, as in ana@example.com")
    return address


def optional_email(text: str | None, field: str = "email") -> str | None:
    """The same; None for an empty text, which clears the field."""
    return clean_email(text, field) if text and text.strip() else None


def optional_url(text: str | None, field: str) -> str | None:
    """An https address that a client's browser is sent to; None for an empty text."""
    address = optional_text(text, field, longest=2000)
    if address is None:
        return None
    try:
        parts = urlsplit(address)
        sound = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        sound = False
    if not sound or " " in address:
        raise Invalid(f"{field}: {text!r} must be an address like https://example.com/privacy")
    return address


def optional_color(text: str | None, field: str) -> str | None:
    """`#rrggbb` in lower case; None for an empty text."""
    color = (text or "").strip().lower()
    if color and not COLOR.fullmatch(color):
        raise Invalid(f"{field}: {text!r} is not a colour like #1a7f5a")
    return color or None


def clean_country(code: str, field: str = "country") -> str:
    """A country by ISO 3166-1 alpha-2."""
    if not is_country(code):
        raise Invalid(f"{field}: {code!r} is not two capital letters of a country (ISO 3166), as in SI")
    return code


def clean_currency(code: str, field: str = "currency") -> str:
    """A currency by ISO 4217."""
    if not is_currency(code):
        raise Invalid(f"{field}: {code!r} is not three capital letters of a currency (ISO 4217), as in EUR")
    return code


def clean_locale(name: str, field: str = "locale") -> str:
    """A locale that CLDR knows, with an underscore."""
    found = name.strip().replace("-", "_")
    if not is_locale(found):
        raise Invalid(f"{field}: {name!r} is unknown; write it as in sl, de_AT or en_GB")
    return found


def clean_timezone(name: str, field: str = "timezone") -> str:
    """A time zone by its IANA name."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(f"{field}: {name!r} is unknown; write it as in Europe/Ljubljana") from error


def texts_of(value: object, field: str, allowed: frozenset[str]) -> dict[str, str]:
    """A mapping of some of the allowed names to texts, cleaned; empty texts are left out."""
    if not isinstance(value, Mapping):
        raise Invalid(f"{field}: must be a mapping of {', '.join(sorted(allowed))}")
    if unknown := sorted(str(name) for name in value if name not in allowed):
        raise Invalid(f"{field}: {', '.join(unknown)} is unknown; use {', '.join(sorted(allowed))}")
    if odd := sorted(name for name, text in value.items() if not isinstance(text, str | None)):
        raise Invalid(f"{field}.{odd[0]}: must be a text")
    cleaned = {name: optional_text(text, f"{field}.{name}") for name, text in value.items()}
    return {name: text for name, text in cleaned.items() if text is not None}
