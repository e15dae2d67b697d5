"""Bytes by digest, at `account/environment/entity/sha256`, in a folder or in an object store."""

from portal.storage.opening import open_storage
from portal.storage.shelf import Stored
from portal.storage.storage import Storage

__all__ = ["Storage", "Stored", "open_storage"]
