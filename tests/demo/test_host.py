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
    "doctor": "Elm Studio d.o.o.",
}
REFUSED = {"expired": 410, "late": 410, "used": 410, "revoked": 410, "malformed": 400}


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


def places(visitor: FlaskClient, key: str) -> list[str]:
    """Where the elements of the page that frames the portal get their tokens."""
    return re.findall(r'<client-portal class="portal" token-url="([^"]+)"', visitor.get(f"/open/{key}").text)


def test_every_case_is_accounted_for() -> None:
    assert set(CASES) == set(OPENS) | set(REFUSED) | {"code"}


def test_a_mailed_link_asks_for_its_code(world: World, visitor: FlaskClient) -> None:
    (place,) = places(visitor, "code")
    token = visitor.post(place).get_json()["token"]
    assert 'id="enter-code"' in world.browser().exchange(token).text


def test_a_link_that_was_mailed_long_ago_has_a_new_one_sent(world: World, visitor: FlaskClient) -> None:
    plain = re.search(r'<a href="([^"]+)" id="portal-link">', visitor.get("/link/late").text)
    assert plain
    page = world.browser().open(f"/embed?token={token_of(plain[1])}").text
    assert 'id="mail-again"' in page


def test_a_page_that_hinders_the_portal_has_the_doctor(visitor: FlaskClient) -> None:
    page = visitor.get("/open/doctor")
    assert re.search(r'<client-portal [^>]* doctor sandbox="allow-scripts[^"]*"', page.text)
    assert "connect-src 'self' http" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("key", OPENS)
def test_a_way_in_leads_in(world: World, visitor: FlaskClient, key: str) -> None:
    (place, *_) = places(visitor, key)
    session = world.browser().follow(visitor.post(place).get_json()["token"], framed=True)
    assert OPENS[key] in unescape(world.browser().open("/healthz").text + session.get(session.landed).text)


@pytest.mark.parametrize("key", REFUSED)
def test_a_link_that_opens_nothing_says_so(world: World, visitor: FlaskClient, key: str) -> None:
    shown = re.search(r'<client-portal class="portal" token="([^"]+)"', visitor.get(f"/open/{key}").text)
    assert shown
    token = shown[1]
    browser = world.browser()
    looked = browser.open(f"/embed?token={token}")
    answer = looked if looked.status_code != 200 else browser.exchange(token)
    assert answer.status_code == REFUSED[key]


def test_two_clients_stand_side_by_side(world: World, visitor: FlaskClient) -> None:
    browser = world.browser()
    elm, birch = (
        browser.follow(visitor.post(place).get_json()["token"], framed=True) for place in places(visitor, "beside")
    )
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
    assert "token=" not in visitor.get("/open/full").text
    assert links() == before
    visitor.post("/token/full/0")
    assert links() == before + 1
    visitor.post("/token/offline/0")
    assert links() == before + 1
    assert visitor.post("/token/full/1").status_code == 404
    assert visitor.get("/token/full/0").status_code == 405


def test_a_broken_link_is_framed_like_any_other(visitor: FlaskClient) -> None:
    assert visitor.get("/open/malformed").status_code == 200
    assert "/open/malformed" in visitor.get("/").text


def test_the_page_needs_nothing_from_elsewhere(visitor: FlaskClient) -> None:
    for path in ("/firm.css", "/ada.svg"):
        answer = visitor.get(f"/demo{path}")
        assert answer.status_code == 200
        answer.close()
    page = visitor.get("/").text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
