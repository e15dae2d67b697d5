"""The particulars of a tax: its category, and the rate of each span of time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from portal.documents.countries import Situation
from portal.documents.totals import UNTAXED
from portal.errors import Invalid
from portal.services.catalog.kept import clean_metadata
from portal.services.fields import clean_text, optional_text

LONGEST_NAME = 100
MOST_RATES = 50
CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O")
EVER = date(1970, 1, 1)
# What a document says when it charges nothing, by the category that it charges nothing in.
SITUATIONS = {
    "AE": Situation.REVERSE_CHARGE,
    "K": Situation.INTRA_COMMUNITY,
    "G": Situation.EXPORT,
    "E": Situation.EXEMPT,
    "O": Situation.OUTSIDE_SCOPE,
}
_FINEST_RATE = 4


class TaxRate(TypedDict, total=False):
    """A rate in per cent, from a day on; without one from ever."""

    rate: Decimal
    valid_from: date


class TaxChanges(TypedDict, total=False):
    """What may be said of a tax. What is not named stays; None clears a field."""

    name: str | None
    """Without one it is called by its newest rate: `22%`."""
    rates: Sequence[TaxRate]
    category: str
    """Of EN 16931 (BT-151). Without one: S when it has a rate, else E."""
    classification: str | None
    """A name of the entity's own for it: `standard`, `reduced`; no two taxes have the same."""
    reason: str | None
    reason_code: str | None
    is_default: bool
    metadata: Mapping[str, str] | None


def clean_tax(changes: Mapping[str, Any], *, category: str | None, rates: Sequence[Any]) -> dict[str, Any]:
    """Columns and their values. `category` and `rates` are what stands so far. Raises Invalid, naming the field."""
    if unknown := sorted(changes.keys() - _CLEANERS.keys() - {"rates", "category"}):
        raise Invalid(f"{unknown[0]}: is nothing that can be said of a tax")
    columns = {name: clean(changes[name], name) for name, clean in _CLEANERS.items() if name in changes}
    if "metadata" in columns:
        columns["meta"] = columns.pop("metadata")
    if "rates" in changes:
        columns["rates"] = rates = _rates(changes["rates"])
    if not rates:
        raise Invalid("rates: are missing; state at least one")
    columns["category"] = _category(changes.get("category") or category, rates)
    if "name" in columns and columns["name"] is None:
        columns["name"] = usual_name(rates)
    return columns


def usual_name(rates: Sequence[Mapping[str, str]]) -> str:
    """The newest rate as a name: `9.5%`."""
    return f"{Decimal(rates[0]['rate']).normalize():f}%"


def _rates(stated: Sequence[TaxRate]) -> list[dict[str, str]]:
    if len(stated) > MOST_RATES:
        raise Invalid(f"rates: {len(stated)} are more than {MOST_RATES}")
    spans: dict[date, Decimal] = {}
    for place, each in enumerate(stated):
        rate, day = each.get("rate"), each.get("valid_from") or EVER
        if rate is None or not 0 <= rate <= 100 or rate != round(rate, _FINEST_RATE):
            raise Invalid(f"rates[{place}].rate: must be 0 to 100 per cent, with {_FINEST_RATE} decimals at most")
        if day in spans:
            raise Invalid(f"rates[{place}].valid_from: another rate begins on {day} already")
        spans[day] = rate
    return [{"rate": f"{spans[day]:f}", "valid_from": day.isoformat()} for day in sorted(spans, reverse=True)]


def _category(stated: str | None, rates: Sequence[Mapping[str, str]]) -> str:
    """Only S has a rate above zero, and it has no other (BR-S-05, BR-E-05 and their sisters)."""
    charged = [Decimal(span["rate"]) > 0 for span in rates]
    category = stated or ("S" if any(charged) else "E")
    if category not in CATEGORIES:
        raise Invalid(f"category: {category!r} is none of {', '.join(CATEGORIES)}")
    if category in UNTAXED and any(charged):
        raise Invalid(f"category: {category} charges nothing; a tax with a rate above 0 is of category S")
    if category == "S" and not all(charged):
        raise Invalid("category: S has rates above 0; of those that charge nothing say which: Z, E, AE, K, G or O")
    return category


def _name(value: str | None, field: str) -> str | None:
    return optional_text(value, field, longest=LONGEST_NAME)


def _classification(value: str | None, field: str) -> str | None:
    return optional_text(value, field, longest=LONGEST_NAME)


def _flag(value: bool, field: str) -> bool:
    if not isinstance(value, bool):
        raise Invalid(f"{field}: must be true or false")
    return value


def _code(value: str | None, field: str) -> str | None:
    return None if value is None else clean_text(value, field, longest=40)


_CLEANERS: dict[str, Callable[[Any, str], Any]] = {
    "name": _name,
    "classification": _classification,
    "reason": optional_text,
    "reason_code": _code,
    "is_default": _flag,
    "metadata": clean_metadata,
}
