"""The particulars of an item: which there are, and what may stand in each."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypedDict

from portal.errors import Invalid, NotFound
from portal.models import Tax
from portal.services.catalog.kept import clean_metadata, kept_row, optional_lines
from portal.services.fields import clean_currency, clean_text, optional_text
from portal.tenancy.fence import FencedSession

CLASSIFICATIONS = ("product", "service", "advance")
LONGEST_UNIT = 8
_LARGEST_PRICE = Decimal(10) ** 12
_FINEST_PRICE = 12


class ItemChanges(TypedDict, total=False):
    """What may be said of an item. What is not named stays; None clears a field."""

    name: str
    description: str | None
    classification: str | None
    unit: str | None
    """A code of UN/ECE Recommendation 20, or any short word."""
    price: Decimal
    """Without tax; or else `gross_price`, with it."""
    gross_price: Decimal
    currency: str
    tax_id: str | None
    metadata: Mapping[str, str] | None


def clean_item(writing: FencedSession, changes: Mapping[str, Any], *, has_price: bool) -> dict[str, Any]:
    """Columns and their values. Raises Invalid, naming the field, and for a tax that is not the entity's."""
    if unknown := sorted(changes.keys() - _CLEANERS.keys() - {"price", "gross_price", "tax_id"}):
        raise Invalid(f"{unknown[0]}: is nothing that can be said of an item")
    columns = {name: clean(changes[name], name) for name, clean in _CLEANERS.items() if name in changes}
    if "metadata" in columns:
        columns["meta"] = columns.pop("metadata")
    if "tax_id" in changes:
        columns["tax_id"] = _tax(writing, changes["tax_id"])
    return columns | _price(changes, has_price)


def _price(changes: Mapping[str, Any], has_price: bool) -> dict[str, Any]:
    prices = {name: changes[name] for name in ("price", "gross_price") if changes.get(name) is not None}
    if len(prices) > 1:
        raise Invalid("gross_price: stands beside price; state one of them")
    if not prices and not has_price:
        raise Invalid("price: is missing; state it, or gross_price")
    for name, price in prices.items():
        if not 0 <= price < _LARGEST_PRICE or price != round(price, _FINEST_PRICE):
            raise Invalid(f"{name}: {price} must be 0 to 10^12, with {_FINEST_PRICE} decimals at most")
        return {"price": price, "price_has_tax": name == "gross_price"}
    return {}


def _tax(writing: FencedSession, tax_id: str | None) -> str | None:
    if tax_id is None:
        return None
    try:
        return kept_row(writing, Tax, tax_id).id
    except NotFound as error:
        raise Invalid(f"tax_id: there is no tax {tax_id!r} in this entity") from error


def _classification(value: str | None, field: str) -> str | None:
    if value is not None and value not in CLASSIFICATIONS:
        raise Invalid(f"{field}: {value!r} is none of {', '.join(CLASSIFICATIONS)}")
    return value


def _unit(value: str | None, field: str) -> str | None:
    return optional_text(value, field, longest=LONGEST_UNIT)


_CLEANERS: dict[str, Callable[[Any, str], Any]] = {
    "name": clean_text,
    "description": optional_lines,
    "classification": _classification,
    "unit": _unit,
    "currency": clean_currency,
    "metadata": clean_metadata,
}
