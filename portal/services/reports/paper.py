"""A report on paper: every text written, in the reader's language, for the pool that draws it."""

from collections.abc import Iterator

from portal import formats
from portal.database import Visit
from portal.identity import Environment
from portal.pdf import DEFAULT_ACCENT, PrintedReport, PrintedRow, PrintedTable
from portal.reports import Column, ColumnKind, Section
from portal.services.firm.looks import look_of
from portal.services.reports.views import ReportState, ReportView
from portal.services.reports.words import change_titles, change_word, relevant_changes, state_sentence, words_of
from portal.services.reports.written import Written

_FIGURES = frozenset({ColumnKind.AMOUNT, ColumnKind.COUNT, ColumnKind.RATE})


def printed_report(visit: Visit, view: ReportView) -> PrintedReport:
    """What stands on the paper; later changes of a closed period are its last table."""
    entity, words = visit.entity, words_of(view)
    ids = (
        words.gettext("VAT ID") + " " + entity.vat_id if entity.vat_id else "",
        words.gettext("Tax number") + " " + entity.tax_number if entity.tax_number else "",
    )
    is_sandbox = visit.scope.environment is Environment.SANDBOX
    return PrintedReport(
        title=view.report.title,
        period=view.label,
        about=view.report.about,
        state=state_sentence(view, visit),
        is_closed=view.state is ReportState.CLOSED,
        owner=entity.name,
        owner_facts=tuple(each for each in ids if each),
        date=view.as_of.isoformat(),
        language=view.language,
        tables=(*(_table(view, each) for each in view.report.sections), *_changes(view)),
        remarks=tuple(each.text for each in view.report.remarks),
        sandbox=words.gettext("Test data: this is not a real document.") if is_sandbox else "",
        footer=words.pgettext("report", "Made in the client portal of %(firm)s", firm=visit.account.name),
        accent=look_of(visit.account, visit.entity).accent_color or DEFAULT_ACCENT,
    )


def _table(view: ReportView, section: Section) -> PrintedTable:
    written = Written(section, view.locale)
    rows = (PrintedRow(tuple(text for _, _, text in written.cells(row)), row.kind.value) for row in section.rows)
    return PrintedTable(
        title=section.title,
        columns=tuple(column.title for column in written.columns),
        kinds=tuple(map(_kind, written.columns)),
        rows=tuple(rows),
        note=section.note,
    )


def _kind(column: Column) -> str:
    if column.kind in _FIGURES:
        return "figure"
    return "day" if column.kind is ColumnKind.DAY else "number" if column.key == "number" else ""


def _changes(view: ReportView) -> Iterator[PrintedTable]:
    words = words_of(view)
    changes = relevant_changes(view)
    if not changes:
        return
    rows = (
        PrintedRow(
            (
                change_word(each.kind, words),
                each.number,
                each.party_name,
                each.currency,
                *(formats.amount(figure, each.currency, view.locale) for figure in (each.base, each.tax, each.balance)),
            )
        )
        for each in changes
    )
    yield PrintedTable(
        title=words.pgettext("report", "Changed since it was closed"),
        columns=change_titles(words),
        kinds=("", "number", "", "", "figure", "figure", "figure"),
        rows=tuple(rows),
        note=words.pgettext("report", "These changes are in none of the figures above."),
    )
