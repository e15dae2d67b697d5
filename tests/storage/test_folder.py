"""Bytes in the storage: whole under their digest, or not to be found at all."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.storage import Storage
from tests.support.portal import World


def test_what_a_dead_writer_left_goes_after_a_day(world: World) -> None:
    storage, scope = world.parts.storage, world.cast.scope
    digest = storage.put(scope, b"whole")
    (storage.root / scope.account_id / "sandbox" / str(scope.entity_id) / ".half").write_bytes(b"ha")
    assert storage.remove_unfinished(scope, datetime.now(UTC) - timedelta(days=1)) == 0
    assert storage.remove_unfinished(scope, datetime.now(UTC) + timedelta(days=1)) == 1
    assert storage.get(scope, digest) == b"whole"


def test_pieces_that_break_off_leave_nothing(tmp_path: Path, world: World) -> None:
    def broken() -> Any:
        yield b"half"
        raise ZeroDivisionError

    storage, tmp_path = Storage(tmp_path / "own"), tmp_path / "own"
    with pytest.raises(ZeroDivisionError):
        storage.put_pieces(world.cast.scope, broken())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert storage.put_pieces(world.cast.scope, [b"who", b"le"]).sha256 == storage.put(world.cast.scope, b"whole")
