"""Over many seeded years: each figure is the sum of exactly the documents behind it, and the reports agree."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from portal.reports import Report, ReportDocument, ReportKind, ReportPeriod, ReportRows, Row, RowKind, Section, build
from portal.reports.period import Length
from portal.translations import translator
from tests.reports.years import a_year, rows_of

YEARS, AT_ONCE = 100, 10
WORDS = translator("en")
ZERO = Decimal(0)
Sums = dict[tuple[object, ...], tuple[Decimal, Decimal, frozenset[str]]]


def made(kind: ReportKind, rows: ReportRows, party: str | None = None) -> Report:
    return build(kind, rows, WORDS, "en_150", party=party)


def oracle(documents: Iterable[ReportDocument], period: ReportPeriod) -> Sums:
    """By currency, category and rate, worked out another way than the reports do: base, tax, and whose they are."""
    found: dict[tuple[object, ...], list[tuple[int, int, str]]] = defaultdict(list)
    for one in documents:
        if not period.first <= one.tax_point <= period.last or one.voided:
            continue
        way = -1 if one.type == "credit_note" else 1
        for group in one.taxes:
            cents = int(group.base * 100) * way, int(group.tax * 100) * way
            found[one.currency, group.category, group.rate].append((*cents, one.id))
    return {
        key: (
            Decimal(sum(base for base, _, _ in parts)) / 100,
            Decimal(sum(tax for _, tax, _ in parts)) / 100,
            frozenset(name for _, _, name in parts),
        )
        for key, parts in found.items()
    }


def value(section: Section, row: Row, key: str) -> Decimal:
    place = [column.key for column in section.columns].index(key)
    found = row.cells[place].value
    assert isinstance(found, Decimal)
    return found


def rows(section: Section, kind: RowKind) -> list[Row]:
    return [row for row in section.rows if row.kind is kind]


def summary_of(report: Report) -> Sums:
    found: Sums = {}
    for section in report.sections:
        if section.key == "own":
            continue
        for row in rows(section, RowKind.PLAIN):
            figure = report.figures[row.cells[-1].figure]
            amounts = value(section, row, "base"), value(section, row, "tax")
            key = (section.currency, row.cells[0].value, row.cells[1].value)
            found[key] = (*amounts, frozenset(entry.document.id for entry in figure.entries))
    return found


def totals(report: Report, *keys: str) -> dict[str, tuple[Decimal, ...]]:
    """By currency, the values of these columns in the total row."""
    found = {}
    for section in report.sections:
        if section.key != "own":
            (row,) = rows(section, RowKind.TOTAL)
            found[section.currency] = tuple(value(section, row, key) for key in keys)
    return found


def check_vat(source: ReportRows) -> None:
    summary, ledger = made(ReportKind.VAT_SUMMARY, source), made(ReportKind.SALES_LEDGER, source)
    expected = oracle(source.documents, source.period)
    assert summary_of(summary) == expected
    ties = totals(summary, "base", "tax")
    assert ties == totals(ledger, "net", "tax")
    for currency, (base, tax) in ties.items():
        own = [amounts for key, amounts in expected.items() if key[0] == currency]
        assert (base, tax) == (sum((each[0] for each in own), ZERO), sum((each[1] for each in own), ZERO))
    check_kir(source, ties)
    check_ledger(source, ledger)
    own_section = [section for section in summary.sections if section.key == "own"]
    stated = [
        one.counted(one.tax if one.currency == "EUR" else one.tax_in_tax_currency or ZERO)
        for one in source.taxed("issued")
        if one.currency == "EUR" or (one.tax and one.tax_currency == "EUR")
    ]
    assert [value(each, each.rows[-1], "tax") for each in own_section] in ([], [sum(stated, ZERO)])


def check_kir(source: ReportRows, ties: dict[str, tuple[Decimal, ...]]) -> None:
    kir = made(ReportKind.KIR, source)
    keys = [column.key for column in kir.sections[0].columns] if kir.sections else []
    bases = [key for key in keys if key.startswith(("domestic", "other", "exempt", "outside"))]
    taxes = [key for key in keys if key.startswith("vat_") and key != "vat_period"]
    for currency, amounts in totals(kir, *bases, *taxes).items():
        split = len(bases)
        assert (sum(amounts[:split], ZERO), sum(amounts[split:], ZERO)) == ties[currency]


def check_ledger(source: ReportRows, ledger: Report) -> None:
    listed = [row.document_id for section in ledger.sections for row in rows(section, RowKind.PLAIN)]
    assert sorted(listed) == sorted(one.id for one in source.documents if one.tax_point in source.period)
    voided = {one.id for one in source.documents if one.voided}
    for section in ledger.sections:
        for row in rows(section, RowKind.PLAIN):
            whole = value(section, row, "gross")
            assert whole == value(section, row, "net") + value(section, row, "tax")
            assert not whole or row.document_id not in voided


def check_money(source: ReportRows) -> None:
    aging, balances = made(ReportKind.AGING, source), made(ReportKind.STATEMENT, source)
    open_by: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in source.documents:
        open_by[one.currency, one.party] += one.open
    for section in aging.sections:
        keys = [column.key for column in section.columns[1:]]
        for row in section.rows:
            amounts = [value(section, row, key) for key in keys]
            assert sum(amounts[:-1], ZERO) == amounts[-1]
    expected = {key: amount for key, amount in open_by.items() if amount}
    assert whole_of(aging, "total") == expected
    assert whole_of(balances, "closing") == expected
    for section in balances.sections:
        for row in section.rows:
            parts = [value(section, row, key) for key in ("opening", "billed", "paid")]
            assert sum(parts, ZERO) == value(section, row, "closing")


def whole_of(report: Report, key: str) -> dict[tuple[str, str], Decimal]:
    """By currency and customer what the column holds, customers without it left out."""
    found: dict[tuple[str, str], Decimal] = {}
    for section in report.sections:
        for row in rows(section, RowKind.PLAIN):
            place = [column.key for column in section.columns].index(key)
            figure = report.figures.get(row.cells[place].figure)
            if figure and value(section, row, key):
                (party,) = {entry.document.party for entry in figure.entries}
                found[section.currency, party] = value(section, row, key)
    return found


def check_figures(report: Report) -> None:
    """Every cell that opens documents shows their sum, and no document stands behind it twice."""
    for section in report.sections:
        for row in section.rows:
            for column, cell in zip(section.columns, row.cells, strict=True):
                if cell.figure:
                    figure = report.figures[cell.figure]
                    ids = [entry.document.id for entry in figure.entries]
                    assert len(ids) == len(set(ids))
                    assert cell.value == len(ids) if column.kind == "count" else cell.value in figure.amounts
    for figure in report.figures.values():
        for place, amount in enumerate(figure.amounts):
            assert amount == sum((entry.amounts[place] for entry in figure.entries), ZERO)


def check_parts(documents: list[ReportDocument], length: Length) -> None:
    """Months or quarters come to their year, and no document is in two of them."""

    def sums(period: ReportPeriod) -> Sums:
        return summary_of(made(ReportKind.VAT_SUMMARY, replace(whole, period=period)))

    year = ReportPeriod(2026, Length.YEAR, 1)
    whole = ReportRows(period=year, as_of=year.last, country="SI", currency="EUR", documents=tuple(documents))
    added: Sums = {}
    for period in year.parts(length):
        for key, (base, tax, ids) in sums(period).items():
            before = added.get(key, (ZERO, ZERO, frozenset()))
            assert not ids & before[2]
            added[key] = before[0] + base, before[1] + tax, before[2] | ids
    assert added == sums(year)


def check_year(seed: int) -> None:
    """The whole year, and one of its months with all that is open at its end."""
    documents, payments = a_year(seed)
    whole = rows_of(documents, payments, ReportPeriod(2026, Length.YEAR, 1))
    check_vat(whole)
    check_money(whole)
    check_figures(made(ReportKind.STATEMENT, whole, f"cus_{seed % 12}"))
    check_parts(documents, Length.QUARTER if seed % 4 else Length.MONTH)
    month = rows_of(documents, payments, ReportPeriod(2026, Length.MONTH, seed % 12 + 1))
    check_money(month)
    for kind in ReportKind:
        check_figures(made(kind, month))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(AT_ONCE))
def test_every_figure_is_the_sum_of_its_documents(part: int) -> None:
    for seed in range(part, YEARS, AT_ONCE):
        check_year(seed)


def test_a_year_of_each_thing_that_counts() -> None:
    """A quick one of them; and the years do hold what they are for."""
    documents, payments = a_year(4)
    assert {one.currency for one in documents} == {"EUR", "USD", "CHF"}
    assert any(one.voided for one in documents)
    assert any(one.type == "credit_note" for one in documents)
    assert any(one.tax_point.month != one.issue_date.month for one in documents)
    assert payments
    check_year(4)
