"""The tax of a line by who sells what to whom: as stated where it can be true, by the rule where nothing is stated."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.documents.countries import Situation
from portal.documents.taxation import Nature, Sale, StatedTax, Transaction, refuse_mixed, treat
from portal.errors import Invalid

USUAL = StatedTax(rate=Decimal(22), category="S")
AT_HOME = Sale(seller_country="SI", is_taxed=True, buyer_country="SI", buyer_vat_id="SI68202938", buyer_number=None)
GERMAN_FIRM = replace(AT_HOME, buyer_country="DE", buyer_vat_id="DE136695976")
GERMAN_PERSON = replace(GERMAN_FIRM, buyer_vat_id=None)
SWISS_FIRM = replace(AT_HOME, buyer_country="CH", buyer_vat_id=None, buyer_number="CHE-1")
SWISS_PERSON = replace(SWISS_FIRM, buyer_number=None)
BY_US_FIRM = replace(SWISS_FIRM, seller_country="US", buyer_country="CA")


@pytest.mark.parametrize(
    ("sale", "transaction"),
    [
        (AT_HOME, Transaction.DOMESTIC),
        (replace(AT_HOME, buyer_country=None), Transaction.DOMESTIC),
        (GERMAN_FIRM, Transaction.INTRA_EU_B2B),
        (GERMAN_PERSON, Transaction.INTRA_EU_B2C),
        (replace(GERMAN_FIRM, is_consumer=True), Transaction.INTRA_EU_B2C),
        (replace(GERMAN_FIRM, buyer_country="GR"), Transaction.INTRA_EU_B2B),
        (SWISS_FIRM, Transaction.WORLD_B2B),
        (SWISS_PERSON, Transaction.WORLD_B2C),
        (replace(SWISS_FIRM, buyer_country="GB"), Transaction.WORLD_B2B),
    ],
)
def test_transactions(sale: Sale, transaction: Transaction) -> None:
    assert sale.transaction is transaction


@pytest.mark.parametrize(
    ("sale", "goods", "service"),
    [
        (AT_HOME, "S", "S"),
        (GERMAN_FIRM, "K", "AE"),
        (GERMAN_PERSON, "S", "S"),
        (SWISS_FIRM, "G", "O"),
        (SWISS_PERSON, "G", "S"),
        (BY_US_FIRM, "S", "S"),
    ],
    ids=["home", "EU firm", "EU person", "Swiss firm", "Swiss person", "from the US"],
)
def test_the_rule_where_nothing_is_stated(sale: Sale, goods: str, service: str) -> None:
    assert treat(sale, Nature.PRODUCT, None, USUAL, "tax").category == goods
    assert treat(sale, Nature.SERVICE, None, USUAL, "tax").category == service


@pytest.mark.parametrize(
    ("sale", "goods", "service"),
    [(AT_HOME, "E", "E"), (GERMAN_FIRM, "K", "AE"), (SWISS_FIRM, "G", "O"), (BY_US_FIRM, "G", "O")],
)
def test_a_rate_of_nought_has_a_reason(sale: Sale, goods: str, service: str) -> None:
    nought = StatedTax(rate=Decimal(0))
    assert treat(sale, Nature.PRODUCT, nought, USUAL, "tax").category == goods
    assert treat(sale, Nature.SERVICE, nought, USUAL, "tax").category == service


def test_a_stated_rate_stands_across_the_border() -> None:
    treatment = treat(GERMAN_FIRM, Nature.PRODUCT, StatedTax(rate=Decimal("9.5")), USUAL, "tax")
    assert (treatment.category, treatment.rate, treatment.situation) == ("S", Decimal("9.5"), None)


def test_what_charges_nothing_calls_for_its_legend() -> None:
    treatment = treat(AT_HOME, Nature.SERVICE, StatedTax(is_reverse_charge=True), USUAL, "tax")
    assert (treatment.category, treatment.rate) == ("AE", Decimal(0))
    assert treatment.situation is Situation.REVERSE_CHARGE
    outside = treat(SWISS_FIRM, Nature.SERVICE, None, USUAL, "tax")
    assert (outside.rate, outside.situation) == (None, Situation.OUTSIDE_SCOPE)


def test_a_small_business_charges_nothing_and_says_so() -> None:
    small = replace(AT_HOME, is_taxed=False)
    assert treat(small, Nature.PRODUCT, None, USUAL, "tax").situation is Situation.SMALL_BUSINESS
    with pytest.raises(Invalid, match="charges no tax"):
        treat(small, Nature.PRODUCT, StatedTax(rate=Decimal(22)), USUAL, "tax")


@pytest.mark.parametrize(
    ("sale", "category"),
    [(GERMAN_PERSON, "K"), (AT_HOME, "K"), (SWISS_FIRM, "K"), (AT_HOME, "G"), (GERMAN_FIRM, "G"), (SWISS_PERSON, "AE")],
)
def test_what_cannot_be_true_is_refused(sale: Sale, category: str) -> None:
    with pytest.raises(Invalid, match=r"^items\[0\]"):
        treat(sale, Nature.PRODUCT, StatedTax(category=category), USUAL, "items[0].taxes")


def test_what_stands_on_an_invoice_is_taken_back_as_it_stands() -> None:
    then = StatedTax(category="K", reason="then", is_taken_over=True)
    assert treat(AT_HOME, Nature.PRODUCT, then, USUAL, "tax").category == "K"
    taxed = StatedTax(category="S", rate=Decimal(20), is_taken_over=True)
    assert treat(replace(AT_HOME, is_taxed=False), Nature.PRODUCT, taxed, None, "tax").rate == Decimal(20)


def test_without_a_usual_tax_one_must_be_stated() -> None:
    with pytest.raises(Invalid, match="state the tax"):
        treat(AT_HOME, Nature.PRODUCT, None, None, "tax")


def test_outside_the_scope_stands_alone() -> None:
    refuse_mixed(["O", "O"])
    refuse_mixed(["S", "E"])
    with pytest.raises(Invalid, match="BR-O-11"):
        refuse_mixed(["O", "S"])
