"""Making the cast: the same story each time, on any day, with canaries or without, and back from disk."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.database import Database
from portal.demo.cast import Cast, seed_cast
from portal.demo.memory import recall, remember
from portal.identity import system
from portal.models import Document
from portal.storage import Storage
from tests.support.stores import RING, SqliteStores

INSTANTS = ("2024-02-29T23:59:59", "2025-01-01T00:00:00", "2026-03-29T01:30:00", "2026-12-31T22:30:00")


@pytest.mark.slow
def test_two_casts_tell_the_same_story(tmp_path: Path) -> None:
    """Ids and keys are random, all else is not: a failing test fails again."""
    stores = SqliteStores(tmp_path)
    told = []
    for turn in ("one", "two"):
        (tmp_path / turn).mkdir()
        with stores.empty(tmp_path / turn) as url:
            told.append(_story(url, tmp_path / turn, datetime(2026, 5, 4, 10, tzinfo=UTC)))
    assert told[0] == told[1]


@pytest.mark.slow
@pytest.mark.parametrize("instant", INSTANTS)
def test_the_cast_can_be_made_on_any_day(tmp_path: Path, instant: str) -> None:
    stores = SqliteStores(tmp_path)
    (tmp_path / "store").mkdir()
    with stores.empty(tmp_path / "store") as url:
        assert _story(url, tmp_path / "store", datetime.fromisoformat(instant).replace(tzinfo=UTC))


def test_the_cast_survives_on_disk(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "cast.json"
    assert recall(path) is None
    remember(cast, path)
    assert recall(path) == cast
    assert path.stat().st_mode & 0o077 == 0
    path.write_text('{"at": "2026-01-01"}')
    assert recall(path) is None


def test_a_shown_cast_has_no_canaries(tmp_path: Path) -> None:
    stores = SqliteStores(tmp_path)
    (tmp_path / "store").mkdir()
    with stores.empty(tmp_path / "store") as url:
        database = Database(url)
        cast = seed_cast(database, RING, Storage(tmp_path / "files"), datetime.now(UTC), canaries=False)
        with database.visit(system(cast.scopes[cast.birch])) as visit:
            names = visit.session.scalars(select(Document.party_name)).all()
        database.close()
    assert names
    assert not any("CANARY" in name for name in names)
    assert all(words == () for words in cast.canaries.values())


def _story(url: str, folder: Path, at: datetime) -> list[tuple[object, ...]]:
    database = Database(url)
    try:
        cast = seed_cast(database, RING, Storage(folder / "files"), at)
        with database.visit(system(cast.scope), at=at) as visit:
            rows = visit.session.scalars(select(Document).order_by(Document.number, Document.type, Document.issue_date))
            return [
                (row.type, row.number, row.issue_date, row.party_name, row.gross_total, row.open_total) for row in rows
            ]
    finally:
        database.close()
