"""The overview: what is owed, what came in, what was invoiced, what is new. Currencies are never added up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from portal.database import Visit
from portal.services.reading.document_filters import BILLED, OPEN, Direction, read_filters
from portal.services.reading.document_list import DocumentRow, latest_documents, only_currency
from portal.services.reading.document_status import Status
from portal.services.reading.document_sums import Money, sums_of
from portal.services.reading.news import Change, list_changes
from portal.services.reading.overview_months import Month, chart_of
from portal.services.reading.periods import Period

LATEST = 5
MOST_CHANGES = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: in the entity's currency, in the others it occurs in, and the list that makes it."""

    main: Money
    others: tuple[Money, ...]
    count: int
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OverviewView:
    """The first page. `since` is the last visit's instant, None on the first one; heights are in per cent.

    Without any issued document `latest` are the newest received ones.
    """

    today: date
    has_issued: bool
    is_empty: bool
    owed: Figure
    overdue: Figure
    received: Figure
    invoiced: Figure
    invoiced_before: Money
    months: tuple[Month, ...]
    chart_top: Decimal
    chart_currency: str
    latest: tuple[DocumentRow, ...]
    latest_currency: str | None
    since: datetime | None
    changes: tuple[Change, ...]
    more_changes: int


def show_overview(visit: Visit, since: datetime | None) -> OverviewView:
    """The overview as of today in the entity's time zone."""
    currency = visit.entity.currency
    latest = latest_documents(visit, LATEST)
    has_issued = bool(latest)
    if not has_issued:
        latest = latest_documents(visit, LATEST, Direction.RECEIVED)
    months, top = chart_of(visit, currency)
    changes = list_changes(visit, since, MOST_CHANGES) if since else ((), 0)
    return OverviewView(
        today=visit.today,
        has_issued=has_issued,
        is_empty=not latest,
        owed=_figure(visit, {"status": OPEN}),
        overdue=_figure(visit, {"status": Status.OVERDUE.value}),
        received=_figure(visit, {"paid": Period.THIS_YEAR.value}),
        invoiced=_figure(visit, {"type": BILLED, "period": Period.THIS_MONTH.value}),
        invoiced_before=_figure(visit, {"type": BILLED, "period": Period.LAST_MONTH.value}).main,
        months=months,
        chart_top=top,
        chart_currency=currency,
        latest=latest,
        latest_currency=only_currency(latest),
        since=since,
        changes=changes[0],
        more_changes=changes[1],
    )


def _figure(visit: Visit, query: Mapping[str, str]) -> Figure:
    """The figure of the list that the query asks for."""
    sums = sums_of(visit, read_filters(query))
    own = visit.entity.currency
    main = next((each.amount for each in sums if each.currency == own), Decimal(0))
    others = tuple(Money(each.amount, each.currency) for each in sums if each.currency != own and each.amount)
    return Figure(Money(main, own), others, sum(each.count for each in sums), query)
