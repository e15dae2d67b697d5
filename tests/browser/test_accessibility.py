"""Nothing that axe-core can find is wrong on any page: light and dark, for each role, in each language, framed."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Frame

from portal.translations import LOCALES
from tests.browser.places import Place, go, places, unfold
from tests.browser.visitor import OpenVisitor, Scheme, Visitor, frame_of, land

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_RUN = "() => axe.run({ exclude: ['iframe.preview'] }, { resultTypes: ['violations'] })"
OTHERS = ("full", "viewer", "editor", "staff", "nova_full")
ANA: dict[str, Any] = {"recipient": "ana@elm.example"}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_every_page(open_visitor: OpenVisitor, scheme: Scheme, width: int) -> None:
    visitor = open_visitor(scheme=scheme, width=width)
    frame = land(visitor.enter("admin"))
    found = dict(_violations_of(frame, places(visitor.live.cast)))
    go(frame, next(places(visitor.live.cast)))
    frame.click(".menu summary")
    frame.click(".menu__sheet form[action*=sign-out] button")
    frame.wait_for_selector(".apology")
    found["signed out"] = violations(frame)
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    ("who", "language"), list(zip(cycle(OTHERS), [each for each in LOCALES if each != "en"], strict=False))
)
def test_every_page_of_every_role_and_in_every_language(open_visitor: OpenVisitor, who: str, language: str) -> None:
    visitor = open_visitor(width=768)
    frame = land(visitor.enter(who, locale=language))
    found = dict(_violations_of(frame, places(visitor.live.cast)))
    assert frame.get_attribute("html", "lang") == language
    assert {name: what for name, what in found.items() if what} == {}


def test_every_page_in_a_frame(visitor: Visitor) -> None:
    _, [frame] = visitor.frame("full")
    found = dict(_violations_of(frame, places(visitor.live.cast)))
    page = visitor.context.new_page()
    page.goto(visitor.site.frame(f"{visitor.live.origin}/embed?token=broken"))
    broken = frame_of(page, 0)
    broken.wait_for_selector(".apology")
    found["broken link"] = violations(broken)
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_without_a_session(open_visitor: OpenVisitor, scheme: Scheme) -> None:
    visitor = open_visitor(scheme=scheme)
    page, live = visitor.context.new_page(), visitor.live
    found: dict[str, list[str]] = {}

    def look(name: str, address: str, *presses: str) -> None:
        visitor.context.clear_cookies()
        page.goto(address)
        for press in presses:
            with page.expect_navigation():
                page.click(press)
        found[name] = violations(page.main_frame)

    used, revoked = live.issue("full", max_claims=1, **ANA), live.issue("viewer")
    live.revoke("viewer", revoked.id)
    marked = live.address_of(live.issue("full", require_code=True, **ANA))
    look("link", live.address_of(used))
    with page.expect_navigation(url="**/w/**"):
        page.click("#open-link button")
    look("used", live.address_of(used), "#open-link button")
    look("new link asked for", live.address_of(used), "#open-link button", "#mail-again button")
    look("revoked", live.address_of(revoked), "#open-link button")
    look("code", marked, "#open-link button")
    page.fill("#code", "12345a")
    with page.expect_navigation():
        page.click("#enter-code button")
    found["no code"] = violations(page.main_frame)
    for name, path in (
        ("malformed", "embed?token=broken"),
        ("session", "w/0123456789ab/"),
        ("bare", ""),
        ("calls", "api/v1/docs"),
    ):
        look(name, f"{live.origin}/{path}")
    assert {name: what for name, what in found.items() if what} == {}


def _violations_of(frame: Frame, all_of_them: Iterator[Place]) -> Iterator[tuple[str, list[str]]]:
    for place in all_of_them:
        go(frame, place)
        unfold(frame)
        yield place.name, violations(frame)


def violations(frame: Frame) -> list[str]:
    """What is wrong on the page, a line each."""
    frame.evaluate(AXE_SCRIPT)
    result: dict[str, list[dict[str, Any]]] = frame.evaluate(_RUN)
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for rule in result["violations"]
        for node in rule["nodes"][:3]
    ]
