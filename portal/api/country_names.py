"""A country as callers write it: by its two letters, or by its English name."""

from functools import cache

from portal.errors import Invalid
from portal.formats import is_country, territory

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def country_of(text: str, code: str | None, field: str = "country") -> str:
    """The ISO 3166-1 alpha-2 code of a country. Raises Invalid for one unknown, or another than `code` where given."""
    found = text if is_country(text) else _by_name().get(text.strip().casefold())
    if found is None:
        raise Invalid(f"{field}: {text!r} is neither two capital letters of a country nor its English name")
    if code not in {None, found}:
        raise Invalid(f"{field}: {text!r} and {code!r}, the code beside it, are two countries")
    return found


@cache
def _by_name() -> dict[str, str]:
    codes = (first + second for first in _LETTERS for second in _LETTERS)
    return {territory(code, "en").casefold(): code for code in codes if is_country(code)}
