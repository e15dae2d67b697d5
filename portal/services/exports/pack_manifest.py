"""The list of all that is in a pack: files with their SHA-256, documents with what they add, and what is missing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from portal.exports import Cell, Column, Kind, Table, csv_chunks
from portal.reports.totals import VatTotal
from portal.services.exports.pack_contents import Packed

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


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file in the pack."""

    path: str
    sha256: str
    size: int


NO_FILE = PackFile("", "", 0)


class Manifest:
    """Fills while the files are written. Amounts stand once, on the row of a document's PDF, also where that is
    missing: the sums of the `document` rows are the `total` rows."""

    def __init__(self) -> None:
        self._rows: list[tuple[Cell, ...]] = []
        self._sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])

    def hashed(self, row: str, path: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces of a file that is no document's, which is listed once they are all taken."""
        found, size = sha256(), 0
        for piece in pieces:
            found.update(piece)
            size += len(piece)
            yield piece
        self._rows.append((row, path, found.hexdigest(), str(size), *([None] * 14)))

    def document(self, packed: Packed, file: PackFile, note: str) -> None:
        """A document with its PDF."""
        stated, amounts = packed.stated, packed.amounts
        if amounts is not None and not stated.voided:
            sums = self._sums[stated.direction, stated.currency]
            sums[:] = (sums[0] + amounts[0], sums[1] + amounts[1])
        self._add(DOCUMENT, packed, file, (stated.net, stated.tax, stated.gross, *(amounts or (None, None))), note)

    def e_invoice(self, packed: Packed, file: PackFile, note: str) -> None:
        """A document's e-invoice."""
        self._add(E_INVOICE, packed, file, (None,) * len(_AMOUNTS), note)

    def total(self, direction: str, total: VatTotal, path: str) -> bool:
        """What the VAT report of a direction comes to in one currency; whether its documents here come to the same."""
        listed = self._sums.pop((direction, total.currency), [ZERO, ZERO])
        cells: list[Cell] = [TOTAL, *([None] * 4), direction, None, None, None, None, None, total.currency]
        cells += [None, None, None, total.base, total.tax, f"{total.documents} documents, as in {path}"]
        self._rows.append(tuple(cells))
        return listed == [total.base, total.tax]

    @property
    def is_told(self) -> bool:
        """Whether every sum has its total."""
        return not self._sums

    def chunks(self) -> Iterator[bytes]:
        """The file, piece by piece."""
        return csv_chunks(Table("manifest", COLUMNS, self._rows))

    def _add(self, row: str, packed: Packed, file: PackFile, amounts: tuple[Cell, ...], note: str) -> None:
        stated = packed.stated
        facts = (stated.id, stated.direction, stated.type, stated.number, stated.issue_date, stated.tax_point)
        size = str(file.size) if file.path else ""
        whose = (stated.party_name, stated.currency)
        self._rows.append((row, file.path, file.sha256, size, *facts, *whose, *amounts, note))
