"""Bytes by digest, at `account/environment/entity/sha256`; never shared between entities, never half written."""

import hashlib
import os
import re
import secrets
from pathlib import Path

from portal.errors import Missing
from portal.identity import Scope

_SAFE = re.compile(r"[a-z0-9_]{1,60}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


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
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{secrets.token_hex(8)}")
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
        _sync_folder(target.parent)
        return digest

    def has(self, scope: Scope, digest: str) -> bool:
        """Whether this entity has bytes of that digest."""
        return self._path(scope, digest).is_file()

    def get(self, scope: Scope, digest: str) -> bytes:
        """The bytes; raises Missing when this entity has none of that digest."""
        try:
            return self._path(scope, digest).read_bytes()
        except FileNotFoundError as error:
            raise Missing(f"no bytes {digest} are stored for {scope.entity_id}") from error

    def remove(self, scope: Scope, digest: str) -> None:
        """Let go of this entity's bytes of that digest; none of that digest is no error."""
        self._path(scope, digest).unlink(missing_ok=True)

    def _path(self, scope: Scope, digest: str) -> Path:
        parts = (scope.account_id, scope.environment.value, scope.entity_id or "account")
        if not all(_SAFE.fullmatch(part) for part in parts) or not _DIGEST.fullmatch(digest):
            raise Missing("not a place that bytes are stored at")
        return self.root.joinpath(*parts, digest)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
