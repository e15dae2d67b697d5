"""`portal demo` as a person runs it: both sites answer, Ctrl-C ends everything, a taken port is a plain sentence."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from portal.demo.run import CAST_FILE, prepare, run_demo
from portal.errors import SettingsRefused
from portal.ports import refuse_taken_port
from tests.support.commands import run
from tests.support.needs import ROOT

READY_SECONDS = 45
DEMO = (sys.executable, "-m", "portal", "demo")


def free_ports() -> tuple[int, int]:
    """Two ports below the ephemeral range, where no outgoing connection takes one between now and later."""
    found: list[int] = []
    start = 20_000 + os.getpid() % 5_000
    for port in range(start, start + 2_000):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) != 0:
                found.append(port)
        if len(found) == 2:
            return found[0], found[1]
    raise AssertionError("no port is free")


def fetch(port: int, path: str, **headers: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def answers(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running_demo(folder: Path, portal_port: int, firm_port: int) -> Iterator[subprocess.Popen[str]]:
    variables = {"PORTAL_PORT": str(portal_port), "FIRM_PORT": str(firm_port), "PYTHONPATH": str(ROOT)}
    with (folder / "out").open("w") as out:
        process = subprocess.Popen(
            DEMO, cwd=folder, env=os.environ | variables, stdout=out, stderr=out, stdin=subprocess.DEVNULL, text=True
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def wait_for_invitation(folder: Path, process: subprocess.Popen[str]) -> str:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if "The firm's site" in (told := (folder / "out").read_text()):
            return told
        time.sleep(0.1)
    raise AssertionError((folder / "out").read_text())


@pytest.mark.slow
def test_both_sites_answer_until_they_are_told_to_end_and_go_on_at_another_place(tmp_path: Path) -> None:
    casts = []
    for number in (signal.SIGTERM, signal.SIGINT):
        portal_port, firm_port = free_ports()
        with running_demo(tmp_path, portal_port, firm_port) as process:
            told = wait_for_invitation(tmp_path, process)
            assert f"http://firm.localhost:{firm_port}" in told
            assert f"http://portal.localhost:{portal_port}" in told
            assert f"export PORTAL_DATA_DIR={tmp_path / 'var' / 'demo'} " in told
            assert fetch(portal_port, "/readyz")[0] == 200
            key, entity = re.findall(r"(sk_sandbox_\S+)\n +An entity +(ent_\w+)", told)[0]
            status, answer = fetch(portal_port, f"/api/v1/entities/{entity}", Authorization=f"Bearer {key}")
            assert (status, entity in answer) == (200, True)
            status, page = fetch(firm_port, "/open/full")
            assert (status, f"http://portal.localhost:{portal_port}/static/embed.v1.js" in page) == (200, True)
            assert fetch(firm_port, "/go/viewer")[0] == 303
            casts.append((tmp_path / "var" / "demo" / CAST_FILE).read_text())
            process.send_signal(number)
            assert process.wait(timeout=30) == 0
        assert not answers(portal_port)
        assert not answers(firm_port)
        assert "Traceback" not in (tmp_path / "out").read_text()
    assert casts[0] == casts[1]


def test_a_taken_port_is_a_sentence_and_nothing_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(*DEMO, folder=tmp_path, PORTAL_PORT=str(port), FIRM_PORT="21999", PYTHONPATH=str(ROOT))
    assert done.returncode == 1
    assert f"port {port} is taken; choose another: PORTAL_PORT=" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "var").exists()


def test_the_firms_port_is_looked_at_too(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsRefused, match="FIRM_PORT"):
            refuse_taken_port("127.0.0.1", port, "FIRM_PORT")
        environ = {"PORTAL_PORT": str(free_ports()[0]), "FIRM_PORT": str(port)}
        with pytest.raises(SettingsRefused, match=f"port {port} is taken"):
            run_demo(environ, tmp_path, print)


@pytest.mark.parametrize("odd", ["0", "65536", "eight", "-1", "8 6"])
def test_an_odd_port_is_refused_by_name(tmp_path: Path, odd: str) -> None:
    with pytest.raises(SettingsRefused, match="PORTAL_PORT must be a port"):
        run_demo({"PORTAL_PORT": odd}, tmp_path, print)


def test_one_port_is_not_enough(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="a port each"):
        run_demo({"PORTAL_PORT": "21000", "FIRM_PORT": "21000"}, tmp_path, print)


@pytest.mark.slow
def test_what_is_half_made_is_made_anew(tmp_path: Path) -> None:
    variables = {"PORTAL_DATA_DIR": str(tmp_path)}
    (tmp_path / "portal.db").write_bytes(b"the power went off here")
    settings = prepare(variables, "http://firm.localhost:21001")
    first = (settings.data_dir / CAST_FILE).read_text()
    prepare(variables, "http://firm.localhost:21002")
    assert (settings.data_dir / CAST_FILE).read_text() == first
    prepare(variables, "http://firm.localhost:21002", fresh=True)
    assert (settings.data_dir / CAST_FILE).read_text() != first
