"""What every page does for whoever reads it: narrow, without script, by keyboard, in three languages, on paper."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Frame, Page

from portal.demo.entities import ELM
from tests.browser.places import Place, go, places, unfold
from tests.browser.visitor import OpenVisitor, Visitor, frame_of, land, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > width + 0.5)
    .slice(0, 5).map(e => e.tagName + "." + e.className).concat(["page is " + document.scrollingElement.scrollWidth]);
}"""
_OUT_OF_PANEL = """() => [...document.querySelectorAll(".panel > .table")].filter(table =>
  table.getBoundingClientRect().right > table.parentElement.getBoundingClientRect().right + 0.5
).map(table => table.innerText.slice(0, 40))"""
_CONTROLS = ".tabs, .menu, .skip, .filters, .chips, .pager, .copy, .back, .actions, .preview-panel, button"
_FOCUSED = "() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
TABS = 40


@pytest.mark.parametrize("language", ["en", "sl", "de", "fr", "pl", "pt"])
def test_no_page_is_wider_than_a_small_phone(open_visitor: OpenVisitor, language: str) -> None:
    visitor = open_visitor(width=320)
    frame = land(visitor.enter("admin", locale=language))
    wide: dict[str, list[str]] = {}
    for place in places(visitor.live.cast):
        go(frame, place)
        assert frame.get_attribute("html", "lang") == language
        wide[place.name] = frame.evaluate(_OVERFLOW)
        unfold(frame)
        wide[f"{place.name}, unfolded"] = frame.evaluate(_OVERFLOW)
    page = visitor.context.new_page()
    for address in (visitor.live.link("full", locale=language), f"{visitor.live.origin}/embed?token=broken"):
        page.goto(address)
        wide[address[:40]] = page.evaluate(_OVERFLOW)
    assert {name: what for name, what in wide.items() if what} == {}


@pytest.mark.parametrize("language", ["sl", "de"])
def test_no_table_of_the_overview_runs_out_of_its_panel(open_visitor: OpenVisitor, language: str) -> None:
    page = open_visitor().enter("admin", locale=language)
    out: dict[int, list[str]] = {}
    for width in (641, 768, 961, 1000, 1024, 1040, 1119, 1120, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        out[width] = page.evaluate(_OUT_OF_PANEL)
    assert {width: what for width, what in out.items() if what} == {}
    assert page.get_by_text("Menü" if language == "de" else "Meni", exact=True).is_visible()


def test_everything_works_without_script(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(script=False)
    page = visitor.enter("full")
    page.click("nav.tabs a >> text=Invoices")
    number = page.text_content("tr:nth-child(2) .row-link")
    assert number
    page.fill("#q", number)
    page.click("#filter-apply")
    page.wait_for_selector("#chip-q")
    page.click(".row-link")
    assert number in (page.text_content("h1") or "")
    with page.expect_download() as waiting:
        page.click(".actions .button--main")
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    page.click(".menu summary")
    page.click(".menu button[value=de]")
    page.wait_for_selector("html[lang=de]")
    page.click(".menu summary")
    page.click(".menu__sheet form[action*=sign-out] button")
    page.wait_for_selector(".apology")
    framed = visitor.context.new_page()
    framed.goto(visitor.site.frame(visitor.live.link("full")))
    assert press(frame_of(framed, 0)).text_content(".who__name") == ELM["name"]


def test_everything_is_reached_by_keyboard(visitor: Visitor) -> None:
    page = visitor.enter("full", view="/documents/")
    page.keyboard.press("Tab")
    assert page.evaluate(_FOCUSED) == "skip"
    box = page.locator(".skip").bounding_box()
    assert box
    assert box["y"] >= 0, "the skip link shows when it has the focus"
    page.keyboard.press("Enter")
    assert urlsplit(page.url).fragment == "content"
    reached = tab_through(page)
    assert [name for name in reached if name in {"q", "type", "status", "period", "filter-apply", "filter-more"}] == [
        "q", "type", "status", "period", "filter-apply", "filter-more",
    ]  # fmt: skip
    assert reached.index("filter-more") < next(at for at, name in enumerate(reached) if name.startswith("row-"))
    page.focus("#type")
    page.select_option("#type", "credit_note")
    page.wait_for_selector("#chip-type")
    assert page.evaluate(_FOCUSED) == "type", "the focus stays where it was when the list is exchanged"
    page.focus(".menu summary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".menu[open]")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.menu__sheet') !== null")
    page.keyboard.press("Escape")
    page.wait_for_selector(".menu:not([open])")
    assert page.evaluate("document.activeElement.matches('.menu summary')")
    page.keyboard.press("Enter")
    page.focus(".menu__sheet form[action*=sign-out] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 >> text=You are signed out")


def test_typing_in_the_search_keeps_every_letter(visitor: Visitor) -> None:
    page = visitor.enter("full", view="/documents/")
    page.focus("#q")
    page.keyboard.type("nothing is called like this", delay=60)
    page.wait_for_selector(".empty")
    assert page.input_value("#q") == "nothing is called like this"
    page.click(".empty a")
    page.wait_for_selector(".row-link")
    assert page.input_value("#q") == ""


def test_the_language_changes_and_the_page_stays(visitor: Visitor) -> None:
    page = visitor.enter("full", view="/documents/?status=unpaid")
    here = page.url
    for language, heading in (("de", "Rechnungen und Dokumente"), ("sl", None), ("en", "Invoices and documents")):
        page.click(".menu summary")
        page.click(f".menu button[value={language}]")
        page.wait_for_selector(f"html[lang={language}]")
        assert page.url == here
        assert heading is None or page.text_content("h1") == heading


@pytest.mark.parametrize("framed", [False, True])
def test_going_back_after_signing_out_shows_nothing(visitor: Visitor, framed: bool) -> None:
    if framed:
        page, [frame] = visitor.frame("full")
    else:
        page = visitor.enter("full")
        frame = page.main_frame
    frame.click("nav.tabs a >> text=Invoices")
    frame.wait_for_selector("#q")
    sign_out(frame)
    for _ in range(2):
        with page.expect_event("framenavigated"):
            page.evaluate("history.back()")
        # Asked anew, not out of a cache: the portal's answer to whoever has no session.
        frame = frame_of(page, 0) if framed else page.main_frame
        frame.wait_for_selector(".apology, #open-link")
        assert frame.query_selector("nav.tabs, table, .four, #q") is None


@pytest.mark.parametrize("name", ["overview", "invoices", "unpaid_invoice"])
def test_on_paper_there_are_no_controls(visitor: Visitor, name: str) -> None:
    page = visitor.enter("full")
    go(page.main_frame, next(place for place in places(visitor.live.cast) if place.name == name))
    page.emulate_media(media="print")
    shown = page.evaluate(
        f"[...document.querySelectorAll({_CONTROLS!r})].filter(e => e.checkVisibility()).map(e => e.outerHTML)"
    )
    assert shown == []
    assert ELM["name"] in page.inner_text("body")
    assert page.pdf().startswith(b"%PDF-")


def test_no_secret_stands_in_the_log(visitor: Visitor) -> None:
    page, [frame] = visitor.frame("full")
    go(frame, Place("documents", "/documents/"))
    frame.click("tr:nth-child(2) .row-link")
    with page.expect_download():
        frame.click(".actions .button--main")
    spent = visitor.live.link("full")
    top = visitor.context.new_page()
    top.goto(spent)
    press(top)
    top.goto(f"{spent}x")
    visitor.finish()
    assert visitor.live.log.stat().st_size > 0
    assert len(visitor.live.secrets) >= 6
    assert visitor.live.leaked() == []


def tab_through(page: Page) -> list[str]:
    """What has the focus, Tab by Tab."""
    reached: list[str] = []
    for _ in range(TABS):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(_FOCUSED))
    return reached


def sign_out(frame: Frame) -> None:
    frame.click(".menu summary")
    frame.click(".menu__sheet form[action*=sign-out] button")
    frame.wait_for_selector("h1 >> text=You are signed out")
