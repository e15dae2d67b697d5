"""The periods of a year: which are closed, and what the VAT of each comes to."""

from dataclasses import dataclass

from sqlalchemy import func, select

from portal.database import Visit
from portal.models import Document
from portal.reports import ReportKind, ReportPeriod
from portal.reports.period import EARLIEST, Length
from portal.reports.rows import ReportRows
from portal.reports.totals import VatTotal, totals_of
from portal.services.reports.closing import ClosedView, list_closed
from portal.services.reports.reading import read_rows
from portal.services.reports.views import ReportState, kinds_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """One period, with the VAT charged (`issued`) and the VAT on purchases (`received`) by currency."""

    period: ReportPeriod
    state: ReportState
    is_over: bool
    issued: tuple[VatTotal, ...]
    received: tuple[VatTotal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearView:
    """A year's periods that have begun: itself, its quarters, its months, each in order; and the years there are."""

    year: PeriodView
    quarters: tuple[PeriodView, ...]
    months: tuple[PeriodView, ...]
    years: tuple[int, ...]
    kinds: tuple[ReportKind, ...]
    currency: str


def show_year(visit: Visit, year: int | None = None) -> YearView:
    """The year of that number, this one unless told. Raises Invalid for one that has not begun."""
    today = visit.today
    whole = ReportPeriod(year or today.year, Length.YEAR, 1)
    rows = read_rows(visit.session, whole, today)
    closed = {each.period: each for each in list_closed(visit)}

    def view(period: ReportPeriod) -> PeriodView:
        return _view(period, rows, closed.get(period), is_over=period.last < today)

    begun = {
        length: [each for each in whole.parts(length) if each.first <= today]
        for length in (Length.QUARTER, Length.MONTH)
    }
    return YearView(
        year=view(whole),
        quarters=tuple(map(view, begun[Length.QUARTER])),
        months=tuple(map(view, begun[Length.MONTH])),
        years=tuple(range(today.year, first_year(visit) - 1, -1)),
        kinds=kinds_of(visit),
        currency=visit.entity.currency,
    )


def _view(period: ReportPeriod, rows: ReportRows, closed: ClosedView | None, *, is_over: bool) -> PeriodView:
    if closed is not None:
        return PeriodView(
            period=period,
            state=ReportState.CLOSED,
            is_over=True,
            issued=closed.issued,
            received=closed.received,
        )
    within = [each for each in rows.documents if each.tax_point in period]
    return PeriodView(
        period=period,
        state=ReportState.PROVISIONAL,
        is_over=is_over,
        issued=totals_of((each for each in within if each.direction == "issued"), rows.currency),
        received=totals_of((each for each in within if each.direction == "received"), rows.currency),
    )


def first_year(visit: Visit) -> int:
    """The first year that has a document, and this one where none has: no page leads to reports of earlier ones."""
    first = visit.session.scalar(select(func.min(Document.issue_date)).where(Document.is_draft.is_(False)))
    this = visit.today.year
    return max(EARLIEST, min(first.year if first else this, this))
