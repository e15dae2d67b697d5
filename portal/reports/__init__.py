"""Reports of a period: from plain rows to tables whose every figure knows the documents behind it. No rows are read
here, and nothing is filed with anybody (docs/tax-reports.md says what each figure means)."""

from portal.reports.changes import Change, ChangeKind, changes_between
from portal.reports.kinds import KINDS, ReportKind, build
from portal.reports.period import ReportPeriod
from portal.reports.rows import ReportDocument, ReportPayment, ReportRows, TaxAmount
from portal.reports.statement import parties_of
from portal.reports.tables import Cell, Column, ColumnKind, Entry, Figure, Remark, Report, Row, RowKind, Section
from portal.reports.tax_point import TaxDates, tax_point_of

__all__ = [
    "KINDS",
    "Cell",
    "Change",
    "ChangeKind",
    "Column",
    "ColumnKind",
    "Entry",
    "Figure",
    "Remark",
    "Report",
    "ReportDocument",
    "ReportKind",
    "ReportPayment",
    "ReportPeriod",
    "ReportRows",
    "Row",
    "RowKind",
    "Section",
    "TaxAmount",
    "TaxDates",
    "build",
    "changes_between",
    "parties_of",
    "tax_point_of",
]
