"""An object of a store as a file: read from any place, a piece at a time."""

import io
from collections.abc import Callable
from io import RawIOBase
from typing import Any

PIECE_BYTES = 1024 * 1024


class ObjectReader(RawIOBase):
    """Reads of an object what is asked for and at most a piece more, which is all that is in memory.

    Each piece is a request of its own: whoever reads slowly holds no connection to the store, which would break it off.
    `fetch` takes the first and the last byte's place, both inclusive.
    """

    def __init__(self, size: int, fetch: Callable[[int, int], bytes]) -> None:
        super().__init__()
        self._size = size
        self._fetch = fetch
        self._place = 0
        self._begins = 0
        self._piece = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("a place before the first byte")
        self._place = base + offset
        return self._place

    def readinto(self, buffer: Any, /) -> int:
        into = memoryview(buffer).cast("B")
        if self._place >= self._size or not into:
            return 0
        if not self._begins <= self._place < self._begins + len(self._piece):
            last = min(self._place + PIECE_BYTES, self._size) - 1
            self._begins, self._piece = self._place, self._fetch(self._place, last)
        found = memoryview(self._piece)[self._place - self._begins :][: len(into)]
        into[: len(found)] = found
        self._place += len(found)
        return len(found)

    def close(self) -> None:
        self._piece = b""
        super().close()
