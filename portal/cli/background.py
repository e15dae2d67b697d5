"""The worker that `portal serve` runs beside itself: begun with it, begun again when it dies, ended with it."""

import os
import subprocess
import sys
import time
from contextlib import suppress

from gunicorn.arbiter import Arbiter

from portal.logs import log

END_SECONDS = 25
# A worker that cannot live must not be started over and over without a pause.
PAUSE_SECONDS = 5


class Background:
    """At most one worker process, kept alive until it is asked to end."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._started = -float(PAUSE_SECONDS)
        self._ending = False

    def keep(self) -> None:
        """Start the worker unless it lives; called again and again."""
        if self._ending or (self._process is not None and self._process.poll() is None):
            return
        if time.monotonic() - self._started < PAUSE_SECONDS:
            return
        if self._process is not None:
            log.warning("worker begun again")
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "portal", "worker", "--with-parent", str(os.getpid())], stdin=subprocess.DEVNULL
        )

    def ask_to_end(self) -> None:
        """Tell the worker to finish what it has begun, without waiting for it."""
        self._ending = True
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.terminate()

    def end(self) -> None:
        """Return when there is no worker any more; one that does not end in time is killed, and its jobs are taken up
        by the next."""
        self.ask_to_end()
        if self._process is None:
            return
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class ArbiterWithWorker(Arbiter):
    """gunicorn's own watch over its processes, with ours among them."""

    def __init__(self, app: object, background: Background) -> None:
        self.background = background
        super().__init__(app)

    def manage_workers(self) -> None:
        """Asked about once a second."""
        super().manage_workers()
        self.background.keep()

    def stop(self, graceful: bool = True) -> None:
        """Both kinds of worker end at the same time, each with its own grace."""
        self.background.ask_to_end()
        super().stop(graceful)
        self.background.end()
