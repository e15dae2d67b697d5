"""A bound on renderings at one time on the whole machine, however many server processes have a pool of their own."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_PAUSE_SECONDS = 0.02


class MachineSlots:
    """`count` lock files in a directory; the kernel frees a lock when its holder ends, in whatever way."""

    def __init__(self, directory: Path | None, count: int) -> None:
        """Without a directory there is no bound beyond this pool's own workers."""
        self._files = () if directory is None else tuple(directory / f"render-{number}.lock" for number in range(count))
        if directory is not None:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def held(self, give_up: Callable[[], bool]) -> Iterator[bool]:
        """Hold one slot for the block; yields False, holding none, once `give_up()` is true."""
        descriptor = self._wait(give_up)
        try:
            yield descriptor is not None or not self._files
        finally:
            if descriptor is not None:
                os.close(descriptor)

    def _wait(self, give_up: Callable[[], bool]) -> int | None:
        while self._files and not give_up():
            for file in self._files:
                descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    os.close(descriptor)
                else:
                    return descriptor
            time.sleep(_PAUSE_SECONDS)
        return None
