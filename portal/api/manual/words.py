"""What each field says where its schema says nothing: one sentence for one name, wherever it stands."""

from collections.abc import Mapping
from typing import Any

from portal.api.manual import papers, parties, work
from portal.api.manual.field import FieldWords

_ALL: Mapping[str, FieldWords] = {**work.FIELDS, **papers.FIELDS, **parties.FIELDS}
_NONE = FieldWords("")


def words_of(schema: str, field: str) -> FieldWords:
    """The words and the sample of a field; empty ones for a field that nothing is known of."""
    return _ALL.get(f"{schema}.{field}") or _ALL.get(field) or _NONE


def describe(name: str, properties: Mapping[str, dict[str, Any]]) -> None:
    """Put words on a schema's properties where there are none."""
    for field, schema in properties.items():
        if "description" not in schema and (words := words_of(name, field).words):
            schema["description"] = words


def names() -> frozenset[str]:
    """Every name that there are words for."""
    return frozenset(_ALL)
