"""ZIP archives that are sent while they are made: no more than a piece of one is in memory."""

from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from portal import formats

MIME = "application/zip"
# A moment that never changes: the same content makes the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


class _Pipe(RawIOBase):
    """Takes what the archive writes and hands it on; it cannot go back, and so the archive never asks it to."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def archive_chunks(members: Iterable[tuple[str, Iterable[bytes]]], *, compressed: bool) -> Iterator[bytes]:
    """The archive of these members, each with its pieces, piece by piece; the names are taken as they are."""
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED if compressed else ZIP_STORED, compresslevel=1) as archive:
        for name, pieces in members:
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = archive.compression
            with archive.open(entry, "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece)
                    if data := pipe.taken():
                        yield data
    yield pipe.taken()


def zip_chunks(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """An archive of whole files, one after the other, stored as they are: PDFs are compressed in themselves.

    Names are made safe and told apart (`portal.formats.file_name`): none leads out of a folder.
    """
    taken: set[str] = set()
    return archive_chunks(((own_name(name, taken), [data]) for name, data in files), compressed=False)


def own_name(name: str, taken: set[str]) -> str:
    """The name made safe, and told apart from those `taken`, among which it then is."""
    stem, point, ending = name.rpartition(".")
    stem, extension = (stem, ending) if point else (name, "")
    safe = formats.file_name(stem, extension=extension)
    found, count = safe, 1
    while found.casefold() in taken:
        count += 1
        # Cut, so that the count stays on it.
        found = formats.file_name(safe.rpartition(".")[0][:80] or safe[:80], str(count), extension=extension)
    taken.add(found.casefold())
    return found
