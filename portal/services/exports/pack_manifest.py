"""The list of all that is in a pack: files with their SHA-256, documents with what they add, and what is missing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from hashlib import sha256
from itertools import chain

from portal.exports import Cell, Column, Kind, Table, csv_chunks
from portal.reports.totals import VatTotal
from portal.services.exports.pack_contents import Packed
from portal.services.exports.pack_notes import PackFile, PackNotes

ZERO = Decimal(0)
_TEXTS = ("row", "file", "sha256", "bytes", "document_id", "direction", "type", "number")
_DAYS = ("issue_date", "vat_date")
_PARTY = ("party", "currency")
_AMOUNTS = ("net", "tax", "gross", "counted_base", "counted_tax")
# Codes in English, whatever language the pack is in: programs read it.
COLUMNS = (
    *(Column(name) for name in _TEXTS),
    *(Column(name, Kind.DAY) for name in _DAYS),
    *(Column(name) for name in _PARTY),
    *(Column(name, Kind.AMOUNT) for name in _AMOUNTS),
    Column("note"),
)
DOCUMENT, E_INVOICE, REPORT, PAGE, TOTAL = "document", "e_invoice", "report", "page", "total"


class Manifest:
    """Has a row for each of these documents and its files, then what is told it. Amounts stand once, on the row of a
    document's PDF, also where that is missing: the sums of the `document` rows are the `total` rows."""

    def __init__(self, documents: Sequence[Packed], notes: PackNotes) -> None:
        self._documents, self._notes = documents, notes
        self._rows: list[tuple[Cell, ...]] = []
        self._sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
        for packed in documents:
            if packed.amounts is not None and not packed.stated.voided:
                sums = self._sums[packed.stated.direction, packed.stated.currency]
                sums[:] = (sums[0] + packed.amounts[0], sums[1] + packed.amounts[1])

    def hashed(self, row: str, path: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces of a file that is no document's, which is listed once they are all taken."""
        found, size = sha256(), 0
        for piece in pieces:
            found.update(piece)
            size += len(piece)
            yield piece
        self._rows.append((row, path, found.hexdigest(), str(size), *([None] * 14)))

    def total(self, direction: str, total: VatTotal, path: str) -> bool:
        """What the VAT report of a direction comes to in one currency; whether its documents here come to the same."""
        listed = self._sums.pop((direction, total.currency), [ZERO, ZERO])
        cells: list[Cell] = [TOTAL, *([None] * 4), direction, None, None, None, None, None, total.currency]
        cells += [None, None, None, total.base, total.tax, f"documents: {total.documents}, as in {path}"]
        self._rows.append(tuple(cells))
        return listed == [total.base, total.tax]

    @property
    def is_told(self) -> bool:
        """Whether every sum has its total."""
        return not self._sums

    def chunks(self) -> Iterator[bytes]:
        """The file, piece by piece."""
        return csv_chunks(Table("manifest", COLUMNS, chain(self._of_documents(), self._rows)))

    def _of_documents(self) -> Iterator[tuple[Cell, ...]]:
        for packed in self._documents:
            stated, files = packed.stated, self._notes.of(packed.stated.id)
            amounts = (stated.net, stated.tax, stated.gross, *(packed.amounts or (None, None)))
            yield _row(DOCUMENT, packed, files.pdf, amounts, files.no_pdf)
            yield _row(E_INVOICE, packed, files.xml, (None,) * len(_AMOUNTS), files.no_xml)


def _row(row: str, packed: Packed, file: PackFile, amounts: tuple[Cell, ...], note: str) -> tuple[Cell, ...]:
    stated = packed.stated
    facts = (stated.id, stated.direction, stated.type, stated.number, stated.issue_date, stated.tax_point)
    size = str(file.size) if file.path else ""
    return (row, file.path, file.sha256, size, *facts, stated.party_name, stated.currency, *amounts, note)
