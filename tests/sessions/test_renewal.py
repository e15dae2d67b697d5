"""Living on: a fresh link of the same person lengthens a session in place, and nothing else that nobody pressed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from freezegun.api import FrozenDateTimeFactory
from werkzeug.test import TestResponse

from portal.identity import Role, system
from portal.services.entry.links import LinkRequest, revoke_link
from portal.services.entry.sessions import end_session
from portal.services.firm.keys import end_key
from portal.tokens import Access
from tests.links.browsers import Inside
from tests.links.world import SmallWorld
from tests.sessions.frozen import START, enter

pytest_plugins = ("tests.links.fixtures",)

TIMES = {"cookie": (1800, 8 * 3600), "url": (1200, 2 * 3600)}
both = pytest.mark.parametrize("mode", TIMES)


def renew(inside: Inside, csrf: str, token: str) -> TestResponse:
    return inside.post("session/renew", csrf, token=token)


def claims(small: SmallWorld) -> int:
    ((taken,),) = small.rows("SELECT count(*) FROM link_claim")
    return int(taken)


@both
def test_the_time_left_is_the_server_s_and_looking_changes_nothing(
    small: SmallWorld, clock: FrozenDateTimeFactory, mode: str
) -> None:
    idle, _ = TIMES[mode]
    inside = enter(small, mode)
    before = small.dump()
    for seconds in range(0, idle, 60):
        clock.move_to(START + timedelta(seconds=seconds))
        answer = inside.get("session/left")
        assert answer.get_json() == {"left": idle - seconds, "limit": "idle", "ask_at": 120, "access": "full_entity"}
    assert small.dump() == before
    clock.move_to(START + timedelta(seconds=idle))
    assert inside.get("session/left").status_code == 401


def test_a_page_that_asks_by_itself_keeps_nothing_alive(small: SmallWorld, clock: FrozenDateTimeFactory) -> None:
    inside = enter(small)
    for minutes in (10, 20, 29):
        clock.move_to(START + timedelta(minutes=minutes))
        assert inside.get("exports/", Portal_Polling="1").status_code == 200
    clock.move_to(START + timedelta(minutes=30))
    assert inside.status == 401


def test_a_press_to_stay_is_a_use_and_no_more(small: SmallWorld, clock: FrozenDateTimeFactory) -> None:
    inside = enter(small)
    csrf = inside.csrf()
    for minutes in range(28, 8 * 60, 28):
        clock.move_to(START + timedelta(minutes=minutes))
        left = inside.post("session/stay", csrf).get_json()
        longest = 8 * 3600 - minutes * 60
        assert left["left"] == min(1800, longest)
        assert left["limit"] == ("idle" if longest > 1800 else "longest")
    clock.move_to(START + timedelta(hours=8))
    assert inside.post("session/stay", csrf).status_code == 401


@both
@pytest.mark.parametrize("over", [None, "idle", "longest"])
def test_a_fresh_link_of_the_same_person_begins_the_times_anew(
    small: SmallWorld, clock: FrozenDateTimeFactory, mode: str, over: str | None
) -> None:
    idle, longest = TIMES[mode]
    inside = enter(small, mode, small.issue_for(Role.EDITOR).token)
    csrf = inside.csrf()
    ((session_id, slot),) = small.rows("SELECT id, slot FROM portal_session")
    clock.move_to(START + timedelta(seconds={None: idle - 100, "idle": idle + 5, "longest": longest + 5}[over]))
    assert inside.status == (200 if over is None else 401)
    answer = renew(inside, csrf, small.issue_for(Role.EDITOR).token)
    assert answer.get_json() == {"left": idle, "limit": "idle", "ask_at": 120, "access": "editor"}
    assert answer.headers.get("Set-Cookie") is None
    assert small.rows("SELECT id, slot FROM portal_session") == [(session_id, slot)]
    assert inside.csrf() == csrf
    begun = datetime.now(UTC)
    for seconds in (*range(600, longest, 600), longest - 1):
        clock.move_to(begun + timedelta(seconds=seconds))
        assert inside.status == 200
    clock.move_to(begun + timedelta(seconds=longest))
    assert inside.status == 401


def test_what_the_new_link_says_holds_from_then_on(small: SmallWorld) -> None:
    inside = enter(small, token=small.issue_for(Role.ADMIN).token)
    narrow = small.issue_for(Role.ADMIN, role=Role.VIEWER)
    assert renew(inside, inside.csrf(), narrow.token).get_json()["access"] == "viewer"
    told = small.rows("SELECT details FROM activity WHERE event = 'link:opened' ORDER BY seq DESC LIMIT 1")
    assert '"renewed": "yes"' in told[0][0].replace('":"', '": "')
    with small.database.visit(system(small.elm)) as visit:
        revoke_link(visit, narrow.id)
    assert inside.status == 401


def other_user(small: SmallWorld) -> str:
    return small.issue_for(Role.VIEWER).token


def whole_entity(small: SmallWorld) -> str:
    return small.issue_full().token


def member_of_staff(small: SmallWorld) -> str:
    return small.issue(LinkRequest(access=Access.STAFF, staff_id=small.ids.staff)).token


def other_entity(small: SmallWorld) -> str:
    return small.issue(LinkRequest(access=Access.FULL_ENTITY), scope=small.scope(small.ids.birch)).token


@both
@pytest.mark.parametrize("other", [other_user, whole_entity, member_of_staff, other_entity])
def test_a_link_of_anybody_else_is_refused_and_stays_unused(
    small: SmallWorld, mode: str, other: Callable[[SmallWorld], str]
) -> None:
    inside = enter(small, mode, small.issue_for(Role.EDITOR).token)
    csrf, token = inside.csrf(), other(small)
    before = small.dump()
    answer = renew(inside, csrf, token)
    assert answer.status_code == 409
    assert "This page belongs to somebody else" in answer.text
    assert small.dump() == before
    assert inside.status == 200
    assert small.browser().exchange(token).status_code == 303


def test_a_label_is_a_visitor_where_there_is_no_person(small: SmallWorld) -> None:
    inside = enter(small, token=small.issue_full(label="Ana").token)
    csrf = inside.csrf()
    assert renew(inside, csrf, small.issue_full(label="Boris").token).status_code == 409
    assert renew(inside, csrf, small.issue_full(label="Ana").token).status_code == 200
    assert claims(small) == 2


def ended(small: SmallWorld, _link_id: str) -> None:
    ((session_id,),) = small.rows("SELECT id FROM portal_session")
    with small.database.visit(system(small.elm)) as visit:
        end_session(visit, session_id, "revoked")


def withdrawn(small: SmallWorld, link_id: str) -> None:
    with small.database.visit(system(small.elm)) as visit:
        revoke_link(visit, link_id)


def key_ended(small: SmallWorld, _link_id: str) -> None:
    with small.database.visit(system(small.firm)) as visit:
        end_key(visit, small.ids.account_key.id)


@pytest.mark.parametrize(
    ("end", "words"),
    [(ended, "Somebody closed it"), (withdrawn, "withdrawn or changed"), (key_ended, "withdrawn or changed")],
)
def test_what_the_firm_has_ended_comes_back_by_no_renewal(
    small: SmallWorld, end: Callable[[SmallWorld, str], None], words: str
) -> None:
    link = small.issue(LinkRequest(access=Access.FULL_ENTITY), by_key=True)
    inside = enter(small, token=link.token)
    csrf = inside.csrf()
    end(small, link.id)
    token = small.issue_full().token
    answer = renew(inside, csrf, token)
    assert answer.status_code == 401
    assert words in answer.text
    assert words in inside.get("session/left").text
    assert claims(small) == 1
    assert small.browser().exchange(token).status_code == 303


@pytest.mark.parametrize(("minutes", "words"), [(31, "nothing was used for a while"), (9 * 60, "limited time")])
def test_each_limit_is_told_in_words(small: SmallWorld, clock: FrozenDateTimeFactory, minutes: int, words: str) -> None:
    inside = enter(small)
    for hours in range(0, minutes - 31, 20):
        clock.move_to(START + timedelta(minutes=hours))
        inside.get()
    clock.move_to(START + timedelta(minutes=minutes))
    assert words in inside.get().text


def test_only_its_own_page_renews_and_only_by_a_link_that_opens(
    small: SmallWorld, clock: FrozenDateTimeFactory
) -> None:
    inside = enter(small)
    csrf = inside.csrf()
    old, used, fresh = (small.issue_full().token for _ in range(3))
    small.browser().enter(used)
    assert renew(inside, csrf, used).status_code == 410
    assert renew(inside, csrf, "").status_code == 400
    assert renew(inside, "0" * 64, fresh).status_code == 403
    form = {"csrf_token": csrf, "token": fresh}
    for headers in ({"Origin": "https://app.ada.example"}, {"Sec_Fetch_Site": "cross-site"}):
        assert inside.browser.post(inside.home + "session/renew", form, **headers).status_code == 403
    clock.tick(timedelta(minutes=7))
    assert renew(inside, csrf, old).status_code == 410
    assert claims(small) == 2
    inside.browser.forget()
    assert renew(inside, csrf, small.issue_full().token).status_code == 401


def test_the_cookie_of_a_session_by_address_stays_dead(small: SmallWorld) -> None:
    browser = small.browser()
    taken = browser.exchange(small.issue_full().token, framed=True)
    kept = browser.cookies
    browser.forget()
    inside = Inside(browser, browser.get(taken.location, Sec_Fetch_Dest="iframe").location, framed=True)
    assert inside.home.startswith("/u/")
    assert renew(inside, inside.csrf(), small.issue_full().token).status_code == 200
    alive = "SELECT kind FROM credential WHERE kind IN ('cookie', 'url') AND ends_at > ?"
    assert small.rows(alive, datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")) == [("url",)]
    ((name, value),) = kept.items()
    browser.put_cookie(name, value)
    assert browser.get(f"/w/{name.removeprefix('__Host-es_')}/").status_code == 401
