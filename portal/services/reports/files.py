"""A report as a file: XLSX, CSV or PDF, with the same figures as the page."""

import enum
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from portal import formats
from portal.database import Visit
from portal.exports import Cell, Column, Kind, Table, csv_chunks, xlsx_chunks
from portal.exports.cells import joined
from portal.pdf import PdfPool
from portal.reports import ColumnKind, Row, RowKind, Section
from portal.services.history.activity import Event, Thing, record
from portal.services.reports.paper import printed_report
from portal.services.reports.views import ReportState, ReportView
from portal.services.reports.words import change_titles, change_word, relevant_changes, state_sentence, words_of
from portal.tenancy.fence import FencedSession

_KINDS = {
    ColumnKind.AMOUNT: Kind.AMOUNT,
    ColumnKind.DAY: Kind.DAY,
    ColumnKind.COUNT: Kind.NUMBER,
    ColumnKind.RATE: Kind.NUMBER,
}
_WIDTHS = {"customer": 32, "address": 36, "document_id": 30, "what": 22, "category": 28, "number": 18}


class ReportForm(enum.StrEnum):
    """What a report can be saved as."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"

    @property
    def mime(self) -> str:
        return _MIMES[self]


_MIMES = {
    ReportForm.PDF: "application/pdf",
    ReportForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportForm.CSV: "text/csv",
}


def file_name(view: ReportView, form: ReportForm) -> str:
    """What the file is saved as; a provisional report says so in its name."""
    parts = [view.kind.slug, view.period.name]
    if view.party is not None:
        parts.append(view.report.about)
    if view.state is ReportState.PROVISIONAL:
        parts.append(ReportState.PROVISIONAL.value)
    return formats.file_name(*parts, extension=form.value)


def report_file(visit: Visit, pool: PdfPool, view: ReportView, form: ReportForm) -> bytes:
    """The file. Raises RenderFailed and its kinds for a PDF that cannot be made."""
    if form is ReportForm.PDF:
        return pool.render(printed_report(visit, view))
    if form is ReportForm.CSV:
        return b"".join(csv_chunks(joined([_table(view, each) for each in _sections(view)])))
    return b"".join(xlsx_chunks(_sheets(visit, view)))


def undated_workbook(visit: Visit, view: ReportView) -> Iterator[bytes]:
    """The report as XLSX, piece by piece; the same report makes the same bytes."""
    return xlsx_chunks(_sheets(visit, view), undated=True)


def _sheets(visit: Visit, view: ReportView) -> tuple[Table, ...]:
    return (_about(visit, view), *(_table(view, each) for each in _sections(view)), *_changes(view))


def note_taken(
    visit: Visit,
    writing: FencedSession,
    view: ReportView,
    form: ReportForm,
    *,
    subject: str | None = None,
    ticket: str | None = None,
) -> None:
    """Write down that a report was taken out as a file; with a ticket, also what that was for."""
    name = f"{view.kind.slug} {view.period.name}"
    thing = Thing(subject or name, name)
    record(visit, writing, Event.REPORT_DOWNLOADED, thing, format=form.value, ticket=ticket)


def _sections(view: ReportView) -> Sequence[Section]:
    """At least one: an empty report is a file with its heads, too."""
    empty = Section("none", view.report.title, "", (), ())
    return view.report.sections or (empty,)


def _table(view: ReportView, section: Section) -> Table:
    """A sheet a currency. Its rows say whether they are in its total, so that nobody adds a total to its parts."""
    pgettext = words_of(view).pgettext
    columns = (
        Column(words_of(view).gettext("Currency"), width=10),
        Column(pgettext("report", "Row"), width=12),
        *(Column(each.title, _KINDS.get(each.kind, Kind.TEXT), _WIDTHS.get(each.key, 14)) for each in section.columns),
    )
    return Table(section.title, columns, _rows(view, section))


def _rows(view: ReportView, section: Section) -> Iterator[Sequence[Cell]]:
    pgettext = words_of(view).pgettext
    kinds = {
        RowKind.PLAIN: "",
        RowKind.TOTAL: words_of(view).gettext("Total"),
        RowKind.ASIDE: pgettext("report", "of it"),
    }
    for row in section.rows:
        yield [section.currency, kinds[row.kind], *_cells(row)]


def _cells(row: Row) -> Iterator[Cell]:
    for cell in row.cells:
        value = cell.value
        # Words stand before values: "exempt" in a column of rates.
        yield cell.text or (Decimal(value) if isinstance(value, int) else value)


def _about(visit: Visit, view: ReportView) -> Table:
    words = words_of(view)
    pgettext = words.pgettext
    facts: list[tuple[str, str]] = [
        (pgettext("report", "Report"), view.report.title),
        (pgettext("report", "Company"), view.entity_name),
        (words.gettext("Period"), f"{view.label} ({view.period.first.isoformat()} – {view.period.last.isoformat()})"),
        (pgettext("report", "What it is"), view.report.about),
        (pgettext("report", "State"), state_sentence(view, visit)),
        *((pgettext("report", "Note"), each.text) for each in view.report.remarks),
        *((pgettext("report", "Note"), each.note) for each in view.report.sections if each.note),
    ]
    columns = (Column(pgettext("report", "Report"), width=16), Column(view.report.title, width=90))
    return Table(pgettext("report", "About"), columns, facts[1:])


def _changes(view: ReportView) -> Iterable[Table]:
    if view.state is not ReportState.CLOSED:
        return
    words = words_of(view)
    titles = change_titles(words)
    kinds = (*(Kind.TEXT for _ in titles[:4]), *(Kind.AMOUNT for _ in titles[4:]))
    columns = tuple(Column(title, kind, 18) for title, kind in zip(titles, kinds, strict=True))
    rows = [
        (change_word(each.kind, words), each.number, each.party_name, each.currency, each.base, each.tax, each.balance)
        for each in relevant_changes(view)
    ]
    yield Table(words.pgettext("report", "Changed since closed"), columns, rows)
