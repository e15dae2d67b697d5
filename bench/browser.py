"""A visitor: one kept-alive connection that presses the link's button, keeps the session's cookie, and reads pages."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import urlencode, urlsplit

from bench.serving import BenchFailed

STEPS = ("issue", "look", "exchange", "check", "list")


class Answer(NamedTuple):
    """Status, headers and body."""

    status: int
    headers: HTTPMessage
    body: bytes


@dataclass(frozen=True, slots=True)
class Session:
    """A live session: the prefix of its addresses, and the cookie that proves it."""

    home: str
    cookie: str


@dataclass(slots=True)
class Opened:
    """A link followed to the list: the session, the list's page, and the seconds each step took."""

    session: Session
    page: bytes
    took: dict[str, float] = field(default_factory=dict)


class Browser:
    """One visitor at one portal. Close it, or use it as a context."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._connection = HTTPConnection(urlsplit(origin).netloc, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def get(self, path: str, cookie: str = "", expect: int = 200) -> Answer:
        """The answer to a GET; BenchFailed for another status than the expected one."""
        return self._ask("GET", path, None, {"Cookie": cookie} if cookie else {}, expect)

    def call(self, method: str, path: str, headers: dict[str, str], body: str = "", expect: int = 200) -> Answer:
        """The answer to a call of the API; BenchFailed for another status than the expected one."""
        return self._ask(method, path, body or None, headers, expect)

    def open_link(self, issue: Callable[[], str]) -> Opened:
        """From the making of a token to the list of documents: each step on the server is committed when it answers."""
        clock = [time.perf_counter()]
        token = issue()
        clock.append(time.perf_counter())
        self.get(f"/embed?{urlencode({'token': token})}")
        clock.append(time.perf_counter())
        form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self._origin}
        claimed = self._ask("POST", "/embed/exchange", urlencode({"token": token}), form, 303)
        clock.append(time.perf_counter())
        cookie = str(claimed.headers["Set-Cookie"]).partition(";")[0]
        checked = self.get(str(claimed.headers["Location"]), cookie, expect=303)
        clock.append(time.perf_counter())
        place = str(checked.headers["Location"])
        page = self.get(place, cookie).body
        clock.append(time.perf_counter())
        home = re.match(r"/w/[0-9a-f]{12}/", place)
        if home is None:
            raise BenchFailed(f"the session did not begin in cookie mode: {place[:4]}…")
        took = {step: after - before for step, before, after in zip(STEPS, clock, clock[1:], strict=False)}
        return Opened(Session(home[0], cookie), page, took)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str], expect: int) -> Answer:
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != expect:
            raise BenchFailed(f"{method} {urlsplit(path).path} answered {answer.status} instead of {expect}")
        return Answer(answer.status, answer.headers, content)
