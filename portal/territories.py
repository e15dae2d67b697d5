"""What is usual in a country, by the CLDR: currency, language and time zone of a business that names none."""

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

_EVERYWHERE = ("EUR", "en", "UTC")
# Where the first zone of the alphabet is not the one that most people live in.
_ZONES = {"US": "America/New_York", "CA": "America/Toronto", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo"}


def usual_currency(country: str) -> str:
    """The currency of a country (ISO 3166-1 alpha-2), as ISO 4217."""
    return next(iter(get_territory_currencies(country)), _EVERYWHERE[0])


def usual_locale(country: str) -> str:
    """The locale of a country's first official language, as in `sl_SI`; English where there is none."""
    language = next(iter(get_official_languages(country)), "en")
    try:
        return str(Locale(language, country))
    except UnknownLocaleError:
        return _EVERYWHERE[1]


def usual_timezone(country: str) -> str:
    """The IANA time zone of a country; UTC for an unknown one."""
    if country in _ZONES:
        return _ZONES[country]
    zones = get_global("territory_zones").get(country, [])
    return str(zones[0]) if zones else _EVERYWHERE[2]
