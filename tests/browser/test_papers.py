"""PDFs on a phone, in a frame and in a sandbox: saved, seen in a tab of their own, or told why not."""

import pytest
from playwright.sync_api import Frame, Page, Route

from portal.identity import system
from portal.services.paper.printing import MOST_LINES_AT_ONCE
from tests.browser.embedding import embed, inside
from tests.browser.test_accessibility import violations
from tests.browser.visitor import OpenVisitor, Visitor, land
from tests.services.papers import line, made

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MAIN = "allow-scripts allow-same-origin allow-forms"
WHOLE = f"{MAIN} allow-downloads allow-popups allow-popups-to-escape-sandbox"


def paper(name: str) -> str:
    return f"[data-paper={name}]"


def open_document(visitor: Visitor, *, sandbox: str | None = None, framed: bool = True) -> tuple[Page, Frame]:
    """An invoice's page, with the preview unfolded."""
    view = f"/documents/{visitor.live.cast.documents['unpaid_invoice']}/"
    if not framed:
        page = visitor.enter("full", view=view)
        frame = land(page)
    else:
        page = embed(
            visitor, [visitor.live.issue("full").token], view=view, **({"sandbox": sandbox} if sandbox else {})
        )
        frame = inside(page)
    frame.click(".preview-panel summary")
    frame.wait_for_selector(paper("new-tab"))
    return page, frame


def saved(page: Page, frame: Frame) -> bytes:
    with page.expect_download() as waiting:
        frame.click(".actions .button--main")
    return waiting.value.path().read_bytes()


def beside(visitor: Visitor, frame: Frame) -> Page:
    """The PDF in a tab of its own, without the frame's cookie."""
    with visitor.context.expect_page() as waiting:
        frame.click(paper("new-tab"))
    tab = waiting.value
    tab.wait_for_url(f"{visitor.live.origin}/dl/**")
    assert tab.evaluate("[document.contentType, window.opener]") == ["application/pdf", None]
    return tab


@pytest.mark.parametrize("framed", [True, False])
def test_on_a_phone_a_pdf_is_saved_and_opened_in_a_tab(open_visitor: OpenVisitor, framed: bool) -> None:
    visitor = open_visitor(width=390, phone=True)
    page, frame = open_document(visitor, framed=framed)
    assert frame.is_visible(f"{paper('no-viewer')} >> text=This browser shows no PDF inside a page")
    assert frame.query_selector("iframe.preview") is None, "nothing that stays grey"
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    height = frame.evaluate("document.querySelector('[data-paper=new-tab]').getBoundingClientRect().height")
    assert height >= 44, "large enough for a thumb"
    here = frame.url
    beside(visitor, frame).close()
    assert saved(page, frame).startswith(b"%PDF-")
    assert frame.url == here
    assert not frame.is_visible(paper("not-saved"))


def test_a_whole_sandbox_saves_and_opens_and_says_why_it_shows_nothing(visitor: Visitor) -> None:
    page, frame = open_document(visitor, sandbox=WHOLE)
    assert frame.is_visible(f"{paper('no-preview')} >> text=in a sandbox")
    assert frame.query_selector("iframe.preview") is None
    beside(visitor, frame)
    assert saved(page, frame).startswith(b"%PDF-")
    forget(visitor, "can escape its sandboxing")


def test_a_sandbox_that_stops_downloads_and_tabs_is_named(visitor: Visitor) -> None:
    page, frame = open_document(visitor, sandbox=MAIN)
    assert not frame.is_visible(paper("no-tab"))
    frame.click(paper("new-tab"))
    frame.wait_for_selector(f"{paper('no-tab')} >> text=does not allow it")
    frame.click(".actions .button--main")
    frame.wait_for_selector(f"{paper('not-saved')} >> text=may not allow downloads; please tell Ada")
    assert page.context.pages == [page]
    forget(visitor, "can escape its sandboxing", "sandboxed", "allow-popups", "Download is disallowed")


def test_without_a_sandbox_the_pdf_shows_and_opens(visitor: Visitor) -> None:
    _, frame = open_document(visitor)
    assert frame.query_selector("iframe.preview")
    assert not any(frame.is_visible(paper(name)) for name in ("no-viewer", "no-preview", "no-tab", "not-saved"))
    beside(visitor, frame)


def forget(visitor: Visitor, *words: str) -> None:
    """The browser's own complaints of what the sandbox stops."""
    visitor.seen.complaints[:] = [each for each in visitor.seen.complaints if not any(word in each for word in words)]


def wait_for_long_pdf(visitor: Visitor, show: str = "") -> tuple[Page, list[Route]]:
    """The page that waits, whose first question is held back."""
    with visitor.live.database.visit(system(visitor.live.cast.people["birch_full"].scope)) as visit:
        long = made(visit, *(line() for _ in range(MOST_LINES_AT_ONCE + 1)), draft=True)
    page = visitor.enter("birch_full", view=f"/documents/{long.id}/")
    held: list[Route] = []
    page.route("**/dl/**waited=1*", lambda route: held.append(route), times=1)
    page.evaluate("show => location.assign(`pdf${show}`)", show)
    page.wait_for_selector("h1 >> text=Your PDF is being made")
    assert violations(page.main_frame) == []
    while not held:
        page.wait_for_timeout(100)
    return page, held


def test_a_long_pdf_is_waited_for_without_a_page_that_loads_anew(visitor: Visitor) -> None:
    page, held = wait_for_long_pdf(visitor)
    with page.expect_download() as waiting:
        held[0].continue_()
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    page.wait_for_selector("h1 >> text=Your PDF is ready")
    assert violations(page.main_frame) == []


def test_a_long_pdf_that_is_to_be_shown_is_shown_where_it_was_waited_for(visitor: Visitor) -> None:
    page, held = wait_for_long_pdf(visitor, "?show=1")
    with page.expect_response(lambda answer: answer.headers.get("content-type") == "application/pdf"):
        held[0].continue_()
