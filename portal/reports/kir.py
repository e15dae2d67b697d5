"""The data of the Slovenian record of charged VAT (knjiga izdanih računov, KIR), as far as documents state it.

Data for whoever files it, never the filed record: the tax office's own schema is not known here. What goes into which
column, and from where that is known, stands in docs/tax-reports.md.
"""

import enum
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from portal.reports.remarks import remarks_on
from portal.reports.rows import ZERO, ReportDocument, ReportRows
from portal.reports.tables import (
    Cell,
    Column,
    ColumnKind,
    Entry,
    FigureBook,
    Made,
    Remark,
    Report,
    Row,
    RowKind,
    Section,
)
from portal.reports.words import ReportWords

COUNTRY = "SI"


class Place(enum.StrEnum):
    """A column of amounts."""

    DOMESTIC = "domestic"
    REVERSE_CHARGE = "domestic_reverse_charge"
    OTHER_EU = "other_eu"
    EXEMPT_WITH = "exempt_with_deduction"
    EXEMPT_WITHOUT = "exempt_without_deduction"
    OUTSIDE = "outside"
    OTHER = "other"
    TAX_22 = "vat_22"
    TAX_9_5 = "vat_9_5"
    TAX_5 = "vat_5"
    TAX_OTHER = "vat_other"


_BASES = {
    "S": Place.DOMESTIC,
    "K": Place.OTHER_EU,
    "G": Place.EXEMPT_WITH,
    "Z": Place.EXEMPT_WITH,
    "E": Place.EXEMPT_WITHOUT,
    "O": Place.OUTSIDE,
}
_TAXES = {Decimal(22): Place.TAX_22, Decimal("9.5"): Place.TAX_9_5, Decimal(5): Place.TAX_5}


def places_of(document: ReportDocument) -> Mapping[Place, Decimal]:
    """What a document adds to each column: credit notes below zero, voided ones zero, advances taken off.

    Reverse charge is a domestic supply where the customer is in Slovenia, else a service to another EU country.
    """
    found: dict[Place, Decimal] = defaultdict(Decimal)
    for group in (*document.groups(), *document.taken_off()):
        place = _BASES.get(group.category, Place.OTHER)
        if group.category == "AE":
            place = Place.REVERSE_CHARGE if document.party_country in {"", COUNTRY} else Place.OTHER_EU
        found[place] += group.base
        if group.tax:
            found[_TAXES.get(group.rate or ZERO, Place.TAX_OTHER)] += group.tax
    return found


def kir_report(rows: ReportRows, words: ReportWords) -> Report:
    """One section a currency; only the entity's own could be filed as it stands."""
    pgettext, documents, book = words.translator.pgettext, rows.taxed("issued"), FigureBook()
    sections = [
        _section(rows, code, [each for each in documents if each.currency == code], words, book)
        for code in rows.currencies(documents)
    ]
    reminders = (
        pgettext("report", "These are data for the record, not the record: nothing was filed with the tax office."),
        pgettext(
            "report",
            "No document states these columns, and they are left out: triangular supplies, distance sales, goods"
            " installed in another country, VAT on what was bought, the flag of article 88.b.",
        ),
    )
    return Report(
        kind="kir",
        title=pgettext("report", "KIR data (not filed)"),
        about=pgettext("report", "For the Slovenian record of charged VAT: one row a document."),
        sections=tuple(sections),
        remarks=(*(Remark(text) for text in reminders), *remarks_on(documents, words, book)),
        figures=book.figures,
    )


def _section(
    rows: ReportRows, currency: str, documents: list[ReportDocument], words: ReportWords, book: FigureBook
) -> Section:
    titles = _titles(words)
    columns = (*_facts(words), *(Column(place.value, titles[place], ColumnKind.AMOUNT) for place in Place))

    def row(_: int, each: ReportDocument) -> Row:
        amounts = places_of(each)
        cells = (*_fact_cells(rows, each), *(Cell(amounts.get(place, ZERO)) for place in Place))
        return Row(cells, document_id=each.id)

    behind: dict[Place, list[ReportDocument]] = defaultdict(list)
    for each in documents:
        for place in () if each.voided else places_of(each):
            behind[place].append(each)
    totals = [_figure(currency, place, titles[place], behind[place], book) for place in Place]
    blank = [Cell() for _ in _facts(words)]
    blank[2] = Cell(None, words.say("Total"))
    note = ""
    if currency != rows.currency:
        note = words.translator.pgettext(
            "report", "Not in %(currency)s: convert these rows before they go into the record.", currency=rows.currency
        )
    used = [place for place, cell in zip(Place, totals, strict=True) if cell.figure]
    lines = Made(row, documents, [Row((*blank, *totals), RowKind.TOTAL)])
    return Section(currency, currency, currency, _narrowed(columns, used), lines, note)


def _narrowed(columns: tuple[Column, ...], used: list[Place]) -> tuple[Column, ...]:
    """A page shows the columns that hold something; files have all of them."""
    places = {place.value for place in Place} - {place.value for place in used}
    return tuple(
        Column(each.key, each.title, each.kind, in_files_only=True) if each.key in places else each for each in columns
    )


def _figure(currency: str, place: Place, title: str, behind: Sequence[ReportDocument], book: FigureBook) -> Cell:
    """The column's sum; its figure where any document stands behind it."""
    if not behind:
        return Cell(ZERO)
    key = f"{currency}/{place.value}"
    entries = Made(lambda _, each: Entry(each, (places_of(each)[place],)), behind)
    return Cell(book.add(key, title, currency, (title,), entries).amounts[0], figure=key)


def _facts(words: ReportWords) -> tuple[Column, ...]:
    pgettext, text, day = words.translator.pgettext, ColumnKind.TEXT, ColumnKind.DAY
    return (
        Column("vat_period", pgettext("report", "VAT period"), text, in_files_only=True),
        Column("recorded_on", pgettext("report", "Recorded on"), day, in_files_only=True),
        Column("number", words.say("Number"), text),
        Column("issue_date", pgettext("report", "Issued on"), day),
        Column("customer", words.say("Customer"), text),
        Column("address", pgettext("report", "Address"), text, in_files_only=True),
        Column("country", pgettext("report", "Country"), text, in_files_only=True),
        Column("tax_id", pgettext("report", "VAT ID or tax number"), text, in_files_only=True),
    )


def _fact_cells(rows: ReportRows, document: ReportDocument) -> tuple[Cell, ...]:
    return (
        Cell(rows.period.name),
        Cell(document.recorded_on),
        Cell(document.number),
        Cell(document.issue_date),
        Cell(document.party_name),
        Cell(document.party_address),
        Cell(document.party_country),
        Cell(document.party_tax_id),
    )


def _titles(words: ReportWords) -> Mapping[Place, str]:
    pgettext = words.translator.pgettext
    return {
        Place.DOMESTIC: pgettext("report", "Taxed supplies, base"),
        Place.REVERSE_CHARGE: pgettext("report", "Domestic, customer accounts for VAT"),
        Place.OTHER_EU: pgettext("report", "To other EU countries"),
        Place.EXEMPT_WITH: pgettext("report", "Exempt with deduction, exports"),
        Place.EXEMPT_WITHOUT: pgettext("report", "Exempt without deduction"),
        Place.OUTSIDE: pgettext("report", "Outside Slovenia or the scope"),
        Place.OTHER: pgettext("report", "Other, not placed"),
        Place.TAX_22: pgettext("report", "VAT, %(group)s", group=words.percent(Decimal("22"))),
        Place.TAX_9_5: pgettext("report", "VAT, %(group)s", group=words.percent(Decimal("9.5"))),
        Place.TAX_5: pgettext("report", "VAT, %(group)s", group=words.percent(Decimal("5"))),
        Place.TAX_OTHER: pgettext("report", "VAT, other rates"),
    }
