"""Nothing that axe-core can find is wrong on any page, light and dark, at top level and framed."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Frame

from tests.browser.places import go, places
from tests.browser.visitor import OpenVisitor, Scheme, Visitor, frame_of, land

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_RUN = "() => axe.run({ exclude: ['iframe.preview'] }, { resultTypes: ['violations'] })"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_every_page(open_visitor: OpenVisitor, scheme: Scheme, width: int) -> None:
    visitor = open_visitor(scheme=scheme, width=width)
    frame = land(visitor.enter("admin"))
    found: dict[str, list[str]] = {}
    for place in places(visitor.live.cast):
        go(frame, place)
        frame.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        found[place.name] = violations(frame)
    go(frame, next(places(visitor.live.cast)))
    frame.click(".menu summary")
    frame.click(".menu__sheet form[action*=sign-out] button")
    frame.wait_for_selector(".apology")
    found["signed out"] = violations(frame)
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_without_a_session(open_visitor: OpenVisitor, scheme: Scheme) -> None:
    visitor = open_visitor(scheme=scheme)
    page = visitor.context.new_page()
    origin = visitor.live.origin
    used = visitor.live.link("full")
    page.goto(used)
    page.click("#open-link button")
    found: dict[str, list[str]] = {}
    for address in (visitor.live.link("full"), f"{origin}/embed?token=broken", f"{origin}/w/0123456789ab/", origin):
        page.goto(address)
        found[address] = violations(page.main_frame)
    visitor.context.clear_cookies()
    page.goto(used)
    page.click("#open-link button")
    page.wait_for_selector(".apology__mark")
    found["used"] = violations(page.main_frame)
    assert {name: what for name, what in found.items() if what} == {}


def test_framed_and_other_roles(visitor: Visitor) -> None:
    found: dict[str, list[str]] = {}
    for who in ("full", "viewer", "staff", "nova_full"):
        _, [frame] = visitor.frame(who)
        every = list(places(visitor.live.cast))
        for place in every if who == "full" else every[:2]:
            go(frame, place)
            found[f"{who}: {place.name}"] = violations(frame)
    page = visitor.context.new_page()
    page.goto(visitor.site.frame(f"{visitor.live.origin}/embed?token=broken"))
    frame = frame_of(page, 0)
    frame.wait_for_selector(".apology")
    found["broken link"] = violations(frame)
    assert {name: what for name, what in found.items() if what} == {}


def violations(frame: Frame) -> list[str]:
    """What is wrong on the page, a line each."""
    frame.evaluate(AXE_SCRIPT)
    result: dict[str, list[dict[str, Any]]] = frame.evaluate(_RUN)
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for rule in result["violations"]
        for node in rule["nodes"][:3]
    ]
