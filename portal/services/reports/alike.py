"""What the documents of a period say alike is kept once: a year of them fits into a third less of memory."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from portal.reports import ReportDocument, TaxAmount

# Days, codes, and each customer's name and address.
_SAID = (
    *("direction", "type", "origin", "issue_date", "tax_point", "supply_date", "due_date", "recorded_on"),
    *("party", "party_name", "party_address", "party_country", "party_tax_id", "currency", "tax_currency"),
)
_AMOUNTS = ("net", "tax", "gross", "due", "opening", "open")


class Alike:
    """Makes documents share their values: days and texts with all others, amounts only within themselves, where a
    total is often said three times. An amount is written in one way only (`portal.models.base.Amount`)."""

    def __init__(self) -> None:
        self._said: dict[Any, Any] = {}

    def of(self, document: ReportDocument) -> ReportDocument:
        """An equal document."""
        own: dict[Decimal, Decimal] = {}
        told: dict[str, Any] = {name: self._once(getattr(document, name)) for name in _SAID}
        for name in _AMOUNTS:
            amount = getattr(document, name)
            told[name] = own.setdefault(amount, amount)
        told["taxes"] = tuple(
            TaxAmount(
                self._once(each.category),
                self._once(each.rate),
                own.setdefault(each.base, each.base),
                own.setdefault(each.tax, each.tax),
            )
            for each in document.taxes
        )
        return replace(document, **told)

    def _once(self, value: Any) -> Any:
        return self._said.setdefault(value, value)
