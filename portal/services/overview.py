"""The overview: what is owed, what came in, what was invoiced, what is new. Currencies are never added up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select, type_coerce

from portal.database import Visit
from portal.models import Document, Payment
from portal.models.base import Amount
from portal.services.document_filters import BILLED, OPEN
from portal.services.document_list import DocumentRow, Money, latest_documents, only_currency
from portal.services.document_status import BILLS, Status, has_status, is_billed, is_owed
from portal.services.news import Change, list_changes
from portal.services.overview_months import Month, chart_of
from portal.services.periods import Period, Span, span_of

LATEST = 5
MOST_CHANGES = 5

Sums = dict[str, tuple[Decimal, int]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: in the entity's currency, in the others it occurs in, and the list that makes it."""

    main: Money
    others: tuple[Money, ...]
    count: int
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OverviewView:
    """The first page. `since` is the last visit's instant, None on the first one; heights are in per cent."""

    today: date
    is_empty: bool
    has_received: bool
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
    today, currency = visit.today, visit.entity.currency
    latest = latest_documents(visit, LATEST)
    months, top = chart_of(visit, currency)
    changes = list_changes(visit, since, MOST_CHANGES) if since else ((), 0)
    before = _invoiced(visit, span_of(Period.LAST_MONTH, today))
    return OverviewView(
        today=today,
        is_empty=not latest,
        has_received=_has_received(visit),
        owed=_figure(_open(visit, is_owed(today)), currency, {"status": OPEN}),
        overdue=_figure(_open(visit, has_status(Status.OVERDUE, today)), currency, {"status": Status.OVERDUE.value}),
        received=_figure(
            _received(visit, span_of(Period.THIS_YEAR, today)), currency, {"paid": Period.THIS_YEAR.value}
        ),
        invoiced=_figure(
            _invoiced(visit, span_of(Period.THIS_MONTH, today)),
            currency,
            {"type": BILLED, "period": Period.THIS_MONTH.value},
        ),
        invoiced_before=Money(before.get(currency, (Decimal(0), 0))[0], currency),
        months=months,
        chart_top=top,
        chart_currency=currency,
        latest=latest,
        latest_currency=only_currency(latest),
        since=since,
        changes=changes[0],
        more_changes=changes[1],
    )


def _has_received(visit: Visit) -> bool:
    some = select(Document.id).where(Document.direction == "received").limit(1)
    return visit.session.scalars(some).first() is not None


def _figure(sums: Sums, currency: str, query: Mapping[str, str]) -> Figure:
    main, _ = sums.get(currency, (Decimal(0), 0))
    others = tuple(Money(amount, other) for other, (amount, _) in sorted(sums.items()) if other != currency and amount)
    return Figure(Money(main, currency), others, sum(count for _, count in sums.values()), query)


def _open(visit: Visit, wanted: ColumnElement[bool]) -> Sums:
    total = type_coerce(func.sum(Document.open_total), Amount)
    found = visit.session.execute(
        select(Document.currency, total, func.count())
        .where(Document.direction == "issued", wanted)
        .group_by(Document.currency)
    )
    return {currency: (amount, count) for currency, amount, count in found}


def _received(visit: Visit, span: Span) -> Sums:
    total = type_coerce(func.sum(Payment.amount), Amount)
    found = visit.session.execute(
        select(Payment.currency, total, func.count())
        .join(Document, Document.id == Payment.document_id)
        .where(Payment.paid_on.between(span.first, span.last), Document.direction == "issued", Document.type.in_(BILLS))
        .group_by(Payment.currency)
    )
    return {currency: (amount, count) for currency, amount, count in found}


def _invoiced(visit: Visit, span: Span) -> Sums:
    """Invoices less credit notes, by their dates; drafts and voided ones do not count."""
    total = type_coerce(func.sum(Document.gross_total), Amount)
    found = visit.session.execute(
        select(Document.currency, Document.type, total, func.count())
        .where(
            Document.direction == "issued",
            is_billed(),
            Document.issue_date.between(span.first, span.last),
        )
        .group_by(Document.currency, Document.type)
    )
    sums: Sums = {}
    for currency, kind, amount, count in found:
        so_far, counted = sums.get(currency, (Decimal(0), 0))
        sums[currency] = (so_far - amount if kind == "credit_note" else so_far + amount, counted + count)
    return sums
