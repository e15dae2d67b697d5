"""What a period's VAT comes to in each currency, for lists of periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portal.reports.rows import ZERO, ReportDocument, ReportRows
from portal.reports.vat import counted_vat


@dataclass(frozen=True, slots=True)
class VatTotal:
    """One currency's sums over `documents`, voided ones left out."""

    currency: str
    documents: int
    base: Decimal
    tax: Decimal


def vat_totals(rows: ReportRows, direction: str) -> tuple[VatTotal, ...]:
    """The totals of the VAT summary of a direction, the entity's currency first."""
    return totals_of(rows.taxed(direction), rows.currency)


def totals_of(documents: Iterable[ReportDocument], own: str) -> tuple[VatTotal, ...]:
    """The same of any documents."""
    standing = [each for each in documents if not each.voided]
    found = []
    for code in sorted({each.currency for each in standing}, key=lambda code: (code != own, code)):
        amounts = [counted_vat(each) for each in standing if each.currency == code]
        base, tax = (sum((pair[place] for pair in amounts), ZERO) for place in (0, 1))
        found.append(VatTotal(code, len(amounts), base, tax))
    return tuple(found)
