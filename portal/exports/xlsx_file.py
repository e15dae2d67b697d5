"""XLSX workbooks (ECMA-376), a sheet a table, sent while they are made; a text is a text and never a formula.

Written out by hand because of what was measured: a library's writer took four times as long for the same cells, and
could send its first byte only after the last row.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from itertools import chain, islice

from portal.exports.archive import archive_chunks
from portal.exports.cells import FORMULA_STARTS, Cell, Table, clean_text
from portal.exports.xlsx_parts import DECLARATION, GUARDED, HEAD, MAIN, STYLES, TEXT, frame_parts, sheet_path

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""What a sheet holds below its column titles."""
LONGEST_SHEET_NAME = 31
_ROWS_AT_ONCE = 50
# Days are counted from here, as if 1900 had been a leap year.
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def xlsx_chunks(tables: Iterable[Table], *, most_rows: int = MOST_ROWS) -> Iterator[bytes]:
    """The workbook piece by piece. A table of more rows than a sheet holds goes on in a further sheet."""
    return archive_chunks(_members(tables, most_rows), compressed=True)


def sheet_name(name: str, taken: Sequence[str]) -> str:
    """A name that a sheet may have and none of those has yet, which are compared without case."""
    clean = _FORBIDDEN_IN_NAMES.sub(" ", clean_text(name)).strip(" '")[:LONGEST_SHEET_NAME].strip(" '") or "Sheet"
    # Spreadsheets keep this name for themselves.
    wanted = f"{clean} 1" if clean.casefold() == "history" else clean
    others, found, count = {each.casefold() for each in taken}, wanted, 1
    while found.casefold() in others:
        count += 1
        ending = f" {count}"
        found = wanted[: LONGEST_SHEET_NAME - len(ending)] + ending
    return found


def _members(tables: Iterable[Table], most_rows: int) -> Iterator[tuple[str, Iterable[bytes]]]:
    names: list[str] = []
    for table in tables:
        rows = iter(table.rows)
        page: Iterator[Sequence[Cell]] | None = islice(rows, most_rows)
        while page is not None:
            names.append(sheet_name(table.name, names))
            yield sheet_path(len(names)), _sheet(table, page)
            # A sheet is written to its end before the next is asked for, and so the rows stand where it ended.
            beyond = next(rows, None)
            page = None if beyond is None else chain([beyond], islice(rows, most_rows - 1))
    yield from frame_parts(names)


def _sheet(table: Table, rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    letters = [_letters(position) for position in range(len(table.columns))]
    widths = "".join(
        f'<col min="{position}" max="{position}" width="{column.width}" customWidth="1"/>'
        for position, column in enumerate(table.columns, start=1)
    )
    head = "".join(
        _text_cell(f"{letter}1", column.title, HEAD) for letter, column in zip(letters, table.columns, strict=True)
    )
    yield (
        f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{widths}</cols><sheetData><row r="1">{head}</row>'
    ).encode()
    styles = [STYLES[column.kind] for column in table.columns]
    places = list(zip(letters, styles, strict=True))
    numbered = enumerate(rows, start=2)
    last = 1
    while batch := list(islice(numbered, _ROWS_AT_ONCE)):
        last = batch[-1][0]
        yield "".join(_row(number, row, places) for number, row in batch).encode()
    yield f'</sheetData><autoFilter ref="A1:{letters[-1]}{last}"/></worksheet>'.encode()


def _row(number: int, row: Sequence[Cell], places: Sequence[tuple[str, int]]) -> str:
    cells = (_cell(f"{letters}{number}", cell, style) for (letters, style), cell in zip(places, row, strict=True))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, cell: Cell, style: int) -> str:
    match cell:
        case None | "":
            return ""
        case str():
            return _text_cell(place, cell, GUARDED if cell.startswith(FORMULA_STARTS) else TEXT)
        case Decimal():
            return f'<c r="{place}" s="{style}"><v>{cell:f}</v></c>'
        case date():
            return f'<c r="{place}" s="{style}"><v>{cell.toordinal() - _DAY_ZERO}</v></c>'


def _text_cell(place: str, text: str, style: int) -> str:
    """An inline text: its type says that it is one, and no spreadsheet looks for a formula in it."""
    # What looks like the format's own way to write a character is written so that it means itself.
    written = _LOOKS_ESCAPED.sub("_x005F_", clean_text(text).replace("\r\n", "\n").replace("\r", "\n"))
    inner = escape(written, quote=False)
    return f'<c r="{place}" t="inlineStr" s="{style}"><is><t xml:space="preserve">{inner}</t></is></c>'


def _letters(position: int) -> str:
    """The letters of a column by its position from 0: A to Z, AA and so on."""
    found, rest = "", position + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        found = chr(ord("A") + letter) + found
    return found
