"""Which tax a line bears: its EN 16931 category by who sells what to whom, and which legend that calls for.

A tax that the caller states is taken where it can be true; where none is stated the rule decides: the seller's usual
tax at home and to consumers, reverse charge, intra-Community supply or export where business leaves the country.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portal.documents.countries import Situation
from portal.documents.identifiers import is_member_state
from portal.errors import Invalid

_NOTHING = Decimal(0)


class Transaction(enum.StrEnum):
    """Between whom a sale is, as the API calls it."""

    DOMESTIC = "domestic"
    INTRA_EU_B2B = "intra_eu_b2b"
    INTRA_EU_B2C = "intra_eu_b2c"
    WORLD_B2B = "3w_b2b"
    WORLD_B2C = "3w_b2c"


class Nature(enum.StrEnum):
    """What is sold; an advance is taxed as goods are unless its line says otherwise."""

    PRODUCT = "product"
    SERVICE = "service"
    ADVANCE = "advance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """Who sells to whom. Countries are ISO 3166-1 alpha-2; a buyer without one is at home."""

    seller_country: str
    is_taxed: bool
    """Whether the seller charges the tax at all: a small business does not."""
    buyer_country: str | None
    buyer_vat_id: str | None
    buyer_number: str | None
    """Its registration or tax number, where it has no VAT id."""
    is_consumer: bool = False

    @property
    def transaction(self) -> Transaction:
        """A buyer with a VAT id is a business; outside the EU any number makes it one."""
        here, there = self.seller_country, self.buyer_country
        if there is None or there == here:
            return Transaction.DOMESTIC
        if is_member_state(here) and is_member_state(there):
            business = bool(self.buyer_vat_id) and not self.is_consumer
            return Transaction.INTRA_EU_B2B if business else Transaction.INTRA_EU_B2C
        business = bool(self.buyer_vat_id or self.buyer_number) and not self.is_consumer
        return Transaction.WORLD_B2B if business else Transaction.WORLD_B2C


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """How a line is taxed: category, rate in per cent (None in category O), and the legend that it calls for."""

    category: str
    rate: Decimal | None
    situation: Situation | None = None
    reason: str | None = None
    """Words of the tax itself, which stand instead of the legend's as the ground of the exemption."""
    reason_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTax:
    """A tax as it is stated: a rate, or a category that has none; `reason` and its code belong to the category."""

    rate: Decimal | None = None
    category: str | None = None
    is_reverse_charge: bool = False
    reason: str | None = None
    reason_code: str | None = None
    is_taken_over: bool = False
    """It stands on a document already, which this one takes back: what was true then is not asked again."""


_SITUATIONS = {
    "AE": Situation.REVERSE_CHARGE,
    "K": Situation.INTRA_COMMUNITY,
    "G": Situation.EXPORT,
    "E": Situation.EXEMPT,
    "O": Situation.OUTSIDE_SCOPE,
}


def treat(sale: Sale, nature: Nature, stated: StatedTax | None, usual: StatedTax | None, where: str) -> Treatment:
    """How a line is taxed. `usual` is the tax of the item or the entity, for lines that state none.

    Raises Invalid, naming `where`, for a tax that cannot be true, and where nothing is stated and nothing is usual.
    """
    if stated is not None and stated.is_taken_over:
        return _as_stated(sale, nature, stated)
    if not sale.is_taxed:
        return _of_untaxed_seller(stated, where)
    if stated is None:
        stated = _by_rule(sale, nature, usual)
    if stated is None:
        raise Invalid(f"{where}: state the tax; the entity has no usual one")
    treatment = _as_stated(sale, nature, stated)
    _refuse_untrue(sale, treatment.category, where)
    return treatment


def refuse_mixed(categories: Iterable[str]) -> None:
    """Raise Invalid where category O stands beside another one (BR-O-11 to -14)."""
    found = set(categories)
    if "O" in found and len(found) > 1:
        raise Invalid("items: what is outside the scope of the tax needs a document of its own (BR-O-11); split it")


def _of_untaxed_seller(stated: StatedTax | None, where: str) -> Treatment:
    if stated is not None and (stated.rate or _NOTHING) > 0:
        raise Invalid(f"{where}: the entity charges no tax; leave it out or change the entity's tax settings")
    return Treatment(category="E", rate=_NOTHING, situation=Situation.SMALL_BUSINESS)


def _by_rule(sale: Sale, nature: Nature, usual: StatedTax | None) -> StatedTax | None:
    if usual is not None and usual.category not in {None, "S", "Z"}:
        return usual
    is_service = nature is Nature.SERVICE
    match sale.transaction:
        case Transaction.INTRA_EU_B2B:
            return StatedTax(category="AE" if is_service else "K")
        case Transaction.WORLD_B2B if is_member_state(sale.seller_country):
            return StatedTax(category="O" if is_service else "G")
        case Transaction.WORLD_B2C if is_member_state(sale.seller_country) and not is_service:
            return StatedTax(category="G")
        case _:
            return usual


def _as_stated(sale: Sale, nature: Nature, stated: StatedTax) -> Treatment:
    if stated.is_reverse_charge:
        return Treatment(category="AE", rate=_NOTHING, situation=Situation.REVERSE_CHARGE)
    category = stated.category
    if category in {None, "S"}:
        if (stated.rate or _NOTHING) > 0:
            return Treatment(category="S", rate=stated.rate)
        category = _zero(sale, nature)
    if category == "Z":
        return Treatment(category="Z", rate=_NOTHING)
    return Treatment(
        category=str(category),
        rate=None if category == "O" else _NOTHING,
        situation=_SITUATIONS.get(str(category)),
        reason=stated.reason,
        reason_code=stated.reason_code,
    )


def _zero(sale: Sale, nature: Nature) -> str:
    """What a rate of nought means. At home it is an exemption in the EU, where a zero rate is rare."""
    is_service = nature is Nature.SERVICE
    match sale.transaction:
        case Transaction.INTRA_EU_B2B:
            return "AE" if is_service else "K"
        case Transaction.WORLD_B2B | Transaction.WORLD_B2C:
            return "O" if is_service else "G"
        case _:
            return "E" if is_member_state(sale.seller_country) else "Z"


def _refuse_untrue(sale: Sale, category: str, where: str) -> None:
    """What EN 16931 asks of a category's parties (BR-AE-02, BR-IC-02, BR-G-02): no country's law can lift it."""
    if category == "AE" and not (sale.buyer_vat_id or sale.buyer_number):
        raise Invalid(f"{where}: reverse charge needs the customer's VAT id or registration number (BR-AE-02)")
    if category == "K" and sale.transaction is not Transaction.INTRA_EU_B2B:
        raise Invalid(f"{where}: an intra-Community supply needs a customer with a VAT id of another Member State")
    if category == "G" and sale.transaction not in {Transaction.WORLD_B2B, Transaction.WORLD_B2C}:
        raise Invalid(f"{where}: an export needs a customer outside the EU and the seller's country")
