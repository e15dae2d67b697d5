"""The firm's site: its menu, its frames, its redirect, and that each way in leads where it says."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.demo.host.backend import FirmBackend
from portal.demo.host.cases import CASES
from portal.demo.host.site import create_site
from portal.identity import system
from portal.models import Link
from tests.support.portal import World

# What the first page says after the link of each case was followed to its end.
OPENS = {
    "full": "Elm Studio d.o.o.",
    "viewer": "Elm Studio d.o.o.",
    "editor": "Elm Studio d.o.o.",
    "admin": "Elm Studio d.o.o.",
    "staff": "Elm Studio d.o.o.",
    "beside": "Elm Studio d.o.o.",
    "list": "Elm Studio d.o.o.",
    "birch": "Birch & Baum GmbH",
    "nova": "Nova pekarna, Ljubljana, d.o.o.",
    "offline": "Elm Studio d.o.o.",
}
REFUSED = {"expired": 410, "used": 410, "revoked": 410, "malformed": 400}


@pytest.fixture
def site(world: World) -> Flask:
    parts = world.parts
    backend = FirmBackend(parts.database, parts.sealer, world.settings, world.cast, world.cast.origin)
    return create_site(backend)


@pytest.fixture
def visitor(site: Flask) -> Iterator[FlaskClient]:
    with site.test_client() as visitor:
        yield visitor


def token_of(address: str) -> str:
    return parse_qs(urlsplit(unescape(address)).query)["token"][0]


def test_every_case_is_accounted_for() -> None:
    assert set(CASES) == set(OPENS) | set(REFUSED)


@pytest.mark.parametrize("key", OPENS)
def test_a_way_in_leads_in(world: World, visitor: FlaskClient, key: str) -> None:
    page = visitor.get(f"/open/{key}")
    frame = re.search(r'<iframe class="portal" src="([^"]+)"[^>]* allow="clipboard-write; fullscreen">', page.text)
    assert frame
    session = world.browser().follow(token_of(frame[1]), framed=True)
    assert OPENS[key] in unescape(world.browser().open("/healthz").text + session.get(session.landed).text)


@pytest.mark.parametrize("key", REFUSED)
def test_a_link_that_opens_nothing_says_so(world: World, visitor: FlaskClient, key: str) -> None:
    token = token_of(visitor.get(f"/go/{key}").location)
    browser = world.browser()
    looked = browser.open(f"/embed?token={token}")
    answer = looked if looked.status_code != 200 else browser.exchange(token)
    assert answer.status_code == REFUSED[key]


def test_two_clients_stand_side_by_side(world: World, visitor: FlaskClient) -> None:
    addresses = re.findall(r'<iframe class="portal" src="([^"]+)"', visitor.get("/open/beside").text)
    browser = world.browser()
    elm, birch = (browser.follow(token_of(address), framed=True) for address in addresses)
    assert "Elm Studio" in elm.get("/").text
    assert "Baum GmbH" in birch.get("/").text


@pytest.mark.parametrize("key", ["full", "offline", "expired"])
def test_the_redirect_and_the_plain_link_open_the_portal(world: World, visitor: FlaskClient, key: str) -> None:
    redirected = visitor.get(f"/go/{key}")
    assert redirected.status_code == 303
    plain = re.search(r'<a href="([^"]+)" id="portal-link">', visitor.get(f"/link/{key}").text)
    assert plain
    for address in (redirected.location, plain[1]):
        assert address.startswith(f"{world.settings.origin}/embed?token=")
    assert token_of(redirected.location) != token_of(plain[1])


@pytest.mark.parametrize("path", ["/", "/open/full", "/go/full", "/link/full", "/privacy", "/imprint", "/open/nothing"])
def test_the_firm_keeps_nothing_and_frames_only_the_portal(world: World, visitor: FlaskClient, path: str) -> None:
    headers = visitor.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert f"frame-src {world.settings.origin};" in headers["Content-Security-Policy"]


def test_a_link_is_minted_with_the_click_and_never_before(world: World, visitor: FlaskClient) -> None:
    def links() -> int:
        with world.database.visit(system(world.cast.scope)) as visit:
            return len(visit.session.scalars(select(Link)).all())

    before = links()
    menu = visitor.get("/").text
    assert links() == before
    assert "token=" not in menu
    visitor.get("/open/full")
    assert links() == before + 1
    visitor.get("/open/offline")
    assert links() == before + 1


def test_a_broken_link_is_framed_like_any_other(visitor: FlaskClient) -> None:
    assert visitor.get("/open/malformed").status_code == 200
    assert "/open/malformed" in visitor.get("/").text


def test_the_page_needs_nothing_from_elsewhere(visitor: FlaskClient) -> None:
    for path in ("/firm.css", "/firm.js", "/ada.svg"):
        answer = visitor.get(f"/demo{path}")
        assert answer.status_code == 200
        answer.close()
    page = visitor.get("/").text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
