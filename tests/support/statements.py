"""SQLAlchemy compiles a statement once for each engine, and each test has engines of its own: once a run is enough."""

from typing import Any

from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

_STATEMENTS = 10_000


class CompiledStatements:
    """Stands for the attribute in which an engine keeps its cache: one for all engines of a run. Keys name the dialect,
    and dialects of one kind are the same here.
    """

    def __init__(self) -> None:
        self._cache: LRUCache[Any, Any] = LRUCache(_STATEMENTS)

    def __get__(self, engine: object, of: type) -> LRUCache[Any, Any]:
        return self._cache

    def __set__(self, engine: object, cache: object) -> None:
        pass


def same_kind(dialect: DefaultDialect, other: object) -> bool:
    """Stands for `DefaultDialect.__eq__`."""
    return type(dialect) is type(other)


def hash_of_kind(dialect: DefaultDialect) -> int:
    """Stands for `DefaultDialect.__hash__`."""
    return hash(type(dialect))
