"""The pool that draws PDFs for all threads of a server: bounded, killable, and never a caller left waiting.

Each worker is a thread that lives as long as the pool and owns one child process. The thread has to be that long-lived:
Linux ends a child with the *thread* that started it, and a request's thread would take the child along.
"""

import os
import pickle
import threading
from collections import deque
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from portal.errors import RenderBusy, RenderFailed, RenderTimedOut
from portal.pdf.digest import digest
from portal.pdf.limits import refuse_oversize
from portal.pdf.process import Limits, RendererProcess
from portal.pdf.report_content import Printable
from portal.pdf.slots import MachineSlots

MEGABYTE = 1_000_000
_GRACE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Job:
    payload: bytes
    future: Future[bytes]


class PdfPool:
    """Draws documents in child processes; threads that ask for the same document at the same time share one drawing.

    `render` returns or raises within `queue_seconds` + `wall_seconds` + 5 s, whatever happens. With `slots_dir`, all
    pools on the machine that name the same directory together draw at most `workers` documents at a time.
    Children start with the first document, or with `warm_up`; a pool must not be used across a fork.
    """

    def __init__(
        self,
        workers: int = 2,
        cpu_seconds: int = 8,
        memory_bytes: int = 900 * MEGABYTE,
        wall_seconds: float = 10,
        queue_limit: int = 16,
        recycle_after: int = 1000,
        *,
        queue_seconds: float = 15,
        slots_dir: Path | None = None,
    ) -> None:
        self._workers = workers
        self._limits = Limits(cpu_seconds, memory_bytes, wall_seconds)
        self._queue_limit = queue_limit
        self._queue_seconds = queue_seconds
        self._recycle_after = recycle_after
        self._slots = MachineSlots(slots_dir, workers)
        self._change = threading.Condition()
        self._queue: deque[_Job] = deque()
        self._in_flight: dict[str, Future[bytes]] = {}
        self._threads: list[threading.Thread] = []
        self._processes: set[RendererProcess] = set()
        self._idle = 0
        self._drawn = 0
        self._owner: int | None = None
        self._closing = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def render(self, content: Printable) -> bytes:
        """The PDF of the document; bytes are the same as `engine.render` gives.

        Raises `RenderBusy` when the queue is full or the document's turn does not come, `RenderTimedOut` when drawing
        takes too long, `RenderFailed` when the document is too large or breaks the renderer.
        """
        refuse_oversize(content)
        key = digest(content)
        with self._change:
            future = self._in_flight.get(key) or self._submit(key, content)
        return self._wait(future)

    def warm_up(self) -> None:
        """Start all workers in the background, so that the first callers find a warm child."""
        with self._change:
            self._refuse_misuse()
            while len(self._threads) < self._workers:
                self._add_worker()

    def child_pids(self) -> frozenset[int]:
        """The process ids of the children alive now."""
        with self._change:
            return frozenset(process.pid for process in self._processes)

    def drawn(self) -> int:
        """How many documents this pool has drawn; callers that shared one drawing count once."""
        with self._change:
            return self._drawn

    def in_flight(self) -> int:
        """How many documents are waiting or being drawn now."""
        with self._change:
            return len(self._in_flight)

    def close(self) -> None:
        """Refuse what waits, kill what draws, and return when no child is left; may be called again."""
        with self._change:
            self._closing.set()
            for job in tuple(self._queue):
                job.future.cancel()
            self._queue.clear()
            for process in self._processes:
                process.kill()
            self._change.notify_all()
            threads = tuple(self._threads)
        for thread in threads:
            thread.join()

    def _refuse_misuse(self) -> None:
        if self._closing.is_set():
            raise RenderFailed("the PDF pool is closed")
        self._owner = self._owner or os.getpid()
        if self._owner != os.getpid():
            raise RenderFailed("this PDF pool belongs to another process; make one after the fork")

    def _submit(self, key: str, content: Printable) -> Future[bytes]:
        self._refuse_misuse()
        if len(self._queue) >= self._queue_limit:
            raise RenderBusy(f"{len(self._queue)} documents are waiting already")
        job = _Job(pickle.dumps(content), Future())
        self._in_flight[key] = job.future
        job.future.add_done_callback(lambda _: self._forget(key, job))
        self._queue.append(job)
        if self._idle < len(self._queue) and len(self._threads) < self._workers:
            self._add_worker()
        self._change.notify()
        return job.future

    def _forget(self, key: str, job: _Job) -> None:
        with self._change:
            self._in_flight.pop(key, None)
            if job in self._queue:
                self._queue.remove(job)

    def _wait(self, future: Future[bytes]) -> bytes:
        try:
            return future.result(self._queue_seconds)
        except CancelledError as error:
            raise RenderBusy("the document's turn did not come") from error
        except TimeoutError as error:
            if future.cancel():
                raise RenderBusy(f"the document's turn did not come within {self._queue_seconds:g} s") from error
        try:
            return future.result(self._limits.wall_seconds + _GRACE_SECONDS)
        except TimeoutError as error:
            raise RenderTimedOut("the renderer does not answer") from error

    def _add_worker(self) -> None:
        # A daemon, so that a server that forgets `close` can still exit: its children then end with it.
        thread = threading.Thread(target=self._work, name=f"pdf-{len(self._threads)}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        process: RendererProcess | None = None
        while not self._closing.is_set():
            process, _ = self._warm(process)
            job = self._next_job()
            if job is None:
                break
            # Again, since the child may have died meanwhile; and here a caller can still leave if the start hangs.
            process, trouble = self._warm(process)
            self._take_turn(job, process, trouble)
        if process is not None:
            self._retire(process)

    def _next_job(self) -> _Job | None:
        with self._change:
            self._idle += 1
            self._change.wait_for(lambda: self._queue or self._closing.is_set())
            self._idle -= 1
            return None if self._closing.is_set() else self._queue.popleft()

    def _warm(self, process: RendererProcess | None) -> tuple[RendererProcess | None, RenderFailed | None]:
        """The same child if it lives and is young enough, else a new one; or why there is none."""
        if process is not None:
            if process.is_alive() and process.jobs_done < self._recycle_after:
                return process, None
            self._retire(process)
        try:
            fresh = RendererProcess(self._limits)
        except RenderFailed as error:
            return None, error
        except OSError as error:
            return None, RenderFailed(f"the PDF renderer does not start: {error.strerror}")
        with self._change:
            self._processes.add(fresh)
            if self._closing.is_set():
                fresh.kill()
        return fresh, None

    def _take_turn(self, job: _Job, process: RendererProcess | None, trouble: RenderFailed | None) -> None:
        def pointless() -> bool:
            return self._closing.is_set() or job.future.cancelled()

        with self._slots.held(give_up=pointless) as held:
            if not held:
                job.future.cancel()
            elif job.future.set_running_or_notify_cancel():
                self._draw(job, process, trouble)

    def _draw(self, job: _Job, process: RendererProcess | None, trouble: RenderFailed | None) -> None:
        try:
            if process is None:
                raise trouble or RenderFailed("there is no renderer")
            pdf = process.run(job.payload)
            with self._change:
                self._drawn += 1
            job.future.set_result(pdf)
        except Exception as error:
            job.future.set_exception(error)

    def _retire(self, process: RendererProcess) -> None:
        with self._change:
            self._processes.discard(process)
        process.close()
