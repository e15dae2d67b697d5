"""What a kind of storage has to be able to do; names are made by `portal.storage.storage` and nowhere else."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import RawIOBase
from typing import IO, NamedTuple, Protocol

PIECE = 65_536
"""So much of a file is in memory at a time, in bytes."""


class Stored(NamedTuple):
    """What was kept: the SHA-256 in hex, and the number of bytes."""

    sha256: str
    size: int


class Shelf(Protocol):
    """Bytes under names like `a/b/digest`. What is found under one is whole, always.

    Every method raises StorageUnavailable, in words, where the shelf is somewhere else and does not answer.
    """

    def put(self, folder: str, pieces: Iterable[bytes]) -> Stored:
        """Keep what the pieces make together at `folder/sha256`; no more than one of them is in memory."""

    def has(self, name: str) -> bool:
        """Whether there are bytes of that name."""

    def get(self, name: str) -> bytes | None:
        """The bytes, if there are any."""

    def open(self, name: str) -> RawIOBase | None:
        """The bytes, if there are any, to be read from any place in them and to be closed."""

    def remove(self, name: str) -> None:
        """Let go of the bytes; none of that name is no error."""

    def remove_unfinished(self, folder: str, before: datetime) -> int:
        """Remove what writers that died left, as far as it was last touched before that aware instant; how many."""

    @property
    def gives_links(self) -> bool:
        """Whether `link` may be asked."""

    def link(self, name: str, *, save_as: str, mime: str) -> str:
        """An address of its own that hands out the bytes for a minute at most, as an attachment of that name and type
        and as nothing else."""


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """All that is in a file, from its beginning, piece by piece."""
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def copied(pieces: Iterable[bytes], file: IO[bytes]) -> Stored:
    """Write the pieces to the file, and return what they are."""
    found, size = hashlib.sha256(), 0
    for piece in pieces:
        file.write(piece)
        found.update(piece)
        size += len(piece)
    return Stored(found.hexdigest(), size)
