"""Reports as the API shows them: views of the services in the words of its schemas."""

from datetime import date
from decimal import Decimal
from typing import Any

from portal.api.schemas.tax_reports import ClosedPeriodOut, ReportFigureOut, ReportOut
from portal.reports import Cell, Change, Figure, Row, Section
from portal.services.reports.closing import ClosedView
from portal.services.reports.views import ReportView


def report_body(view: ReportView) -> ReportOut:
    """A whole report; every value as machines have it, columns that only files show among them."""
    closed = view.closed
    return ReportOut.model_validate(
        {
            "report": view.kind.value,
            "title": view.report.title,
            "period": view.period.name,
            "date_from": view.period.first,
            "date_to": view.period.last,
            "as_of": view.as_of,
            "state": view.state.value,
            "is_over": view.is_over,
            "closed_at": closed.closed_at if closed else None,
            "closed_by": closed.closed_by if closed else None,
            "customer": view.party,
            "locale": view.language,
            "filed": False,
            "sections": [_section(each) for each in view.report.sections],
            "remarks": [{"text": each.text, "figure": each.figure or None} for each in view.report.remarks],
            "later_changes": [_change(each) for each in view.changes],
        }
    )


def figure_body(figure: Figure) -> ReportFigureOut:
    """The documents behind a figure."""
    entries = [
        {
            "document_id": entry.document.id,
            "document_type": entry.document.type,
            "number": entry.document.number,
            "date": entry.document.issue_date,
            "tax_point": entry.document.tax_point,
            "party_name": entry.document.party_name,
            "is_voided": entry.document.voided,
            "amounts": entry.amounts,
        }
        for entry in figure.entries
    ]
    return ReportFigureOut.model_validate(
        {
            "figure": figure.key,
            "title": figure.title,
            "currency_code": figure.currency,
            "columns": figure.columns,
            "amounts": figure.amounts,
            "documents": entries,
        }
    )


def closed_body(view: ClosedView) -> ClosedPeriodOut:
    """A closed period with its sums."""
    return ClosedPeriodOut.model_validate(
        {
            "period": view.period.name,
            "date_from": view.period.first,
            "date_to": view.period.last,
            "closed_at": view.closed_at,
            "closed_by": view.closed_by,
            "issued": view.issued,
            "received": view.received,
        }
    )


def _section(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "currency": section.currency,
        "note": section.note,
        "columns": [
            {"key": column.key, "title": column.title, "type": column.kind.value} for column in section.columns
        ],
        "rows": [_row(section, row) for row in section.rows],
    }


def _row(section: Section, row: Row) -> dict[str, Any]:
    pairs = list(zip(section.columns, row.cells, strict=True))
    return {
        "kind": row.kind.value,
        "document_id": row.document_id or None,
        "values": {column.key: _value(cell) for column, cell in pairs},
        "figures": {column.key: cell.figure for column, cell in pairs if cell.figure},
    }


def _value(cell: Cell) -> str | Decimal | int | None:
    return cell.value.isoformat() if isinstance(cell.value, date) else cell.value


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "document_id": change.document_id,
        "number": change.number,
        "document_type": change.type,
        "direction": change.direction,
        "party_name": change.party_name,
        "currency_code": change.currency,
        "base": change.base,
        "tax": change.tax,
        "balance": change.balance,
    }
