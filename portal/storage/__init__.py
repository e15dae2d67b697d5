"""Bytes by digest, at `account/environment/entity/sha256`, in a folder or in an object store."""

from portal.storage.opening import open_storage
from portal.storage.shelf import PIECE, Stored, pieces_of
from portal.storage.storage import Storage

__all__ = ["PIECE", "Storage", "Stored", "open_storage", "pieces_of"]
