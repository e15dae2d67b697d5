"""The portal as visitors meet it: an application over the cast's data, browsers, and sessions entered by real links."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.database import Database, Visit
from portal.demo.cast import Cast
from portal.demo.people import Person
from portal.identity import Actor, ActorKind
from portal.services.entry.links import LinkRequest, issue_link
from portal.settings import Settings
from portal.tokens import Access
from portal.web.addresses import COOKIE_PREFIX
from portal.web.parts import Parts
from tests.support.stores import BACKENDS

# For tests that must hold on both back ends; without it a test runs on SQLite.
on_both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)

# For the few that must hold where everything has grown: rows on PostgreSQL, bytes in an object store, news over Redis.
_EMBEDDED = pytest.param("sqlite", "folder", "pipe", id="embedded")
_GROWN = pytest.param("postgresql", "s3", "redis", id="grown", marks=[pytest.mark.postgres, pytest.mark.slow])
on_both_grounds = pytest.mark.parametrize(("backend", "shelf", "wake_url"), [_EMBEDDED, _GROWN], indirect=True)
grown = pytest.mark.parametrize(("backend", "shelf", "wake_url"), [_GROWN], indirect=True)

_PREFIX = re.compile(r"/w/(?P<slot>[0-9a-f]{12})/|/u/(?P<handle>[A-Za-z0-9_-]{43})/")
_KEYS = {"sk": ActorKind.ACCOUNT_KEY, "ek": ActorKind.ENTITY_KEY}
Who = str | Person


@dataclass(frozen=True, slots=True)
class World:
    """A running portal with the standing cast in it. `who` is a name of `cast.people`, or a person."""

    app: Flask
    settings: Settings
    cast: Cast

    @property
    def parts(self) -> Parts:
        found: Parts = self.app.extensions["portal"]
        return found

    @property
    def database(self) -> Database:
        return self.parts.database

    def person(self, who: Who) -> Person:
        return who if isinstance(who, Person) else self.cast.people[who]

    def actor(self, who: Who) -> Actor:
        """The person as an actor without a session; `sk` and `ek` are the keys, inside Elm."""
        if isinstance(who, str) and who in _KEYS:
            return Actor(_KEYS[who], self.cast.scope, subject=self.cast.keys[who].id, name=who)
        person = self.person(who)
        kind = {
            Access.FULL_ENTITY: ActorKind.FULL_ENTITY,
            Access.USER: ActorKind.USER,
            Access.STAFF: ActorKind.STAFF,
        }[person.access]
        return Actor(kind, person.scope, person.user_id or person.staff_id, person.role, name=str(who))

    @contextmanager
    def visit(self, who: Who, *, at: datetime | None = None) -> Iterator[Visit]:
        """A visit of that person, for tests of services."""
        with self.database.visit(self.actor(who), at=at) as visit:
            yield visit

    def token(self, who: Who, wanted: LinkRequest | None = None, *, at: datetime | None = None, **more: Any) -> str:
        """A link for a person, as the firm's backend would get it with its account key. `more` goes to `wanted()`."""
        person = self.person(who)
        key = self.cast.keys.get("sk") if person.scope.account_id == self.cast.ada else self.cast.keys["oak_sk"]
        if person.scope == self.cast.scopes[self.cast.linden]:
            key = self.cast.keys["live_sk"]
        assert key is not None
        backend = Actor(ActorKind.ACCOUNT_KEY, person.scope, subject=key.id, name="backend")
        with self.database.visit(backend, at=at or datetime.now(UTC)) as visit:
            return issue_link(visit, self.parts.sealer, self.settings, wanted or person.wanted(**more)).token

    def browser(self, *, cookies: bool = True) -> "Browser":
        """A fresh browser; without cookies it is one that refuses them in frames."""
        return Browser(self, self.app.test_client(use_cookies=cookies))

    def enter(self, who: Who, *, framed: bool = False, cookies: bool = True, **more: Any) -> "Session":
        """A session of that person in a browser of its own."""
        return self.browser(cookies=cookies).enter(who, framed=framed, **more)


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser with its cookies; it may hold several sessions side by side."""

    world: World
    client: FlaskClient

    def open(self, path: str, *, method: str = "GET", framed: bool = False, **more: Any) -> TestResponse:
        """A request as a browser of today would send it: origin, fetch metadata, the portal's own host."""
        headers = {"Sec-Fetch-Dest": "iframe" if framed else "document", **more.pop("headers", {})}
        if method not in {"GET", "HEAD"}:
            headers = {"Origin": self.world.settings.origin, "Sec-Fetch-Site": "same-origin", **headers}
        return self.client.open(path, method=method, headers=headers, base_url=self.world.settings.origin, **more)

    def exchange(self, token: str, *, framed: bool = False) -> TestResponse:
        """Press the button of the interstitial; what comes back is a redirect, or a refusal's page."""
        return self.open("/embed/exchange", method="POST", framed=framed, data={"token": token})

    def follow(self, token: str, *, framed: bool = False) -> "Session":
        """The whole way in: look, press, check, land."""
        looked = self.open(f"/embed?token={token}", framed=framed)
        assert looked.status_code == 200, looked.text
        exchanged = self.exchange(token, framed=framed)
        assert exchanged.status_code == 303, exchanged.text
        checked = self.open(exchanged.location, framed=framed)
        assert checked.status_code == 303, checked.text
        place = urlsplit(checked.location).path
        found = _PREFIX.match(place)
        assert found, place
        return Session(self, found[0].rstrip("/"), found["slot"], found["handle"], framed, place)

    def enter(self, who: Who, *, framed: bool = False, **more: Any) -> "Session":
        """A session of that person."""
        return self.follow(self.world.token(who, **more), framed=framed)


@dataclass(frozen=True, slots=True)
class Session:
    """A live session: paths are those behind its prefix, `/documents/` for one; `landed` is where the link led."""

    browser: Browser
    prefix: str
    slot: str | None
    handle: str | None
    framed: bool
    landed: str = field(compare=False)

    @property
    def secret(self) -> str:
        """What the browser holds, with its kind before it, as the server knows it."""
        if self.slot is None:
            return f"url:{self.handle}"
        host = urlsplit(self.browser.world.settings.origin).hostname or ""
        cookie = self.browser.client.get_cookie(COOKIE_PREFIX + self.slot, domain=host)
        return f"cookie:{cookie.value if cookie else ''}"

    @property
    def csrf_token(self) -> str:
        return self.browser.world.parts.ring.derive("csrf", self.secret).hex()

    def address(self, path: str) -> str:
        return path if path.startswith(self.prefix) else self.prefix + path

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.browser.open(self.address(path), framed=self.framed, **more)

    def head(self, path: str, **more: Any) -> TestResponse:
        return self.browser.open(self.address(path), method="HEAD", framed=self.framed, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """With the session's CSRF token, unless the data brings its own."""
        form = {"csrf_token": self.csrf_token, **(data or {})}
        return self.browser.open(self.address(path), method="POST", framed=self.framed, data=form, **more)

    def fetch(self, path: str) -> TestResponse:
        """A download to its end: the redirect to the ticket is followed."""
        sent = self.get(path)
        return self.browser.open(sent.location, framed=self.framed) if sent.status_code == 303 else sent
