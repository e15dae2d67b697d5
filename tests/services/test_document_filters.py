"""Filters and addresses: what is read from an address writes the same address, and what means nothing is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.services.document_filters import SORTS, STATUSES, TYPES, Direction, DocumentFilters, read_filters
from portal.services.periods import Period

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
        {"q": "x" * 201},
        {"customer": "x" * 201},
    ],
)
def test_a_value_without_meaning_is_refused_and_never_ignored(parameters: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        read_filters(parameters)


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
