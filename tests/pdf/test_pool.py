"""The pool: bounded in time and number, its children killed and replaced, no caller left waiting."""

import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from portal.errors import RenderBusy, RenderFailed, RenderTimedOut
from portal.pdf import PdfPool, PrintedDocument
from portal.pdf.engine import render
from tests.pdf.children import is_alive
from tests.pdf.samples import invoice, line

SLOW = invoice(4_000)


def numbered(number: int) -> PrintedDocument:
    return replace(invoice(), number=f"2026-{number}")


def megabytes(pid: int) -> float:
    """What a process holds in memory."""
    (line,) = [each for each in Path(f"/proc/{pid}/status").read_text().splitlines() if each.startswith("VmRSS")]
    return int(line.split()[1]) / 1000


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def pool() -> Iterator[PdfPool]:
    with PdfPool(workers=1, recycle_after=100_000) as shared:
        yield shared


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as executor:
        yield executor


def test_a_child_draws_the_same_bytes(pool: PdfPool) -> None:
    document = replace(invoice(3), einvoice=bytes(range(256)) * 500)
    assert pool.render(document) == render(document)


def test_one_child_serves_many(pool: PdfPool) -> None:
    pool.render(numbered(1))
    before = pool.child_pids()
    pool.render(numbered(2))
    assert pool.child_pids() == before
    assert len(before) == 1


def test_threads_that_ask_for_the_same_get_one_drawing(pool: PdfPool, threads: ThreadPoolExecutor) -> None:
    pool.render(numbered(3))
    before = pool.drawn()
    together = threading.Barrier(8)

    def ask() -> bytes:
        together.wait()
        return pool.render(invoice(150))

    answers = {future.result() for future in [threads.submit(ask) for _ in range(8)]}
    assert len(answers) == 1
    assert pool.drawn() == before + 1


def test_too_many_rows_are_refused_at_once_and_no_child_hears_of_them() -> None:
    with PdfPool() as fresh:
        began = time.monotonic()
        with pytest.raises(RenderFailed, match="20,000 lines"):
            fresh.render(replace(invoice(), lines=(line(),) * 20_000))
        with pytest.raises(RenderFailed, match="2,000,000 characters"):
            fresh.render(replace(invoice(), lines=(replace(line(), description="x" * 2_000_000),)))
        assert time.monotonic() - began < 1
        assert fresh.child_pids() == frozenset()


@pytest.mark.slow
def test_a_drawing_that_takes_too_long_is_killed_and_the_next_is_drawn() -> None:
    with PdfPool(workers=1, wall_seconds=6) as strict:
        began = time.monotonic()
        with pytest.raises(RenderTimedOut, match="after 6 s"):
            strict.render(SLOW)
        assert time.monotonic() - began < 20
        assert strict.render(invoice()).startswith(b"%PDF-1.7")
        last = strict.child_pids()
    assert len(last) == 1
    assert not any(map(is_alive, last))


@pytest.mark.slow
def test_cpu_time_is_limited_for_each_job_and_not_for_the_life_of_the_child() -> None:
    with PdfPool(workers=1, cpu_seconds=2, wall_seconds=60) as strict:
        strict.render(numbered(0))
        first = strict.child_pids()
        for number in range(1, 7):
            strict.render(replace(invoice(40), number=str(number)))
        assert strict.child_pids() == first
        with pytest.raises(RenderTimedOut, match="CPU"):
            strict.render(SLOW)
        assert strict.render(invoice()).startswith(b"%PDF")
        assert strict.child_pids() != first


@pytest.mark.slow
def test_memory_is_limited() -> None:
    with PdfPool(workers=1, memory_bytes=500_000_000, cpu_seconds=60, wall_seconds=60) as strict:
        strict.render(invoice())
        with pytest.raises(RenderFailed, match=r"renderer broke|ended before"):
            strict.render(SLOW)
        assert strict.render(invoice()).startswith(b"%PDF")


@pytest.mark.slow
def test_a_full_queue_and_a_long_one_say_so(threads: ThreadPoolExecutor) -> None:
    with PdfPool(workers=1, wall_seconds=8, queue_limit=1, queue_seconds=4) as small:
        small.warm_up()
        small.render(invoice())
        drawing = threads.submit(small.render, SLOW)
        wait_until(lambda: small.in_flight() == 1)
        # A warm and idle child takes it at once.
        time.sleep(0.3)
        waiting = threads.submit(small.render, numbered(1))
        wait_until(lambda: small.in_flight() == 2)
        with pytest.raises(RenderBusy, match="waiting already"):
            small.render(numbered(2))
        with pytest.raises(RenderBusy, match="within 4 s"):
            waiting.result()
        assert not drawing.done()
        small.close()
        with pytest.raises(RenderFailed):
            drawing.result()


@pytest.mark.slow
def test_a_child_grows_old_and_is_replaced() -> None:
    with PdfPool(workers=1, recycle_after=2) as ageing:
        generations = []
        for number in range(4):
            ageing.render(numbered(number))
            generations.append(ageing.child_pids())
        wait_until(lambda: not any(is_alive(pid) for pid in generations[0]))
    assert generations[0] != generations[3]


def test_a_child_killed_while_idle_is_not_missed(pool: PdfPool) -> None:
    pool.render(numbered(4))
    for pid in pool.child_pids():
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, pool.child_pids())))
    assert pool.render(numbered(5)).startswith(b"%PDF")


def test_a_child_killed_at_work_fails_that_document_alone(pool: PdfPool, threads: ThreadPoolExecutor) -> None:
    pool.render(invoice())
    drawing = threads.submit(pool.render, SLOW)
    # On a busy machine the first blow may fall before the drawing has begun, on a child replaced in silence.
    while not drawing.done():
        time.sleep(0.5)
        for pid in pool.child_pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    with pytest.raises(RenderFailed, match="exit status -9"):
        drawing.result()
    assert pool.render(invoice()).startswith(b"%PDF")


def test_closing_frees_every_caller_and_ends_every_child(threads: ThreadPoolExecutor) -> None:
    pool = PdfPool(workers=2)
    pool.warm_up()
    wait_until(lambda: len(pool.child_pids()) == 2)
    callers: list[Future[bytes]] = []
    for number in range(5):
        callers.append(threads.submit(pool.render, replace(SLOW, number=str(number))))
    time.sleep(0.7)
    children = pool.child_pids()
    pool.close()
    pool.close()
    for caller in callers:
        with pytest.raises(RenderFailed):
            caller.result(timeout=5)
    assert not any(map(is_alive, children))
    assert pool.child_pids() == frozenset()
    with pytest.raises(RenderFailed, match="closed"):
        pool.render(invoice())


@pytest.mark.slow
def test_pools_that_share_slots_wait_for_each_other(tmp_path: Path) -> None:
    slots = tmp_path / "slots"
    with (
        PdfPool(workers=1, queue_seconds=60, slots_dir=slots) as patient,
        PdfPool(workers=1, queue_seconds=1, slots_dir=slots) as hasty,
    ):
        patient.render(numbered(1))
        (slot,) = slots.iterdir()
        with slot.open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            with pytest.raises(RenderBusy):
                hasty.render(numbered(2))
        assert patient.render(numbered(2)).startswith(b"%PDF")


@pytest.mark.slow
def test_many_threads_on_two_pools_all_get_their_own(tmp_path: Path, threads: ThreadPoolExecutor) -> None:
    with PdfPool(slots_dir=tmp_path) as one, PdfPool(slots_dir=tmp_path) as two:
        asked = [threads.submit((one, two)[n % 2].render, numbered(n)) for n in range(12)]
        assert len({future.result() for future in asked}) == 12


def test_a_pool_taken_across_a_fork_says_so_instead_of_hanging(pool: PdfPool) -> None:
    pool.render(numbered(1))
    forked = os.fork()
    if forked == 0:
        signal.alarm(10)
        try:
            pool.render(numbered(2))
        except RenderFailed as error:
            os._exit(7 if "another process" in str(error) else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 7
    assert pool.render(numbered(3)).startswith(b"%PDF")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_a_document_took_is_given_back() -> None:
    """Or a child that draws long ones comes to its memory limit, and a document fails for those before it."""
    content = invoice(60)
    with PdfPool(workers=1, recycle_after=100_000) as pool:
        held: list[float] = []
        for number in range(9):
            pool.render(replace(content, number=f"2026-{number}"))
            held += map(megabytes, pool.child_pids())
        assert held[-1] - held[2] < 15
