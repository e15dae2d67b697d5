"""Invoices issued by 16 writers at once in one entity: how fast, and whether their numbers are gapless and unique."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from threading import Barrier
from typing import TypeVar

from sqlalchemy import select

from bench.house import House
from bench.plan import Plan
from bench.serving import BenchFailed, tree_cpu_seconds
from portal.database import Database, Visit
from portal.documents.types import DocumentType
from portal.errors import DatabaseUnavailable
from portal.identity import Actor, ActorKind, Scope, system
from portal.models import Document
from portal.services.documents.drafts import create_document
from portal.services.documents.input import DocumentInput, LineInput
from portal.services.documents.issuing import issue_document

WRITERS, PROCESSES = 16, 2
_TRIES = 20
_PATIENCE_SECONDS = 60
_SHARE_ALONE = 20
_BUYER = {
    "name": "Žaga Hrast d.o.o.",
    "address": {"line1": "Žagarska 1", "city": "Kranj", "post_code": "4000", "country": "SI"},
}
_LINES = tuple(
    LineInput(name=f"Work {number}", quantity=Decimal(number), price=Decimal("99.9")) for number in (1, 2, 3)
)
_WANTED = DocumentInput(lines=_LINES, customer=_BUYER)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NumberingFigure:
    """Invoices issued by all writers at once, per second, against one writer alone; CPU includes the database server.

    `gaps` are numbers that nobody got, `repeats` those that came again; `asked_again` counts the writes that were
    told that the database does not answer, and were made anew.
    """

    name: str
    issued: int
    per_second: float
    times_alone: float
    cpu_ms: float
    gaps: int
    repeats: int
    asked_again: int


@dataclass(frozen=True, slots=True)
class Written:
    """What the writers of one process did, on the clock that all processes share."""

    began: float
    ended: float
    cpu: float
    numbers: list[str]
    asked_again: int


def measure_numbering(houses: Sequence[House], plan: Plan) -> list[NumberingFigure]:
    """In each database one writer first, then all. Raises BenchFailed when a number is missing or came twice."""
    return [_measure(house, plan.issued) for house in houses]


def gaps_and_repeats(counts: Sequence[int]) -> tuple[int, int]:
    """How many numbers are missing between the least and the greatest, and how many came again."""
    different = set(counts)
    return max(counts) - min(counts) + 1 - len(different), len(counts) - len(different)


def _measure(house: House, issued: int) -> NumberingFigure:
    scope = house.stock.scope(house.stock.small[5])
    alone = write_some(house.settings.database_url, scope, max(issued // _SHARE_ALONE, WRITERS), 1)
    database_pid = house.server.database_pid
    before = tree_cpu_seconds(database_pid) if database_pid else 0.0
    parts = _write_all(house.settings.database_url, scope, issued)
    used = (tree_cpu_seconds(database_pid) if database_pid else 0.0) - before + sum(part.cpu for part in parts)
    numbers = [number for part in (alone, *parts) for number in part.numbers]
    _refuse_other_numbers(house, scope, numbers)
    gaps, repeats = gaps_and_repeats([int(number.rpartition("-")[2]) for number in numbers])
    if gaps or repeats:
        raise BenchFailed(f"{house.name}: {gaps} numbers are missing and {repeats} came twice")
    made = sum(len(part.numbers) for part in parts)
    rate = made / (max(part.ended for part in parts) - min(part.began for part in parts))
    return NumberingFigure(
        name=f"{WRITERS} writers, {house.name}",
        issued=made,
        per_second=rate,
        times_alone=rate / (len(alone.numbers) / (alone.ended - alone.began)),
        cpu_ms=used * 1000 / made,
        gaps=gaps,
        repeats=repeats,
        asked_again=sum(part.asked_again for part in parts),
    )


def _write_all(url: str, scope: Scope, issued: int) -> list[Written]:
    """As the portal's own workers are: several processes of several threads each."""
    context = multiprocessing.get_context("spawn")
    share = -(-issued // PROCESSES)
    with context.Manager() as manager, ProcessPoolExecutor(PROCESSES, context) as pool:
        begin = manager.Barrier(PROCESSES)
        writers = WRITERS // PROCESSES
        waiting = [pool.submit(write_some, url, scope, share, writers, begin) for _ in range(PROCESSES)]
        return [each.result() for each in waiting]


def write_some(url: str, scope: Scope, issued: int, writers: int, begin: Barrier | None = None) -> Written:
    """So many invoices by threads of this process, every second of them finalised from a draft."""
    firm = Actor(ActorKind.ACCOUNT_KEY, scope, name="Ada & Co")
    database = Database(url)

    def one(place: int) -> tuple[str, int]:
        with database.visit(firm, at=datetime.now(UTC)) as visit:
            return _issue(visit, from_draft=bool(place % 2))

    try:
        with ThreadPoolExecutor(writers) as pool, database.visit(firm) as visit:
            _ = visit.today
            visit.stop_reading()
            if begin is not None:
                begin.wait(_PATIENCE_SECONDS)
            began, used = time.monotonic(), time.process_time()
            done = list(pool.map(one, range(issued)))
            ended, cpu = time.monotonic(), time.process_time() - used
    finally:
        database.close()
    return Written(began, ended, cpu, [number for number, _ in done], sum(again for _, again in done))


def _issue(visit: Visit, *, from_draft: bool) -> tuple[str, int]:
    """The number of a new invoice, and how often a write had to be asked for again."""
    made, again = _patiently(lambda: create_document(visit, DocumentType.INVOICE, _WANTED, is_draft=from_draft))
    if from_draft:
        made, more = _patiently(lambda: issue_document(visit, made.id))
        again += more
    return str(made.number), again


def _patiently(write: Callable[[], T]) -> tuple[T, int]:
    """A backend that is told that the database does not answer asks again."""
    for tries in range(_TRIES):
        try:
            return write(), tries
        except DatabaseUnavailable:
            continue
    return write(), _TRIES


def _refuse_other_numbers(house: House, scope: Scope, told: Sequence[str]) -> None:
    """What the writers were told has to be what stands in the database."""
    series = select(Document.series).where(Document.number == told[0], Document.series.is_not(None)).limit(1)
    wanted = select(Document.number).where(
        Document.direction == "issued",
        Document.type == DocumentType.INVOICE.value,
        Document.series == series.scalar_subquery(),
        Document.is_draft.is_(False),
    )
    with house.database.visit(system(scope)) as visit:
        standing = visit.session.scalars(wanted).all()
    if sorted(map(str, standing)) != sorted(told):
        raise BenchFailed(f"{house.name}: {len(standing)} invoices stand where {len(told)} were answered")
