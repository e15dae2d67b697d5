"""The tax of each line of a document: what its caller, its item or its entity say, put to the rule of the country."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from portal.documents.countries import Profile, Situation
from portal.documents.taxation import Nature, Sale, StatedTax, Treatment, treat
from portal.errors import Invalid
from portal.models import Item, Tax
from portal.services.documents.input import LineInput, TaxInput
from portal.tenancy.fence import FencedSession

# Here the law leaves it to the seller to name the article; elsewhere its own words stand, whatever a tax says.
_OWN_WORDS = frozenset({Situation.EXEMPT, Situation.OUTSIDE_SCOPE})


@dataclass(frozen=True, slots=True)
class LineTax:
    """How a line is taxed, by which of the entity's taxes, and the ground that is printed where nothing is charged."""

    treatment: Treatment
    tax_id: str | None
    reason: str | None
    reason_code: str | None


class TaxBook:
    """The entity's taxes and its country's, as they are on one day."""

    def __init__(self, session: FencedSession, profile: Profile, day: date) -> None:
        self._profile = profile
        self._day = day
        found = session.scalars(select(Tax).where(Tax.deleted_at.is_(None)).order_by(Tax.created_at, Tax.id))
        self._taxes: Mapping[str, Tax] = {tax.id: tax for tax in found}

    def tax_of(self, sale: Sale, line: LineInput, item: Item | None, where: str) -> LineTax:
        """Raises Invalid, naming the line's tax, for one that is unknown or cannot be true."""
        place = f"{where}.taxes"
        stated, tax_id = self._stated(line.tax, place)
        usual, usual_id = self._usual(item)
        nature = line.nature or _nature(item)
        treatment = treat(sale, nature, stated, usual, place)
        if stated is None and usual is not None and treatment.category == (usual.category or "S"):
            tax_id = usual_id
        return LineTax(treatment, tax_id, *self._ground(treatment, place))

    def _stated(self, tax: TaxInput | None, where: str) -> tuple[StatedTax | None, str | None]:
        if tax is None:
            return None, None
        if tax.reverse_charge:
            return StatedTax(is_reverse_charge=True), None
        if tax.tax_id is not None:
            row = self._taxes.get(tax.tax_id)
            if row is None:
                raise Invalid(f"{where}[0].tax_id: there is no such tax in this entity")
            return self._of_row(row, where), row.id
        if tax.classification is not None:
            return self._by_classification(tax.classification, where)
        if tax.category is None:
            return StatedTax(rate=tax.rate), None
        taken_over = StatedTax(
            rate=tax.rate,
            category=tax.category,
            reason=tax.reason,
            reason_code=tax.reason_code,
            is_taken_over=True,
        )
        return taken_over, None

    def _by_classification(self, name: str, where: str) -> tuple[StatedTax, str | None]:
        row = next((tax for tax in self._taxes.values() if tax.classification == name), None)
        if row is not None:
            return self._of_row(row, where), row.id
        known = next((tax for tax in self._profile.taxes if tax.classification == name), None)
        rate = known.rate_on(self._day) if known else None
        if known is None or rate is None:
            raise Invalid(f"{where}[0].classification: there is no tax {name!r} on {self._day}")
        return StatedTax(rate=rate, category=known.category), None

    def _usual(self, item: Item | None) -> tuple[StatedTax | None, str | None]:
        row = self._taxes.get(item.tax_id) if item is not None and item.tax_id else None
        row = row or next((tax for tax in self._taxes.values() if tax.is_default), None)
        if row is not None:
            return self._of_row(row, "items.taxes"), row.id
        known = next((tax for tax in self._profile.taxes if tax.is_default), None)
        rate = known.rate_on(self._day) if known else None
        return (None if known is None or rate is None else StatedTax(rate=rate, category=known.category)), None

    def _of_row(self, row: Tax, where: str) -> StatedTax:
        spans: Sequence[Mapping[str, str]] = row.rates
        rate = next((span["rate"] for span in spans if date.fromisoformat(span["valid_from"]) <= self._day), None)
        if rate is None:
            raise Invalid(f"{where}: the tax {row.name!r} has no rate on {self._day}")
        return StatedTax(rate=Decimal(rate), category=row.category, reason=row.reason, reason_code=row.reason_code)

    def _ground(self, treatment: Treatment, where: str) -> tuple[str | None, str | None]:
        if treatment.situation is None:
            return None, None
        if treatment.reason and treatment.situation in _OWN_WORDS:
            return treatment.reason, treatment.reason_code
        legend = self._profile.legend(treatment.situation, self._day)
        if legend is None:
            raise Invalid(f"{where}: {self._profile.country} has no {treatment.situation.value.replace('_', ' ')}")
        return legend.text, legend.reason_code


def _nature(item: Item | None) -> Nature:
    known = item.classification if item is not None else None
    return Nature(known) if known in list(Nature) else Nature.PRODUCT
