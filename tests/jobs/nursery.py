"""Workers by the dozen: one process that has everything imported, and forks one at a time to be killed.

Run as a program it is that process: a line with seconds on standard input forks a worker that is killed after them, and
it answers `killed` (the seconds count from when it begins with a job), or `ended` for one that had nothing left to do.
"""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import exists
from sqlalchemy import select as select_rows

from portal.database import Visit
from portal.jobs.handlers import HANDLERS
from portal.jobs.tasks import Handler, Outcome, Task
from portal.jobs.tools import Tools
from portal.jobs.worker import Worker
from portal.models import Queued
from portal.services.outbox.jobs import NOW
from portal.settings import Settings, load
from tests.support.needs import ROOT

# Only one of them lives at a time, and the next is not to wait for the end of the last one's.
LEASE = timedelta(seconds=0.05)
MOST_SECONDS = 60.0


class Nursery:
    """A context around that process."""

    def __init__(self, url: str, folder: Path, storage_url: str = "") -> None:
        self._command = [sys.executable, "-m", "tests.jobs.nursery", url, str(folder), storage_url]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=MOST_SECONDS)

    def worker_for(self, seconds: float) -> int:
        """Let a worker work for so long, then kill it; 1 when it was killed, 0 when it had ended by then."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        told = self._process.stdout.readline().strip()
        assert told in {"killed", "ended"}, told
        return int(told == "killed")

    def worker_until(self, done: Callable[[], bool]) -> bool:
        """Let workers work for as long as they need; False when it is not done in the end."""
        end = time.monotonic() + MOST_SECONDS
        while not done() and time.monotonic() < end:
            self.worker_for(MOST_SECONDS)
        return done()


def main(url: str, folder: str, storage_url: str) -> None:
    """Fork, kill, answer; until standard input ends."""
    settings = load({"PORTAL_DATA_DIR": folder, "PORTAL_DATABASE_URL": url, "PORTAL_STORAGE_URL": storage_url})
    for line in sys.stdin:
        begun, sign = os.pipe()
        child = os.fork()
        if not child:
            _work(settings, sign)
        os.close(sign)
        # A byte when it begins with a job; the end of the pipe when it ended without one.
        select.select([begun], [], [], MOST_SECONDS)
        os.close(begun)
        print("killed" if _killed(child, float(line)) else "ended", flush=True)


def _work(settings: Settings, sign: int) -> None:
    """Do what is due, waiting out the leases of those who were killed."""
    tools = Tools.of(settings, 2)
    handlers = {kind: _telling(handler, sign) for kind, handler in HANDLERS.items()}
    worker, stop = Worker(tools, handlers=handlers, lease=LEASE, pause_seconds=0.02), threading.Event()
    threading.Thread(target=_stop_when_idle, args=(tools, stop), daemon=True).start()
    worker.run(stop, 1)
    tools.close()
    os._exit(0)


def _telling(handler: Handler, sign: int) -> Handler:
    """The same work, tried as often as it takes, with a sign at its beginning."""

    def run(visit: Visit, tools: Tools, task: Task) -> Outcome:
        # Nobody reads on after the first one.
        with suppress(BrokenPipeError):
            os.write(sign, b"!")
        return handler.run(visit, tools, task)

    return Handler(run, (timedelta(0),) * 200, handler.given_up)


def _stop_when_idle(tools: Tools, stop: threading.Event) -> None:
    queue = Queued.metadata.tables[Queued.__tablename__]
    while not stop.wait(0.05):
        with tools.database.at_the_queue(taking=False) as connection:
            if not connection.scalar(select_rows(exists().where(queue.c.lane == NOW))):
                stop.set()


def _killed(child: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


if __name__ == "__main__":
    main(*sys.argv[1:])
