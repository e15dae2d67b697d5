"""Named periods: exact days around the turns of months, quarters and years, and no gap between neighbours."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services.reading.periods import Period, month_start, span_of


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.THIS_MONTH, date(2028, 2, 1), date(2028, 2, 29)),
        (Period.LAST_MONTH, date(2028, 1, 1), date(2028, 1, 31)),
        (Period.THIS_QUARTER, date(2028, 1, 1), date(2028, 3, 31)),
        (Period.LAST_QUARTER, date(2027, 10, 1), date(2027, 12, 31)),
        (Period.THIS_YEAR, date(2028, 1, 1), date(2028, 12, 31)),
        (Period.LAST_YEAR, date(2027, 1, 1), date(2027, 12, 31)),
    ],
)
def test_periods_on_a_leap_day(period: Period, first: date, last: date) -> None:
    assert span_of(period, date(2028, 2, 29)) == (first, last)


@given(
    st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    st.sampled_from([("this_month", "last_month"), ("this_quarter", "last_quarter"), ("this_year", "last_year")]),
)
def test_the_last_period_ends_where_this_one_begins(today: date, pair: tuple[str, str]) -> None:
    this, last = (span_of(Period(name), today) for name in pair)
    assert this.first <= today <= this.last
    assert last.last + timedelta(days=1) == this.first


def test_months_are_counted_over_years() -> None:
    assert month_start(date(2026, 3, 14), -15) == date(2024, 12, 1)
    assert month_start(date(2026, 12, 31), 1) == date(2027, 1, 1)
