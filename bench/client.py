"""`python -m bench.client ORIGIN COOKIE CONNECTIONS SECONDS PATHS follow|stay`: the load where wrk is not installed."""

import json
import sys
import threading
import time
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from bench.timing import percentile


class Walker(threading.Thread):
    """One connection, kept alive, that asks for one path after the other until the time is over."""

    def __init__(self, origin: str, cookie: str, paths: list[str], start: int, until: float, *, follow: bool) -> None:
        super().__init__(daemon=True)
        self._connection = HTTPConnection(urlsplit(origin).netloc, timeout=20)
        self._headers = {"Cookie": cookie} if cookie else {}
        self._paths = islice(cycle(paths), start, None)
        self._until, self._follow = until, follow
        self.took: list[float] = []
        self.failed = 0

    def run(self) -> None:
        for path in self._paths:
            redirect = self._ask(path)
            if self._follow and redirect:
                self._ask(redirect)
            if time.perf_counter() >= self._until:
                break
        self._connection.close()

    def _ask(self, path: str) -> str | None:
        began = time.perf_counter()
        try:
            self._connection.request("GET", path, headers=self._headers)
            answer = self._connection.getresponse()
            answer.read()
        except OSError:
            self._connection.close()
            self.failed += 1
            return None
        self.took.append(time.perf_counter() - began)
        self.failed += answer.status >= 400
        return answer.headers["Location"] if answer.status == 303 else None


def main(origin: str, cookie: str, connections: int, seconds: float, listing: Path, *, follow: bool) -> None:
    """Walk with so many connections at once and print what happened, as `load.lua` does."""
    paths = listing.read_text(encoding="ascii").splitlines()
    began = time.perf_counter()
    walkers = [
        Walker(origin, cookie, paths, len(paths) * each // connections, began + seconds, follow=follow)
        for each in range(connections)
    ]
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
    _origin, _cookie, _connections, _seconds, _paths, _follow = sys.argv[1:]
    main(_origin, _cookie, int(_connections), float(_seconds), Path(_paths), follow=_follow == "follow")
