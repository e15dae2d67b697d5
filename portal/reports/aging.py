"""Receivables aging: what customers owe on a day, by how long it is overdue."""

import enum
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from portal import formats
from portal.reports.remarks import remarks_on
from portal.reports.rows import ZERO, ReportDocument, ReportRows
from portal.reports.tables import Cell, Column, ColumnKind, Entry, FigureBook, Report, Row, RowKind, Section
from portal.reports.words import ReportWords


class Bucket(enum.StrEnum):
    """How late a document is. What is owed to the customer is never late: it has a column of its own."""

    NOT_DUE = "not_due"
    TO_30 = "1-30"
    TO_60 = "31-60"
    TO_90 = "61-90"
    OVER_90 = "over_90"
    CREDIT = "credit"


_LIMITS = ((0, Bucket.NOT_DUE), (30, Bucket.TO_30), (60, Bucket.TO_60), (90, Bucket.TO_90))


def bucket_of(document: ReportDocument, as_of: date) -> Bucket:
    """By days past the due date, or past the day of issue where none is stated."""
    if document.open < 0:
        return Bucket.CREDIT
    late = (as_of - (document.due_date or document.issue_date)).days
    return next((bucket for limit, bucket in _LIMITS if late <= limit), Bucket.OVER_90)


def aging_report(rows: ReportRows, words: ReportWords) -> Report:
    """One section a currency, one row a customer, as of the last day of the period, or of today."""
    pgettext, book = words.translator.pgettext, FigureBook()
    documents = [each for each in rows.issued() if each.open]
    sections = [
        _section(rows.as_of, code, [each for each in documents if each.currency == code], words, book)
        for code in rows.currencies(documents)
    ]
    day = formats.long_date(rows.as_of, words.locale)
    return Report(
        kind="aging",
        title=pgettext("report", "Receivables aging"),
        about=pgettext("report", "What your customers owed at the end of %(day)s, by days past the due date.", day=day),
        sections=tuple(sections),
        remarks=tuple(remarks_on(documents, words, book)),
        figures=book.figures,
    )


def _titles(words: ReportWords) -> dict[str, str]:
    pgettext = words.translator.pgettext
    return {
        Bucket.NOT_DUE: pgettext("report", "Not due"),
        Bucket.TO_30: pgettext("report", "1–30 days"),
        Bucket.TO_60: pgettext("report", "31–60 days"),
        Bucket.TO_90: pgettext("report", "61–90 days"),
        Bucket.OVER_90: pgettext("report", "Over 90 days"),
        Bucket.CREDIT: pgettext("report", "Credit"),
        "total": words.say("Total"),
    }


def _section(
    as_of: date, currency: str, documents: list[ReportDocument], words: ReportWords, book: FigureBook
) -> Section:
    titles = _titles(words)
    customers: dict[str, list[ReportDocument]] = defaultdict(list)
    for each in sorted(documents, key=lambda each: (each.issue_date, each.number, each.id)):
        customers[each.party].append(each)
    maker = _Lines(as_of, currency, titles, book)
    plain = [
        maker.row(own[-1].party_name, party, own)
        for party, own in sorted(
            customers.items(), key=lambda pair: (formats.normalise(pair[1][-1].party_name), pair[0])
        )
    ]
    total = maker.row(words.say("Total"), "", documents, RowKind.TOTAL)
    columns = (
        Column("customer", words.say("Customer")),
        *(Column(str(key), title, ColumnKind.AMOUNT) for key, title in titles.items()),
    )
    return Section(currency, currency, currency, columns, (*plain, total))


class _Lines:
    """Makes the rows of one currency."""

    def __init__(self, as_of: date, currency: str, titles: dict[str, str], book: FigureBook) -> None:
        self._as_of, self._currency, self._titles, self._book = as_of, currency, titles, book

    def row(self, name: str, party: str, documents: Sequence[ReportDocument], kind: RowKind = RowKind.PLAIN) -> Row:
        """A row by bucket and in all; a cell that no document is in holds zero and opens nothing."""
        cells = [self._cell(name, party, bucket, self._within(documents, bucket)) for bucket in self._titles]
        return Row((Cell(name, figure=""), *cells), kind)

    def _within(self, documents: Sequence[ReportDocument], bucket: str) -> list[ReportDocument]:
        return [each for each in documents if bucket in {"total", bucket_of(each, self._as_of)}]

    def _cell(self, name: str, party: str, bucket: str, documents: list[ReportDocument]) -> Cell:
        if not documents:
            return Cell(ZERO)
        key = f"{self._currency}/{bucket}/{party}"
        title = f"{name}: {self._titles[bucket]}"
        entries = [Entry(each, (each.open,)) for each in documents]
        figure = self._book.add(key, title, self._currency, (self._titles[bucket],), entries)
        return Cell(figure.amounts[0], figure=key)
