"""Twelve months of what was invoiced and what was paid, in one currency, with the heights of their bars."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from sqlalchemy import extract, func, select, type_coerce

from portal.database import Visit
from portal.models import Document, Payment
from portal.models.base import Amount
from portal.services.catalog.payment_rows import came_in
from portal.services.reading.document_status import BILLS, is_billed, signed
from portal.services.reading.periods import month_start

MONTHS = 12
OUTLIER = 5


@dataclass(frozen=True, slots=True)
class Month:
    """One month's two sums, and their bars in whole per cent of the chart's top."""

    first_day: date
    invoiced: Decimal
    paid: Decimal
    invoiced_height: int
    paid_height: int
    is_cut: bool


def chart_of(visit: Visit, currency: str) -> tuple[tuple[Month, ...], Decimal]:
    """The last twelve months up to today's, and the amount at the top of the chart; zero when there is no bar at all.

    One month far above all others is cut off there, or the rest could not be seen.
    """
    first = month_start(visit.today, 1 - MONTHS)
    invoiced, paid = _invoiced(visit, currency, first), _paid(visit, currency, first)
    top = top_of([max(invoiced.get(day, Decimal(0)), paid.get(day, Decimal(0))) for day in {*invoiced, *paid}])
    if not any(amount > 0 for amount in (*invoiced.values(), *paid.values())):
        top = Decimal(0)
    days = [month_start(first, number) for number in range(MONTHS)]
    return tuple(_month(day, invoiced.get(day, Decimal(0)), paid.get(day, Decimal(0)), top) for day in days), top


def top_of(highest_of_months: list[Decimal]) -> Decimal:
    """The amount at the top of a chart: above every month's, unless one towers over all others."""
    highest, second, *_ = [*sorted(highest_of_months, reverse=True), Decimal(0), Decimal(0)]
    return round_top(max(second if second > 0 and highest > OUTLIER * second else highest, Decimal(1)))


def round_top(highest: Decimal) -> Decimal:
    """The next amount of one digit and zeros (or a half) that is not below the highest bar: 15,500 becomes 20,000."""
    step = Decimal(1).scaleb(highest.adjusted())
    for factor in (Decimal(1), Decimal("1.5"), Decimal(2), Decimal(3), Decimal(4), Decimal(5), Decimal(6), Decimal(8)):
        if highest <= factor * step:
            return factor * step
    return 10 * step


def _month(day: date, invoiced: Decimal, paid: Decimal, top: Decimal) -> Month:
    is_cut = max(invoiced, paid) > top > 0
    return Month(day, invoiced, paid, _height(invoiced, top), _height(paid, top), is_cut)


def _height(amount: Decimal, top: Decimal) -> int:
    """At least one per cent for any amount above zero, so that it can be seen; none for what is below."""
    if amount <= 0:
        return 0
    return int((min(amount, top) * 100 / top).to_integral_value(ROUND_CEILING))


def _invoiced(visit: Visit, currency: str, first: date) -> dict[date, Decimal]:
    found = visit.session.execute(
        select(*_month_of(Document.issue_date), type_coerce(func.sum(signed(Document.gross_total)), Amount))
        .where(
            Document.direction == "issued",
            is_billed(),
            Document.currency == currency,
            Document.issue_date >= first,
            Document.issue_date < month_start(visit.today, 1),
        )
        .group_by(*_month_of(Document.issue_date))
    )
    return {date(int(year), int(month), 1): amount for year, month, amount in found}


def _paid(visit: Visit, currency: str, first: date) -> dict[date, Decimal]:
    found = visit.session.execute(
        select(*_month_of(Payment.paid_on), type_coerce(func.sum(Payment.amount), Amount))
        .join(Document, Document.id == Payment.document_id)
        .where(
            Document.direction == "issued",
            Document.type.in_(BILLS),
            Payment.currency == currency,
            Payment.paid_on >= first,
            came_in(),
        )
        .group_by(*_month_of(Payment.paid_on))
    )
    return {date(int(year), int(month), 1): amount for year, month, amount in found}


def _month_of(column: Any) -> tuple[Any, Any]:
    return extract("year", column), extract("month", column)
