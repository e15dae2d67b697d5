"""Which language a page speaks, and its words: gettext catalogues compiled in memory from the `.po` files beside this.

English is the source text and needs no catalogue. Nothing here knows about requests.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = (
    ("en", "English"),
    ("sl", "Slovenščina"),
    ("de", "Deutsch"),
    ("it", "Italiano"),
    ("fr", "Français"),
    ("es", "Español"),
    ("pt", "Português"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("hr", "Hrvatski"),
)
"""Each with its own name for itself."""
LOCALES = tuple(code for code, _name in LANGUAGES)
SOURCE_LOCALE = LOCALES[0]
DOMAIN = "messages"

_CATALOGUES = Path(__file__).parent / "locales"
_ACCEPTED_LANGUAGES = 10


@dataclass(frozen=True, slots=True)
class Translator:
    """The words of one language. Keyword values fill the `%(name)s` places of the translated text."""

    locale: str
    catalogue: NullTranslations

    def gettext(self, message: str, /, **values: object) -> str:
        """The message in this language; the English text itself where it has no translation."""
        return _filled(self.catalogue.gettext(message), values)

    def ngettext(self, singular: str, plural: str, count: int, /, **values: object) -> str:
        """The form of the message for a count, by the plural rules of this language; `%(num)s` is the count."""
        return _filled(self.catalogue.ngettext(singular, plural, count), {"num": count} | values)

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """A message whose English word alone is ambiguous, told apart by its context."""
        return _filled(self.catalogue.pgettext(context, message), values)


def _filled(text: str, values: dict[str, object]) -> str:
    return text % values if values else text


def catalogue_path(locale: str) -> Path:
    """Where the `.po` file of a language lies."""
    return _CATALOGUES / locale / "LC_MESSAGES" / f"{DOMAIN}.po"


@lru_cache(maxsize=len(LOCALES))
def translator(locale: str) -> Translator:
    """The translator of one of LOCALES, read once a process; an unknown locale speaks English."""
    if locale == SOURCE_LOCALE or locale not in LOCALES:
        return Translator(SOURCE_LOCALE, NullTranslations())
    with catalogue_path(locale).open("rb") as source:
        catalogue = read_po(source, locale=locale, domain=DOMAIN, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translator(locale, GNUTranslations(compiled))


def supported(wanted: str | None) -> str | None:
    """The one of LOCALES that serves a wanted locale (`de_AT` is served by `de`), or None."""
    return negotiate_locale([wanted.replace("-", "_")], LOCALES, sep="_") if wanted else None


def _preferred(accept_language: str | None) -> list[str]:
    ranked: list[tuple[float, str]] = []
    for part in (accept_language or "").split(",")[:_ACCEPTED_LANGUAGES]:
        tag, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((float(weight) if weight else 1.0, tag))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(ranked, key=lambda pair: -pair[0]) if weight > 0]


def negotiate(
    *, claim: str | None, parameter: str | None, accept_language: str | None, entity_locale: str | None
) -> str:
    """The page's language: what the person chose, else what the link said, the browser prefers, the entity speaks.

    `parameter` is the person's own choice. A wish that no catalogue serves is passed over; English is last.
    """
    wishes = (parameter, claim, *_preferred(accept_language), entity_locale)
    return next((found for found in map(supported, wishes) if found), SOURCE_LOCALE)
