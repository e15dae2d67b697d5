"""The portal inside other people's pages: whose session is whose, with every cookie setting, and who may frame it."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Frame, Page

from portal.demo.entities import BIRCH, ELM, NOVA
from tests.browser.chromium import Cookies
from tests.browser.visitor import ProfileVisitor, Visitor, frame_of, land, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = {"full": ELM["name"], "birch_full": BIRCH["name"], "nova_full": NOVA["name"]}
MARKS = {"full": "Elm Studio", "birch_full": "CANARY-BIRCH", "nova_full": "Nova pekarna"}
REFUSED = "chrome-error://chromewebdata/"
COOKIE_MODE = re.compile(r"/w/[0-9a-f]{12}/")
HANDLE_MODE = re.compile(r"/u/[A-Za-z0-9_-]{43}/")


def test_two_clients_side_by_side_never_mix(visitor: Visitor) -> None:
    _, frames = visitor.frame("full", "birch_full")
    mingle(dict(zip(("full", "birch_full"), frames, strict=True)))


def test_three_tabs_never_mix(visitor: Visitor) -> None:
    mingle({who: visitor.frame(who)[1][0] for who in NAMES})


@pytest.mark.parametrize("cookies", [Cookies.THIRD_PARTY_ALLOWED, Cookies.THIRD_PARTY_BLOCKED])
def test_a_frame_keeps_a_cookie_of_its_own(profile_visitor: ProfileVisitor, cookies: Cookies) -> None:
    with profile_visitor(cookies) as visitor:
        page, frames = visitor.frame("full", "birch_full")
        assert all(COOKIE_MODE.search(frame.url) for frame in frames)
        mingle(dict(zip(("full", "birch_full"), frames, strict=True)))
        before = [urlsplit(frame.url).path[:15] for frame in frames]
        page.reload()
        again = [land(frame_of(page, number)) for number in range(2)]
        assert [urlsplit(frame.url).path[:15] for frame in again] == before
        kept = [cookie for cookie in visitor.context.cookies() if cookie.get("name", "").startswith("__Host-es_")]
        assert len(kept) == 2
        assert all(cookie.get("httpOnly") and cookie.get("secure") for cookie in kept)


def test_without_any_cookie_a_frame_goes_on_by_its_address(profile_visitor: ProfileVisitor) -> None:
    with profile_visitor(Cookies.ALL_BLOCKED) as visitor:
        page, frames = visitor.frame("full", "birch_full")
        assert all(HANDLE_MODE.search(frame.url) for frame in frames)
        mingle(dict(zip(("full", "birch_full"), frames, strict=True)))
        frames[0].click("nav.tabs a >> text=Invoices")
        frames[0].click("tr:nth-child(2) .row-link")
        with page.expect_download() as waiting:
            frames[0].click(".actions .button--main")
        assert waiting.value.path().read_bytes().startswith(b"%PDF-")
        # The same address in a tab of its own, as somebody would get it who was sent it, opens nothing.
        alone = visitor.context.new_page()
        response = alone.goto(frames[0].url)
        assert response
        assert response.status == 401
        assert alone.query_selector("nav.tabs, table, .four") is None


def test_without_any_cookie_the_top_level_says_what_is_needed(profile_visitor: ProfileVisitor) -> None:
    with profile_visitor(Cookies.ALL_BLOCKED) as visitor:
        page = visitor.context.new_page()
        page.goto(visitor.live.link("full", locale="en"))
        page.click("#open-link button")
        page.wait_for_url(re.compile("/embed/check/"))
        assert page.text_content("h1") == "Your browser blocks the cookie this page needs"


def test_a_used_link_goes_to_its_session_here_and_nowhere_elsewhere(visitor: Visitor) -> None:
    link = visitor.live.link("full", locale="en")
    page = visitor.context.new_page()
    page.goto(link)
    home = press(page).url
    page.goto(link)
    assert press(page).url == home
    framed = visitor.context.new_page()
    framed.goto(visitor.site.frame(link))
    frame_of(framed, 0).wait_for_selector(".apology >> text=This link has already been used")


def test_a_firm_may_redirect_to_a_link(visitor: Visitor) -> None:
    page = visitor.context.new_page()
    page.goto(visitor.site.frame(visitor.site.redirect(visitor.live.link("full"))))
    assert COOKIE_MODE.search(land(frame_of(page, 0)).url)


def test_an_unlisted_site_frames_nothing_and_uses_nothing_up(visitor: Visitor) -> None:
    link = visitor.live.link("full")
    page = visitor.context.new_page()
    page.goto(visitor.site.frame(link, name="stranger"))
    refused(page, visitor)
    nested = visitor.context.new_page()
    nested.goto(visitor.site.frame(visitor.site.frame(link), name="stranger"))
    inner = frame_of(nested, 0)
    inner.wait_for_selector("iframe")
    nested.wait_for_timeout(500)
    assert [frame.url for frame in inner.child_frames] == [REFUSED]
    visitor.seen.complaints.clear()
    page.goto(visitor.site.frame(link))
    land(frame_of(page, 0))


def test_an_unlisted_site_does_not_frame_a_live_session(visitor: Visitor) -> None:
    _, [frame] = visitor.frame("full")
    page = visitor.context.new_page()
    page.goto(visitor.site.frame(frame.url, name="stranger"))
    refused(page, visitor)


@pytest.mark.parametrize("name", ["firm", "stranger"])
def test_a_broken_link_says_so_inside_whatever_frames_it(visitor: Visitor, name: str) -> None:
    page = visitor.context.new_page()
    page.goto(visitor.site.frame(f"{visitor.live.origin}/embed?token=broken", name=name))
    frame_of(page, 0).wait_for_selector(".apology >> text=This link is not complete")
    assert page.evaluate("heard") == []


def test_another_frame_of_the_firms_page_cannot_post(visitor: Visitor) -> None:
    page, [frame] = visitor.frame("full")
    start = COOKIE_MODE.search(frame.url)
    assert start
    for action in ("session/sign-out", "session/language"):
        target = f"{visitor.live.origin}{start[0]}{action}"
        attack = visitor.site.page(
            f'<form method="post" action="{target}"><input name="locale" value="de"></form>'
            "<script>document.forms[0].submit()</script>",
            name="stranger",
        )
        with page.expect_response(target) as waiting:
            page.evaluate(
                "address => { const f = document.createElement('iframe'); f.src = address; document.body.append(f); }",
                attack,
            )
        assert waiting.value.status == 403
        assert "__Host-es_" in waiting.value.request.all_headers().get("cookie", "")
    frame.click("nav.tabs a >> text=Files")
    assert frame.text_content(".who__name") == ELM["name"]
    assert frame.get_attribute("html", "lang") == "en"
    visitor.seen.complaints.clear()


def test_heights_are_told_to_the_framing_origin_alone(visitor: Visitor) -> None:
    page, [frame] = visitor.frame("full")
    own = visitor.site.origin()
    assert frame.get_attribute("meta[name=portal-parent]", "content") == own
    frame.click("nav.tabs a >> text=Invoices")
    frame.wait_for_selector("#q")
    page.wait_for_function("document.querySelector('iframe').clientHeight > 700")
    heard = page.evaluate("heard")
    assert {origin for origin, _ in heard} == {visitor.live.origin}
    assert {told["type"] for _, told in heard} == {"height", "navigation"}
    assert {(told["source"], told["v"]) for _, told in heard} == {("client-portal", 1)}
    # Empty the list and the page shrinks; the firm's page follows.
    tall = page.evaluate("document.querySelector('iframe').clientHeight")
    frame.fill("#q", "nothing is called like this")
    page.wait_for_function(f"document.querySelector('iframe').clientHeight < {tall - 200}")
    alone = visitor.enter("full")
    assert alone.query_selector("meta[name=portal-parent]") is None


def mingle(frames: dict[str, Frame]) -> None:
    """Go and post in turns; each frame shows its own client and no word of the others'.

    By keys: a frame above that grows while the pointer is on its way would make it miss.
    """
    for label in ("Invoices", "Received", "Files", "Overview", "Invoices"):
        for frame in frames.values():
            frame.press(f"nav.tabs a >> text={label}", "Enter", no_wait_after=True)
        for who, frame in frames.items():
            frame.wait_for_selector(f"nav.tabs a[aria-current=page] >> text={label}")
            only_own(frame, who)
    for language in ("de", "en"):
        for frame in frames.values():
            frame.press(".menu summary", "Enter")
            frame.press(f".menu button[value={language}]", "Enter", no_wait_after=True)
        for who, frame in frames.items():
            frame.wait_for_selector(f"html[lang={language}]")
            only_own(frame, who)


def only_own(frame: Frame, who: str) -> None:
    assert frame.text_content(".who__name") == NAMES[who]
    content = frame.content()
    for other in NAMES.keys() - {who}:
        assert NAMES[other] not in content
        assert MARKS[other] not in content


def refused(page: Page, visitor: Visitor) -> None:
    """The browser shows its own page in place of ours, and says in the console why."""
    page.wait_for_timeout(500)
    assert frame_of(page, 0).url == REFUSED
    assert any("frame-ancestors" in complaint for complaint in visitor.seen.complaints)
    visitor.seen.complaints.clear()
