"""XLSX workbooks, a sheet a table: written to a temporary file row by row, then sent; a text is never a formula.

`rustpy_xlsxwriter` does the writing (docs/decisions/0006-xlsx-writer.md has what was measured); here stands what it
leaves open: titles and sheet names that may be used, and cells that a sheet cannot hold.
"""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from rustpy_xlsxwriter import Format, write_worksheets

from portal.errors import Invalid
from portal.exports.cells import Cell, Column, Kind, Table, clean_text

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""What a sheet holds below its column titles."""
LONGEST_SHEET_NAME = 31
_PIECE_BYTES = 65_536
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# Days before this one are not numbers to a spreadsheet.
_FIRST_DAY = date(1900, 1, 1)
# Where a workbook says when it was written: nothing else in it differs between two of the same tables.
_PROPERTIES = "docProps/core.xml"
_WRITTEN_AT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NO_INSTANT = b"1980-01-01T00:00:00Z"


def xlsx_chunks(tables: Iterable[Table], *, most_rows: int = MOST_ROWS, undated: bool = False) -> Iterator[bytes]:
    """The workbook piece by piece, once all rows are read; memory stays flat whatever their number.

    `undated`, it does not say when it was written: the same tables make the same bytes. Raises Invalid for a table of
    more rows than a sheet holds.
    """
    with TemporaryDirectory(prefix="portal-xlsx-") as folder:
        path = Path(folder, "workbook.xlsx")
        write_xlsx(tables, path, most_rows=most_rows)
        if undated:
            path = _undated(path)
        with path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                yield piece


def write_xlsx(tables: Iterable[Table], path: Path, *, most_rows: int = MOST_ROWS) -> None:
    """The workbook as a file, written over whatever is there. Raises Invalid as above."""
    sheets: dict[str, Table] = {}
    for table in tables:
        sheets[sheet_name(table.name, tuple(sheets))] = table
    # A text stays a text also when somebody opens its cell and leaves it again.
    formats = {
        Kind.TEXT: Format().set_quote_prefix(),
        Kind.AMOUNT: Format().set_num_format("#,##0.00##"),
        Kind.NUMBER: Format().set_num_format("General"),
        Kind.DAY: Format().set_num_format(r"yyyy\-mm\-dd"),
    }
    bold = Format().set_bold()
    write_worksheets(
        [(name, _records(table, most_rows)) for name, table in sheets.items()],
        str(path),
        freeze_panes={"general": {"row": 1, "col": 0}},
        column_widths={name: [float(column.width) for column in table.columns] for name, table in sheets.items()},
        column_formats={name: [formats[column.kind] for column in table.columns] for name, table in sheets.items()},
        header_format=dict.fromkeys(sheets, bold),
        autofilter=dict.fromkeys(sheets, True),
    )


def _undated(path: Path) -> Path:
    """The same workbook without the instant, beside it. Its parts are found by their places, as spreadsheets want."""
    target = path.with_name("undated.xlsx")
    with ZipFile(path) as dated, ZipFile(target, "w", compresslevel=1) as undated:
        for part in dated.infolist():
            entry = ZipInfo(part.filename)
            entry.compress_type = ZIP_DEFLATED
            if part.filename == _PROPERTIES:
                undated.writestr(entry, _WRITTEN_AT.sub(_NO_INSTANT, dated.read(part)))
                continue
            with dated.open(part) as source, undated.open(entry, "w") as copy:
                shutil.copyfileobj(source, copy, _PIECE_BYTES)
    return target


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


def unlike_titles(columns: Iterable[Column]) -> list[str]:
    """The columns' titles, told apart where two are the same: each cell goes below its title."""
    found: dict[str, None] = {}
    for column in columns:
        title, count = clean_text(column.title), 1
        while title in found:
            count += 1
            title = f"{clean_text(column.title)} {count}"
        found[title] = None
    return list(found)


def _records(table: Table, most_rows: int) -> Iterator[Mapping[str, object]]:
    titles, rows = unlike_titles(table.columns), iter(table.rows)
    first = next(rows, None)
    if first is None:
        # The titles are taken from the first record: an empty one leaves them standing alone.
        yield dict.fromkeys(titles)
        return
    for count, row in enumerate(chain([first], rows), start=1):
        if count > most_rows:
            raise Invalid(
                f"{table.name}: has more than the {most_rows} rows that a sheet holds; export a shorter time, or csv"
            )
        yield dict(zip(titles, map(_written, row), strict=True))


def _written(cell: Cell) -> object:
    match cell:
        case "":
            return None
        case str():
            return clean_text(cell).replace("\r\n", "\n").replace("\r", "\n")
        case date() if cell < _FIRST_DAY:
            return cell.isoformat()
        case _:
            return cell
