"""The rules by which documents count: when, in which column, how late, and what is beside the sums."""

import tracemalloc
from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.errors import Invalid
from portal.reports import (
    ReportDocument,
    ReportKind,
    ReportPeriod,
    ReportRows,
    TaxAmount,
    TaxDates,
    build,
    changes_between,
    tax_point_of,
)
from portal.reports.aging import Bucket, bucket_of
from portal.reports.kir import Place, places_of
from portal.reports.period import Length
from portal.reports.vat import in_own_currency
from portal.translations import translator
from tests.reports.years import document

ISSUED, SUPPLIED, ENDED, STATED = date(2026, 4, 2), date(2026, 3, 30), date(2026, 3, 31), date(2026, 2, 1)
MARCH = ReportPeriod.parse("2026-03")


def rows(*documents: ReportDocument, country: str = "SI") -> ReportRows:
    return ReportRows(period=MARCH, as_of=MARCH.last, country=country, currency="EUR", documents=documents)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (TaxDates(type="invoice", issued=ISSUED), ISSUED),
        (TaxDates(type="invoice", issued=ISSUED, supplied=SUPPLIED, period_end=ENDED), SUPPLIED),
        (TaxDates(type="invoice", issued=ISSUED, period_end=ENDED), ENDED),
        (TaxDates(type="invoice", issued=ISSUED, supplied=SUPPLIED, stated=STATED), STATED),
        (TaxDates(type="invoice", issued=ISSUED, supplied=SUPPLIED, code="3"), ISSUED),
        (TaxDates(type="invoice", issued=ISSUED, supplied=SUPPLIED, code="35"), SUPPLIED),
        (TaxDates(type="invoice", issued=ISSUED, supplied=SUPPLIED, code="432"), SUPPLIED),
        (TaxDates(type="credit_note", issued=ISSUED, supplied=SUPPLIED), ISSUED),
        (TaxDates(type="credit_note", issued=ISSUED, stated=STATED), STATED),
        (TaxDates(type="advance_invoice", issued=ISSUED, supplied=SUPPLIED), ISSUED),
    ],
)
def test_the_vat_point(dates: TaxDates, expected: date) -> None:
    assert tax_point_of(dates) == expected


def test_periods_follow_one_another() -> None:
    assert [each.name for each in ReportPeriod.parse("2026").parts(Length.QUARTER)] == [
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
        "2026-Q4",
    ]
    assert (MARCH.first, MARCH.last) == (date(2026, 3, 1), date(2026, 3, 31))
    assert ReportPeriod.parse("2026-Q1").later(-1).name == "2025-Q4"
    assert ReportPeriod.parse("2026-12").later(1).name == "2027-01"
    assert ReportPeriod.around(date(2026, 5, 31), Length.QUARTER).name == "2026-Q2"


@pytest.mark.parametrize(
    ("category", "country", "place"),
    [
        ("S", "SI", Place.DOMESTIC),
        ("AE", "SI", Place.REVERSE_CHARGE),
        ("AE", "DE", Place.OTHER_EU),
        ("K", "DE", Place.OTHER_EU),
        ("G", "CH", Place.EXEMPT_WITH),
        ("Z", "SI", Place.EXEMPT_WITH),
        ("E", "SI", Place.EXEMPT_WITHOUT),
        ("O", "US", Place.OUTSIDE),
        ("L", "ES", Place.OTHER),
        ("", "SI", Place.OTHER),
    ],
)
def test_where_a_supply_stands_in_kir(category: str, country: str, place: Place) -> None:
    group = TaxAmount(category, None, Decimal(50), Decimal(0))
    one = document(taxes=(group,), party_country=country)
    assert places_of(one) == {place: 50}
    assert places_of(document(taxes=(group,), party_country=country, type="credit_note")) == {place: -50}
    assert places_of(document(taxes=(group,), party_country=country, voided=True)) == {place: 0}


@pytest.mark.parametrize(
    ("late", "bucket"),
    [
        (-5, "not_due"),
        (0, "not_due"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "over_90"),
    ],
)
def test_how_late(late: int, bucket: str) -> None:
    day = date(2026, 3, 25) + timedelta(days=late)
    assert bucket_of(document(open=Decimal(5)), day) == bucket
    assert bucket_of(document(open=Decimal(-5)), day) is Bucket.CREDIT
    undated = document(open=Decimal(5), due_date=None)
    assert bucket_of(undated, date.fromordinal(undated.issue_date.toordinal() + late)) == bucket


def test_vat_in_the_entitys_currency_is_taken_from_the_document_alone() -> None:
    foreign = {"currency": "USD", "tax_currency": "EUR", "tax_in_tax_currency": Decimal("20.15")}
    assert in_own_currency(document(**foreign), "EUR") == Decimal("20.15")
    assert in_own_currency(document(**foreign, type="credit_note"), "EUR") == Decimal("-20.15")
    assert in_own_currency(document(**foreign | {"tax_currency": "CHF"}), "EUR") is None
    assert in_own_currency(document(currency="USD"), "EUR") is None
    free = (TaxAmount("G", Decimal(0), Decimal(9), Decimal(0)),)
    assert in_own_currency(document(currency="USD", taxes=free), "EUR") == 0
    report = build(
        ReportKind.VAT_SUMMARY, rows(document(), document(id="b", currency="USD")), translator("en"), "en_150"
    )
    assert [section.key for section in report.sections] == ["EUR", "USD", "own"]
    assert ["does not state" in remark.text for remark in report.remarks] == [True]


def test_what_is_odd_is_told() -> None:
    odd = document(in_conflict=True, mismatched=True, due_on_payment=True)
    for kind in (ReportKind.VAT_SUMMARY, ReportKind.SALES_LEDGER):
        report = build(kind, rows(odd), translator("en"), "en_150")
        assert [remark.figure for remark in report.remarks] == [
            "remark/conflict",
            "remark/mismatch",
            "remark/on-payment",
        ]
    quiet = build(ReportKind.VAT_SUMMARY, rows(document(in_conflict=True, voided=True)), translator("en"), "en_150")
    assert quiet.remarks == ()


def test_kir_is_kept_in_slovenia_alone() -> None:
    with pytest.raises(Invalid, match="Slovenia"):
        build(ReportKind.KIR, rows(document(), country="DE"), translator("en"), "en_150")
    filed = build(ReportKind.KIR, rows(document()), translator("en"), "en_150")
    assert "not filed" in filed.title


def test_later_changes_say_what_they_would_do() -> None:
    kept, gone, late = document(id="a"), document(id="b"), document(id="c", type="credit_note")
    voided = document(id="b", voided=True)
    elsewhere = document(id="d", tax_point=date(2026, 4, 1), issue_date=date(2026, 4, 1))
    changes = changes_between(rows(kept, gone), rows(kept, voided, late, elsewhere))
    told = [(each.kind.value, each.document_id, int(each.base), int(each.tax), int(each.balance)) for each in changes]
    assert told == [("document_voided", "b", -100, -22, -122), ("document_added", "c", -100, -22, -122)]


@pytest.mark.parametrize("kind", [ReportKind.SALES_LEDGER, ReportKind.KIR])
def test_rows_of_documents_are_made_and_not_kept(kind: ReportKind) -> None:
    """As rows a document takes two kilobytes, and a pack has ten thousand."""
    few, many = (rows(*(document(id=f"inv_{number}") for number in range(count))) for count in (1, 300))
    build(kind, few, translator("en"), "en_150")
    tracemalloc.start()
    try:
        (section,) = build(kind, many, translator("en"), "en_150").sections
        assert sum(len(row.cells) for row in section.rows) == len(section.columns) * 301
        assert tracemalloc.get_traced_memory()[1] < 300 * 300
    finally:
        tracemalloc.stop()
    assert [section.rows[place].document_id for place in (0, -2, -1)] == ["inv_0", section.rows[299].document_id, ""]
    assert section.rows[298:] == tuple(section.rows)[298:]
    with pytest.raises(IndexError):
        section.rows[301]
