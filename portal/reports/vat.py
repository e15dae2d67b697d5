"""The VAT summary: base and tax by category and rate, in each currency; and the VAT in the entity's own, as stated."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

from portal.reports.remarks import remarks_on
from portal.reports.rows import ZERO, ReportDocument, ReportRows, TaxAmount
from portal.reports.tables import Cell, Column, ColumnKind, Entry, FigureBook, Remark, Report, Row, RowKind, Section
from portal.reports.words import ReportWords

TaxKey: TypeAlias = tuple[str, Decimal | None]
Amounts: TypeAlias = Callable[[ReportDocument], Iterable[TaxAmount]]


def order_of(key: TaxKey) -> tuple[bool, str, Decimal]:
    """Standard rates first, the highest in front; then the exemptions by their code."""
    category, rate = key
    return category != "S", category or "~", -(rate or ZERO)


def by_group(documents: Iterable[ReportDocument], amounts: Amounts) -> dict[TaxKey, list[Entry]]:
    """For each tax group the documents that state it, each once, with base and tax; in the order of a report."""
    found: dict[TaxKey, dict[str, Entry]] = defaultdict(dict)
    for document in documents:
        for group in amounts(document):
            before = found[group.key].get(document.id)
            base, tax = before.amounts if before else (ZERO, ZERO)
            found[group.key][document.id] = Entry(document, (base + group.base, tax + group.tax))
    return {key: list(found[key].values()) for key in sorted(found, key=order_of)}


def counted_vat(document: ReportDocument) -> tuple[Decimal, Decimal]:
    """Base and tax of a whole document as they count, what it takes off for advances taken off."""
    base = sum((each.base for each in document.taxes), ZERO) - sum((each.base for each in document.advances), ZERO)
    tax = sum((each.tax for each in document.taxes), ZERO) - sum((each.tax for each in document.advances), ZERO)
    return document.counted(base), document.counted(tax)


def vat_report(rows: ReportRows, words: ReportWords, direction: str) -> Report:
    """What was charged (`issued`), or what suppliers charged (`received`), by VAT point."""
    pgettext = words.translator.pgettext
    issued, documents = direction == "issued", rows.taxed(direction)
    book = FigureBook()
    sections = [
        _section(code, [each for each in documents if each.currency == code], words, book)
        for code in rows.currencies(documents)
    ]
    own, missing = _in_own_currency(rows, documents, words, book)
    about = (
        pgettext("report", "VAT on what you billed, by category and rate.")
        if issued
        else pgettext("report", "VAT on the bills from your suppliers, by category and rate.")
    )
    return Report(
        kind="vat_summary" if issued else "input_vat",
        title=pgettext("report", "VAT summary") if issued else pgettext("report", "Input VAT"),
        about=about,
        sections=(*sections, *own),
        remarks=(*missing, *remarks_on(documents, words, book), *_reminders(issued, words)),
        figures=book.figures,
    )


def _columns(words: ReportWords) -> tuple[Column, ...]:
    pgettext = words.translator.pgettext
    return (
        Column("category", pgettext("report", "VAT")),
        Column("rate", pgettext("report", "Rate"), ColumnKind.RATE, in_files_only=True),
        Column("documents", pgettext("report", "Documents"), ColumnKind.COUNT),
        Column("base", pgettext("report", "Taxable base"), ColumnKind.AMOUNT),
        Column("tax", pgettext("report", "VAT amount"), ColumnKind.AMOUNT),
    )


def _section(currency: str, documents: list[ReportDocument], words: ReportWords, book: FigureBook) -> Section:
    pgettext = words.translator.pgettext
    standing = [each for each in documents if not each.voided]
    maker = _Lines(currency, words, book)
    plain = [
        maker.row(f"group/{key[0]}-{_plain(key[1])}", key, words.group(*key), entries)
        for key, entries in by_group(standing, lambda each: each.groups()).items()
    ]
    plain += [
        maker.row(
            f"advance/{key[0]}-{_plain(key[1])}",
            key,
            pgettext("report", "Billed in advance already, %(group)s", group=words.group(*key)),
            entries,
        )
        for key, entries in by_group(standing, lambda each: each.taken_off()).items()
    ]
    whole = [Entry(each, counted_vat(each)) for each in standing]
    total = maker.row("total", ("", None), words.say("Total"), whole, RowKind.TOTAL)
    return Section(currency, currency, currency, _columns(words), (*plain, total, *maker.asides(whole, documents)))


class _Lines:
    """Makes the rows of one currency, and keeps the documents behind each."""

    def __init__(self, currency: str, words: ReportWords, book: FigureBook) -> None:
        self._currency, self._words, self._book = currency, words, book

    def row(self, place: str, key: TaxKey, title: str, entries: Sequence[Entry], kind: RowKind = RowKind.PLAIN) -> Row:
        """A row of base and tax with its figure."""
        columns = [column.title for column in _columns(self._words)[3:]]
        name = f"{self._currency}/{place}"
        figure = self._book.add(name, title, self._currency, columns, entries)
        base, tax = figure.amounts
        category = key[0] if place.startswith(("group", "advance")) else None
        cells = (
            Cell(category, title),
            Cell(key[1]),
            Cell(len(entries), figure=name),
            Cell(base, figure=name),
            Cell(tax, figure=name),
        )
        return Row(cells, kind)

    def asides(self, whole: list[Entry], documents: list[ReportDocument]) -> Iterator[Row]:
        """What is among the total, and what counts for nothing."""
        pgettext = self._words.translator.pgettext
        credits = [entry for entry in whole if entry.document.type == "credit_note"]
        if credits:
            yield self.row("credit-notes", ("", None), pgettext("report", "Of it credit notes"), credits, RowKind.ASIDE)
        voided = [Entry(each, (ZERO, ZERO)) for each in documents if each.voided]
        if voided:
            yield self.row("voided", ("", None), pgettext("report", "Voided, kept with zero"), voided, RowKind.ASIDE)


def _plain(rate: Decimal | None) -> str:
    return "none" if rate is None else f"{rate:f}"


def in_own_currency(document: ReportDocument, currency: str) -> Decimal | None:
    """The document's VAT in the entity's currency as it counts; None where the document does not state it (BT-111)."""
    tax = counted_vat(document)[1]
    if document.currency == currency or not tax:
        return tax
    if document.tax_currency != currency or document.tax_in_tax_currency is None:
        return None
    if document.advances and document.advances_in_tax_currency is None:
        return None
    return document.counted(document.tax_in_tax_currency - (document.advances_in_tax_currency or ZERO))


def _in_own_currency(
    rows: ReportRows, documents: list[ReportDocument], words: ReportWords, book: FigureBook
) -> tuple[list[Section], list[Remark]]:
    """The VAT in the entity's currency, as the documents state it; nothing where all are in that currency anyway."""
    pgettext, own = words.translator.pgettext, rows.currency
    standing = [each for each in documents if not each.voided]
    currencies = rows.currencies(standing)
    if not any(code != own for code in currencies):
        return [], []
    title = pgettext("report", "VAT in %(currency)s", currency=own)
    found, all_entries = [], []
    for code in currencies:
        stated = [(each, in_own_currency(each, own)) for each in standing if each.currency == code]
        entries = [Entry(each, (tax,)) for each, tax in stated if tax is not None]
        all_entries += entries
        found.append(_own_row(code, code, title, entries, len(stated) - len(entries), own, book))
    silent = [Entry(each, ()) for each in standing if in_own_currency(each, own) is None]
    label = pgettext("report", "Total, as far as stated") if silent else words.say("Total")
    found.append(_own_row("total", label, title, all_entries, len(silent), own, book, RowKind.TOTAL))
    columns = (
        Column("currency", pgettext("report", "Document currency")),
        Column("documents", pgettext("report", "Documents that state it"), ColumnKind.COUNT),
        Column("silent", pgettext("report", "Documents that do not"), ColumnKind.COUNT),
        Column("tax", title, ColumnKind.AMOUNT),
    )
    note = pgettext("report", "As the documents themselves state it; nothing is converted here.")
    section = Section("own", title, own, columns, tuple(found), note)
    if not silent:
        return [section], []
    book.add("own/silent", pgettext("report", "VAT not stated in %(currency)s", currency=own), "", (), silent)
    text = words.translator.ngettext(
        "%(num)s document in another currency does not state its VAT in %(currency)s; it is not in that total.",
        "%(num)s documents in another currency do not state their VAT in %(currency)s; they are not in that total.",
        len(silent),
        currency=own,
    )
    return [section], [Remark(text, "own/silent")]


def _own_row(
    code: str,
    label: str,
    title: str,
    entries: list[Entry],
    silent: int,
    own: str,
    book: FigureBook,
    kind: RowKind = RowKind.PLAIN,
) -> Row:
    key = f"own/{code}"
    figure = book.add(key, f"{title}: {label}", own, (title,), entries)
    count = Cell(len(entries), figure=key)
    return Row((Cell(code, label), count, Cell(silent), Cell(figure.amounts[0], figure=key)), kind)


def _reminders(issued: bool, words: ReportWords) -> list[Remark]:
    if issued:
        return []
    text = words.translator.pgettext(
        "report", "VAT that you owe yourself on purchases (reverse charge, other EU countries) is not worked out here."
    )
    return [Remark(text)]
