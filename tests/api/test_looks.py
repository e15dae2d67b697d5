"""How the pages look is the firm's to say, for all clients and for each: colour, corners, light or dark, logo."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.api.test_branding import PNG, put
from tests.pdf.samples import SVG
from tests.support.api import Backend
from tests.support.portal import World, on_both


def look(world: World, who: str = "viewer") -> tuple[str, str, str]:
    """Theme, style sheet's content and logo of this person's first page."""
    session = world.enter(who)
    page = session.get("/").text
    theme = re.search(r'<html[^>]* data-theme="(\w+)"', page)
    sheet = re.search(r'href="(/brand/[^"]*\.css)"', page)
    logo = re.search(r'<img class="who__logo" src="([^"]*)"', page)
    css = anybody(world, sheet[1]).text if sheet else ""
    return theme[1] if theme else "", css, logo[1] if logo else ""


def anybody(world: World, path: str) -> TestResponse:
    """What is there for whoever asks."""
    return world.app.test_client().get(path, base_url=world.settings.origin)


def brand(sk: Backend, entity: str, **branding: object) -> None:
    sk.patch(f"/entities/{entity}", {"settings": {"branding": branding}})


@on_both
def test_an_entity_s_look_comes_before_the_account_s(world: World, sk: Backend, live: Backend) -> None:
    said = live.patch("/account", {"accent_color": "#1f5fbf", "corner_radius": 0, "theme": "dark"})
    assert (said["corner_radius"], said["theme"]) == (0, "dark")
    theme, css, _ = look(world)
    assert (theme, "--brand:#1f5fbf;" in css, "--brand-round:0px;" in css) == ("dark", True, True)
    brand(sk, world.cast.elm, accent_color="#8A1F3C", corner_radius=16, theme="light")
    theme, css, _ = look(world)
    assert (theme, "--brand:#8a1f3c;" in css, "--brand-round:16px;" in css) == ("light", True, True)
    theme, css, _ = look(world, "nova_full")
    assert (theme, "--brand:#1f5fbf;" in css) == ("dark", True), "another client of the firm's has the firm's"
    live.patch("/account", {"accent_color": None, "corner_radius": None, "theme": None})
    assert look(world, "nova_full") == ("", "", look(world, "birch_admin")[2])


def test_an_entity_s_logo_stands_on_its_own_pages_alone(world: World, sk: Backend, live: Backend) -> None:
    elm = world.cast.elm
    put(sk, f"/entities/{elm}/logo", PNG)
    before = look(world)[2]
    assert elm not in before, "not unless the firm says so"
    brand(sk, elm, show_logo=True)
    address = look(world)[2]
    assert f"/sandbox/{elm}/" in address
    assert elm not in look(world, "nova_full")[2]
    assert anybody(world, address).data == PNG
    for wrong in (
        address.replace(elm, world.cast.birch),
        address.replace("/sandbox/", "/live/"),
        address.replace("/sandbox/", "/moon/"),
        re.sub(r"[0-9a-f]{64}", "0" * 64, address),
    ):
        assert anybody(world, wrong).status_code == 404, wrong
    put(sk, f"/entities/{elm}/logo", SVG, "image/svg+xml")
    assert elm not in look(world)[2], "a drawing is for paper alone"
    put(sk, f"/entities/{elm}/logo", PNG)
    brand(sk, elm, show_logo=False)
    assert anybody(world, address).status_code == 404


WRONG: dict[str, tuple[object, ...]] = {
    "accent_color": ("red", "#fff", "#12345g", "#123456;}", "url(//evil.example)", "</style>", "#123456\n", "", 7),
    "corner_radius": (-1, 25, 1.5, "4", "4px;}", True),
    "theme": ("Dark", "blue", "", 1),
    "show_logo": ("yes",),
    "template": ("gothic",),
    "css": ("body{display:none}",),
    "script": ("alert(1)",),
}


@pytest.mark.parametrize("field", WRONG)
def test_what_is_no_look_is_refused(world: World, sk: Backend, live: Backend, field: str) -> None:
    path = f"/entities/{world.cast.elm}"
    for value in WRONG[field]:
        refused = sk.refused(422, "validation_failed", "PATCH", path, {"settings": {"branding": {field: value}}})
        assert refused["cause"]["issues"][0]["path"][:3] == ["settings", "branding", field], value
        # Of what the account says of itself, space around it is no matter.
        if field in {"accent_color", "corner_radius", "theme"} and value != "#123456\n":
            refused = live.refused(422, "validation_failed", "PATCH", "/account", {field: value})
            assert refused["cause"]["issues"][0]["path"] == [field], value


def test_a_style_sheet_holds_nothing_but_colours_and_corners(world: World) -> None:
    for name in ("x", "1d6b4f-r25", "1D6B4F", "1d6b4f;}", "1d6b4f-r4-r4", "r4", "-", "1d6b4f-r4%7d", "-r004"):
        assert anybody(world, f"/brand/{name}.css").status_code == 404, name
    for good in ("1d6b4f", "1d6b4f-r4", "-r0", "ffff00-r24"):
        css = anybody(world, f"/brand/{good}.css").text
        assert re.fullmatch(r":root\{(--brand[a-z-]*:(#[0-9a-f]{6}|[0-9]+px);)+\}\n", css), css


def test_the_entity_s_own_key_changes_no_look(world: World, ek: Backend) -> None:
    path = f"/entities/{world.cast.elm}"
    ek.refused(403, "not_allowed", "PATCH", path, {"settings": {"branding": {"theme": "dark"}}})
