"""What has no column of its own: as plain JSON in a document's `details`, and back as what was asked for."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.services.documents.input import DocumentInput, ExchangeRate, FiscalInput, TaxInput

_TEXTS = ("note", "payment_terms", "tax_clause", "footer", "signature", "reference", "payment_type", "title_type")


def details_of(given: DocumentInput) -> dict[str, Any]:
    """The input's odd fields; those that say nothing are left out."""
    details: dict[str, Any] = {name: getattr(given, name) for name in _TEXTS}
    details["hide_prices"] = given.hide_prices or None
    # Whether a day was stated or fell out of the entity's settings, for the next change of a draft.
    details["stated_days"] = [name for name in ("issue_date", "due_date", "valid_till") if getattr(given, name)]
    details["exchange_rate"] = _exchange_rate(given.exchange_rate)
    details["fiscal"] = _fiscal(given.fiscal)
    return details


def texts_of(details: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the input that are texts or flags."""
    return {name: details.get(name) for name in _TEXTS} | {"hide_prices": bool(details.get("hide_prices"))}


def exchange_rate_of(details: Mapping[str, Any]) -> ExchangeRate | None:
    """The exchange rate that was stated."""
    stated = details.get("exchange_rate")
    if stated is None:
        return None
    day = stated.get("day")
    return ExchangeRate(
        rate=Decimal(stated["rate"]),
        source=stated.get("source"),
        day=date.fromisoformat(day) if day else None,
        quote_currency=stated.get("quote_currency"),
    )


def fiscal_of(details: Mapping[str, Any]) -> FiscalInput | None:
    """What was said of the certified channel."""
    stated = details.get("fiscal")
    if stated is None:
        return None
    return FiscalInput(
        identifiers=stated.get("identifiers", {}),
        issued_elsewhere=stated.get("issued_elsewhere"),
    )


def tax_details(tax: TaxInput | None) -> dict[str, Any] | None:
    """A line's tax as it was asked for; None where the rule decided."""
    if tax is None:
        return None
    stated = {
        "tax_id": tax.tax_id,
        "classification": tax.classification,
        "rate": None if tax.rate is None else f"{tax.rate:f}",
        "reverse_charge": tax.reverse_charge or None,
        "category": tax.category,
        "reason": tax.reason,
        "reason_code": tax.reason_code,
    }
    return {name: value for name, value in stated.items() if value is not None}


def tax_of(stated: Mapping[str, Any] | None) -> TaxInput | None:
    """The same back."""
    if stated is None:
        return None
    return TaxInput(**{**stated, "rate": Decimal(stated["rate"]) if "rate" in stated else None})


def _exchange_rate(stated: ExchangeRate | None) -> dict[str, Any] | None:
    if stated is None:
        return None
    found = {
        "rate": f"{stated.rate:f}",
        "source": stated.source,
        "day": stated.day.isoformat() if stated.day else None,
        "quote_currency": stated.quote_currency,
    }
    return {name: value for name, value in found.items() if value is not None}


def _fiscal(stated: FiscalInput | None) -> dict[str, Any] | None:
    if stated is None:
        return None
    found = {"identifiers": dict(stated.identifiers), "issued_elsewhere": stated.issued_elsewhere}
    return {name: value for name, value in found.items() if value} or None
