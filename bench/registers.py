"""Many documents to one table: ours against the driver and the writer with nothing around them."""

import csv
import multiprocessing
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from rustpy_xlsxwriter import write_worksheet

from bench.house import House
from bench.papers import NEWEST_DAY
from bench.plan import Plan
from bench.serving import BenchFailed
from bench.timing import median
from portal.database import Database
from portal.exports import Table, csv_chunks, xlsx_chunks
from portal.exports.cells import joined
from portal.identity import Scope, system
from portal.services.exports.exporting import ExportWanted, export_tables

_Row = TypeVar("_Row")
_SPAN = timedelta(days=1_000)
_PLAIN = """
SELECT type, number, issue_date, supply_date, due_date, party_name, currency, net_total / 10000.0, tax_total / 10000.0,
       gross_total / 10000.0, paid_total / 10000.0, open_total / 10000.0, voided_at
FROM document
WHERE entity_id = ? AND direction = 'issued' AND NOT is_draft AND issue_date BETWEEN ? AND ?
ORDER BY type, issue_date, id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFigure:
    """One way to one kind of file. Memory is the most that a process of its own took for it, in megabytes."""

    name: str
    documents: int
    seconds: float
    peak_mb: float
    plain_seconds: float
    plain_peak_mb: float
    times_plain: float


@dataclass(frozen=True, slots=True)
class _Asked:
    url: str
    scope: Scope
    wanted: ExportWanted


def measure_registers(house: House, plan: Plan) -> list[RegisterFigure]:
    """The large entity's documents as xlsx and csv, each in a new process, in turn with the plain way."""
    wanted = ExportWanted(first=NEWEST_DAY - _SPAN, last=NEWEST_DAY)
    asked = _Asked(house.settings.database_url, house.stock.scope(house.stock.large), wanted)
    return [_measure(kind, asked, plan.registers) for kind in ("xlsx", "csv")]


def _measure(kind: str, asked: _Asked, rounds: int) -> RegisterFigure:
    ours, plain = [], []
    for _ in range(rounds):
        ours.append(_apart(_OURS[kind], asked))
        plain.append(_apart(_BARE[kind], asked))
    documents = {each[0] for each in (*ours, *plain)}
    if len(documents) != 1:
        raise BenchFailed(f"the two ways to {kind} wrote {sorted(documents)} documents; both have to write the same")
    return RegisterFigure(
        name=kind,
        documents=documents.pop(),
        seconds=median([seconds for _, seconds, _ in ours]),
        peak_mb=median([peak for *_, peak in ours]),
        plain_seconds=median([seconds for _, seconds, _ in plain]),
        plain_peak_mb=median([peak for *_, peak in plain]),
        times_plain=median([mine[1] / theirs[1] for mine, theirs in zip(ours, plain, strict=True)]),
    )


def _apart(work: Callable[[_Asked, Path], int], asked: _Asked) -> tuple[int, float, float]:
    """Documents, seconds and the peak of megabytes, of a process that did nothing else."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_timed, (work, asked))


def _timed(work: Callable[[_Asked, Path], int], asked: _Asked) -> tuple[int, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        before, began = _memory("VmRSS"), time.perf_counter()
        documents = work(asked, Path(folder, "file"))
        seconds = time.perf_counter() - began
    return documents, seconds, _memory("VmHWM") - before


def _memory(of: str) -> float:
    """Megabytes, by the kernel; rusage would tell of the process that this one was made by."""
    (line,) = [each for each in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if of in each]
    return int(line.split()[1]) / 1000


def _our_xlsx(asked: _Asked, path: Path) -> int:
    return _ours(asked, path, xlsx_chunks)


def _our_csv(asked: _Asked, path: Path) -> int:
    return _ours(asked, path, lambda tables: csv_chunks(joined(tables)))


def _ours(asked: _Asked, path: Path, chunks: Callable[[list[Any]], Iterator[bytes]]) -> int:
    counted = _Counted()
    with (
        closing(Database(asked.url)) as database,
        database.visit(system(asked.scope)) as visit,
        path.open("wb") as file,
    ):
        tables = [counted.of(table) for table in export_tables(visit, asked.wanted)]
        file.writelines(chunks(tables))
    return counted.rows


def _bare_xlsx(asked: _Asked, path: Path) -> int:
    counted = _Counted()
    with closing(_rows(asked)) as cursor:
        names = [name for name, *_ in cursor.description]
        write_worksheet((dict(zip(names, row, strict=True)) for row in counted.each(cursor)), str(path))
    return counted.rows


def _bare_csv(asked: _Asked, path: Path) -> int:
    counted = _Counted()
    with closing(_rows(asked)) as cursor, path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(counted.each(cursor))
    return counted.rows


def _rows(asked: _Asked) -> sqlite3.Cursor:
    connection = sqlite3.connect(asked.url.removeprefix("sqlite:///"))
    return connection.execute(_PLAIN, (asked.scope.entity_id, str(asked.wanted.first), str(asked.wanted.last)))


class _Counted:
    """Counts what runs through it."""

    rows = 0

    def each(self, rows: Iterable[_Row]) -> Iterator[_Row]:
        for row in rows:
            self.rows += 1
            yield row

    def of(self, table: Table) -> Table:
        return Table(table.name, table.columns, self.each(table.rows))


_OURS = {"xlsx": _our_xlsx, "csv": _our_csv}
_BARE = {"xlsx": _bare_xlsx, "csv": _bare_csv}
