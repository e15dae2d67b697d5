"""Without a mouse: every control of every page is reached, shows that it is, and a whole task is done."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.places import go, places
from tests.browser.visitor import OpenVisitor, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Of radio buttons Tab stops at one of each name; what is folded up or hidden has no box.
_STOPS = """() => {
  const stops = [...document.querySelectorAll(
    "a[href], button:enabled, input:not([type=hidden]):enabled, select, textarea, summary, [tabindex='0']"
  )].filter(each => each.getClientRects().length > 0 && each.checkVisibility() && each.tabIndex >= 0);
  const radios = new Set();
  return stops.filter(each => {
    if (each.type !== "radio") return true;
    const first = !radios.has(each.name);
    radios.add(each.name);
    return first;
  });
}"""
_MARK = f"() => {{ ({_STOPS})().forEach((each, at) => {{ each.dataset.stop = at; }}); return ({_STOPS})().length; }}"
_HERE = """() => {
  const here = document.activeElement, style = getComputedStyle(here);
  const ticked = here.type === "radio" || here.type === "checkbox";
  const around = getComputedStyle((ticked && here.closest("label")) || here);
  const drawn = each => each.outlineStyle !== "none" && parseFloat(each.outlineWidth) >= 2;
  // Of a row the whole is drawn, by what its link has laid over it.
  const places = [style, around, getComputedStyle(here, "::after")];
  const rings = places.some(each => drawn(each) || each.boxShadow !== "none");
  const box = here.getBoundingClientRect();
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const name = here.dataset.stop ?? here.closest("[data-stop]")?.dataset.stop;
  return [name === undefined ? null : +name, rings, seen, here.outerHTML.slice(0, 120)];
}"""


@pytest.mark.parametrize("width", [1280, 320])
def test_every_control_of_every_page_is_reached_and_shows_it(open_visitor: OpenVisitor, width: int) -> None:
    visitor = open_visitor(width=width)
    page = visitor.enter("admin")
    wrong: dict[str, list[str]] = {}
    for place in places(visitor.live.cast):
        go(page.main_frame, place)
        wrong[place.name] = _faults(page)
    assert {name: what for name, what in wrong.items() if what} == {}


def _faults(page: Page) -> list[str]:
    number: int = page.evaluate(_MARK)
    reached: list[int] = []
    shown: set[int] = set()
    faults: list[str] = []
    # A date has three fields and a button of the browser's own: it is the place where one is for each of them.
    for _ in range(4 * number):
        page.keyboard.press("Tab")
        at, rings, seen, markup = page.evaluate(_HERE)
        if at is None or (reached and at == reached[0]):  # Past the last one, or around.
            break
        reached.append(at)
        if rings:
            shown.add(at)
        if not seen:
            faults.append(f"out of sight: {markup}")
    if reached != sorted(reached):
        faults.append(f"out of order: {reached}")
    faults += [f"no ring: {page.evaluate(_MARKUP, at)}" for at in sorted(set(reached) - shown)]
    return faults + [f"never reached: {page.evaluate(_MARKUP, at)}" for at in range(number) if at not in reached]


_MARKUP = "at => document.querySelector(`[data-stop='${at}']`)?.outerHTML.slice(0, 120)"


def test_a_whole_task_by_keyboard_alone(visitor: Visitor, tmp_path: Path) -> None:
    """From the link: find an invoice, open it, save its PDF, send a file, sign out."""
    page = visitor.context.new_page()
    page.goto(visitor.live.link("full"))
    tab_to(page, "#open-link button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/w/**")
    tab_to(page, "nav.tabs a[href$='/documents/']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#q")
    number = page.text_content("tr:nth-child(2) .row-link") or ""
    tab_to(page, "#q")
    page.keyboard.type(number)
    page.wait_for_selector("#chip-q")
    assert page.evaluate("document.activeElement.id") == "q"
    tab_to(page, ".row-link")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"h1 >> text={number}")
    tab_to(page, ".actions .button--main")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    tab_to(page, "nav.tabs a[href$='/files/']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#upload")
    tab_to(page, "#upload summary")
    page.keyboard.press("Space")
    tab_to(page, "#upload-files")
    note = tmp_path / "by-keyboard.txt"
    note.write_text("sent without a mouse")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(note)
    tab_to(page, "#upload-send")
    page.keyboard.press("Enter")
    page.wait_for_selector(".done")
    assert "by-keyboard.txt" in page.inner_text("main")
    tab_to(page, ".menu summary")
    page.keyboard.press("Enter")
    tab_to(page, ".menu__sheet form[action*=sign-out] button")
    page.keyboard.press("Space")
    page.wait_for_selector("h1 >> text=You are signed out")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until it has the focus, at most once around the page."""
    for _ in range(200):
        if page.evaluate("what => document.activeElement.matches(what)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached")
