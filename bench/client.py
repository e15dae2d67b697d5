"""`python -m bench.client ORIGIN HEADERS CONNECTIONS SECONDS PATHS follow|stay BODY`: load where there is no wrk."""

import json
import sys
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from bench.timing import percentile


@dataclass(frozen=True, slots=True)
class Walk:
    """What all connections ask for: the paths in turn, posting the body unless it is empty."""

    origin: str
    headers: dict[str, str]
    paths: list[str]
    follow: bool
    body: bytes


class Walker(threading.Thread):
    """One connection, kept alive, that asks for one path after the other until the time is over."""

    def __init__(self, walk: Walk, start: int, until: float) -> None:
        super().__init__(daemon=True)
        self._walk, self._until = walk, until
        self._connection = HTTPConnection(urlsplit(walk.origin).netloc, timeout=20)
        self._paths = islice(cycle(walk.paths), start, None)
        self.took: list[float] = []
        self.failed = 0

    def run(self) -> None:
        for path in self._paths:
            redirect = self._ask(path)
            if self._walk.follow and redirect:
                self._ask(redirect)
            if time.perf_counter() >= self._until:
                break
        self._connection.close()

    def _ask(self, path: str) -> str | None:
        began = time.perf_counter()
        try:
            method = "POST" if self._walk.body else "GET"
            self._connection.request(method, path, self._walk.body or None, self._walk.headers)
            answer = self._connection.getresponse()
            answer.read()
        except OSError:
            self._connection.close()
            self.failed += 1
            return None
        self.took.append(time.perf_counter() - began)
        self.failed += answer.status >= 400
        return answer.headers["Location"] if answer.status == 303 else None


def main(walk: Walk, connections: int, seconds: float) -> None:
    """Walk with so many connections at once and print what happened, as `load.lua` does."""
    began = time.perf_counter()
    walkers = [Walker(walk, len(walk.paths) * each // connections, began + seconds) for each in range(connections)]
    for walker in walkers:
        walker.start()
    for walker in walkers:
        walker.join()
    took = [each * 1000 for walker in walkers for each in walker.took] or [0.0]
    told = {
        "requests": sum(len(walker.took) for walker in walkers),
        "seconds": time.perf_counter() - began,
        "p50": percentile(took, 50),
        "p99": percentile(took, 99),
        "failed": sum(walker.failed for walker in walkers),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    _origin, _headers, _connections, _seconds, _paths, _follow, _body = sys.argv[1:]
    _listed = Path(_paths).read_text(encoding="ascii").splitlines()
    _walk = Walk(_origin, json.loads(_headers), _listed, _follow == "follow", Path(_body).read_bytes())
    main(_walk, int(_connections), float(_seconds))
