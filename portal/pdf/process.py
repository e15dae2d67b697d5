"""The parent's hold on one child process: started without secrets, given a job, killed when that takes too long."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.errors import RenderFailed, RenderTimedOut
from portal.pdf.wire import DONE, FAILED, READY, Broken, receive_frame, send_frame

START_SECONDS = 20.0

_INHERITED = frozenset(
    {"PATH", "HOME", "TMPDIR", "TZ", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "PYTHONHOME"}
    | {"FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT"}
    | {"XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"}
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost, in seconds of CPU, bytes of address space and seconds on the clock."""

    cpu_seconds: int
    memory_bytes: int
    wall_seconds: float


def child_environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Only the names a renderer needs: what is not listed stays out, recognised as a secret or not."""
    kept = {name: value for name, value in ours.items() if name in _INHERITED or name.startswith("LC_")}
    return {**kept, "PYTHONPATH": str(Path(__file__).absolute().parents[2]), "PYTHONUNBUFFERED": "1"}


class RendererProcess:
    """One warm child. Belongs to one thread, which must outlive it; only `kill` may be called from another."""

    def __init__(self, limits: Limits) -> None:
        """Start the child and wait until it is warm; raises `RenderFailed` when it does not come up in 20 seconds."""
        self.jobs_done = 0
        self._limits = limits
        self._connection, theirs = socket.socketpair()
        arguments = (theirs.fileno(), os.getpid(), limits.cpu_seconds, limits.memory_bytes)
        with theirs:
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-s", "-m", "portal.pdf.worker", *map(str, arguments)],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd="/",
                env=child_environment(os.environ),
                process_group=0,
            )
        self._await_ready()

    def _await_ready(self) -> None:
        try:
            ready = receive_frame(self._connection, time.monotonic() + START_SECONDS) == READY
        except (TimeoutError, Broken):
            ready = False
        if not ready:
            self.close()
            raise RenderFailed("the PDF renderer does not start; `portal doctor` says what is missing")

    @property
    def pid(self) -> int:
        return self._child.pid

    def is_alive(self) -> bool:
        return self._child.poll() is None

    def run(self, job: bytes) -> bytes:
        """The PDF for a pickled document, within the wall time.

        Raises `RenderTimedOut` (wall or CPU) or `RenderFailed`; after either the child is dead.
        """
        deadline = time.monotonic() + self._limits.wall_seconds
        try:
            send_frame(self._connection, job, deadline)
            answer = receive_frame(self._connection, deadline)
        except TimeoutError as error:
            self.close()
            raise RenderTimedOut(f"stopped after {self._limits.wall_seconds:g} s") from error
        except Broken as error:
            raise self._obituary() from error
        self.jobs_done += 1
        kind, body = answer[:1], answer[1:]
        if kind == DONE:
            return body
        self.close()
        raise RenderFailed(body.decode(errors="replace") if kind == FAILED else "the renderer gave no proper answer")

    def _obituary(self) -> RenderFailed:
        # A child that closed its socket is ending; wait a moment for the cause of death before making sure of it.
        try:
            code = self._child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            code = None
        self.close()
        if code == -signal.SIGXCPU:
            return RenderTimedOut(f"stopped after {self._limits.cpu_seconds} s of CPU time")
        return RenderFailed(f"the renderer ended before it answered (exit status {code})")

    def kill(self) -> None:
        """End the child at once; the thread that waits for its answer gets `RenderFailed`."""
        self._child.kill()

    def close(self) -> None:
        """Kill and reap the child; may be called again."""
        self._child.kill()
        self._child.wait()
        self._connection.close()
