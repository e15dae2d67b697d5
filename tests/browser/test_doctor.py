"""The embed doctor in real pages: each way to break the frame is named by its code, in words, with its cure."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import Cookies
from tests.browser.embedding import embed, inside, page_with_element, told
from tests.browser.visitor import OpenVisitor, ProfileVisitor, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WHOLE = "allow-scripts allow-same-origin allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox"
ENOUGH = "allow-scripts allow-same-origin allow-forms"
PANEL = "[data-portal-doctor]"


def token(visitor: Visitor, **more: Any) -> str:
    return visitor.live.issue("full", **more).token


def doctored(visitor: Visitor, sent: str, *, name: str = "firm", style: str = "", head: str = "", **more: Any) -> Page:
    """A page of that site with an element that a doctor looks at."""
    page = visitor.context.new_page()
    body = head + page_with_element(visitor.live, [sent], doctor=True, **more)
    page.goto(visitor.site.page(body, name=name, style=style))
    return page


def examined(page: Page) -> dict[str, dict[str, str]]:
    """What it finds when it is asked now, by code; each finding is said on the page as well."""
    page.wait_for_selector("client-portal iframe", state="attached")
    found = {each["code"]: each for each in page.evaluate("element.examine()")}
    shown = page.text_content(PANEL) or ""
    assert all(each["words"] in shown and each["cure"] in shown for each in found.values())
    return found


def by_itself(page: Page) -> list[str]:
    """The codes of the event that comes without asking."""
    page.wait_for_function("told.some(each => each[0] === 'doctor')")
    detail = told(page, "doctor")
    assert detail["v"] == 1
    findings = detail["findings"]
    assert isinstance(findings, list)
    return [each["code"] for each in findings]


def said(visitor: Visitor, *words: str) -> None:
    """The browser complained in the console, about that and about nothing else."""
    visitor.seen.complaints[:] = [each for each in visitor.seen.complaints if not any(word in each for word in words)]


def test_where_all_is_well_it_is_not_even_loaded(visitor: Visitor) -> None:
    inside(embed(visitor, [token(visitor)]))
    assert not [address for address in visitor.seen.requests if "doctor" in address]
    page = doctored(visitor, token(visitor), sandbox="")
    assert page.evaluate("element.hasAttribute('sandbox')") is False
    inside(page)
    assert by_itself(page) == []
    assert page.text_content(PANEL) == "The portal's doctor found nothing wrong."
    page.evaluate("element.removeAttribute('doctor'), document.querySelector('[data-portal-doctor]').remove()")
    assert page.evaluate("element.examine()") == []
    assert page.query_selector(PANEL) is None, "on the page only where it was asked for"


def test_a_page_that_may_not_frame(visitor: Visitor) -> None:
    page = doctored(visitor, token(visitor), name="stranger")
    assert by_itself(page) == ["origin_not_listed"], "it comes by itself when the frame stays silent"
    found = examined(page)["origin_not_listed"]
    assert visitor.site.origin("stranger") in found["words"]
    assert f"portal origin add {visitor.site.origin('stranger')} --account acc_" in found["cure"]
    # A page that may, inside one that may not: every page around counts.
    address = doctored(visitor, token(visitor)).url
    around = visitor.context.new_page()
    around.goto(visitor.site.frame(address, name="stranger"))
    inner = around.wait_for_selector("iframe")
    assert inner
    frame = inner.content_frame()
    assert frame
    frame.wait_for_selector("client-portal iframe")
    codes = [each["code"] for each in frame.evaluate("element.examine()")]
    assert codes == ["origin_not_listed", "token_used"]
    said(visitor, "frame-ancestors", "the server responded")


def test_a_sandbox_that_lacks_words(visitor: Visitor) -> None:
    page = doctored(visitor, token(visitor), sandbox="allow-scripts")
    found = examined(page)
    assert set(found) == {"sandbox_lacks", "downloads_blocked", "new_tabs_blocked", "preview_blocked"}
    assert "lacks allow-same-origin, allow-forms." in found["sandbox_lacks"]["words"]
    assert "Add allow-same-origin allow-forms to" in found["sandbox_lacks"]["cure"]
    works = doctored(visitor, token(visitor), sandbox=ENOUGH)
    inside(works)
    assert by_itself(works) == ["downloads_blocked", "new_tabs_blocked", "preview_blocked"]
    whole = doctored(visitor, token(visitor), sandbox=WHOLE)
    inside(whole)
    assert by_itself(whole) == ["preview_blocked"]
    # The page itself in somebody's sandbox, which its frames inherit.
    around = visitor.context.new_page()
    around.goto(visitor.site.page(f'<iframe sandbox="allow-scripts" src="{works.url}"></iframe>'))
    inner = around.wait_for_selector("iframe")
    frame = inner.content_frame() if inner else None
    assert frame
    frame.wait_for_selector("client-portal iframe")
    assert "page_sandboxed" in [each["code"] for each in frame.evaluate("element.examine()")]
    said(
        visitor,
        "sandboxed",
        "can escape its sandboxing",
        "frame-ancestors",
        "the server responded",
        "'null'",
        "Blocked form submission",
    )


@pytest.mark.parametrize(
    "style",
    ["client-portal iframe{height:0!important}", "#place{height:0;overflow:hidden}", "#place{display:none}"],
)
def test_a_frame_that_nobody_can_see(visitor: Visitor, style: str) -> None:
    page = doctored(visitor, token(visitor), style=style)
    page.wait_for_selector("client-portal iframe", state="attached")
    assert "no_height" in [each["code"] for each in page.evaluate("element.examine()")]


def test_clocks(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor()
    page = doctored(visitor, token(visitor, ago=timedelta(minutes=-5)))
    ahead = examined(page)
    assert set(ahead) == {"clock_skew", "token_expired"}
    assert re.search("signed by a clock that is (29.|300) seconds ahead of the portal's", ahead["clock_skew"]["words"])
    assert "NTP" in ahead["clock_skew"]["cure"]
    visitor.context.clock.set_system_time(datetime.now(UTC) - timedelta(hours=1))
    behind = doctored(visitor, token(visitor))
    inside(behind)
    found = examined(behind)["clock_skew"]
    assert found["level"] == "note"
    assert "behind the portal's" in found["words"]


def test_tokens(visitor: Visitor) -> None:
    spent = token(visitor)
    inside(embed(visitor, [spent]))
    visitor.context.clear_cookies()
    assert "token_used" in examined(doctored(visitor, spent))
    assert "token_expired" in examined(doctored(visitor, token(visitor, ago=timedelta(hours=2))))
    issued = visitor.live.issue("full")
    visitor.live.revoke("full", issued.id)
    assert "token_revoked" in examined(doctored(visitor, issued.token))
    broken = examined(doctored(visitor, "pl1.broken"))
    assert set(broken) == {"token_malformed"}
    assert "explain-token" in broken["token_malformed"]["cure"]


def test_the_policy_of_the_page(visitor: Visitor) -> None:
    rule = '<meta http-equiv="Content-Security-Policy" content="{}">'
    frames = doctored(visitor, token(visitor), head=rule.format("frame-src 'self'"))
    found = examined(frames)
    assert set(found) == {"policy_blocks"}
    assert f"Add {visitor.live.origin} to frame-src" in found["policy_blocks"]["cure"]
    mute = doctored(visitor, token(visitor), head=rule.format("connect-src 'none'"))
    inside(mute)
    assert by_itself(mute) == ["portal_unreachable", "policy_blocks"]
    assert "connect-src" in examined(mute)["portal_unreachable"]["cure"]
    said(visitor, "Content Security Policy", "content policy")


def test_no_cookie_in_the_frame(profile_visitor: ProfileVisitor) -> None:
    with profile_visitor(Cookies.ALL_BLOCKED) as visitor:
        page = doctored(visitor, token(visitor))
        inside(page)
        assert by_itself(page) == ["cookies_blocked"]
        assert examined(page)["cookies_blocked"]["level"] == "note"
