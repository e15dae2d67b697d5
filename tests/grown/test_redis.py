"""A real Redis: it wakes workers on other machines at once, counts for all processes, and nothing waits for it."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from portal.app import create_app
from portal.database import Database
from portal.errors import SettingsRefused
from portal.jobs.redis_bell import RedisBell
from portal.jobs.waking import refuse_silent_redis
from portal.jobs.worker import Worker
from portal.settings import Settings
from tests.api.test_files import made
from tests.grown.test_both_grounds import whole
from tests.jobs.support import doing, leave_mark, marks, put, tools_of
from tests.support.api import backend
from tests.support.needs import ROOT
from tests.support.object_store import CREDENTIALS
from tests.support.portal import World, grown
from tests.support.redis_server import own_redis
from tests.support.stores import SECRET_KEYS

pytestmark = pytest.mark.slow
# Whoever sleeps for so long and is there soon was woken.
LONG_SECONDS, SOON_SECONDS = 60.0, 5.0


@contextmanager
def asleep(world: World, bell: RedisBell, pause_seconds: float) -> Iterator[None]:
    """A worker of another machine, which looks for itself only after each pause."""
    stop, worker = (
        threading.Event(),
        Worker(tools_of(world), bell, handlers=doing(leave_mark), pause_seconds=pause_seconds),
    )
    thread = threading.Thread(target=worker.run, args=(stop, 2))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        bell.close()
        thread.join()


def seconds_until_done(world: World, database: Database, name: str) -> float:
    """From the commit of a job to its effect."""
    put(database, world.cast.scope, name)
    began = time.monotonic()
    while not marks(world.database, world.cast.scope, name):
        assert time.monotonic() - began < LONG_SECONDS, "nobody was woken"
        time.sleep(0.002)
    return time.monotonic() - began


def test_it_wakes_at_once_and_without_it_work_is_done_all_the_same(world: World, tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="portal-redis-") as folder:
        place = Path(folder)
        with own_redis(place) as server:
            here = RedisBell(server.wake_url)
            database = Database(world.settings.database_url, wake=here.wake)
            with asleep(world, RedisBell(server.wake_url), LONG_SECONDS):
                # The first look is the worker's own.
                time.sleep(0.5)
                woken = sorted(seconds_until_done(world, database, f"woken {count}") for count in range(20))
                print(f"woken after {woken[10] * 1000:.0f} ms in the middle, {woken[-1] * 1000:.0f} ms at the most")
                assert woken[-1] < SOON_SECONDS
            there = RedisBell(server.wake_url)
            with asleep(world, there, 0.3):
                server.kill()
                gone = [seconds_until_done(world, database, f"gone {count}") for count in range(3)]
                assert max(gone) < SOON_SECONDS
                began = time.monotonic()
                for _ in range(100):
                    here.wake()
                assert time.monotonic() - began < 1.0
        again, bell = RedisBell(server.wake_url), RedisBell(server.wake_url)
        with asleep(world, bell, LONG_SECONDS), own_redis(place):
            # The listener comes back by itself.
            time.sleep(2.5)
            database.wake = again.wake
            assert seconds_until_done(world, database, "back") < SOON_SECONDS
        for each in (here, again):
            each.close()
        database.close()


def test_no_ring_is_missed_between_two_waits(tmp_path: Path) -> None:
    with own_redis() as server:
        bell = RedisBell(server.wake_url)
        bell.wait(0.5)
        bell.wake()
        # While nobody waits.
        time.sleep(0.3)
        began = time.monotonic()
        bell.wait(LONG_SECONDS)
        assert time.monotonic() - began < SOON_SECONDS
        began = time.monotonic()
        bell.wait(0.2)
        assert time.monotonic() - began >= 0.2
        bell.close()


@grown
def test_portal_worker_on_another_machine(world: World, tmp_path: Path) -> None:
    """It shares nothing with us but rows, objects and news."""
    settings, there = world.settings, tmp_path / "there"
    variables = {
        "PORTAL_DATA_DIR": str(there),
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_STORAGE_URL": settings.storage_url,
        "PORTAL_WAKE_URL": settings.wake_url,
        "PORTAL_SECRET_KEYS": SECRET_KEYS,
        "PORTAL_JOB_THREADS": "2",
        **CREDENTIALS,
    }
    sk = backend(world)
    with (tmp_path / "log").open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "portal", "worker"],
            cwd=ROOT, env=os.environ | variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        export = made(
            sk.call("POST", "/exports", {"format": "csv", "date_from": "2020-01-01", "date_to": "2029-12-31"}), 202
        )
        end = time.monotonic() + LONG_SECONDS
        while sk.get(f"/exports/{export['id']}")["status"] != "done":
            assert time.monotonic() < end, (tmp_path / "log").read_text()
            time.sleep(0.1)
        assert whole(sk.call("GET", f"/exports/{export['id']}/content")).count(b"\r\n") > 10
        assert not (there / "files").exists()
        worker.terminate()
        assert worker.wait(timeout=LONG_SECONDS) == 0, (tmp_path / "log").read_text()
    finally:
        if worker.poll() is None:
            worker.kill()
            worker.wait()


def test_rates_are_counted_once_for_all_processes_and_without_redis_by_each(settings: Settings) -> None:
    def statuses(count: int) -> list[int]:
        """What so many attempts at links are answered by a process that has just begun."""
        app = create_app(limited)
        answers = [app.test_client().get("/embed?token=x").status_code for _ in range(count)]
        app.extensions["portal"].close()
        return answers

    with own_redis() as server:
        limited = replace(settings, rate_limit_storage=server.rate_limit_storage, link_attempts_per_minute=4)
        assert statuses(3) == [400] * 3
        assert statuses(3) == [400, 429, 429]
        server.kill()
        assert statuses(3) == [400] * 3


def test_doctor_and_settings_say_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    with own_redis() as server:
        refuse_silent_redis(server.wake_url, "PORTAL_WAKE_URL")
    for url, why in ((server.wake_url, "does not answer"), ("redis://127.0.0.1:odd", "no address")):
        with pytest.raises(SettingsRefused, match=f"PORTAL_WAKE_URL .*{why}"):
            refuse_silent_redis(url, "PORTAL_WAKE_URL")
    monkeypatch.setitem(sys.modules, "redis", None)
    monkeypatch.delitem(sys.modules, "portal.jobs.redis_bell")
    with pytest.raises(SettingsRefused, match=r"PORTAL_WAKE_URL needs .* redis.*client-portal\[redis\]"):
        refuse_silent_redis("redis://127.0.0.1", "PORTAL_WAKE_URL")
