"""Filters and addresses: what is read from an address writes the same address, and what means nothing is refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services.reading.document_filters import (
    SORTS,
    STATUSES,
    TYPES,
    Direction,
    DocumentFilters,
    InvalidFilter,
    read_filters,
)
from portal.services.reading.periods import Period

PLAIN_TEXT = st.text(max_size=50).map(str.strip)
FILTERS = st.builds(
    DocumentFilters,
    direction=st.sampled_from(Direction),
    text=PLAIN_TEXT,
    type=st.none() | st.sampled_from(TYPES),
    status=st.none() | st.sampled_from(STATUSES),
    period=st.none() | st.sampled_from(Period),
    date_from=st.none() | st.dates(),
    date_to=st.none() | st.dates(),
    party=PLAIN_TEXT,
    currency=st.none() | st.sampled_from(["EUR", "JPY"]),
    least=st.none() | st.decimals(-(10**9), 0, places=4),
    most=st.none() | st.decimals(0, 10**9, places=4),
    paid=st.none() | st.sampled_from(Period),
    sort=st.sampled_from(SORTS),
    descending=st.booleans(),
)


@given(FILTERS)
def test_every_list_has_an_address_that_asks_for_it(filters: DocumentFilters) -> None:
    assert read_filters(filters.query()) == filters


def test_an_empty_form_asks_for_everything() -> None:
    assert read_filters(dict.fromkeys(("q", "type", "status", "period", "from", "to", "sort"), "")) == DocumentFilters()
    assert DocumentFilters().query() == {}


@pytest.mark.parametrize(
    "parameters",
    [
        {"type": "payslip"},
        {"status": "lost"},
        {"direction": "sideways"},
        {"period": "forever"},
        {"paid": "tomorrow"},
        {"from": "31.1.2026"},
        {"to": "2026-02-30"},
        {"currency": "euro"},
        {"currency": "€€€"},
        {"sort": "seller"},
        {"sort": "-"},
        {"min": "cheap"},
        {"min": "1e5"},
        {"min": "NaN"},
        {"max": "1.2.3"},
        {"max": "1,50,000"},
        {"max": "--5"},
        {"max": "0.12345"},
        {"max": "1234567890123"},
        {"min": "2", "max": "1"},
        {"q": "x" * 201},
        {"customer": "x" * 201},
    ],
)
def test_a_value_without_meaning_is_refused_and_never_ignored(parameters: dict[str, str]) -> None:
    with pytest.raises(InvalidFilter, match=r"^[a-z]+: .*; ") as refused:
        read_filters(parameters)
    assert refused.value.field in {*parameters, "range"}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250", "1250"),
        ("1250.5", "1250.5"),
        ("1250,50", "1250.5"),
        ("1.250,50", "1250.5"),
        ("1,250.50", "1250.5"),
        ("1 250,50", "1250.5"),
        ("1\N{NO-BREAK SPACE}250", "1250"),
        ("1'250'000.00", "1250000"),
        ("1.250", "1250"),
        ("0.125", "0.125"),
        ("-99", "-99"),
        ("\N{MINUS SIGN}99,00", "-99"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_in_any_countrys_way(text: str, amount: str) -> None:
    filters = read_filters({"min": text})
    assert filters.least == Decimal(amount)
    assert read_filters(filters.query()).least == Decimal(amount)
    assert filters.detailed


def test_parameters_of_other_names_do_nothing() -> None:
    assert read_filters({"page": "7", "utm_source": "mail", "limit": "x"}) == DocumentFilters()


def test_the_filters_that_can_be_taken_away_are_told_from_the_rest() -> None:
    filters = read_filters({"direction": "received", "sort": "due_date", "q": "oak", "from": "2026-01-31"})
    assert filters.active() == {"q": "oak", "from": "2026-01-31"}
    assert filters.date_from == date(2026, 1, 31)
    assert filters.detailed


def test_pressing_a_head_sorts_and_pressing_it_again_turns_the_order() -> None:
    once = DocumentFilters().sorted_by("party_key")
    assert (once.sort_parameter, once.sorted_by("party_key").sort_parameter) == ("party_key", "-party_key")
    assert DocumentFilters().sorted_by("gross_total").sort_parameter == "-gross_total"
    assert DocumentFilters().sorted_by("issue_date").sort_parameter == "issue_date"
