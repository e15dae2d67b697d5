"""Cursors: whatever a row is called, the place after it can be said."""

import pytest

from portal.tokens import open_cursor, seal_cursor
from portal.tokens.strict_json import Payload
from tests.tokens.samples import RING


@pytest.mark.parametrize("letter", ["\U0001f600", "\U00020000", "č", "a"])
def test_the_longest_name_in_any_alphabet_is_a_place(letter: str) -> None:
    """A supplier chooses the name and the number that a page may end with: the list must not end there as well."""
    place: Payload = {"value": letter * 255, "id": f"inv_{'a' * 26}", "back": False}
    assert open_cursor(RING, "list", seal_cursor(RING, "list", place)) == place
