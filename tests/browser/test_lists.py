"""The list in a browser: sort, filters, chips and pages swap it in place, and each state has an address to share."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Frame

from tests.browser.places import go, places
from tests.browser.visitor import Visitor, land

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What is left of a small phone inside a firm's page with margins of its own.
NARROWEST = "body{margin:0 32px}"


@pytest.fixture
def frame(visitor: Visitor) -> Frame:
    """The list of issued documents, at top level."""
    return land(visitor.enter("full", view="/documents/"))


def query(frame: Frame) -> dict[str, list[str]]:
    return parse_qs(urlsplit(frame.url).query)


def numbers(frame: Frame) -> list[str]:
    return frame.locator("tbody .row-link").all_inner_texts()


def test_sorting_turns_the_list_and_keeps_the_focus(frame: Frame) -> None:
    head = frame.locator("#sort-number_key")
    head.focus()
    frame.page.keyboard.press("Enter")
    frame.wait_for_selector("th[aria-sort=ascending] #sort-number_key")
    assert query(frame) == {"sort": ["number_key"]}
    assert head.evaluate("link => document.activeElement === link")
    upwards = numbers(frame)
    frame.page.keyboard.press("Enter")
    frame.wait_for_selector("th[aria-sort=descending] #sort-number_key")
    assert numbers(frame) != upwards


def test_filters_narrow_the_list_and_chips_widen_it(frame: Frame) -> None:
    frame.select_option("#status", "overdue")
    frame.wait_for_selector("#chip-status")
    assert {"Overdue"} == set(frame.locator("tbody .status").all_inner_texts())
    frame.select_option("#type", "advance_invoice")
    frame.wait_for_selector("#chip-type")
    assert query(frame) == {"status": ["overdue"], "type": ["advance_invoice"]}
    few = numbers(frame)
    frame.click("#chip-type")
    frame.wait_for_selector("#chip-type", state="detached")
    assert set(few) < set(numbers(frame))
    assert query(frame) == {"status": ["overdue"]}


def test_a_range_of_amounts_narrows_the_list_and_a_wrong_one_stays_in_its_field(frame: Frame) -> None:
    frame.click("#filter-more")
    frame.fill("#min", "1.000,00")
    frame.press("#min", "Tab")
    frame.wait_for_selector("#chip-min")
    assert query(frame) == {"min": ["1.000,00"]}
    shown = numbers(frame)
    frame.fill("#max", "much")
    frame.click("#filter-apply")
    assert not frame.locator("#max").evaluate("field => field.checkValidity()")
    assert numbers(frame) == shown
    assert "max" not in query(frame)


def test_an_address_shows_the_same_list_again(frame: Frame) -> None:
    frame.fill("#q", "ek")
    frame.wait_for_selector("#chip-q")
    frame.click("#sort-gross_total")
    frame.wait_for_selector("th[aria-sort] #sort-gross_total")
    shown = numbers(frame)
    frame.page.reload()
    assert frame.input_value("#q") == "ek"
    assert numbers(frame) == shown


def test_pages_of_the_list_lead_on_and_back(frame: Frame) -> None:
    first = numbers(frame)
    frame.click("#pager-older")
    frame.wait_for_selector("#pager-newer")
    assert not {number for number in numbers(frame) if number.startswith("R-")} & set(first)
    frame.click("#pager-newer")
    frame.wait_for_selector("#pager-newer", state="detached")
    assert numbers(frame) == first


def test_no_page_is_wider_than_a_frame_on_a_small_phone(visitor: Visitor) -> None:
    page = visitor.context.new_page()
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(visitor.site.frame(visitor.live.link("admin", locale="de"), style=NARROWEST))
    inside = page.frame(name="f0")
    assert inside
    land(inside)
    too_wide = {}
    for place in places(visitor.live.cast):
        go(inside, place)
        assert inside.evaluate("innerWidth") == 256
        if over := inside.evaluate("document.scrollingElement.scrollWidth - innerWidth"):
            too_wide[place.name] = over
    assert too_wide == {}
