"""Tables as CSV and XLSX, read back by other programs: types, hostile texts, long ones, memory and first bytes."""

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

import openpyxl
import pytest
from lxml import etree

from portal.errors import Invalid
from portal.exports import Cell, Column, Kind, Table, csv_chunks, xlsx_chunks
from portal.exports.cells import CUT, LONGEST_TEXT
from portal.exports.xlsx_file import MOST_ROWS, sheet_name

COLUMNS = (Column("Name", width=30), Column("Amount", Kind.AMOUNT), Column("Day", Kind.DAY))
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1", "=cmd|'/c calc'!A0")
DAY = date(2026, 2, 28)

Writer = Callable[[Table], Iterator[bytes]]


def in_workbook(table: Table) -> Iterator[bytes]:
    return xlsx_chunks([table])


WRITERS: list[Writer] = [csv_chunks, in_workbook]


def table(*rows: Sequence[Cell], columns: tuple[Column, ...] = COLUMNS) -> Table:
    return Table("Invoices", columns, rows)


def as_csv(table: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(csv_chunks(table)).decode("utf-8-sig"), newline="")))


def as_workbook(*tables: Table, most_rows: int = MOST_ROWS) -> Any:
    return openpyxl.load_workbook(io.BytesIO(b"".join(xlsx_chunks(tables, most_rows=most_rows))))


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_csv_is_utf8_with_a_mark_and_ends_its_lines_by_the_rfc() -> None:
    data = b"".join(csv_chunks(table(('Ša, "Ž"\nb', Decimal("-1234.5000"), DAY), (None, None, None))))
    assert data == (
        b"\xef\xbb\xbfName,Amount,Day\r\n" + '"Ša, ""Ž""\nb"'.encode() + b",-1234.5000,2026-02-28\r\n,,\r\n"
    )


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text: str) -> None:
    assert as_csv(table((text, None, None)))[1][0] == f"'{text}"
    cell = as_workbook(table((text, None, None))).active["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value == text.replace("\r", "\n")


def test_a_column_title_is_a_text_like_any_other() -> None:
    odd = table(columns=(Column("=1+1"),))
    assert as_csv(odd) == [["'=1+1"]]
    assert as_workbook(odd).active["A1"].data_type == "s"


def test_amounts_and_days_are_typed_and_exact() -> None:
    amounts = [Decimal(text) for text in ("-0.0001", "1234567890.1234", "1E+3", "0")]
    found = as_workbook(table(*(("x", amount, DAY) for amount in amounts))).active
    for row, amount in enumerate(amounts, start=2):
        assert Decimal(str(found.cell(row, 2).value)) == amount
        assert found.cell(row, 2).number_format == "#,##0.00##"
        assert (found.cell(row, 3).is_date, found.cell(row, 3).value.date()) == (True, DAY)
    assert [row[1] for row in as_csv(table(*(("x", amount, DAY) for amount in amounts)))[1:]] == [
        "-0.0001",
        "1234567890.1234",
        "1000",
        "0",
    ]


@pytest.mark.parametrize("text", ["00123", "1E5", "2026-01-01", "TRUE", "http://example.com", " two  spaces "])
def test_a_text_stays_the_text_it_is(text: str) -> None:
    assert as_csv(table((text, None, None)))[1][0] == text
    cell = as_workbook(table((text, None, None))).active["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_what_no_file_can_hold_is_left_out_and_what_is_too_long_is_cut_with_a_mark() -> None:
    row = ("a\x00b\x1b\ufffe<&>", None, None), ("x" * (LONGEST_TEXT + 1), None, None)
    for written in (as_csv(table(*row)), cells(as_workbook(table(*row)).active)):
        assert written[1][0] == "ab<&>"
        assert len(written[2][0]) == LONGEST_TEXT
        assert written[2][0].endswith(CUT)


def test_a_text_that_looks_like_an_escape_means_itself() -> None:
    data = b"".join(xlsx_chunks([table(("_x0041_", None, None))]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"_x005F_x0041_" in archive.read("xl/worksheets/sheet1.xml")


def test_a_workbook_has_a_sheet_a_table_with_titles_that_stay_in_sight() -> None:
    book = as_workbook(Table("Invoices", COLUMNS, [("a", None, DAY)]), Table("invoices", COLUMNS, []))
    assert book.sheetnames == ["Invoices", "invoices 2"]
    for sheet in book:
        assert cells(sheet)[0] == ["Name", "Amount", "Day"]
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.b
        assert sheet.auto_filter.ref == "A1:C2"
        assert round(sheet.column_dimensions["A"].width) in {30, 31}


def test_more_columns_than_letters() -> None:
    wide = tuple(Column(f"c{number}") for number in range(800))
    assert cells(as_workbook(table([str(number) for number in range(800)], columns=wide)).active)[1][799] == "799"


def test_columns_of_one_title_are_told_apart_and_none_is_lost() -> None:
    twice = table(("a", "b", "c"), columns=(Column("Net"), Column("Net"), Column("Net 2")))
    assert cells(as_workbook(twice).active) == [["Net", "Net 2", "Net 2 2"], ["a", "b", "c"]]


def test_days_before_spreadsheets_begin_are_written_as_texts() -> None:
    found = as_workbook(table((None, None, date(1899, 12, 31)), (None, None, date(9999, 12, 31)))).active
    assert found["C2"].value == "1899-12-31"
    assert found["C3"].value.date() == date(9999, 12, 31)


@pytest.mark.parametrize("rows", [0, 3])
def test_a_sheet_is_filled_to_its_last_row(rows: int) -> None:
    found = as_workbook(table(*[("x", None, None)] * rows), most_rows=3).active
    assert [row[0] for row in cells(found)] == ["Name", *["x"] * rows]


def test_more_rows_than_a_sheet_holds_are_refused_by_name() -> None:
    with pytest.raises(Invalid, match="Invoices: has more than the 3 rows"):
        as_workbook(table(*[("x", None, None)] * 4), most_rows=3)


def test_rows_that_break_leave_no_half_a_workbook() -> None:
    def broken() -> Iterator[Sequence[Cell]]:
        yield "a", None, None
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        next(xlsx_chunks([Table("x", COLUMNS, broken())]))


@pytest.mark.parametrize(
    ("wanted", "taken", "found"),
    [
        ("Sales/Q1: [all]?", (), "Sales Q1   all"),
        ("'quoted'", (), "quoted"),
        ("", (), "Sheet"),
        ("History", (), "History 1"),
        ("x" * 40, (), "x" * 31),
        ("X" * 31, ("x" * 31,), "X" * 29 + " 2"),
        ("a", ("A", "a 2"), "a 3"),
    ],
)
def test_sheet_names(wanted: str, taken: tuple[str, ...], found: str) -> None:
    assert sheet_name(wanted, taken) == found


def test_every_part_of_the_package_is_whole_and_the_same_bytes_again() -> None:
    found = []
    for _ in range(2):
        with zipfile.ZipFile(io.BytesIO(b"".join(xlsx_chunks([table(("<&>\"'", Decimal(1), DAY))])))) as archive:
            assert archive.testzip() is None
            found.append({name: archive.read(name) for name in archive.namelist()})
            for part in found[-1].values():
                etree.fromstring(part)
            # It says when the file was made, and who made it: nobody.
            core = found[-1].pop("docProps/core.xml")
            assert b"<dc:creator></dc:creator>" in core
    assert found[0] == found[1]


def many(count: int, taken: list[int]) -> Iterator[Sequence[Cell]]:
    for number in range(count):
        taken[0] += 1
        yield f"Customer {number}", Decimal(number), DAY


def test_the_first_bytes_leave_before_the_rows_are_read() -> None:
    taken = [0]
    chunks = csv_chunks(Table("x", COLUMNS, many(10_000, taken)))
    assert next(chunks)
    assert taken[0] < 100
    list(islice(chunks, 3))
    assert taken[0] < 10_000


@pytest.mark.parametrize("write", WRITERS, ids=["csv", "xlsx"])
@pytest.mark.parametrize("count", [20_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_memory_stays_flat(write: Writer, count: int) -> None:
    taken = [0]
    chunks = write(Table("x", COLUMNS, many(count, taken)))
    tracemalloc.start()
    try:
        size = sum(map(len, chunks))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken[0] == count
    assert size > count
    assert peak < 2_000_000
