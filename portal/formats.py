"""Money, numbers, dates, file names and search text as people read them: pure functions, no state, no I/O.

The only module that knows ISO 4217, and one of two that know CLDR. Locales are written `sl`, `sl_SI` or `sl-SI`.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone
from babel.numbers import format_currency, format_decimal, format_percent
from iso4217 import Currency

MINUS = "\N{MINUS SIGN}"
FALLBACK_LOCALE = "en_150"
FILE_NAME_LIMIT = 100

# In CLDR's list of territories and not in ISO 3166-1: reserved codes, unions, and its own for tests.
_NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_SAMPLE = Decimal(1234567)
_SAMPLE_SHAPE = re.compile(r"(?P<before>\D*)1(?P<group>\D*)234(?P=group)567(?:(?P<point>\D)0+)?(?P<after>\D*)")
# CLDR asks for a space where a currency's letters meet its digits ("KWD 5"); babel leaves it out.
_LETTER_BESIDE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")
_BASE_LETTERS = {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŧ": "t", "þ": "th"}
_NO_DECOMPOSITION = str.maketrans(
    _BASE_LETTERS | {letter.upper(): base.capitalize() for letter, base in _BASE_LETTERS.items() if letter != "ı"}
)
_RESERVED_STEMS = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


@lru_cache(maxsize=512)
def exponent(currency: str) -> int:
    """How many decimals the currency has by ISO 4217, not CLDR, which disagrees for 13; unknown codes have 2."""
    try:
        digits = Currency(currency).exponent
    except ValueError:
        return 2
    return 2 if digits is None else digits


def quantize(amount: Decimal, currency: str) -> Decimal:
    """The amount rounded half-up to the currency's decimals; exact at any size."""
    with localcontext() as context:
        context.prec = max(28, len(amount.as_tuple().digits) + abs(amount.adjusted()) + 8)
        return amount.quantize(Decimal(1).scaleb(-exponent(currency)), rounding=ROUND_HALF_UP)


def is_currency(code: str) -> bool:
    """Whether ISO 4217 lists the code."""
    return any(code == currency.code for currency in Currency)


def is_country(code: str) -> bool:
    """Whether it is an ISO 3166-1 alpha-2 code, or XK, which all of Europe uses for Kosovo."""
    return re.fullmatch("[A-Z]{2}", code) is not None and code in Locale("en").territories.keys() - _NO_COUNTRIES


def is_locale(name: str) -> bool:
    """Whether CLDR has exactly this locale, written as in sl or de_AT."""
    try:
        return str(Locale.parse(name)) == name
    except (UnknownLocaleError, ValueError):
        return False


@lru_cache(maxsize=256)
def known_locale(name: str) -> Locale:
    """The CLDR locale of that name, else of its language, else European English; never raises."""
    for candidate in (name.replace("-", "_"), re.split("[-_]", name)[0], FALLBACK_LOCALE):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError(FALLBACK_LOCALE)


@lru_cache(maxsize=256)
def regional(language: str, entity_locale: str) -> str:
    """The locale to write figures and dates in: the page's language with the customs of the entity's country.

    An Austrian entity read in English becomes `en_AT`; where CLDR has no such pair the language alone is used,
    and English without a country is European English (day before month, 24 hours).
    """
    home = known_locale(entity_locale)
    if home.language == language:
        if home.territory is not None or language != "en":
            return str(home)
        return FALLBACK_LOCALE
    pair = f"{language}_{home.territory}"
    if home.territory is not None and str(known_locale(pair)) == pair:
        return pair
    return FALLBACK_LOCALE if language == "en" else language


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one locale writes one currency; learnt once from CLDR, because CLDR's own formatting is 30 times slower."""

    before: str
    group: str
    point: str
    after: str
    digits: int

    def fill(self, amount: Decimal) -> str:
        plain = f"{abs(amount):,.{self.digits}f}"
        if (self.group, self.point) != (",", "."):
            whole, _, fraction = plain.partition(".")
            plain = whole.replace(",", self.group) + (self.point + fraction if fraction else "")
        return f"{MINUS if amount < 0 else ''}{self.before}{plain}{self.after}"


def _by_cldr(amount: Decimal, currency: str, locale: Locale, signed: bool) -> str:
    decimals = "0" * exponent(currency)
    standard: str = locale.currency_formats["standard"].pattern if signed else locale.decimal_formats[None].pattern
    pattern = re.sub(r"0(\.[0#]+)?(?=[^0#]|$)", f"0.{decimals}" if decimals else "0", standard.split(";")[0])
    written = format_currency(amount, currency, pattern, locale=locale, currency_digits=False)
    return _LETTER_BESIDE_DIGIT.sub("\N{NO-BREAK SPACE}", written)


@lru_cache(maxsize=1024)
def _shape(currency: str, locale: str, signed: bool) -> _Shape | None:
    """The shape, or None for locales whose digits do not stand in groups of three (Indian ones)."""
    found = _SAMPLE_SHAPE.fullmatch(_by_cldr(_SAMPLE, currency, known_locale(locale), signed))
    if found is None:
        return None
    return _Shape(found["before"], found["group"], found["point"] or "", found["after"], exponent(currency))


def _write(amount: Decimal, currency: str, locale: str, signed: bool) -> str:
    rounded = quantize(amount, currency)
    shape = _shape(currency, locale, signed)
    if shape is not None:
        return shape.fill(rounded)
    written = _by_cldr(abs(rounded), currency, known_locale(locale), signed)
    return MINUS + written if rounded < 0 else written


def money(amount: Decimal, currency: str, locale: str) -> str:
    """The amount with its currency, rounded half-up: `1.234,50 €`; negative with a real minus in front."""
    return _write(amount, currency, locale, signed=True)


def amount(amount: Decimal, currency: str, locale: str) -> str:
    """The amount without its currency, for a column whose head names it: `1.234,50`."""
    return _write(amount, currency, locale, signed=False)


def _trimmed(value: Decimal | float) -> Decimal:
    plain = f"{value:f}"
    return Decimal(plain.rstrip("0") if "." in plain else plain) + 0


def number(value: Decimal | float, locale: str) -> str:
    """A quantity or price with every digit it has and no trailing zeros: `1.234,5`."""
    return format_decimal(_trimmed(value), locale=known_locale(locale), decimal_quantization=False).replace("-", MINUS)


def price(value: Decimal, currency: str, locale: str) -> str:
    """A price of one unit with every digit it has, and at least the currency's: `185,00`, `0,12345`."""
    trimmed = _trimmed(value)
    rounded = quantize(trimmed, currency)
    return amount(rounded, currency, locale) if rounded == trimmed else number(trimmed, locale)


def percent(rate: Decimal, locale: str) -> str:
    """A rate given in per cent, as tax rates are stored: `Decimal("9.5")` is written `9,5 %`."""
    share = _trimmed(rate).scaleb(-2)
    return format_percent(share, locale=known_locale(locale), decimal_quantization=False).replace("-", MINUS)


@lru_cache(maxsize=4096)
def short_date(day: date, locale: str) -> str:
    """A date for lists, always with four digits of year: `14. mar. 2026`."""
    return format_date(day, "medium", locale=known_locale(locale))


@lru_cache(maxsize=1024)
def long_date(day: date, locale: str) -> str:
    """A date for sentences: `14. marec 2026`."""
    return format_date(day, "long", locale=known_locale(locale))


def date_time(instant: datetime, locale: str, timezone: str) -> str:
    """An aware instant on the clock of the named IANA time zone: `14. mar. 2026, 09:12`. Raises ValueError if naive."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone cannot be shown on any clock")
    local = instant.astimezone(ZoneInfo(timezone))
    clock = format_time(local, "short", tzinfo=get_timezone(timezone), locale=known_locale(locale))
    return f"{short_date(local.date(), locale)}, {clock}"


@lru_cache(maxsize=512)
def month_name(day: date, locale: str) -> str:
    """The month of a day with its year: `marec 2026`."""
    return format_date(day, "LLLL y", locale=known_locale(locale))


@lru_cache(maxsize=512)
def month_short(day: date, locale: str) -> str:
    """The month of a day in as few letters as the locale has, for a chart: `mar.`."""
    return format_date(day, "LLL", locale=known_locale(locale))


@lru_cache(maxsize=512)
def territory(code: str, locale: str) -> str:
    """A country's name in the locale's language by its ISO 3166-1 alpha-2 code; the code itself where CLDR has none."""
    name: str = known_locale(locale).territories.get(code, code)
    return name


def _without_accents(text: str) -> str:
    parts = (character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character))
    return "".join(parts)


def normalise(text: str) -> str:
    """Text as search compares it: casefolded, NFKD without accents, control characters and runs of space as one space.

    Applying it twice changes nothing, so stored and typed text always meet.
    """
    previous, current = None, text
    while current != previous:
        previous, current = current, _without_accents(current.casefold().translate(_NO_DECOMPOSITION))
    printable = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in current)
    return " ".join(printable.split())


def file_name(*parts: str, extension: str) -> str:
    """A name safe in every header, file system and archive: ASCII letters, digits and `. _ -`, at most 100 of them.

    Parts are joined with a hyphen; there is no leading dot, no `..`, and no device name of Windows. Never fails.
    """
    ending = re.sub(r"[^a-z0-9]", "", _without_accents(extension).lower())[:10]
    joined = "-".join(_without_accents(part.replace("ß", "ss").translate(_NO_DECOMPOSITION)) for part in parts)
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", joined)
    stem = re.sub(r"\.{2,}", ".", re.sub(r"-{2,}", "-", stem)).strip("-._")
    if not stem:
        stem = "file"
    if _RESERVED_STEMS.match(stem):
        stem = f"file-{stem}"
    stem = stem[: FILE_NAME_LIMIT - len(ending) - 1].rstrip("-._")
    return f"{stem}.{ending}" if ending else stem
