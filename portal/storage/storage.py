"""The one place that says where an entity's bytes are: its scope and their digest, whatever they lie on."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from io import RawIOBase
from pathlib import Path
from typing import IO

from portal.errors import Missing, StorageUnavailable
from portal.identity import Scope
from portal.storage.folder import FolderShelf
from portal.storage.shelf import Shelf, Stored, pieces_of

_SAFE = re.compile(r"[a-z0-9_]{1,60}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
# No account's: theirs begin with acc_.
_PROBES = "probe"


class Storage:
    """Bytes of entities, never shared between two and never half written.

    No name is ever made from what a visitor or a document says. Where the bytes lie on another machine every method
    may raise StorageUnavailable.
    """

    def __init__(self, place: Path | Shelf) -> None:
        self._shelf: Shelf = FolderShelf(place) if isinstance(place, Path) else place

    @property
    def root(self) -> Path:
        """The folder that the bytes are in. TypeError where they are in none."""
        if not isinstance(self._shelf, FolderShelf):
            raise TypeError("the bytes are in no folder")
        return self._shelf.root

    def put(self, scope: Scope, data: bytes) -> str:
        """Keep the bytes for this entity and return their SHA-256 in hex. Kept already: nothing is written."""
        digest = hashlib.sha256(data).hexdigest()
        if not self.has(scope, digest):
            self.put_pieces(scope, (data,))
        return digest

    def put_file(self, scope: Scope, content: IO[bytes]) -> Stored:
        """Keep what is in a file, from its beginning, and say what it is; memory does not grow with it."""
        found = hashlib.sha256()
        for piece in pieces_of(content):
            found.update(piece)
        if self.has(scope, found.hexdigest()):
            return Stored(found.hexdigest(), content.tell())
        return self.put_pieces(scope, pieces_of(content))

    def put_pieces(self, scope: Scope, pieces: Iterable[bytes]) -> Stored:
        """Keep what these pieces make together; no more than one of them is in memory. What breaks off half way,
        because a piece raises or the process dies, is never found by anybody."""
        return self._shelf.put(_folder(scope), pieces)

    def has(self, scope: Scope, digest: str) -> bool:
        """Whether this entity has bytes of that digest."""
        return self._shelf.has(_name(scope, digest))

    def get(self, scope: Scope, digest: str) -> bytes:
        """The bytes; raises Missing when this entity has none of that digest."""
        found = self._shelf.get(_name(scope, digest))
        if found is None:
            raise Missing(f"no bytes {digest} are stored for {scope.entity_id}")
        return found

    def open(self, scope: Scope, digest: str) -> RawIOBase:
        """The bytes as a file to read from and to be closed; raises Missing as `get` does."""
        found = self._shelf.open(_name(scope, digest))
        if found is None:
            raise Missing(f"no bytes {digest} are stored for {scope.entity_id}")
        return found

    def remove_unfinished(self, scope: Scope, before: datetime) -> int:
        """Remove what writers that died left half written, as far as it was last touched before that aware instant;
        returns how many there were."""
        return self._shelf.remove_unfinished(_folder(scope), before)

    def remove(self, scope: Scope, digest: str) -> None:
        """Let go of this entity's bytes of that digest; none of that digest is no error."""
        self._shelf.remove(_name(scope, digest))

    @property
    def gives_links(self) -> bool:
        """Whether bytes have addresses outside the portal: only in an object store, and only if that is configured."""
        return self._shelf.gives_links

    def link(self, scope: Scope, digest: str, *, save_as: str, mime: str) -> str:
        """Such an address: whoever has it gets these bytes for a minute at most, as an attachment of this name and
        type. Nothing is asked, and so the bytes need not be there."""
        return self._shelf.link(_name(scope, digest), save_as=save_as, mime=mime)

    def probe(self) -> None:
        """Keep, find, read and remove a few bytes that are nobody's. Raises StorageUnavailable, saying what fails."""
        data = secrets.token_bytes(32)
        digest = hashlib.sha256(data).hexdigest()
        name = f"{_PROBES}/{digest}"
        try:
            if self._shelf.has(name):
                raise StorageUnavailable("it says that it has bytes which were never given to it")
            self._shelf.put(_PROBES, (data,))
            if not self._shelf.has(name) or self._shelf.get(name) != data:
                raise StorageUnavailable("what was put there is not what is found there")
            self._shelf.remove(name)
            if self._shelf.has(name):
                raise StorageUnavailable("what was removed from there is still found there")
        except OSError as error:
            raise StorageUnavailable(str(error)) from error


def _name(scope: Scope, digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise Missing("not a place that bytes are stored at")
    return f"{_folder(scope)}/{digest}"


def _folder(scope: Scope) -> str:
    parts = (scope.account_id, scope.environment.value, scope.entity_id or "account")
    if not all(_SAFE.fullmatch(part) for part in parts):
        raise Missing("not a place that bytes are stored at")
    return "/".join(parts)
