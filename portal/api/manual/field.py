"""How a field is described: a sentence, and a value as it looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class _Unset:
    """No example: it is made of the field's kind."""


UNSET = _Unset()


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What a field says where its schema does not say it, and a value of it."""

    words: str
    sample: Any = UNSET


# By the field's name, or by `Schema.name` where it means something else there.
Fields = Mapping[str, FieldWords]


def field(words: str, sample: Any = UNSET) -> FieldWords:
    """One line of a table of fields."""
    return FieldWords(words, sample)
