"""PDFs on a phone, in a frame and in a sandbox: saved, seen in a tab of their own, or told why not."""

import pytest
from playwright.sync_api import Frame, Page

from tests.browser.embedding import embed, inside
from tests.browser.visitor import OpenVisitor, Visitor, land

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
