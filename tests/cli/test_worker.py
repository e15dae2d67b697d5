"""`portal worker` for real: beside `portal serve` and alone, kept alive, ended with whom it belongs to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.database import Database
from portal.identity import system
from portal.models import Job
from portal.services.outbox.mail import send_mail
from tests.cli.test_serve import environment, free_port, serving, wait_until_it_answers
from tests.links.world import SmallWorld
from tests.support.commands import run

pytest_plugins = ("tests.links.fixtures",)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]
MOST_SECONDS = 60


def workers_of(pid: int) -> list[int]:
    """The process ids of the workers that this process started."""
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        if b"worker" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
            found.append(int(child))
    return found


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(true: Callable[[], object]) -> None:
    end = time.monotonic() + MOST_SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def have_mail_sent(small: SmallWorld, folder: Path) -> None:
    """A mail caused here comes out there."""
    database = Database(small.settings.database_url)
    before = len(mails(folder))
    with database.visit(system(small.elm)) as visit, visit.write() as writing:
        send_mail(visit, writing, small.ring, "maja@example.com", "Hello", "Hello.")
    database.close()
    wait_until(lambda: len(mails(folder)) > before)


def mails(folder: Path) -> list[Path]:
    return list((folder / "mail").glob("*.eml"))


def test_beside_serve_it_works_is_kept_alive_and_ends_with_it(small: SmallWorld) -> None:
    folder, port = small.settings.data_dir, free_port()
    with serving(folder, port) as process:
        wait_until_it_answers(port, process, folder)
        wait_until(lambda: workers_of(process.pid))
        have_mail_sent(small, folder)
        (first,) = workers_of(process.pid)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: workers_of(process.pid) and workers_of(process.pid) != [first])
        have_mail_sent(small, folder)
        (second,) = workers_of(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=MOST_SECONDS) == 0
        assert not lives(second)
    log = (folder / "serve.log").read_text()
    assert "Traceback" not in log


def test_it_ends_when_serve_is_killed(small: SmallWorld) -> None:
    folder, port = small.settings.data_dir, free_port()
    with serving(folder, port) as process:
        wait_until_it_answers(port, process, folder)
        wait_until(lambda: workers_of(process.pid))
        (worker,) = workers_of(process.pid)
        have_mail_sent(small, folder)
        process.kill()
        process.wait()
        wait_until(lambda: not lives(worker))


def test_alone_it_works_until_it_is_told_to_stop(small: SmallWorld) -> None:
    folder = small.settings.data_dir
    with (
        serving(folder, port := free_port(), PORTAL_JOBS="separate") as process,
        (folder / "worker.log").open("wb") as log,
    ):
        worker = subprocess.Popen(
            [sys.executable, "-m", "portal", "worker"],
            cwd=folder, env=environment(folder, port), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            wait_until_it_answers(port, process, folder)
            have_mail_sent(small, folder)
            # By now one beside the server would be there: it is begun within a second.
            assert workers_of(process.pid) == []
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(timeout=MOST_SECONDS) == 0, (folder / "worker.log").read_text()
        finally:
            if worker.poll() is None:
                worker.kill()
                worker.wait()
    database = Database(small.settings.database_url)
    with database.visit(system(small.elm)) as visit:
        assert visit.session.query(Job).all() == []
    database.close()


def test_without_a_migrated_database_it_says_so(tmp_path: Path) -> None:
    done = run(
        sys.executable, "-m", "portal", "worker", folder=tmp_path, timeout=60, **environment(tmp_path, free_port())
    )
    assert done.returncode == 1
    assert "portal migrate" in done.stderr
    assert done.stderr.count("\n") == 1
