"""Worker processes for real: one killed in the middle costs an attempt and no more, two never do one job at a time."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.jobs.support import job_of, marks, put, queue_of
from tests.support.needs import ROOT
from tests.support.portal import World, on_both
from tests.support.stores import Seeded

LEASE = "3"
MOST_SECONDS = 60


@contextmanager
def working(how: str, seeded: Seeded, folder: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process; told to end, or killed, by its own id."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.victim", how, seeded.url, str(folder), LEASE],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_for(log: Path, text: str) -> None:
    end = time.monotonic() + MOST_SECONDS
    while text not in log.read_text():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.05)


def wait_until_done(world: World) -> None:
    end = time.monotonic() + MOST_SECONDS
    while queue_of(world.database, world.cast.scope):
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.slow
def test_an_effect_whose_worker_is_killed_is_had_once(
    world: World, seeded: Seeded, data_dir: Path, tmp_path: Path
) -> None:
    job = put(world.database, world.cast.scope)
    with working("effect", seeded, data_dir, tmp_path / "first.log") as first:
        wait_for(tmp_path / "first.log", "wrote")
        first.kill()
        first.wait()
    with working("not", seeded, data_dir, tmp_path / "second.log") as second:
        assert_it_takes_effect_once(world, job, second, tmp_path / "second.log")


@pytest.mark.slow
@pytest.mark.parametrize("backend", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_worker_that_lives_keeps_its_lease_and_one_that_is_killed_does_not(
    world: World, seeded: Seeded, data_dir: Path, tmp_path: Path
) -> None:
    job = put(world.database, world.cast.scope)
    with working("work", seeded, data_dir, tmp_path / "first.log") as first:
        wait_for(tmp_path / "first.log", "began mark 1")
        with working("not", seeded, data_dir, tmp_path / "second.log") as second:
            time.sleep(float(LEASE) * 2)
            assert (tmp_path / "second.log").read_text() == ""
            first.kill()
            first.wait()
            assert_it_takes_effect_once(world, job, second, tmp_path / "second.log")


def assert_it_takes_effect_once(world: World, job: str, second: subprocess.Popen[bytes], log: Path) -> None:
    """The second worker has the job at its second attempt, and ends in order."""
    assert marks(world.database, world.cast.scope) == 0
    wait_for(log, "began mark 2")
    wait_until_done(world)
    second.communicate(timeout=MOST_SECONDS)
    assert second.returncode == 0, log.read_text()
    assert marks(world.database, world.cast.scope) == 1
    assert job_of(world.database, world.cast.scope, job) is None


@pytest.mark.slow
@on_both
def test_two_workers_do_each_job_once(world: World, seeded: Seeded, data_dir: Path, tmp_path: Path) -> None:
    names = [f"job{number}" for number in range(30)]
    for name in names:
        put(world.database, world.cast.scope, name)
    with (
        working("not", seeded, data_dir, tmp_path / "a.log"),
        working("not", seeded, data_dir, tmp_path / "b.log"),
    ):
        wait_until_done(world)
    told = (tmp_path / "a.log").read_text() + (tmp_path / "b.log").read_text()
    began = sorted(line for line in told.splitlines() if line.startswith("began"))
    assert began == sorted(f"began {name} 1" for name in names), told
    assert {marks(world.database, world.cast.scope, name) for name in names} == {1}
