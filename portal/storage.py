"""Bytes by digest, at `account/environment/entity/sha256`; never shared between entities, never half written."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import IO, NamedTuple

from portal.errors import Missing
from portal.identity import Scope

_SAFE = re.compile(r"[a-z0-9_]{1,60}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = "."
_PIECE = 65_536


class Stored(NamedTuple):
    """What was kept: the SHA-256 in hex, and the number of bytes."""

    sha256: str
    size: int


class Storage:
    """Files under one root folder. No path is ever made from what a visitor or a document says."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, scope: Scope, data: bytes) -> str:
        """Keep the bytes for this entity and return their SHA-256 in hex. Kept already: nothing is written."""
        digest = hashlib.sha256(data).hexdigest()
        target = self._path(scope, digest)
        if target.exists():
            return digest
        self.put_pieces(scope, (data,))
        return digest

    def put_file(self, scope: Scope, content: IO[bytes]) -> Stored:
        """Keep what is in a file, from its beginning, and say what it is; memory does not grow with it."""
        found = hashlib.sha256()
        for piece in _pieces(content):
            found.update(piece)
        if self.has(scope, found.hexdigest()):
            return Stored(found.hexdigest(), content.tell())
        return self.put_pieces(scope, _pieces(content))

    def put_pieces(self, scope: Scope, pieces: Iterable[bytes]) -> Stored:
        """Keep what these pieces make together; no more than one of them is in memory.

        They are written under a temporary name, synced, and only then given their own: bytes that end half way,
        because a piece raises or the process dies, are never found by anybody.
        """
        folder = self._folder(scope)
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
        found, size = hashlib.sha256(), 0
        try:
            with temporary.open("xb") as file:
                for piece in pieces:
                    file.write(piece)
                    found.update(piece)
                    size += len(piece)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(folder / found.hexdigest())
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(folder)
        return Stored(found.hexdigest(), size)

    def has(self, scope: Scope, digest: str) -> bool:
        """Whether this entity has bytes of that digest."""
        return self._path(scope, digest).is_file()

    def get(self, scope: Scope, digest: str) -> bytes:
        """The bytes; raises Missing when this entity has none of that digest."""
        try:
            return self._path(scope, digest).read_bytes()
        except FileNotFoundError as error:
            raise Missing(f"no bytes {digest} are stored for {scope.entity_id}") from error

    def open(self, scope: Scope, digest: str) -> FileIO:
        """The bytes as a file to read from and to be closed; raises Missing as `get` does."""
        try:
            return FileIO(self._path(scope, digest))
        except FileNotFoundError as error:
            raise Missing(f"no bytes {digest} are stored for {scope.entity_id}") from error

    def remove_unfinished(self, scope: Scope, before: datetime) -> int:
        """Remove what writers that died left half written, as far as it was last touched before that aware instant;
        returns how many there were."""
        count = 0
        for left in self._folder(scope).glob(f"{_UNFINISHED}*"):
            if left.stat().st_mtime < before.timestamp():
                left.unlink(missing_ok=True)
                count += 1
        return count

    def remove(self, scope: Scope, digest: str) -> None:
        """Let go of this entity's bytes of that digest; none of that digest is no error."""
        self._path(scope, digest).unlink(missing_ok=True)

    def _path(self, scope: Scope, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise Missing("not a place that bytes are stored at")
        return self._folder(scope) / digest

    def _folder(self, scope: Scope) -> Path:
        parts = (scope.account_id, scope.environment.value, scope.entity_id or "account")
        if not all(_SAFE.fullmatch(part) for part in parts):
            raise Missing("not a place that bytes are stored at")
        return self.root.joinpath(*parts)


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    content.seek(0)
    while piece := content.read(_PIECE):
        yield piece


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
