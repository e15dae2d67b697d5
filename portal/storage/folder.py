"""The shelf that is there by default: files under one folder, of one machine or mounted on several."""

import os
import secrets
from collections.abc import Iterable
from datetime import datetime
from io import FileIO, RawIOBase
from pathlib import Path

from portal.storage.shelf import Stored, copied

_UNFINISHED = "."


class FolderShelf:
    """Files under one root folder, which is made with the first of them."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, folder: str, pieces: Iterable[bytes]) -> Stored:
        """The bytes are written under a temporary name, synced, and only then given their own: what ends half way,
        because a piece raises or the process dies, is never found by anybody."""
        place = self.root / folder
        place.mkdir(parents=True, exist_ok=True)
        temporary = place / f"{_UNFINISHED}{secrets.token_hex(8)}"
        try:
            with temporary.open("xb") as file:
                stored = copied(pieces, file)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(place / stored.sha256)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(place)
        return stored

    def has(self, name: str) -> bool:
        return (self.root / name).is_file()

    def get(self, name: str) -> bytes | None:
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None

    def open(self, name: str) -> RawIOBase | None:
        try:
            return FileIO(self.root / name)
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def remove_unfinished(self, folder: str, before: datetime) -> int:
        count = 0
        for left in (self.root / folder).glob(f"{_UNFINISHED}*"):
            if left.stat().st_mtime < before.timestamp():
                left.unlink(missing_ok=True)
                count += 1
        return count

    @property
    def gives_links(self) -> bool:
        """A folder has no addresses."""
        return False

    def link(self, name: str, *, save_as: str, mime: str) -> str:
        """Raises TypeError."""
        raise TypeError("a file of a folder has no address of its own")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
