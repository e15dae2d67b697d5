"""A Redis of the tests' own: on a unix socket in a temporary place, nothing written down, ended by its process id."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from tests.support.needs import require_program

INSTALL = "sudo apt-get install -y --no-install-recommends redis-server"
START_SECONDS = 10


@dataclass(frozen=True, slots=True)
class OwnRedis:
    """A running server; its addresses as the portal's settings take them."""

    socket: Path
    pid: int

    @property
    def wake_url(self) -> str:
        return f"unix://{self.socket}"

    @property
    def rate_limit_storage(self) -> str:
        return f"redis+unix://{self.socket}"

    def kill(self) -> None:
        """As a machine that goes; whoever began it still ends it."""
        os.kill(self.pid, signal.SIGKILL)

    def said(self, word: str) -> str:
        """What the server tells of itself, INFO's lines."""
        with redis.Redis(unix_socket_path=str(self.socket)) as client:
            return str(client.info()[word])


@contextmanager
def own_redis(place: Path | None = None) -> Iterator[OwnRedis]:
    """Start a server; it ends with the block. Skips the test where Redis is not installed. `place` is a folder with a
    short name to begin it in again."""
    program = require_program("redis-server", install=INSTALL)
    # A unix socket's path has room for about a hundred characters; pytest's own folders are too deep.
    folder = place or Path(tempfile.mkdtemp(prefix="portal-redis-"))
    socket = folder / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, *options], stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder)
    try:
        _wait_until_it_answers(socket, process, folder / "log")
        yield OwnRedis(socket, process.pid)
    finally:
        process.kill()
        process.wait(timeout=START_SECONDS)
        if place is None:
            shutil.rmtree(folder)


def _wait_until_it_answers(socket: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with redis.Redis(unix_socket_path=str(socket)) as client:
                client.ping()
            return
        except redis.RedisError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.02)
