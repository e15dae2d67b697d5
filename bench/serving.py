"""Servers to measure, each a process of its own with an empty port, a data folder, and the CPU time it used."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

HOST = "127.0.0.1"
# Below the range from which the kernel takes the ports of outgoing connections.
_PORTS = range(18_000, 30_000)
_START_SECONDS = 60
_STOP_SECONDS = 15
# The limits protect a visitor's address from guessing and the others from one loud key; the bench is one address with a
# hundred visitors, and one key.
_LIMITS = ("LINK_ATTEMPTS", "PDF_REQUESTS", "API_CALLS")
_OPEN_LIMITS = {f"PORTAL_{name}_PER_MINUTE": "10000000" for name in _LIMITS}


class BenchFailed(Exception):
    """A figure cannot be taken; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens, the process that leads its workers, and that of its database server."""

    port: int
    pid: int
    environment: dict[str, str]
    database_pid: int | None = None

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"

    def cpu_seconds(self) -> float:
        """What the whole tree of processes, and that of the database server, have used so far."""
        return sum(map(tree_cpu_seconds, filter(None, (self.pid, self.database_pid))))


def tree_cpu_seconds(root: int) -> float:
    """What a process and all below it have used so far, ended children included."""
    return sum(_cpu_of(pid) for pid in _tree(root))


@contextmanager
def serving(
    module: str,
    *arguments: str,
    data_dir: Path,
    settings: Mapping[str, str] | None = None,
    database_pid: int | None = None,
) -> Iterator[Server]:
    """Run `python -m MODULE …` as a server with the portal's settings, and these, until the block ends."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environment |= _OPEN_LIMITS | {
        "PORTAL_DATA_DIR": str(data_dir),
        "PORTAL_PORT": str(port),
        "PORTAL_BASE_URL": f"http://{HOST}:{port}",
        **(settings or {}),
    }
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _await_answer(process, port, data_dir / "server.log")
            yield Server(port, process.pid, environment, database_pid)
        except BenchFailed as failure:
            failure.add_note(_last_error(data_dir / "server.log"))
            raise
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    for port in random.sample(_PORTS, 50):
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise BenchFailed("no free port was found")


def _await_answer(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise BenchFailed(f"a server did not start: {log.read_text(errors='replace')[-600:]}")


def _last_error(log: Path) -> str:
    """The end of the last error in the log, which is gone with the folder."""
    errors = [line for line in log.read_text(errors="replace").splitlines() if '"level": "error"' in line]
    return f"{log.parent.name} logged {len(errors)} errors: {errors[-1][-300:] if errors else 'none'}"


def _tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def _cpu_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
