"""The worker: threads that take jobs and do them, leases renewed meanwhile, an orderly end."""

import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from portal.jobs.handlers import HANDLERS
from portal.jobs.leases import Turns, renew, take
from portal.jobs.running import run_taken
from portal.jobs.tasks import Handler
from portal.jobs.tools import Tools
from portal.jobs.waking import Bell
from portal.logs import log
from portal.services.outbox.jobs import ASKED_FOR, LANES, LATER, NOW

LEASE = timedelta(seconds=60)
PAUSE_SECONDS = 1.0
# Of several threads the first serves only who waits, the second never what comes in bulk: slow receivers of events
# hold up neither pages nor mail.
_RESERVED = ((NOW,), (NOW, LATER))


class Worker:
    """Takes what is due, in its name of 128 random bits."""

    def __init__(
        self,
        tools: Tools,
        bell: Bell | None = None,
        *,
        handlers: Mapping[str, Handler] = HANDLERS,
        lease: timedelta = LEASE,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        self.holder = secrets.token_hex(16)
        self._tools = tools
        self._bell = bell
        self._handlers = handlers
        self._lease = lease
        self._pause_seconds = pause_seconds
        self._turns = Turns()
        self._most_alike = 1
        self._running: set[str] = set()

    def run_next(self, lanes: Sequence[str] = LANES) -> bool:
        """Try one job that is due; False when there is none."""
        now = datetime.now(UTC)
        until = now + self._lease
        taken = take(
            self._tools.database, self.holder, self._turns, lanes, at=now, until=until, most_alike=self._most_alike
        )
        if taken is None:
            return False
        with self._counted(taken.job_id):
            run_taken(self._tools, self.holder, taken, self._handlers)
        return True

    def run_due(self, lanes: Sequence[str] = ASKED_FOR) -> int:
        """Do everything that is due in these lanes, in this thread, and what that puts into them; returns how many
        attempts."""
        count = 0
        while self.run_next(lanes):
            count += 1
        return count

    def run(self, stop: threading.Event, threads: int = 1, *, alone: Callable[[], bool] = lambda: False) -> None:
        """Work until `stop` is set or `alone` says so, then finish what is begun."""
        for_bulk = max(1, threads - len(_RESERVED))
        # One receiver of events that is slow leaves the other half to the others.
        self._most_alike = max(1, for_bulk // 2)
        lanes = (*_RESERVED[: threads - 1], *[LANES] * for_bulk)
        workers = [threading.Thread(target=self._work, args=(stop, each)) for each in lanes]
        for worker in workers:
            worker.start()
        renewed = datetime.now(UTC)
        while busy := [worker for worker in workers if worker.is_alive()]:
            if stop.wait(self._pause_seconds):
                busy[0].join(self._pause_seconds)
            elif alone():
                stop.set()
            if datetime.now(UTC) - renewed > self._lease / 3:
                self._renew()
                renewed = datetime.now(UTC)

    def _work(self, stop: threading.Event, lanes: Sequence[str]) -> None:
        while not stop.is_set():
            try:
                idle = not self.run_next(lanes)
            except Exception as error:
                # The database may be away for a while; a worker that ended now would be missed afterwards.
                log.exception("worker troubled", error=type(error).__name__)
                idle = True
            if idle:
                self._sleep(stop)

    def _sleep(self, stop: threading.Event) -> None:
        if self._bell is None:
            stop.wait(self._pause_seconds)
        else:
            self._bell.wait(self._pause_seconds)

    def _renew(self) -> None:
        running = tuple(self._running)
        if not running:
            return
        try:
            renew(self._tools.database, self.holder, running, until=datetime.now(UTC) + self._lease)
        except Exception as error:
            log.exception("leases not renewed", error=type(error).__name__)

    @contextmanager
    def _counted(self, job_id: str) -> Iterator[None]:
        self._running.add(job_id)
        try:
            yield
        finally:
            self._running.discard(job_id)
