"""Load from a process of its own, bounded in time and connections: wrk where it is installed, else our own client."""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.serving import BenchFailed, Server

CONNECTIONS = 8
WRK = shutil.which("wrk")
_MOST_TRIES = 3
_SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for: paths in turn, with a cookie; `follow` counts a path and its redirect as one.

    With a `body`, which is JSON, it is posted. `things` is how many of what is counted one request makes.
    """

    name: str
    server: Server
    paths: tuple[str, ...]
    cookie: str = ""
    follow: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    things: int = 1

    @property
    def all_headers(self) -> dict[str, str]:
        """Those that are sent with every request."""
        cookie = {"Cookie": self.cookie} if self.cookie else {}
        return cookie | ({"Content-Type": "application/json"} if self.body else {}) | dict(self.headers)


@dataclass(frozen=True, slots=True)
class Burst:
    """What came of one burst: things a second, and the server's CPU for one of them.

    Latencies in milliseconds are those of single requests.
    """

    per_second: float
    p50: float
    p99: float
    cpu_ms: float


def client_name() -> str:
    """What makes the load; the figures of different clients do not compare."""
    return "wrk" if WRK else "python (slower than wrk: it holds the hello back, so ratios look smaller than they are)"


def burst(target: Target, seconds: int, connections: int = CONNECTIONS) -> Burst:
    """Ask as fast as answers come; longer when none comes in time.

    Raises BenchFailed when an answer is an error, or when none comes at all.
    """
    for longer in range(_MOST_TRIES):
        asked = seconds << longer
        before = target.server.cpu_seconds()
        told = _run(target, asked, connections)
        used = target.server.cpu_seconds() - before
        if told["failed"]:
            raise BenchFailed(f"{target.name}: {told['failed']:.0f} of {told['requests']:.0f} requests failed")
        if told["requests"]:
            turns = told["requests"] * target.things / (2 if target.follow else 1)
            return Burst(turns / told["seconds"], told["p50"], told["p99"], used * 1000 / turns)
        print(f"  {target.name}: nothing was answered in {asked} s; asked again for longer", file=sys.stderr)
    raise BenchFailed(f"{target.name}: nothing was answered in {_MOST_TRIES} bursts of {seconds} s and more")


def _run(target: Target, seconds: int, connections: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        paths, body = Path(folder) / "paths", Path(folder) / "body"
        paths.write_text("\n".join(target.paths) + "\n", encoding="ascii")
        body.write_text(target.body, encoding="utf-8")
        follow = "follow" if target.follow else "stay"
        command = _wrk(target, seconds, connections) if WRK else [sys.executable, "-m", "bench.client"]
        if WRK is None:
            command += [target.server.origin, json.dumps(target.all_headers), str(connections), str(seconds)]
        finished = subprocess.run(
            [*command, str(paths), follow, str(body)],
            capture_output=True,
            text=True,
            timeout=seconds + 60,
            check=False,
        )
    if finished.returncode:
        raise BenchFailed(f"{target.name}: the load could not be made: {finished.stderr[-300:]}")
    told: dict[str, float] = json.loads(finished.stdout.strip().splitlines()[-1])
    return told


def _wrk(target: Target, seconds: int, connections: int) -> list[str]:
    # A redirect belongs to the connection it came on, and the script's memory to the thread: one of each.
    threads = connections if target.follow else min(2, connections)
    options = [f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "--latency"]
    headers = [word for name, value in target.all_headers.items() for word in ("-H", f"{name}: {value}")]
    return [str(WRK), *options, "-s", str(_SCRIPT), *headers, target.server.origin, "--"]
