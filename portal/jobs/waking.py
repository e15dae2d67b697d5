"""How a worker that sleeps learns of a new job: a byte through a named pipe in the data folder, or a word over Redis.

It only saves waiting: one that is lost, or a worker that it does not reach, costs at most one pause between two looks.
"""

import os
import select
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Protocol

from portal.extras import load_extra

_NAME = "jobs.wake"


class Bell(Protocol):
    """What a worker waits at; `wake` may be called from any process and never raises."""

    def wake(self) -> None:
        """Let one waiting worker look at once."""

    def wait(self, seconds: float) -> None:
        """Return when woken, or after so many seconds."""

    def close(self) -> None:
        """Let go of what it holds; nothing is woken or waits any more."""


def bell_of(url: str, data_dir: Path) -> Bell:
    """The bell of PORTAL_WAKE_URL; empty is that of all processes which share the data folder.

    Raises SettingsRefused for an address that cannot be read; nothing is asked over the network yet.
    """
    if not url:
        return WakeFile(data_dir)
    bell: Bell = _redis("PORTAL_WAKE_URL").RedisBell(url)
    return bell


def refuse_silent_redis(url: str, setting: str) -> None:
    """Raise SettingsRefused, in words, unless a Redis answers there."""
    _redis(setting).refuse_silent(url, setting)


def _redis(setting: str) -> ModuleType:
    return load_extra("portal.jobs.redis_bell", package="redis", extra="redis", setting=setting)


class WakeFile:
    """A bell for all processes that share the data folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._reader: int | None = None

    def wake(self) -> None:
        """Let one waiting worker look at once; without any, nothing happens."""
        with suppress(OSError):
            pipe = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                os.write(pipe, b"!")
            finally:
                os.close(pipe)

    def wait(self, seconds: float) -> None:
        """Return when woken, or after so many seconds; each wake lets one waiter go."""
        ready, _, _ = select.select([self._pipe()], [], [], seconds)
        if ready:
            with suppress(BlockingIOError):
                os.read(self._pipe(), 1)

    def close(self) -> None:
        """Let go of the pipe; its file stays for the next worker."""
        if self._reader is not None:
            os.close(self._reader)
            self._reader = None

    def _pipe(self) -> int:
        if self._reader is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                os.mkfifo(self._path, 0o600)
            # Also for writing: with no writer at all a pipe would be readable for ever, at its end.
            self._reader = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        return self._reader
