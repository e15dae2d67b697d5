"""Eight processes count at once (security.md F5, F5b): nothing is lost, nobody is told that the database is locked."""

import subprocess
import sys

import pytest
from sqlalchemy import text

from tests.support.needs import ROOT
from tests.tenancy.places import ON_SQLITE
from tests.tenancy.world import Backend

PROCESSES = 8
TIMES = 200

pytestmark = pytest.mark.slow


def count(how: str, place: str) -> int:
    """Let all of them count; returns how many writes were reported as done."""
    command = [sys.executable, "-m", "tests.tenancy.counting", how, place, str(TIMES)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    ended = [(process.communicate(timeout=300), process.returncode) for process in running]
    assert all(code == 0 for _, code in ended), ended[0][0][1]
    return sum(int(out) for (out, _), _ in ended)


def standing(backend: Backend) -> int:
    with backend.in_the_open() as connection:
        return int(connection.scalar(text("SELECT last FROM number_series WHERE entity_id = 'ent_ours'")) or 0)


def test_through_visits_no_update_is_lost(fresh_walled: Backend) -> None:
    began = standing(fresh_walled)
    assert count("visits", fresh_walled.url) == PROCESSES * TIMES
    assert standing(fresh_walled) - began == PROCESSES * TIMES


@ON_SQLITE
def test_the_drivers_own_way_loses_some(fresh_walled: Backend) -> None:
    """The control: the same machine, the same load, without our BEGIN IMMEDIATE."""
    began = standing(fresh_walled)
    path = fresh_walled.url.removeprefix("sqlite:///")
    reported = count("driver", path)
    assert standing(fresh_walled) - began < reported
