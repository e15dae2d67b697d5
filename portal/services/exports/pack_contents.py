"""Which documents the pack of a period has, and how each counts in the reports that lie beside it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from portal.database import Visit
from portal.models import Document
from portal.reports import ReportDocument, ReportPeriod
from portal.reports.totals import VatTotal
from portal.reports.vat import counted_vat
from portal.services.exports.exporting import DIRECTIONS
from portal.services.reading.document_status import BILLED_TYPES
from portal.services.reports.views import PeriodRows, ReportView


@dataclass(frozen=True, slots=True)
class Packed:
    """A document as the reports have it. It `counts` in those of the period, or in another one by its VAT date, or
    came after the period was closed (`late`)."""

    stated: ReportDocument
    counts: bool
    late: bool = False

    @property
    def amounts(self) -> tuple[Decimal, Decimal] | None:
        """Base and tax as they count in the period's VAT report; None where it does not."""
        return counted_vat(self.stated) if self.counts else None


def packed_documents(read: PeriodRows) -> list[Packed]:
    """Everything that counts in the period's VAT reports, voided documents too, and what else was billed in it by date;
    issued documents first, each direction by date."""
    counted = {each.id: Packed(each, counts=True) for way in DIRECTIONS for each in read.rows.taxed(way)}
    beside = {
        each.id: Packed(each, counts=False, late=each.tax_point in read.rows.period)
        for each in read.now.documents
        if each.id not in counted and (each.issue_date in read.rows.period or each.tax_point in read.rows.period)
    }
    return sorted((*counted.values(), *beside.values()), key=_order)


def issued_within(visit: Visit, period: ReportPeriod) -> list[str]:
    """The ids of what was billed in the period by date, in the order of the list: nearly all of what its pack has, and
    to be had without the rows of its reports."""
    columns = (Document.direction, Document.issue_date, Document.number, Document.id)
    dated = Document.issue_date.between(period.first, period.last)
    found = visit.session.execute(
        select(*columns).where(dated, Document.is_draft.is_(False), Document.type.in_(BILLED_TYPES))
    )
    # Sorted here and not by the database: a locale of its own would make other bytes.
    rows = sorted((DIRECTIONS.index(way), day, number or "", key) for way, day, number, key in found)
    return [key for *_, key in rows]


def report_totals(view: ReportView) -> tuple[VatTotal, ...]:
    """What the total rows of a VAT report say, one a currency."""
    sections = [section for section in view.report.sections if f"{section.key}/total" in view.report.figures]
    totals = [view.report.figures[f"{section.key}/total"] for section in sections if section.key == section.currency]
    return tuple(VatTotal(each.currency, len(each.entries), *each.amounts) for each in totals)


def _order(packed: Packed) -> tuple[int, date, str, str]:
    stated = packed.stated
    return DIRECTIONS.index(stated.direction), stated.issue_date, stated.number, stated.id
