"""Pages that mean harm around the portal, beside it and inside the firm's page: none is heard, shows it, or acts."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Frame, Page

from portal.demo.entities import BIRCH, ELM
from portal.identity import system
from portal.services.entry.link_lists import show_link
from tests.browser.embedding import embed, frame, inside, newest, shift, told, wake
from tests.browser.strangers import add_frame, shouter
from tests.browser.visitor import Visitor, frame_of, land, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MANY = 1_000
REFUSED = "chrome-error://chromewebdata/"


def state(page: Page, inner: Frame) -> dict[str, Any]:
    return {
        "url": inner.url,
        "told": page.evaluate("told.length"),
        "asked": page.evaluate("asked.join()"),
        "height": page.evaluate("document.querySelector('client-portal iframe').style.height"),
        "who": inner.text_content(".who__name"),
    }


def unopened(visitor: Visitor, who: str, link_id: str) -> bool:
    with visitor.live.database.visit(system(visitor.live.cast.people[who].scope)) as visit:
        return show_link(visit, link_id).status_at(visit.at) == "live"


def self_posting(visitor: Visitor, door: str, token: str) -> str:
    """A stranger's page that posts a token to the portal as soon as it is opened."""
    form = (
        f'<form method="post" action="{visitor.live.origin}/embed/{door}"><input name="token" value="{token}"></form>'
    )
    return visitor.site.page(f"{form}<script>document.forms[0].submit()</script>", name="stranger")


def forget(visitor: Visitor, *words: str) -> None:
    """The browser's own complaints of what it refused."""
    visitor.seen.complaints[:] = [each for each in visitor.seen.complaints if not any(word in each for word in words)]


def test_a_thousand_messages_of_others_change_nothing(visitor: Visitor) -> None:
    bait = visitor.live.issue("birch_full")
    page = embed(visitor, [visitor.live.issue("full").token])
    inner = inside(page)
    told(page, "ready")
    page.wait_for_timeout(300)
    before = state(page, inner)
    sibling = add_frame(page, shouter(visitor, bait.token))
    # Of the firm's own origin, and still not the window that the portal is in.
    cousin = add_frame(page, shouter(visitor, bait.token, name="firm"), 8)
    opener = visitor.context.new_page()
    opener.goto(shouter(visitor, bait.token))
    with opener.expect_popup() as waiting:
        opener.evaluate("address => { window.victim = window.open(address); }", page.url)
    waiting.value.wait_for_selector("client-portal")
    for each in (sibling, cousin):
        each.evaluate("many => shout(() => [parent, parent.frames[0]], many)", MANY // 2)
    opener.evaluate(
        "many => shout(() => [victim, ...Array.from({length: victim.length}, (_, n) => victim[n])], many)", 100
    )
    page.wait_for_timeout(500)
    assert state(page, inner) == before
    assert newest(visitor.live, "full").ended_at is None
    assert unopened(visitor, "birch_full", bait.id)


def test_a_token_of_a_frame_beside_opens_and_renews_nothing(visitor: Visitor) -> None:
    bait = visitor.live.issue("birch_full")
    address = shouter(visitor, bait.token)
    page = embed(visitor, [visitor.live.issue("full").token])
    inner = inside(page)
    hostile = add_frame(page, address)
    session = newest(visitor.live, "full")
    shift(visitor.live, "full", session, last_seen_at=-timedelta(minutes=29), idle_until=timedelta(minutes=1))
    page.evaluate("() => { element.fetchToken = () => new Promise(() => {}); }")
    wake(page)
    told(page, "token-needed")
    # While the page inside waits for an answer of the firm's page.
    hostile.evaluate("many => shout(() => [parent.frames[0]], many)", 200)
    page.wait_for_timeout(300)
    assert inner.text_content(".who__name") == ELM["name"]
    # And on a page whose link is used, which has no session and asks for any.
    visitor.context.clear_cookies()
    used = visitor.live.issue("full")
    inside(embed(visitor, [used.token]))
    visitor.context.clear_cookies()
    over = embed(visitor, [used.token])
    frame(over).wait_for_selector("#asking")
    add_frame(over, address).evaluate("many => shout(() => [parent.frames[0]], many)", 200)
    frame(over).wait_for_selector("#asking >> text=No new link came")
    assert unopened(visitor, "birch_full", bait.id)


def test_a_frame_beside_neither_moves_nor_shows_the_portal(visitor: Visitor) -> None:
    page = embed(visitor, [visitor.live.issue("full").token])
    inner = inside(page)
    home = inner.url
    hostile = add_frame(page, shouter(visitor))
    for attempt in ("f => { f.location = 'about:blank'; }", "f => f.location.replace('/evil')", "f => f.document.body"):
        hostile.evaluate(f"() => {{ try {{ ({attempt})(parent.frames[0]); }} catch {{}} }}")
    # The firm may frame the portal; a stranger inside the firm's page may not: every page around counts.
    link = visitor.live.issue("full")
    nested = visitor.site.frame(visitor.live.address_of(link), home, name="stranger")
    hostile.goto(nested)
    page.wait_for_timeout(700)
    assert [each.url for each in hostile.child_frames] == [REFUSED, REFUSED]
    assert inner.url == home
    assert unopened(visitor, "full", link.id)
    forget(
        visitor, "frame-ancestors", "Unsafe attempt", "Blocked a frame", "SecurityError", "Failed to read", "navigat"
    )


def test_a_frame_beside_takes_no_form_by_its_name(visitor: Visitor) -> None:
    """A form finds its frame by name, the first in the page: whoever guesses the name has the client's link opened."""
    page = embed(visitor, [visitor.live.issue("full").token, visitor.live.issue("full").token])
    inside(page)
    add_frame(page, shouter(visitor))
    # Moved to the front, and loaded anew there.
    page.evaluate("document.body.prepend(document.querySelector('iframe[name=f9]'))")
    hostile = frame_of(page, 9)
    hostile.wait_for_selector("text=stranger")
    # A clock is no secret, nor is a count.
    page.evaluate("() => { Date.now = () => 1_000_000_000_000; }")
    hostile.evaluate(
        """() => {
          for (const count of [1, 2, 3]) {
            const name = `client-portal-1000000000000-${count}`;
            document.body.append(Object.assign(document.createElement("iframe"), { name }));
          }
        }"""
    )
    page.evaluate("element.open()")
    inside(page)
    assert [each.url for each in hostile.child_frames] == ["about:blank"] * 3


def test_a_stranger_frames_no_page_at_all(visitor: Visitor) -> None:
    live = visitor.live
    _, [inner] = visitor.frame("full")
    home = re.match(r".*/w/[0-9a-f]{12}", inner.url)
    assert home
    used = live.issue("full")
    visitor.context.new_page().goto(live.address_of(used))
    press(visitor.context.pages[-1])
    document = live.cast.documents["unpaid_invoice"]
    pages = {
        "link": live.link("full"),
        "used link": live.address_of(used),
        "expired link": live.address_of(live.issue("full", ago=timedelta(hours=2))),
        "session": f"{home[0]}/",
        "document": f"{home[0]}/documents/{document}/",
        "nothing there": f"{home[0]}/nothing-there/",
        "files": f"{home[0]}/files/",
        "check": f"{live.origin}/embed/check/{home[0][-12:]}/{'A' * 43}",
        "manual": f"{live.origin}/api/v1/docs",
    }
    ticket = "async url => (await fetch(url, { method: 'HEAD' })).url"
    pages["pdf"] = inner.evaluate(ticket, f"{home[0]}/documents/{document}/pdf?show=1")
    page = visitor.context.new_page()
    page.goto(visitor.site.frame(*pages.values(), name="stranger"))
    page.wait_for_timeout(1500)
    shown = {name: frame_of(page, number).url for number, name in enumerate(pages)}
    framed = {name: address for name, address in shown.items() if address != REFUSED}
    # Of no account, so nobody's list of origins holds: it says nothing of anybody, and there is nothing to press.
    for name in framed:
        content = frame_of(page, list(pages).index(name))
        assert content.query_selector_all("a[href]:not(.skip), button, form, input, iframe") == [], (
            name,
            content.content(),
        )
        assert ELM["name"] not in content.content()
    assert framed.keys() <= {"check"}
    forget(visitor, "frame-ancestors")


def test_a_session_that_somebody_else_began_says_whose_it_is(visitor: Visitor) -> None:
    """Login CSRF: a page of a stranger's opens a link of its own in the browser of a client who is signed in."""
    mine = visitor.enter("full")
    own = mine.url
    bait = visitor.live.issue("birch_full", locale="en")
    attack = self_posting(visitor, "open", bait.token)
    page = visitor.context.new_page()
    page.goto(attack)
    page.wait_for_selector("#open-link")
    page.wait_for_timeout(300)
    assert unopened(visitor, "birch_full", bait.id), "a stranger's post opens nothing by itself"
    assert BIRCH["name"] in (page.text_content("h1") or "")
    assert "Ada" in (page.text_content(".open-panel") or "")
    inner = press(page)
    assert inner.text_content(".who__name") == BIRCH["name"]
    assert "Ada" in (inner.text_content("footer") or ""), "the firm is named on every page"
    # The client's own tab is what it was.
    mine.reload()
    assert (mine.url, mine.text_content(".who__name")) == (own, ELM["name"])
    # Past the page that names them: refused, and the link is still whole.
    second = visitor.live.issue("birch_full")
    page.goto(self_posting(visitor, "exchange", second.token))
    page.wait_for_selector(".apology")
    assert page.query_selector("nav.tabs, table") is None
    assert unopened(visitor, "birch_full", second.id)


def test_a_session_that_was_swapped_from_another_tab_says_so(visitor: Visitor) -> None:
    mine, other = visitor.enter("full"), visitor.enter("birch_full")
    slots = [page.url.split("/w/")[1][:12] for page in (mine, other)]
    kept = {cookie["name"]: cookie for cookie in visitor.context.cookies() if "name" in cookie}
    # Nobody but the portal can write such a cookie (`__Host-`); should anything ever, it opens nothing of another's.
    secret = str(kept[f"__Host-es_{slots[1]}"].get("value"))
    name, url = f"__Host-es_{slots[0]}", "https://portal.localhost"
    visitor.context.add_cookies(
        [{"name": name, "value": secret, "url": url, "secure": True, "httpOnly": True, "sameSite": "Lax"}]
    )
    mine.click("nav.tabs a >> text=Invoices")
    mine.wait_for_selector(".apology h1")
    assert BIRCH["name"] not in mine.content()
    assert mine.query_selector("nav.tabs, table") is None
    assert land(other).text_content(".who__name") == BIRCH["name"]
