"""A country's file: TOML in, frozen values out; a value that does not fit is named with its file and place."""

import enum
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from portal.documents.countries.profile import Profile
from portal.errors import SettingsRefused
from portal.formats import is_currency

SELLER_FIELDS = frozenset(
    {
        "name",
        "vat_id",
        "tax_number",
        "company_number",
        "address.line1",
        "address.city",
        "address.post_code",
        "legal_notes",
    }
)
DOCUMENT_FIELDS = frozenset(
    {"buyer.name", "buyer.address", "buyer.vat_id", "buyer.company_number", "supply_date", "due_date", "payment_terms"}
)
CATEGORIES = frozenset({"S", "Z", "E", "AE", "K", "G", "O"})


def read_profile(path: Path, country: str) -> Profile:
    """The profile in a file, for a country. SettingsRefused names the file and the place of what is wrong in it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        profile: Profile = _built(Profile, {"country": country, **table}, "")
        if wrong := next(_contradictions(profile, country), None):
            raise ValueError(wrong)
    except (OSError, ValueError) as error:
        raise SettingsRefused(f"config/countries/{path.name}: {error}") from error
    return profile


def _built(kind: Any, table: object, where: str) -> Any:
    """A dataclass from a table: every name known, every value of its type, nothing left out that has no default."""
    if not isinstance(table, Mapping):
        raise ValueError(f"{where.rstrip('.')}: must be a table")
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}
    if unknown := sorted(table.keys() - known.keys()):
        raise ValueError(f"{where}{unknown[0]}: is unknown; use {', '.join(sorted(known))}")
    if missing := sorted(name for name, field in known.items() if field.default is MISSING and name not in table):
        raise ValueError(f"{where}{missing[0]}: is missing")
    return kind(**{name: _value(hints[name], value, where + name) for name, value in table.items()})


def _value(hint: Any, value: object, where: str) -> Any:
    if isinstance(hint, UnionType):
        return _value(get_args(hint)[0], value, where)
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{where}: must be a list")
        return tuple(_value(get_args(hint)[0], each, f"{where}[{place}]") for place, each in enumerate(value))
    if is_dataclass(hint):
        return _built(hint, value, f"{where}.")
    return _scalar(hint, value, where)


def _scalar(kind: Any, value: object, where: str) -> Any:
    if issubclass(kind, enum.StrEnum):
        if value not in [member.value for member in kind]:
            raise ValueError(f"{where}: {value!r} is none of {', '.join(kind)}")
        return kind(value)
    if kind is Decimal and type(value) is int:
        return Decimal(value)
    # By type and not isinstance: true is an int, and a date with a time is a date.
    if type(value) is not kind or value == "":
        raise ValueError(f"{where}: {value!r} is not {_NAMES.get(kind, kind.__name__)}")
    return value


_NAMES = {str: "a text that is not empty", Decimal: "a number"}


def _contradictions(profile: Profile, country: str) -> Iterator[str]:
    """What each value alone cannot show."""
    if profile.country != country:
        yield f"country: {profile.country!r} stands in the file of {country!r}"
    for place, rule in enumerate(profile.requirements):
        yield from _unknown(rule.fields, SELLER_FIELDS, f"requirements[{place}].fields")
    for place, needed in enumerate(profile.document_requirements):
        yield from _unknown(needed.fields, DOCUMENT_FIELDS, f"document_requirements[{place}].fields")
        yield from _unknown(needed.categories, CATEGORIES, f"document_requirements[{place}].categories")
    yield from _taxes(profile)
    for place, legend in enumerate(profile.legends):
        yield from _unknown((legend.category or "S",), CATEGORIES, f"legends[{place}].category")
    yield from _twice("legends", (f"{legend.situation} from {legend.valid_from}" for legend in profile.legends))
    yield from _patterns(profile)
    for place, stated in enumerate(profile.tax_currency):
        if not is_currency(stated.currency):
            yield f"tax_currency[{place}].currency: {stated.currency!r} is no currency"


def _patterns(profile: Profile) -> Iterator[str]:
    patterns = [each.pattern for channel in profile.fiscal for each in channel.identifiers]
    for pattern in filter(None, [*patterns, profile.numbers.pattern]):
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"pattern {pattern!r}: {error}"


def _taxes(profile: Profile) -> Iterator[str]:
    for place, tax in enumerate(profile.taxes):
        yield from _unknown((tax.category,), CATEGORIES, f"taxes[{place}].category")
        days = [rate.valid_from for rate in tax.rates]
        if not days or days != sorted(set(days), reverse=True):
            yield f"taxes[{place}].rates: must be one or more, newest first, each with a day of its own"
        if any(not 0 <= rate.rate <= 100 for rate in tax.rates):
            yield f"taxes[{place}].rates: must be between 0 and 100"
    yield from _twice("taxes", (tax.classification for tax in profile.taxes))
    if profile.taxes and sum(tax.is_default for tax in profile.taxes) != 1:
        yield "taxes: exactly one must be the default one"


def _unknown(names: tuple[str, ...], allowed: frozenset[str], where: str) -> Iterator[str]:
    if unknown := sorted(set(names) - allowed):
        yield f"{where}: {unknown[0]!r} is none of {', '.join(sorted(allowed))}"


def _twice(where: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{where}: {name} stands there twice"
        seen.add(name)
