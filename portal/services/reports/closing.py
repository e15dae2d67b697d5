"""Closing a period: from then on its reports say what they said, and what changes later is told beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.database import Visit
from portal.errors import Conflict
from portal.identity import new_id
from portal.models import ClosedDocument, ClosedPeriod
from portal.reports import ReportDocument, ReportPayment, ReportPeriod, ReportRows
from portal.reports.rows import from_plain, to_plain
from portal.reports.totals import VatTotal, vat_totals
from portal.services.history.activity import Event, Thing, record
from portal.services.reports.reading import read_rows
from portal.services.turns import take_turn
from portal.tenancy.fence import FencedSession


@dataclass(frozen=True, slots=True)
class ClosedView:
    """A closed period: who closed it when, and what its VAT summaries came to, by direction."""

    period: ReportPeriod
    closed_at: datetime
    closed_by: str
    issued: tuple[VatTotal, ...]
    received: tuple[VatTotal, ...]


def close_period(visit: Visit, name: str) -> ClosedView:
    """Close a month, a quarter or a year for good. Nothing in it can be opened again.

    Raises Invalid for what is no period, and Conflict for one that still runs (`period_running`) or is closed
    (`period_closed`).
    """
    period, today = ReportPeriod.parse(name), visit.today
    if period.last >= today:
        raise Conflict(f"period: {name} lasts until {period.last}; close it when it is over", code="period_running")
    with visit.write() as writing:
        take_turn(writing)
        before = _found(writing, period)
        if before is not None and before.closed_at is not None:
            cause = {"closed_at": before.closed_at.isoformat(), "closed_by": before.closed_by}
            raise Conflict(f"period: {name} is closed already", code="period_closed", cause=cause)
        row = _keep(visit, writing, read_rows(writing, period, today))
        record(visit, writing, Event.PERIOD_CLOSED, Thing(row.id, name))
        return _view(row)


def list_closed(visit: Visit) -> tuple[ClosedView, ...]:
    """The closed periods, the latest first."""
    rows = visit.session.scalars(select(ClosedPeriod).where(ClosedPeriod.closed_at.is_not(None)))
    found = [_view(row) for row in rows]
    return tuple(sorted(found, key=lambda each: (each.period.last, -each.period.length), reverse=True))


def closed_rows(session: FencedSession, period: ReportPeriod) -> tuple[ClosedView, ReportRows] | None:
    """What the reports of a closed period are made of, for good; None for one that is not closed."""
    row = _found(session, period)
    if row is None or row.closed_at is None:
        return None
    kept_rows = select(ClosedDocument.counted).where(ClosedDocument.period_id == row.id)
    documents = session.scalars(kept_rows.execution_options(yield_per=_AT_ONCE))
    kept = ReportRows(
        period=period,
        as_of=period.last,
        country=row.country,
        currency=row.currency,
        documents=tuple(from_plain(ReportDocument, each) for each in documents),
        payments=tuple(from_plain(ReportPayment, each) for each in row.payments),
    )
    return _view(row), kept


def _found(session: FencedSession, period: ReportPeriod) -> ClosedPeriod | None:
    return session.scalars(select(ClosedPeriod).where(ClosedPeriod.period == period.name)).one_or_none()


def _keep(visit: Visit, writing: FencedSession, rows: ReportRows) -> ClosedPeriod:
    row = ClosedPeriod(
        id=new_id("prd"),
        period=rows.period.name,
        country=rows.country,
        currency=rows.currency,
        figures={direction: [_plain_total(total) for total in vat_totals(rows, direction)] for direction in _SUMMED},
        payments=[to_plain(each) for each in rows.payments],
        closed_by=visit.actor.name,
        subject=visit.actor.subject,
        closed_at=None,
    )
    writing.add(row)
    writing.flush()
    writing.add_all(
        ClosedDocument(id=new_id("pdc"), period_id=row.id, document_id=each.id, counted=to_plain(each))
        for each in rows.documents
    )
    writing.flush()
    # Last: from here on the database refuses every change of the period and its documents.
    row.closed_at = visit.at
    writing.flush()
    return row


_SUMMED = ("issued", "received")
_AT_ONCE = 100


def _plain_total(total: VatTotal) -> dict[str, Any]:
    """One currency's sums as JSON keeps them."""
    return {
        "currency": total.currency,
        "documents": total.documents,
        "base": f"{total.base:f}",
        "tax": f"{total.tax:f}",
    }


def _view(row: ClosedPeriod) -> ClosedView:
    if row.closed_at is None:
        raise ValueError(f"period {row.period} is not closed")
    issued, received = (tuple(_total(each) for each in row.figures[direction]) for direction in _SUMMED)
    return ClosedView(ReportPeriod.parse(row.period), row.closed_at, row.closed_by, issued, received)


def _total(kept: Mapping[str, Any]) -> VatTotal:
    return VatTotal(kept["currency"], kept["documents"], Decimal(kept["base"]), Decimal(kept["tax"]))
