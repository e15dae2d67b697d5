"""Taxes are made, changed, deleted and restored; one is the default; a new entity has those of its country."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.database import Database
from portal.demo.cast import Cast
from portal.errors import Conflict, Invalid, NotFound
from portal.identity import Scope
from portal.services.catalog.taxes import (
    change_tax,
    create_tax,
    delete_tax,
    list_taxes,
    restore_tax,
    show_tax,
)
from portal.services.firm.entities import create_entity
from portal.services.history.activity import verify_chain
from portal.services.lists.listing import Wanted
from tests.services.firm import inside
from tests.support.portal import on_both
from tests.support.stores import RING


def new_entity(database: Database, cast: Cast, country: str) -> Scope:
    """An entity that was just made, in a country."""
    account = Scope(cast.scope.account_id, cast.scope.environment)
    with inside(database, cast, account) as visit:
        made = create_entity(
            visit,
            database,
            name="New",
            country=country,
            currency="EUR",
            locale="en",
            timezone="Europe/Ljubljana",
        )
    return account.within(made)


@on_both
def test_a_new_entity_has_the_taxes_of_its_country(cast_database: Database, cast: Cast) -> None:
    scope = new_entity(cast_database, cast, "SI")
    with inside(cast_database, cast, scope) as visit:
        first = list_taxes(visit, RING, Wanted()).rows
        assert {tax.name for tax in first if tax.is_default} == {"22%"}
        assert {tax.name for tax in first} == {"22%", "9.5%", "5%"}
        assert verify_chain(visit) == 1 + len(first)


def test_a_country_without_known_rates_begins_with_none(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast, new_entity(cast_database, cast, "US")) as visit:
        assert list_taxes(visit, RING, Wanted()).rows == ()


@on_both
def test_a_tax_has_the_rate_of_each_day(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made = create_tax(
            visit,
            rates=[{"rate": Decimal("8.5")}, {"rate": Decimal("9.5"), "valid_from": date(2013, 7, 1)}],
            classification="lower",
        )
        assert (made.name, made.category) == ("9.5%", "S")
        assert [(str(span.rate), span.valid_from.year) for span in made.rates] == [("9.5", 2013), ("8.5", 1970)]
        assert made.rate_on(date(2013, 6, 30)) == Decimal("8.5")
        assert made.rate_on(date(1960, 1, 1)) is None
        assert show_tax(visit, made.id) == made
        changed = change_tax(visit, made.id, rates=[{"rate": Decimal(10)}])
        assert changed.name == "10%", "a name that was the rate follows it"
        changed = change_tax(visit, made.id, name="Reduced")
        assert change_tax(visit, made.id, rates=[{"rate": Decimal(11)}]).name == "Reduced"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"rates": []}, "rates: are missing"),
        ({"rates": [{"rate": Decimal(101)}]}, "rates[0].rate: must be 0 to 100"),
        ({"rates": [{"rate": Decimal("-0.1")}]}, "rates[0].rate: must be 0 to 100"),
        ({"rates": [{"rate": Decimal("1.00001")}]}, "rates[0].rate: must be 0 to 100"),
        ({"rates": [{}]}, "rates[0].rate: must be"),
        ({"rates": [{"rate": Decimal(1)}, {"rate": Decimal(2)}]}, "rates[1].valid_from: another rate begins"),
        ({"rates": [{"rate": Decimal(1)}] * 51}, "rates: 51 are more"),
        ({"category": "AE"}, "category: AE charges nothing"),
        ({"category": "X"}, "category: 'X' is none"),
        ({"category": "S", "rates": [{"rate": Decimal(0)}]}, "category: S has rates above 0"),
        ({"name": "x" * 101}, "name: has 101"),
        ({"is_default": 1}, "is_default: must be true or false"),
        ({"colour": "red"}, "colour: is nothing"),
    ],
)
def test_what_cannot_be_taken_is_named(cast_database: Database, cast: Cast, said: Any, words: str) -> None:
    with inside(cast_database, cast) as visit, pytest.raises(Invalid) as refused:
        create_tax(visit, **{"rates": [{"rate": Decimal(22)}], **said})
    assert str(refused.value).startswith(words)


@pytest.mark.parametrize(
    ("category", "words", "code"),
    [
        (None, "Oproščeno plačila DDV / Exempt from VAT", None),
        ("AE", "Obrnjena davčna obveznost / Reverse charge", "VATEX-EU-AE"),
        ("Z", None, None),
    ],
)
def test_a_tax_that_charges_nothing_says_why(
    cast_database: Database, cast: Cast, category: str | None, words: str | None, code: str | None
) -> None:
    said: dict[str, Any] = {"category": category} if category else {}
    with inside(cast_database, cast) as visit:
        made = create_tax(visit, rates=[{"rate": Decimal(0)}], **said)
        assert (made.category, made.reason, made.reason_code) == (category or "E", words, code)


def test_a_reason_of_ones_own_stays_and_goes_with_a_rate(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made = create_tax(visit, rates=[{"rate": Decimal(0)}], reason="Art. 42", reason_code="VATEX-EU-132-1I")
        assert (made.reason, made.reason_code) == ("Art. 42", "VATEX-EU-132-1I")
        changed = change_tax(visit, made.id, rates=[{"rate": Decimal(22)}], category="S")
        assert (changed.reason, changed.reason_code) == (None, None)


@on_both
def test_one_tax_is_the_default(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        first, second = (create_tax(visit, rates=[{"rate": Decimal(5)}], is_default=True) for _ in range(2))

        def defaults() -> list[str]:
            return [tax.id for tax in list_taxes(visit, RING, Wanted(query={"is_default": True})).rows]

        assert defaults() == [second.id]
        change_tax(visit, first.id, is_default=True)
        assert defaults() == [first.id]
        delete_tax(visit, first.id)
        assert defaults() == []
        assert not restore_tax(visit, first.id).is_default


@on_both
def test_writers_at_once_leave_one_default_and_one_of_a_classification(cast_database: Database, cast: Cast) -> None:
    def make(_number: int) -> str | None:
        with inside(cast_database, cast) as visit:
            try:
                create_tax(visit, rates=[{"rate": Decimal(5)}], is_default=True, classification="only")
            except Conflict as refused:
                return refused.code
        return "made"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(map(str, pool.map(make, range(6)))) == [*["classification_taken"] * 5, "made"]


def test_a_classification_names_one_tax(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        first = create_tax(visit, rates=[{"rate": Decimal(5)}], classification="mine")
        other = create_tax(visit, rates=[{"rate": Decimal(5)}])
        with pytest.raises(Conflict, match="classification"):
            change_tax(visit, other.id, classification="mine")
        assert change_tax(visit, first.id, classification="mine").classification == "mine"
        delete_tax(visit, first.id)
        change_tax(visit, other.id, classification="mine")
        with pytest.raises(Conflict, match="classification"):
            restore_tax(visit, first.id)


def test_another_entitys_tax_does_not_exist(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made = create_tax(visit, rates=[{"rate": Decimal(5)}], is_default=True)
    with inside(cast_database, cast, cast.scopes[cast.birch]) as visit:
        create_tax(visit, rates=[{"rate": Decimal(7)}], is_default=True)
        for act in (show_tax, change_tax, delete_tax, restore_tax):
            with pytest.raises(NotFound):
                act(visit, made.id)
    with inside(cast_database, cast) as visit:
        assert show_tax(visit, made.id).is_default
