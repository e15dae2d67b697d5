"""Eight processes count at once (security.md F5, F5b): nothing is lost, nobody is told that the database is locked."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import text

from portal.database import Database
from portal.errors import DatabaseUnavailable
from portal.identity import system
from tests.support.processes import at_once
from tests.tenancy.counting import as_the_driver_would, through_visits
from tests.tenancy.places import ON_SQLITE
from tests.tenancy.world import OURS, Backend

PROCESSES = 8
TIMES = 100
# By far enough for the control, whose writers stand in each other's way for seconds.
FEW_TIMES = 20

pytestmark = pytest.mark.slow


def count(work: Callable[..., int], *arguments: object) -> int:
    """Let all of them count; returns how many writes were reported as done."""
    return sum(at_once(PROCESSES, work, *arguments))


def standing(backend: Backend) -> int:
    with backend.in_the_open() as connection:
        return int(connection.scalar(text("SELECT last FROM number_series WHERE entity_id = 'ent_ours'")) or 0)


def test_through_visits_no_update_is_lost(fresh_walled: Backend) -> None:
    began = standing(fresh_walled)
    assert count(through_visits, fresh_walled.url, OURS, TIMES) == PROCESSES * TIMES
    assert standing(fresh_walled) - began == PROCESSES * TIMES


@ON_SQLITE
def test_the_drivers_own_way_loses_some(fresh_walled: Backend) -> None:
    """The control: the same machine, the same writers, without our BEGIN IMMEDIATE."""
    began = standing(fresh_walled)
    path = fresh_walled.url.removeprefix("sqlite:///")
    reported = count(as_the_driver_would, path, FEW_TIMES)
    assert standing(fresh_walled) - began < reported


@ON_SQLITE
def test_a_database_that_stays_locked_is_told_as_unavailable(fresh_walled: Backend) -> None:
    """Another program holds the file for longer than the busy timeout, so that the transaction cannot even begin."""
    with (
        closing(Database(fresh_walled.url)) as database,
        closing(sqlite3.connect(fresh_walled.url.removeprefix("sqlite:///"), isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with (
            database.visit(system(OURS)) as visit,
            pytest.raises(DatabaseUnavailable, match="locked"),
            visit.write(),
        ):
            pass
        other.execute("ROLLBACK")
        with database.visit(system(OURS)) as visit, visit.write() as session:
            assert session.is_active
