"""One child: what it inherits, what it accepts, and that it never outlives its parent."""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.errors import RenderFailed
from portal.pdf.process import Limits, RendererProcess, child_environment
from tests.pdf.children import is_alive
from tests.pdf.samples import invoice
from tests.support.needs import ROOT

LIMITS = Limits(cpu_seconds=8, memory_bytes=900_000_000, wall_seconds=10)


@pytest.fixture
def child() -> Iterator[RendererProcess]:
    process = RendererProcess(LIMITS)
    yield process
    process.close()


def test_only_names_on_the_list_are_inherited() -> None:
    ours = {
        "PATH": "/bin",
        "LC_ALL": "C",
        "PORTAL_SECRET_KEY": "x",
        "AWS_SESSION": "x",
        "DATABASE_URL": "x",
        "HOME": "/",
    }
    assert set(child_environment(ours)) == {"PATH", "LC_ALL", "HOME", "PYTHONPATH", "PYTHONUNBUFFERED"}


def test_a_real_child_knows_no_setting_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "canary-of-the-environment")
    process = RendererProcess(LIMITS)
    try:
        environment = Path(f"/proc/{process.pid}/environ").read_bytes()
    finally:
        process.close()
    assert b"canary" not in environment
    assert b"PATH=" in environment


class Evil:
    """Runs a command when it is unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.target}",)


def test_a_job_that_is_no_document_runs_nothing(child: RendererProcess, tmp_path: Path) -> None:
    with pytest.raises(RenderFailed, match="not a printed document"):
        child.run(pickle.dumps(Evil(tmp_path / "touched")))
    assert not (tmp_path / "touched").exists()
    assert not child.is_alive()


@pytest.mark.parametrize("job", [b"garbage", pickle.dumps("a text"), pickle.dumps(invoice().seller)])
def test_a_job_that_makes_no_sense_gets_a_sentence(child: RendererProcess, job: bytes) -> None:
    with pytest.raises(RenderFailed, match=r"renderer broke|not a printed document"):
        child.run(job)


PARENT = """
import os, signal, sys, threading, time
sys.path.insert(0, {root!r})
from portal.pdf import PdfPool
from tests.pdf.children import is_alive
from tests.pdf.samples import invoice

pool = PdfPool(workers=2)
pool.warm_up()
while len(pool.child_pids()) < 2:
    time.sleep(0.05)
threading.Thread(target=lambda: pool.render(invoice(4000)), daemon=True).start()
time.sleep(0.5)
print(*pool.child_pids(), flush=True)
{end}
"""


@pytest.mark.slow
@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGKILL)", "os._exit(0)", "sys.exit(0)"])
def test_children_end_with_their_parent_busy_or_idle(end: str) -> None:
    script = PARENT.format(root=str(ROOT), end=end)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    pids = [int(word) for word in done.stdout.split()]
    assert len(pids) == 2, done.stderr
    deadline = time.monotonic() + 10
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, "a child outlives its parent"
        time.sleep(0.05)
