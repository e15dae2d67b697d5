"""Enlarged twice, with motion switched off, with the colours of the system: every page stays whole."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame

from tests.browser.places import go, places
from tests.browser.visitor import Visitor, land, press
from tests.support.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# At 200 % a window of 1280 by 900 holds 640 by 450. Text that is cut off, or runs out of its own box, counts too.
_CUT_OFF = """() => {
  const width = document.documentElement.clientWidth, found = [];
  if (document.scrollingElement.scrollWidth > width) found.push("page is " + document.scrollingElement.scrollWidth);
  for (const each of document.querySelectorAll("body *")) {
    const style = getComputedStyle(each);
    if (!each.checkVisibility() || each.closest("svg, .readers, .skip") || !each.childNodes.length) continue;
    const said = [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    const scrolls = ["auto", "scroll"].includes(style.overflowX);
    const wider = each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1;  // One pixel is for readers alone.
    if (said && wider && !scrolls && style.textOverflow !== "ellipsis")
      found.push("cut off: " + each.outerHTML.slice(0, 100));
    if (wider && scrolls && each.tabIndex < 0 && !each.querySelector("a, button"))
      found.push("scrolls without focus: " + each.outerHTML.slice(0, 100));
  }
  return found.slice(0, 5);
}"""
_MOVES = """() => [...document.querySelectorAll("*")].filter(each => ["", "::before", "::after"].some(part => {
  const style = getComputedStyle(each, part || null);
  const lasts = text => text.split(",").some(span => parseFloat(span) > 0.01);
  return lasts(style.transitionDuration) || (style.animationName !== "none" && lasts(style.animationDuration))
    || style.scrollBehavior === "smooth";
})).map(each => each.outerHTML.slice(0, 100)).slice(0, 3)"""


def test_enlarged_twice_nothing_is_cut_off(chromium: Browser, live: Live) -> None:
    with_zoom = chromium.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2, locale="en-GB")
    found = {name: frame_says for name, frame_says in _everywhere(with_zoom, live, _CUT_OFF).items() if frame_says}
    assert found == {}


def test_only_what_was_asked_for_moves(chromium: Browser, live: Live) -> None:
    still = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", locale="en-GB")
    found = {name: frame_says for name, frame_says in _everywhere(still, live, _MOVES).items() if frame_says}
    assert found == {}


def _everywhere(context: BrowserContext, live: Live, script: str) -> dict[str, list[str]]:
    try:
        page = context.new_page()
        page.goto(live.link("admin", locale="en"))
        frame = press(page)
        said: dict[str, list[str]] = {}
        for place in places(live.cast):
            go(frame, place)
            said[place.name] = frame.evaluate(script)
        return said
    finally:
        context.close()


def test_with_the_colours_of_the_system_controls_have_edges(visitor: Visitor) -> None:
    page = visitor.enter("admin")
    page.emulate_media(forced_colors="active")
    frame = land(page)
    bare: dict[str, list[str]] = {}
    for place in places(visitor.live.cast):
        go(frame, place)
        bare[place.name] = _without_edge(frame)
    assert {name: what for name, what in bare.items() if what} == {}


def _without_edge(frame: Frame) -> list[str]:
    found: list[str] = frame.evaluate("""() => [...document.querySelectorAll(".button, .input, .status, .chip")]
      .filter(each => each.checkVisibility() && parseFloat(getComputedStyle(each).borderTopWidth) < 1)
      .map(each => each.outerHTML.slice(0, 100)).slice(0, 5)""")
    return found
