"""Throws that fall the same way on every machine and version: variety for the demonstration, chance for nobody."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A row of throws named by a word; the same word gives the same row."""

    def __init__(self, word: str) -> None:
        self._word = word
        self._thrown = 0

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        self._thrown += 1
        digest = sha256(f"{self._word}:{self._thrown}".encode()).digest()
        return low + int.from_bytes(digest[:8], "big") % (high - low + 1)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.between(0, len(options) - 1)]
