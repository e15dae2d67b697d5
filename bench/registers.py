"""Many documents to one table: ours against the driver and the writer with nothing around them."""

import csv
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from rustpy_xlsxwriter import write_worksheet

from bench.apart import apart
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
    cpu_seconds: float
    peak_mb: float
    plain_seconds: float
    plain_peak_mb: float
    times_plain: float
    times_plain_cpu: float


@dataclass(frozen=True, slots=True)
class _Asked:
    url: str
    scope: Scope
    wanted: ExportWanted


def measure_registers(house: House, plan: Plan) -> list[RegisterFigure]:
    """The large entity's documents as xlsx and csv, each in a new process, in turn with the plain way."""
    wanted = ExportWanted(first=NEWEST_DAY - timedelta(days=plan.register_days), last=NEWEST_DAY)
    asked = _Asked(house.settings.database_url, house.stock.scope(house.stock.large), wanted)
    return [_measure(kind, asked, plan.registers) for kind in ("xlsx", "csv")]


def _measure(kind: str, asked: _Asked, rounds: int) -> RegisterFigure:
    ours, plain = [], []
    for _ in range(rounds):
        ours.append(apart(_written, _OURS[kind], asked))
        plain.append(apart(_written, _BARE[kind], asked))
    documents = {each.result for each in (*ours, *plain)}
    if len(documents) != 1:
        raise BenchFailed(f"the two ways to {kind} wrote {sorted(documents)} documents; both have to write the same")
    return RegisterFigure(
        name=kind,
        documents=documents.pop(),
        seconds=median([each.seconds for each in ours]),
        cpu_seconds=median([each.cpu_seconds for each in ours]),
        peak_mb=median([each.peak_mb for each in ours]),
        plain_seconds=median([each.seconds for each in plain]),
        plain_peak_mb=median([each.peak_mb for each in plain]),
        times_plain=median([mine.seconds / theirs.seconds for mine, theirs in zip(ours, plain, strict=True)]),
        times_plain_cpu=median(
            [mine.cpu_seconds / theirs.cpu_seconds for mine, theirs in zip(ours, plain, strict=True)]
        ),
    )


def _written(work: Callable[[_Asked, Path], int], asked: _Asked) -> int:
    with tempfile.TemporaryDirectory() as folder:
        return work(asked, Path(folder, "file"))


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
