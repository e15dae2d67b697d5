"""The client businesses of an account."""

from typing import cast

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
