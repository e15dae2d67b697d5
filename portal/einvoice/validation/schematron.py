"""The official rules, run in a child process: the processor takes 200 MB, a second to start, and C code of its own."""

import json
import os
import subprocess
import sys
import weakref
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Timer

from portal.einvoice.rules.rule import Topic, Violation
from portal.errors import CheckFailed

_MODULE = "portal.einvoice.validation.child"
_INHERITED = frozenset({"PATH", "LANG", "TMPDIR", "LD_LIBRARY_PATH"})


class Schematron:
    """One child for all threads of a process, begun at its first use and again when it is gone; threads wait for their
    turn at it. A document may cost it so many seconds of CPU and on the clock, and it never has more memory than this
    (`memory_bytes` that it writes to; it takes 250 MB, and a document of 5,000 lines 100 MB and 5 seconds more).

    `close` ends it, and so does losing the last reference to this: no child stays behind.
    """

    def __init__(self, *, wall_seconds: float = 60, cpu_seconds: int = 30, memory_bytes: int = 1_000_000_000) -> None:
        self._wall_seconds = wall_seconds
        self._limits = (str(cpu_seconds), str(memory_bytes))
        self._lock = Lock()
        self._children: list[subprocess.Popen[bytes]] = []
        self._last = weakref.finalize(self, _end_all, self._children)

    @property
    def pid(self) -> int | None:
        """The child's, while there is one."""
        return next((child.pid for child in self._children if child.poll() is None), None)

    def failures(self, kind: str, data: bytes) -> tuple[Violation, ...]:
        """What the rules for this kind (`portal.einvoice.validation.files`) find wrong; `()` when nothing.

        Raises CheckFailed when the child does not answer within its limits, or dies.
        """
        head = json.dumps({"kind": kind, "bytes": len(data)}).encode()
        with self._lock:
            told = json.loads(self._answer(head + b"\n" + data))
        return tuple(Violation(rule, Topic.STRUCTURE, sentence) for rule, sentence in told)

    def close(self) -> None:
        """End the child."""
        with self._lock:
            _end_all(self._children)

    def _answer(self, request: bytes) -> bytes:
        """What the child says. One that died since the last request is replaced; one that is too slow is not."""
        begun = self.pid is None
        answer, late = self._ask(self._child(), request)
        if not answer and not late and not begun:
            answer, late = self._ask(self._child(), request)
        if not answer:
            _end_all(self._children)
            why = f"not within {self._wall_seconds:g} seconds" if late else "the child process is gone"
            raise CheckFailed(f"the rules could not be run: {why}")
        return answer

    def _ask(self, child: subprocess.Popen[bytes], request: bytes) -> tuple[bytes, bool]:
        """Its answer, empty from one that is gone, and whether it was stopped for being late."""
        stdin, stdout, late = child.stdin, child.stdout, Event()
        if stdin is None or stdout is None:
            raise AssertionError("both are pipes")

        def stop() -> None:
            late.set()
            child.kill()

        timer = Timer(self._wall_seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            stdin.write(request)
            stdin.flush()
            answer = stdout.readline()
        except OSError:
            answer = b""
        finally:
            timer.cancel()
        if not answer:
            child.kill()
            child.wait()
        return answer, late.is_set()

    def _child(self) -> subprocess.Popen[bytes]:
        return next((each for each in self._children if each.poll() is None), None) or self._begin()

    def _begin(self) -> subprocess.Popen[bytes]:
        _end_all(self._children)
        # It reads what clients wrote, in native code: none of our secrets, none of our files in its way.
        command = [sys.executable, "-P", "-s", "-m", _MODULE, *self._limits]
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=_environment(),
        )
        self._children.append(child)
        return child


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in _INHERITED or name.startswith("LC_")}
    return {**kept, "PYTHONPATH": str(Path(__file__).absolute().parents[3])}


def _end_all(children: list[subprocess.Popen[bytes]]) -> None:
    while children:
        child = children.pop()
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            # What was not written any more cannot be flushed to a dead child.
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
