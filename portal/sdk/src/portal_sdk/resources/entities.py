"""The client businesses of an account."""

from pathlib import Path
from typing import cast

from portal_sdk.downloads import Download
from portal_sdk.resources.base import Arguments, Listed, place
from portal_sdk.schemas import Entity, EntityIn, EntityPatch, Readiness


class Entities(Listed[Entity]):
    """The client businesses. The country of one cannot change once it has issued a live document."""

    path = "/entities"

    def create(self, data: EntityIn | None = None, *, idempotency_key: str | None = None, **fields: object) -> Entity:
        """A new client business; `name` and `country` are the least that is needed."""
        return cast(Entity, self._write("POST", self.path, Arguments(data, fields, idempotency_key=idempotency_key)))

    def update(self, entity_id: str, data: EntityPatch | None = None, **fields: object) -> Entity:
        """Change the fields that are given, and no other."""
        return cast(Entity, self._write("PATCH", place(self.path, entity_id), Arguments(data, fields)))

    def readiness(self, entity_id: str) -> Readiness:
        """What is still missing before its first live invoice."""
        return cast(Readiness, self._read(place(self.path, entity_id, "readiness"), Arguments()))

    def logo(self, entity_id: str) -> Download:
        """The logo on its documents; a PortalError of 404 where there is none."""
        return self._download(place(self.path, entity_id, "logo"), Arguments())

    def set_logo(self, entity_id: str, file: bytes | str | Path) -> Entity:
        """Print an SVG or PNG on its documents, given as bytes or as the path of a file. Needs an account key."""
        return cast(Entity, self._put_file(place(self.path, entity_id, "logo"), file))

    def remove_logo(self, entity_id: str) -> None:
        """Print none. Needs an account key."""
        self._delete(place(self.path, entity_id, "logo"), Arguments())
