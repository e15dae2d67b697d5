"""Browsers that walk into the small world, and what they are inside their sessions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

# For a header that a browser would send and this request is to be without.
ABSENT = "\0"


@dataclass(frozen=True)
class Browser:
    """One browser with its cookies; every request goes to the portal's own origin."""

    origin: str
    client: FlaskClient
    headers: Mapping[str, str]

    def get(self, path: str, method: str = "GET", **headers: str) -> TestResponse:
        return self.client.open(path, method=method, base_url=self.origin, headers=self._with(headers))

    def post(self, path: str, data: Mapping[str, str], **headers: str) -> TestResponse:
        given = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"} | headers
        return self.client.post(path, data=dict(data), base_url=self.origin, headers=self._with(given))

    def _with(self, headers: Mapping[str, str]) -> dict[str, str]:
        spelled = {name.replace("_", "-"): value for name, value in headers.items()}
        return {name: value for name, value in (dict(self.headers) | spelled).items() if value != ABSENT}

    def exchange(self, token: str, framed: bool = False, **headers: str) -> TestResponse:
        destination = {"Sec-Fetch-Dest": "iframe" if framed else "document"}
        return self.post("/embed/exchange", {"token": token}, **(destination | headers))

    def enter(self, token: str, framed: bool = False, keep_cookies: bool = True) -> "Inside":
        """Claim a link and follow to where its session lives."""
        destination = {"Sec-Fetch-Dest": "iframe" if framed else "document"}
        taken = self.exchange(token, framed)
        assert taken.status_code == 303, taken.text
        if not keep_cookies:
            self.forget()
        checked = self.get(taken.location, **destination)
        assert checked.status_code == 303, checked.text
        return Inside(self, checked.location, framed)

    def forget(self) -> None:
        """Lose every cookie."""
        for name in self.cookies:
            self.client.delete_cookie(name, domain=self._host)

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in (self.client._cookies or {}).values()}

    def put_cookie(self, name: str, value: str) -> None:
        self.client.set_cookie(name, value, domain=self._host)

    @property
    def _host(self) -> str:
        return urlsplit(self.origin).hostname or ""


@dataclass(frozen=True)
class Inside:
    """A browser in its session; `home` is the prefix of every page of it."""

    browser: Browser
    home: str
    framed: bool

    def get(self, path: str = "", method: str = "GET", **headers: str) -> TestResponse:
        destination = {"Sec-Fetch-Dest": "iframe" if self.framed else "document"}
        return self.browser.get(self.home + path, method, **(destination | headers))

    @property
    def status(self) -> int:
        return self.get("session/").status_code

    def csrf(self) -> str:
        found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', self.get("session/").text)
        assert found is not None
        return found[1]

    def post(self, path: str, csrf: str | None = None, **data: str) -> TestResponse:
        return self.browser.post(self.home + path, data | {"csrf_token": self.csrf() if csrf is None else csrf})

    @property
    def slot(self) -> str:
        return self.home.split("/")[2]

    @property
    def cookie(self) -> tuple[str, str]:
        name = f"__Host-es_{self.slot}"
        return name, self.browser.cookies[name]


def fields_of(page: TestResponse, form: str) -> dict[str, str]:
    """What a form of the page would send besides what is typed; empty where the page has no such form."""
    found = re.search(rf'<form[^>]*id="{form}".*?</form>', page.text, re.DOTALL)
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', found[0])) if found else {}
