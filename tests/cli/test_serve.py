"""`portal serve` for real: it answers, it ends when told to, and it refuses what it must not do."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.links.world import SmallWorld
from tests.support.commands import run
from tests.support.needs import ROOT

pytest_plugins = ("tests.links.fixtures",)

READY_SECONDS = 30
ANY_ADDRESS = ".".join("0000")


def free_port() -> int:
    """A port below those that the machine gives out by itself."""
    for port in range(21_000 + time.monotonic_ns() % 8_000, 32_000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    return {
        "PORTAL_DATA_DIR": str(folder), "PORTAL_PORT": str(port), "PORTAL_WORKERS": "1",
        "PORTAL_BASE_URL": f"http://portal.localhost:{port}", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin",
    } | more  # fmt: skip


@contextmanager
def serving(folder: Path, port: int, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """The server with its log in the folder; ended by its own process id."""
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal", "serve"],
            cwd=folder, env=environment(folder, port, **more), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(timeout=40)


def get(port: int, path: str, **headers: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": f"portal.localhost:{port}", "Connection": "close"} | headers)
        response = connection.getresponse()
        response.read()
        return response
    finally:
        connection.close()


def wait_until_it_answers(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + READY_SECONDS
    while True:
        try:
            assert get(port, "/healthz").status == 200
            return
        except ConnectionError:
            assert process.poll() is None, (folder / "serve.log").read_text()
            assert time.monotonic() < end
            time.sleep(0.1)


@pytest.mark.slow
def test_it_serves_until_told_to_stop(small: SmallWorld) -> None:
    folder, port = small.settings.data_dir, free_port()
    token = small.issue_full().token
    with serving(folder, port) as process:
        wait_until_it_answers(port, process, folder)
        assert get(port, "/readyz").status == 200
        assert get(port, f"/embed?token={token}").status == 200
        assert get(port, f"/u/{'A' * 43}/").status == 401
        twin = run(sys.executable, "-m", "portal", "serve", folder=folder, timeout=60, **environment(folder, port))
        assert twin.returncode == 1
        assert twin.stderr.count("\n") == 1
        assert f"port {port} is taken" in twin.stderr
        assert "PORTAL_PORT" in twin.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=40) == 0
    with pytest.raises(ConnectionError):
        get(port, "/healthz")
    text = (folder / "serve.log").read_text()
    assert f"portal: opened at http://portal.localhost:{port}, listening on 127.0.0.1:{port};" in text
    assert token not in text
    assert "A" * 43 not in text
    told = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert [line["path"] for line in told if line["event"] == "request"][-1] == "/u/***/"


@pytest.mark.parametrize("host", [ANY_ADDRESS, "::", "192.0.2.1", "portal.example"])
def test_it_binds_nothing_but_loopback(tmp_path: Path, host: str) -> None:
    variables = environment(tmp_path, free_port(), PORTAL_HOST=host)
    done = run(sys.executable, "-m", "portal", "serve", folder=tmp_path, timeout=60, **variables)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "PORTAL_BEHIND_PROXY" in done.stderr


def test_a_taken_port_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        variables = environment(tmp_path / "data", taken.getsockname()[1])
        done = run(sys.executable, "-m", "portal", "serve", folder=tmp_path, timeout=60, **variables)
    assert done.returncode == 1
    assert "is taken" in done.stderr
    assert not (tmp_path / "data" / "portal.db").exists()
