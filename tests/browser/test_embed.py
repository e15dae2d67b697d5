"""The element in a firm's page: handed tokens out of sight, living on, heard by its own page and by nobody else."""

import re
from datetime import timedelta

import pytest

from portal.demo.entities import BIRCH, ELM
from portal.identity import system
from portal.services.entry.sessions import end_session
from tests.browser.embedding import embed, frame, inside, newest, shift, told, wake
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def tokens(visitor: Visitor, *who: str) -> list[str]:
    return [visitor.live.issue(name).token for name in who]


def test_a_page_of_two_lines_opens_the_portal_and_no_address_holds_a_token(visitor: Visitor) -> None:
    sent = tokens(visitor, "full")
    page = embed(visitor, sent, view="/documents/", filters={"status": "overdue"}, theme="dark", locale="de")
    before = page.evaluate("history.length")
    inner = inside(page)
    assert inner.text_content(".who__name") == ELM["name"]
    assert told(page, "ready") == {"view": "/documents/?status=overdue"}
    assert inner.get_attribute("html", "lang") == "de"
    assert inner.get_attribute("html", "data-theme") == "dark"
    assert inner.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.wait_for_function("document.querySelector('iframe').clientHeight > 500")
    assert page.evaluate("history.length") == before
    assert not [address for address in visitor.seen.requests if sent[0] in address]
    assert sent[0] not in page.inner_html("#place") + inner.content() + inner.evaluate("document.referrer")

    inner.click(".row-link >> nth=0")
    shown = told(page, "viewed")["id"]
    assert re.search(f"/documents/{shown}/$", inner.url)
    with page.expect_download():
        inner.click(".actions .button--main")
    assert told(page, "downloaded") == {"id": shown, "format": "pdf"}

    page.evaluate("element.navigate('/files/')")
    inner.wait_for_url(re.compile("/files/"))
    for outside in ("https://evil.example/", "//evil.example/", "/../../healthz", "/%2e%2e/x", "/\\evil.example", 7):
        page.evaluate("view => element.navigate(view)", outside)
        page.wait_for_timeout(30)
    assert page.evaluate("told.filter(each => each[0] === 'error').map(each => each[1].code)") == ["view_refused"] * 6
    assert inner.url.endswith("/files/")

    page.evaluate("element.close()")
    page.wait_for_selector("client-portal iframe", state="detached")
    assert newest(visitor.live, "full").end_reason == "signed out"


def test_a_half_filled_form_outlives_two_ends_of_its_session(visitor: Visitor) -> None:
    page = embed(visitor, tokens(visitor, "editor", "editor", "editor"), view="/files/")
    inner = inside(page)
    address = inner.url
    inner.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true; })")
    inner.fill("[name=note]", "half of a sentence")
    session = newest(visitor.live, "editor")
    shift(visitor.live, "editor", session, last_seen_at=-timedelta(minutes=29), idle_until=timedelta(minutes=1))
    with page.expect_response("**/session/renew"):
        wake(page)
    inner.wait_for_timeout(200)
    # Both limits have passed while the machine slept.
    shift(visitor.live, "editor", session, idle_until=-timedelta(hours=1), expires_at=-timedelta(seconds=1))
    wake(page)
    assert told(page, "expired")["reason"] == "longest"
    page.wait_for_function("asked.length === 3")
    inner.wait_for_selector("body:not([data-over])")
    assert inner.is_visible("[name=note]")
    assert inner.input_value("[name=note]") == "half of a sentence"
    assert page.evaluate("asked") == ["open", "idle", "longest"]
    assert newest(visitor.live, "editor").id == session.id
    # Without a connection nothing is said to be over; what is on the screen stays.
    visitor.context.set_offline(True)
    for _ in range(2):
        wake(page)
        page.wait_for_timeout(150)
    inner.wait_for_selector("#living-offline")
    assert inner.input_value("[name=note]") == "half of a sentence"
    visitor.context.set_offline(False)
    inner.wait_for_selector("#living-notice", state="hidden")
    with inner.expect_navigation():
        inner.click("nav.tabs a >> text=Invoices")
    assert inner.url.startswith(address.removesuffix("/files/"))
    offline = [each for each in visitor.seen.complaints if "ERR_INTERNET_DISCONNECTED" in each]
    for each in offline:
        visitor.seen.complaints.remove(each)


def test_a_link_of_another_client_never_takes_over(visitor: Visitor) -> None:
    sent = tokens(visitor, "full", "birch_full")
    page = embed(visitor, sent)
    inner = inside(page)
    shift(
        visitor.live,
        "full",
        newest(visitor.live, "full"),
        last_seen_at=-timedelta(minutes=29),
        idle_until=timedelta(minutes=1),
    )
    wake(page)
    assert told(page, "error") == {"code": "other_person"}
    inner.wait_for_selector("#living-stay")
    assert inner.text_content(".who__name") == ELM["name"]
    # The press of the client who is there keeps the session; the other's link is still good, elsewhere.
    inner.click("#living-stay")
    inner.wait_for_selector("#living-notice", state="hidden")
    other = embed(visitor, sent[1:])
    assert inside(other).text_content(".who__name") == BIRCH["name"]


def test_what_the_firm_ends_is_said_at_the_next_look_and_begins_anew_by_a_press(visitor: Visitor) -> None:
    page = embed(visitor, tokens(visitor, "full", "full"), view="/documents/")
    inner = inside(page)
    session = newest(visitor.live, "full")
    with visitor.live.database.visit(system(visitor.live.cast.people["full"].scope)) as visit:
        end_session(visit, session.id, "revoked")
    wake(page)
    inner.wait_for_selector("#living-over >> text=Somebody closed it")
    assert not inner.is_visible("main")
    assert told(page, "expired") == {"reason": "ended"}
    assert page.evaluate("asked") == ["open"]
    with inner.expect_navigation(url=re.compile("/w/")):
        inner.click("#living-again")
    assert inner.url.endswith("/documents/")
    assert newest(visitor.live, "full").id != session.id


def test_what_the_firm_ended_is_read_first_also_where_a_click_finds_out(visitor: Visitor) -> None:
    page = embed(visitor, tokens(visitor, "full", "full"))
    inner = inside(page)
    with visitor.live.database.visit(system(visitor.live.cast.people["full"].scope)) as visit:
        end_session(visit, newest(visitor.live, "full").id, "revoked")
    inner.click("nav a[href$='/documents/']")
    inner.wait_for_selector("text=Somebody closed it")
    page.wait_for_timeout(500)
    assert page.evaluate("asked") == ["open"]
    with inner.expect_navigation(url=re.compile("/w/")):
        inner.click("#ask-again >> text=Go on here")
    assert inner.url.endswith("/documents/")


def test_a_used_link_asks_for_another_and_says_when_none_comes(visitor: Visitor) -> None:
    (used,) = tokens(visitor, "full")
    visitor.enter("full")
    first = embed(visitor, [used])
    inside(first)
    visitor.context.clear_cookies()
    again = embed(visitor, [used, *tokens(visitor, "full")], view="/documents/")
    assert inside(again).url.endswith("/documents/")
    assert again.evaluate("asked") == ["open", "link_used"]

    visitor.context.clear_cookies()
    silent = embed(visitor, [used])
    words = frame(silent)
    words.wait_for_selector("#asking >> text=No new link came")
    assert words.is_visible(".actions a[href^='mailto:']")


def test_who_is_not_the_other_side_is_not_heard(visitor: Visitor) -> None:
    page = embed(visitor, tokens(visitor, "full"))
    inner = inside(page)
    told(page, "ready")
    url, before = inner.url, page.evaluate("told.length")
    stranger = visitor.site.page("<p>stranger</p>", name="stranger")
    page.evaluate(
        "a => { const f = document.createElement('iframe'); f.name = 'f0'; f.src = a; document.body.append(f); }",
        stranger,
    )
    evil = page.wait_for_selector("iframe[name=f0]")
    hostile = evil.content_frame() if evil else None
    assert hostile
    hostile.wait_for_selector("text=stranger")
    # To the firm's page as the portal would, and to the portal as the firm's page would: right shape, wrong window.
    hostile.evaluate(
        "() => { for (const v of ['*']) {"
        " parent.postMessage({source: 'client-portal', v: 1, type: 'expired', reason: 'idle'}, v);"
        " parent.postMessage({source: 'client-portal', v: 1, type: 'token-needed', reason: 'idle'}, v);"
        " parent.frames[0].postMessage({source: 'client-portal-host', v: 1, type: 'navigate', view: '/files/'}, v);"
        " parent.frames[0].postMessage({source: 'client-portal-host', v: 1, type: 'close'}, v); } }"
    )
    # The right window and origin, in no shape that was agreed.
    page.evaluate(
        "() => { const w = document.querySelector('client-portal iframe').contentWindow;"
        " for (const odd of [null, 7, 'close', [], {}, {type: 'close'}, {source: 'client-portal-host', type: 'close'},"
        " {source: 'client-portal-host', v: 2, type: 'close'},"
        " {source: 'client-portal-host', v: 1, type: 'constructor'}])"
        " w.postMessage(odd, '*'); }"
    )
    inner.evaluate(
        "() => { for (const odd of [null, 7, {}, {source: 'client-portal', v: 2, type: 'expired'},"
        " {source: 'client-portal', v: 1, type: 'ready2'}]) parent.postMessage(odd, '*'); }"
    )
    page.wait_for_timeout(400)
    assert (inner.url, page.evaluate("told.length"), page.evaluate("asked")) == (url, before, ["open"])
    assert newest(visitor.live, "full").ended_at is None
