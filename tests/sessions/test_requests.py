"""Requests inside a session: what proves it, what forges it, and that two of them side by side never mix."""

import re
from collections.abc import Iterator

import pytest

from portal.identity import Role
from portal.services.entry.links import LinkRequest
from portal.tokens import Access
from tests.links.browsers import ABSENT, Inside
from tests.links.world import FIRM, SmallWorld

pytest_plugins = ("tests.links.fixtures",)

FULL = LinkRequest(access=Access.FULL_ENTITY)


def in_frame(small: SmallWorld, cookies: bool = False) -> Inside:
    return small.browser().enter(small.issue_full().token, framed=True, keep_cookies=cookies)


def test_sign_out_ends_it_on_the_server(small: SmallWorld) -> None:
    inside = small.browser().enter(small.issue_for(Role.VIEWER).token)
    name, value = inside.cookie
    gone = inside.post("session/sign-out")
    assert gone.status_code == 200
    assert "Max-Age=0" in gone.headers["Set-Cookie"]
    assert inside.browser.cookies == {}
    inside.browser.put_cookie(name, value)
    for page in ("", "session/", "documents/", "files/", "activity/"):
        assert inside.get(page).status_code == 401
    assert [details for *_, details in small.events("session:ended")] == ['{"reason": "signed out"}']


def test_a_frame_s_cookie_is_deleted_as_it_was_set(small: SmallWorld) -> None:
    inside = in_frame(small, cookies=True)
    deleted = set(inside.post("session/sign-out").headers["Set-Cookie"].split("; "))
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=None", "Partitioned", "Max-Age=0"} <= deleted


def test_signing_out_of_a_handle(small: SmallWorld) -> None:
    inside = in_frame(small)
    answer = inside.post("session/sign-out")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert inside.status == 401


def test_the_way_back_is_the_sealed_one(small: SmallWorld) -> None:
    inside = small.browser().enter(small.issue_full(return_to=f"{FIRM}/clients?id=7").token)
    text = inside.post("session/sign-out", return_to="https://evil.example/", next="https://evil.example/").text
    assert f'href="{FIRM}/clients?id=7"' in text
    assert "evil" not in text


def test_a_cookie_is_no_handle_and_a_handle_no_cookie(small: SmallWorld) -> None:
    by_cookie, by_handle = in_frame(small, cookies=True), in_frame(small)
    secret, handle = by_cookie.cookie[1], by_handle.home.split("/")[2]
    assert by_cookie.browser.get(f"/u/{secret}/", Sec_Fetch_Dest="iframe").status_code == 401
    ((slot,),) = small.rows("SELECT slot FROM portal_session WHERE mode = 'url'")
    thief = small.browser()
    thief.put_cookie(f"__Host-es_{slot}", handle)
    assert thief.get(f"/w/{slot}/").status_code == 401


def test_a_cookie_belongs_to_its_slot(small: SmallWorld) -> None:
    first, second = (small.browser().enter(small.issue_full().token) for _ in range(2))
    first.browser.put_cookie(second.cookie[0], first.cookie[1])
    assert first.browser.get(f"{second.home}session/").status_code == 401
    assert first.status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_handle_opens_in_no_window_of_its_own(small: SmallWorld, method: str) -> None:
    inside = in_frame(small)
    answer = inside.get("session/", method, Sec_Fetch_Dest="document")
    assert answer.status_code == 401
    if method == "GET":
        assert "ana@ada.example" in answer.text
        assert "Elm Studio" not in answer.text or "session" in answer.text
    assert inside.status == 200


@pytest.mark.parametrize(
    "value", ["", "x", "A" * 43, "A" * 5000, "ses_aaaaaaaaaaaaaaaaaaaaaaaaaa", "'; DROP TABLE link; --", "ž", "a|b"]
)
def test_a_made_up_cookie_is_a_stranger_s(small: SmallWorld, value: str) -> None:
    browser = small.browser()
    headers = {"Cookie": f"__Host-es_0123456789ab={value}".encode().decode("latin1")}
    assert browser.get("/w/0123456789ab/", **headers).status_code == 401


@pytest.mark.parametrize("value", ["a|b", "1|" + "0" * 128, "x", "|", ""])
def test_a_remember_cookie_is_never_looked_at(small: SmallWorld, value: str) -> None:
    inside = small.browser().enter(small.issue_full().token)
    inside.browser.put_cookie("remember_token", value)
    inside.browser.put_cookie("session", value)
    assert inside.status == 200
    assert small.browser().get("/w/0123456789ab/", Cookie=f"remember_token={value}").status_code == 401


def test_pre_set_cookies_fix_no_session(small: SmallWorld) -> None:
    browser = small.browser()
    planted = "P" * 43
    browser.put_cookie("__Host-es_0123456789ab", planted)
    inside = browser.enter(small.issue_full().token)
    assert inside.slot != "0123456789ab"
    assert inside.cookie[1] != planted
    assert browser.get("/w/0123456789ab/").status_code == 401


def forgeries(own: str, other: str) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    for csrf in ("", "0" * 64, other, own[:-1], own + "0", own.upper(), f" {own}", "ž"):
        yield {"csrf_token": csrf}, {}
    yield {}, {}
    right = {"csrf_token": own}
    for origin in (
        "https://evil.example",
        FIRM,
        "null",
        "",
        ABSENT,
        "http://portal.localhost:8600/",
        "http://localhost:8600",
    ):
        yield right, {"Origin": origin}
    for site in ("cross-site", "same-site", "none", ""):
        yield right, {"Sec-Fetch-Site": site}


@pytest.mark.parametrize("framed", [False, True])
def test_what_was_forged_does_nothing(small: SmallWorld, framed: bool) -> None:
    inside = small.browser().enter(small.issue_full().token, framed=framed)
    other = small.browser().enter(small.issue_full().token)
    before = small.dump()
    for data, headers in forgeries(inside.csrf(), other.csrf()):
        for path in ("session/sign-out", "session/language"):
            answer = inside.browser.post(inside.home + path, {"locale": "de"} | data, **headers)
            assert answer.status_code == 403, (data, headers)
            assert "ana@ada.example" in answer.text
    assert small.dump() == before
    assert inside.status == 200


def test_a_token_does_not_travel_in_an_address(small: SmallWorld) -> None:
    inside = small.browser().enter(small.issue_full().token)
    answer = inside.browser.post(f"{inside.home}session/sign-out?csrf_token={inside.csrf()}", {})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["session/sign-out", "session/language"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_a_get_changes_nothing(small: SmallWorld, path: str, method: str) -> None:
    inside = small.browser().enter(small.issue_full().token)
    answer = inside.get(path, method)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert inside.status == 200


def test_the_language_form_redirects_only_inside(small: SmallWorld) -> None:
    inside = small.browser().enter(small.issue_full().token)
    csrf = inside.csrf()
    for nasty in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/w/0123456789ab/",
    ):
        answer = inside.post("session/language", csrf, locale="de", next=nasty)
        assert (answer.status_code, answer.location) == (303, inside.home)


def test_two_entities_side_by_side_never_mix(small: SmallWorld) -> None:
    browser = small.browser()
    entities = [small.ids.elm, small.ids.birch, small.ids.nova]
    names = ["Elm Studio", "Birch &amp; Baum", "Nova pekarna"]
    tokens = [small.issue(FULL, scope=small.scope(entity)).token for entity in entities]
    insides = [browser.enter(token, framed=True) for token in tokens]
    for turn in range(30):
        which = turn * 7 % 3
        text = insides[which].get("session/").text
        assert [name in text for name in names] == [name == names[which] for name in names]
    csrf = [inside.csrf() for inside in insides]
    assert len(set(csrf)) == 3
    assert insides[0].post("session/sign-out", csrf[1]).status_code == 403
    assert insides[0].post("session/sign-out", csrf[0]).status_code == 200
    assert [inside.status for inside in insides] == [401, 200, 200]


def test_the_newest_eight_slots_are_kept(small: SmallWorld) -> None:
    browser = small.browser()
    insides = [browser.enter(small.issue_full().token) for _ in range(11)]
    assert [inside.slot in "".join(browser.cookies) for inside in insides] == [False] * 3 + [True] * 8
    assert [inside.status for inside in insides] == [401] * 3 + [200] * 8


def test_odd_cookie_names_of_ours_break_nothing(small: SmallWorld) -> None:
    names = [f"__Host-es_{part}" for part in ("", "\xe9", "a b", 'q"q', "x" * 300, "<b>", "0123456789ab")] * 2
    cookies = "; ".join(f"{name}=v" for name in names)
    answer = small.browser().exchange(small.issue_full().token, Cookie=cookies)
    assert answer.status_code == 303


def test_rows_of_an_entity_are_read_by_no_other_s_slot(small: SmallWorld) -> None:
    elm = small.browser().enter(small.issue_full().token)
    birch = small.browser().enter(small.issue(FULL, scope=small.scope(small.ids.birch)).token)
    elm.browser.put_cookie(*birch.cookie)
    assert "Birch" in elm.browser.get(f"{birch.home}session/").text
    assert "Birch" not in elm.get("session/").text


def test_the_session_page_holds_no_secret(small: SmallWorld) -> None:
    inside = small.browser().enter(small.issue_full().token)
    for page in ("", "session/", "activity/"):
        text = inside.get(page).text
        assert inside.cookie[1] not in text
        assert not re.search(r"[sel]k_(live|sandbox)_|pl1\.", text)
