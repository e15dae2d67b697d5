"""Named periods of the calendar: what "last quarter" is on a given day."""

import enum
from datetime import date, timedelta
from typing import NamedTuple


class Period(enum.StrEnum):
    """The presets a list offers."""

    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"


class Span(NamedTuple):
    """A first and a last day, both included."""

    first: date
    last: date


_MONTHS = {
    Period.THIS_MONTH: 1,
    Period.LAST_MONTH: 1,
    Period.THIS_QUARTER: 3,
    Period.LAST_QUARTER: 3,
    Period.THIS_YEAR: 12,
    Period.LAST_YEAR: 12,
}
_LAST = frozenset({Period.LAST_MONTH, Period.LAST_QUARTER, Period.LAST_YEAR})


def span_of(period: Period, today: date) -> Span:
    """The days of a period as seen from `today`; a running period includes the days still to come."""
    length = _MONTHS[period]
    begun = today.month - (today.month - 1) % length
    first = month_start(date(today.year, begun, 1), -length if period in _LAST else 0)
    return Span(first, month_start(first, length) - timedelta(days=1))


def month_start(day: date, months: int) -> date:
    """The first of the month that lies so many months from the day's own."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
