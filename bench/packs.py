"""Stored PDFs to one archive, and the pack of a year: first byte, CPU and memory against reading the same files."""

import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as clock
from pathlib import Path

from bench.apart import Apart, apart
from bench.packed import YEAR, PackedStock, packed_stock
from bench.papers import NEWEST_DAY
from bench.plan import Plan, Size
from bench.serving import BenchFailed
from bench.timing import median
from portal.database import Database, Visit
from portal.exports import zip_chunks
from portal.identity import system
from portal.models import Document, Export
from portal.pdf import PdfPool
from portal.reports import ReportPeriod
from portal.services.exports.asked import ExportAsked, ExportKind
from portal.services.exports.asking import begin_export
from portal.services.exports.exporting import ExportWanted
from portal.services.exports.members import Members, ids_of
from portal.services.exports.pack import pack_chunks
from portal.services.exports.progress import Progress
from portal.storage import Storage

_AT = datetime.combine(NEWEST_DAY, clock(12), tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFigure:
    """One archive, each time in a new process; CPU in milliseconds a PDF, its multiple of what reading the PDFs takes
    in the same round, and the most megabytes beyond those that the process began with."""

    name: str
    documents: int
    megabytes: float
    first_byte_ms: float
    seconds: float
    cpu_ms: float
    reading_cpu_ms: float
    times_reading: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class _Sent:
    documents: int
    size: int
    first_byte: float


def measure_packs(cache: Path, folder: Path, plan: Plan) -> list[PackFigure]:
    """For each size the archive of its PDFs and the pack of its year, in turn with the reading of the same files."""
    found: list[PackFigure] = []
    for size in plan.packs:
        stock = packed_stock(size, cache, folder / size.name)
        found += _measure(size, stock, plan.registers)
    return found


def _measure(size: Size, stock: PackedStock, rounds: int) -> list[PackFigure]:
    ways = {"PDFs in an archive": _archive, "pack of the year": _pack}
    reads: list[Apart] = []
    taken: dict[str, list[Apart]] = {name: [] for name in ways}
    for _ in range(rounds):
        reads.append(apart(_read, stock))
        for name, way in ways.items():
            taken[name].append(apart(way, stock))
    return [_figure(f"{name}, {size.name}", runs, reads) for name, runs in taken.items()]


def _figure(name: str, runs: list[Apart], reads: list[Apart]) -> PackFigure:
    documents = {each.result.documents for each in (*runs, *reads)}
    if len(documents) != 1:
        raise BenchFailed(f"{name}: {sorted(documents)} documents were read and sent; they have to be the same")
    count = documents.pop()
    return PackFigure(
        name=name,
        documents=count,
        megabytes=runs[0].result.size / 1e6,
        first_byte_ms=median([each.result.first_byte * 1000 for each in runs]),
        seconds=median([each.seconds for each in runs]),
        cpu_ms=median([each.cpu_seconds * 1000 / count for each in runs]),
        reading_cpu_ms=median([each.cpu_seconds * 1000 / count for each in reads]),
        times_reading=median([run.cpu_seconds / read.cpu_seconds for run, read in zip(runs, reads, strict=True)]),
        peak_mb=median([each.peak_mb for each in runs]),
    )


def _read(stock: PackedStock) -> _Sent:
    """The floor: every PDF read once, by its name."""
    storage, size = Storage(stock.files), 0
    for digest in stock.digests:
        size += len(storage.get(stock.scope, digest))
    return _Sent(len(stock.digests), size, 0.0)


def _archive(stock: PackedStock) -> _Sent:
    wanted = ExportWanted(first=YEAR, last=NEWEST_DAY, types=("invoice", "credit_note", "advance_invoice"))
    asked = ExportAsked(kind=ExportKind.PDF, wanted=wanted)

    def pieces(visit: Visit, members: Members) -> Iterable[bytes]:
        return zip_chunks(members.of(asked, ids_of(visit, asked)))

    return _sent(stock, asked, pieces)


def _pack(stock: PackedStock) -> _Sent:
    asked = ExportAsked(kind=ExportKind.PACK, period=ReportPeriod.parse(str(YEAR.year)))
    return _sent(stock, asked, lambda visit, members: pack_chunks(visit, asked, members))


def _sent(stock: PackedStock, asked: ExportAsked, pieces: Callable[[Visit, Members], Iterable[bytes]]) -> _Sent:
    """As a worker makes it, but for where it goes: into nothing. No PDF is left to draw, so the pool has no child."""
    began, first, size = time.perf_counter(), 0.0, 0
    with closing(Database(stock.url)) as database, PdfPool(workers=1) as pool:
        with database.visit(system(stock.scope), at=_AT) as visit:
            export = begin_export(visit, asked)
        with database.visit(system(stock.scope), at=_AT) as visit:
            progress = Progress(database, visit, export.id)
            members = Members(visit, Storage(stock.files), pool, progress, _no_xml)
            for piece in pieces(visit, members):
                first = first or time.perf_counter() - began
                size += len(piece)
        _forget(database, stock, export.id)
    return _Sent(members.count, size, first)


def _no_xml(_visit: Visit, _document: Document) -> None:
    """What is in no PDF is not written: its cost is that of `checking`."""


def _forget(database: Database, stock: PackedStock, export_id: str) -> None:
    with database.visit(system(stock.scope), at=_AT) as visit, visit.write() as writing:
        writing.delete(writing.get_one(Export, export_id))
