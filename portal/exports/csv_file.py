"""CSV by RFC 4180, in UTF-8 with a byte order mark, in which no text of a stranger's becomes a formula."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from portal.exports.cells import FORMULA_STARTS, Cell, Table, clean_text

MIME = "text/csv"
_CHUNK_CHARACTERS = 32_768


def csv_chunks(table: Table) -> Iterator[bytes]:
    """The file piece by piece: the column titles, then the rows as they come.

    Amounts have a decimal point and no grouping, days are in ISO 8601; a text that would begin a formula gets an
    apostrophe before it.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer.writerow([_plain(column.title) for column in table.columns])
    # The first bytes leave before the first row is read: whoever waits sees that something comes.
    yield _taken(buffer)
    for row in table.rows:
        writer.writerow([_plain(cell) for cell in row])
        if buffer.tell() >= _CHUNK_CHARACTERS:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8")


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Decimal():
            return f"{cell:f}"
        case date():
            return cell.isoformat()
        case _:
            text = clean_text(cell)
            return f"'{text}" if text.startswith(FORMULA_STARTS) else text
