"""The sales ledger: every document that was billed, by VAT point, with what it adds to each VAT rate."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from portal.reports.remarks import remarks_on
from portal.reports.rows import ZERO, ReportDocument, ReportRows
from portal.reports.tables import Cell, Column, ColumnKind, Entry, FigureBook, Made, Report, Row, RowKind, Section
from portal.reports.vat import TaxKey, in_own_currency, order_of
from portal.reports.words import ReportWords


def ledger_report(rows: ReportRows, words: ReportWords) -> Report:
    """One section a currency, rows numbered from 1; voided documents stay with zero."""
    pgettext, documents, book = words.translator.pgettext, rows.taxed("issued"), FigureBook()
    sections = []
    for code in rows.currencies(documents):
        sections.append(_section(rows, code, [each for each in documents if each.currency == code], words, book))
    return Report(
        kind="sales_ledger",
        title=pgettext("report", "Sales ledger"),
        about=pgettext("report", "Every invoice and credit note of the period, one by one."),
        sections=tuple(sections),
        remarks=tuple(remarks_on(documents, words, book)),
        figures=book.figures,
    )


def _section(
    rows: ReportRows, currency: str, documents: list[ReportDocument], words: ReportWords, book: FigureBook
) -> Section:
    keys = sorted({group.key for each in documents for group in (*each.taxes, *each.advances)}, key=order_of)
    has_advances = any(each.advances for each in documents)
    sums = _sums(keys, has_advances, rows.currency if currency != rows.currency else "", words)

    def row(place: int, each: ReportDocument) -> Row:
        cells = (*_facts(place + 1, each, words), *(Cell(amount(each)) for _, amount in sums), *_ends(each))
        return Row(cells, document_id=each.id)

    total = _total(currency, documents, sums, words, book)
    columns = (*_fact_columns(words), *(column for column, _ in sums), *_end_columns(words))
    return Section(currency, currency, currency, columns, Made(row, documents, [total]))


_Sum = tuple[Column, Callable[[ReportDocument], Decimal | None]]


def _sums(keys: Sequence[TaxKey], has_advances: bool, own: str, words: ReportWords) -> list[_Sum]:
    """The columns of amounts, and what a document adds to each."""
    pgettext, kind = words.translator.pgettext, ColumnKind.AMOUNT
    found: list[_Sum] = [(Column("net", words.say("Net"), kind), lambda each: each.counted(each.net))]
    for key in keys:
        named, rate = words.group(*key), "" if key[1] is None else f"_{key[1]:f}"
        code = f"{key[0] or 'undivided'}{rate}"
        base = Column(f"base_{code}", pgettext("report", "Base, %(group)s", group=named), kind, in_files_only=True)
        tax = Column(f"tax_{code}", pgettext("report", "VAT, %(group)s", group=named), kind, in_files_only=True)
        found += [(base, partial(_base_of, key)), (tax, partial(_tax_of, key))]
    found.append((Column("tax", pgettext("report", "VAT amount"), kind), lambda each: each.counted(each.tax)))
    if has_advances:
        net = Column("advance_base", pgettext("report", "Billed in advance, base"), kind, in_files_only=True)
        vat = Column("advance_tax", pgettext("report", "Billed in advance, VAT"), kind, in_files_only=True)
        found.append((net, lambda each: sum((group.base for group in each.taken_off()), ZERO)))
        found.append((vat, lambda each: sum((group.tax for group in each.taken_off()), ZERO)))
    if own:
        title = pgettext("report", "VAT in %(currency)s", currency=own)
        found.append((Column("tax_own", title, kind, in_files_only=True), lambda each: in_own_currency(each, own)))
    found.append((Column("gross", words.say("Total"), kind), lambda each: each.counted(each.gross)))
    return found


def _base_of(key: TaxKey, document: ReportDocument) -> Decimal:
    return document.counted(sum((group.base for group in document.taxes if group.key == key), ZERO))


def _tax_of(key: TaxKey, document: ReportDocument) -> Decimal:
    return document.counted(sum((group.tax for group in document.taxes if group.key == key), ZERO))


def _fact_columns(words: ReportWords) -> tuple[Column, ...]:
    pgettext, text, day = words.translator.pgettext, ColumnKind.TEXT, ColumnKind.DAY
    return (
        Column("position", pgettext("report", "No."), ColumnKind.COUNT),
        Column("tax_point", pgettext("report", "VAT date"), day),
        Column("recorded_on", pgettext("report", "Recorded on"), day, in_files_only=True),
        Column("number", words.say("Number"), text),
        Column("type", words.say("Type"), text),
        Column("issue_date", pgettext("report", "Issued on"), day, in_files_only=True),
        Column("supply_date", pgettext("report", "Supplied on"), day, in_files_only=True),
        Column("due_date", pgettext("report", "Due on"), day, in_files_only=True),
        Column("customer", words.say("Customer"), text),
        Column("address", pgettext("report", "Address"), text, in_files_only=True),
        Column("country", pgettext("report", "Country"), text, in_files_only=True),
        Column("tax_id", pgettext("report", "VAT ID or tax number"), text, in_files_only=True),
    )


def _facts(number: int, document: ReportDocument, words: ReportWords) -> tuple[Cell, ...]:
    return (
        Cell(number),
        Cell(document.tax_point),
        Cell(document.recorded_on),
        Cell(document.number),
        Cell(document.type, _named(document, words)),
        Cell(document.issue_date),
        Cell(document.supply_date),
        Cell(document.due_date),
        Cell(document.party_name),
        Cell(document.party_address),
        Cell(document.party_country),
        Cell(document.party_tax_id),
    )


def _named(document: ReportDocument, words: ReportWords) -> str:
    name = words.type(document.type)
    return words.translator.pgettext("report", "%(document)s, voided", document=name) if document.voided else name


def _end_columns(words: ReportWords) -> tuple[Column, ...]:
    pgettext = words.translator.pgettext
    return (
        Column("paid", words.say("Paid"), ColumnKind.AMOUNT, in_files_only=True),
        Column("open", pgettext("report", "Open at the end"), ColumnKind.AMOUNT, in_files_only=True),
        Column("voided", pgettext("report", "Voided"), in_files_only=True),
        Column("original", pgettext("report", "Original document"), in_files_only=True),
        Column("document_id", pgettext("report", "Document ID"), in_files_only=True),
    )


def _ends(document: ReportDocument) -> tuple[Cell, ...]:
    voided = Cell("yes" if document.voided else "")
    paid = Cell(document.counted(document.due) - document.open)
    return paid, Cell(document.open), voided, Cell(", ".join(document.originals)), Cell(document.id)


def _total(
    currency: str, documents: list[ReportDocument], sums: Sequence[_Sum], words: ReportWords, book: FigureBook
) -> Row:
    entries = Made(
        lambda _, each: Entry(each, tuple(amount(each) or ZERO for _, amount in sums)),
        [each for each in documents if not each.voided],
    )
    titles = [column.title for column, _ in sums]
    key = f"{currency}/total"
    figure = book.add(key, words.say("Total"), currency, titles, entries)
    facts = [Cell() for _ in _fact_columns(words)]
    facts[0] = Cell(len(documents))
    facts[1] = Cell(None, words.say("Total"))
    open_at_end = sum((each.open for each in documents), ZERO)
    due = sum((each.counted(each.due) for each in documents), ZERO)
    ends = (Cell(due - open_at_end), Cell(open_at_end), Cell(), Cell(), Cell())
    return Row((*facts, *(Cell(each, figure=key) for each in figure.amounts), *ends), RowKind.TOTAL)
