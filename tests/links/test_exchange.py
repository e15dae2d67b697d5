"""The exchange: only the portal's own page may ask for it; one claim a link; and the check of what a browser keeps."""

from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from portal.identity import Role
from tests.links.browsers import ABSENT
from tests.links.world import FIRM, SmallWorld

pytest_plugins = ("tests.links.fixtures",)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": FIRM},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://portal.localhost:8601"},
        {"Origin": "http://portal.localhost:8600.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": ABSENT, "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_foreign_page_exchanges_nothing(small: SmallWorld, headers: dict[str, str]) -> None:
    token = small.issue_full().token
    before = small.dump()
    answer = small.browser().exchange(token, False, **headers)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert small.dump() == before
    assert small.browser().enter(token).status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_nothing_but_a_post_exchanges(small: SmallWorld, method: str) -> None:
    token = small.issue_full().token
    answer = small.browser().get(f"/embed/exchange?token={token}", method)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert small.rows("SELECT claims_taken FROM link") == [(0,)]


def test_a_token_in_the_address_of_a_post_is_none(small: SmallWorld) -> None:
    token = small.issue_full().token
    assert small.browser().post(f"/embed/exchange?token={token}", {}).status_code == 400


def test_one_claim_a_link(small: SmallWorld) -> None:
    token = small.issue_full().token
    assert small.browser().enter(token).status == 200
    second = small.browser().exchange(token)
    assert second.status_code == 410
    assert "Set-Cookie" not in second.headers
    assert "ana@ada.example" in second.text
    assert small.rows("SELECT count(*) FROM portal_session") == [(1,)]
    ((_, _, details),) = small.events("link:refused")
    assert details == '{"reason": "used"}'


def test_as_many_claims_as_the_link_says(small: SmallWorld) -> None:
    token = small.issue_full(max_claims=3).token
    homes = {small.browser().enter(token).home for _ in range(3)}
    assert len(homes) == 3
    assert small.browser().exchange(token).status_code == 410
    assert small.rows("SELECT position FROM link_claim ORDER BY position") == [(1,), (2,), (3,)]


def test_the_cookie_of_a_frame_and_of_a_page(small: SmallWorld) -> None:
    framed = small.browser().exchange(small.issue_full().token, framed=True).headers["Set-Cookie"]
    top = small.browser().exchange(small.issue_full().token).headers["Set-Cookie"]
    for cookie in (framed, top):
        assert cookie.startswith("__Host-es_")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert "Expires" not in cookie
    assert {"SameSite=None", "Partitioned"} <= set(framed.split("; "))
    assert "SameSite=Lax" in top
    assert "Partitioned" not in top


def test_the_cookie_came_back(small: SmallWorld) -> None:
    for framed in (False, True):
        inside = small.browser().enter(small.issue_full().token, framed=framed)
        assert inside.home.startswith("/w/")
        assert inside.status == 200


def test_no_cookie_in_a_frame_leads_to_a_handle(small: SmallWorld) -> None:
    inside = small.browser().enter(small.issue_full().token, framed=True, keep_cookies=False)
    assert inside.home.startswith("/u/")
    assert inside.status == 200
    assert small.rows("SELECT mode FROM portal_session") == [("url",)]


def test_no_cookie_at_top_level_is_said_and_ends_the_session(small: SmallWorld) -> None:
    browser = small.browser()
    taken = browser.exchange(small.issue_full().token)
    cookies = browser.cookies
    browser.forget()
    answer = browser.get(taken.location, Sec_Fetch_Dest="document")
    assert answer.status_code == 403
    assert "cookie" in answer.text.lower()
    assert "ana@ada.example" in answer.text
    ((name, value),) = cookies.items()
    browser.put_cookie(name, value)
    slot = name.removeprefix("__Host-es_")
    assert browser.get(f"/w/{slot}/").status_code == 401
    assert browser.get(taken.location).status_code == 401


def test_a_page_that_calls_itself_framed_at_the_check_alone_gets_no_handle(small: SmallWorld) -> None:
    browser = small.browser()
    taken = browser.exchange(small.issue_full().token, framed=False)
    browser.forget()
    assert browser.get(taken.location, Sec_Fetch_Dest="iframe").status_code == 403


def test_the_cookie_stops_opening_once_the_handle_does(small: SmallWorld) -> None:
    browser = small.browser()
    taken = browser.exchange(small.issue_full().token, framed=True)
    cookies = browser.cookies
    browser.forget()
    handle = browser.get(taken.location, Sec_Fetch_Dest="iframe").location
    assert handle.startswith("/u/")
    ((name, value),) = cookies.items()
    browser.put_cookie(name, value)
    assert browser.get(f"/w/{name.removeprefix('__Host-es_')}/", Sec_Fetch_Dest="iframe").status_code == 401


def test_a_check_happens_once(small: SmallWorld) -> None:
    browser = small.browser()
    taken = browser.exchange(small.issue_full().token)
    assert browser.get(taken.location).status_code == 303
    again = browser.get(taken.location)
    assert again.status_code == 401
    assert "Location" not in again.headers


def test_a_check_is_over_after_thirty_seconds(small: SmallWorld) -> None:
    with freeze_time(datetime.now(UTC)) as clock:
        for seconds, status in ((29, 303), (30, 401), (31, 401)):
            browser = small.browser()
            taken = browser.exchange(small.issue_full().token)
            clock.tick(timedelta(seconds=seconds))
            assert browser.get(taken.location).status_code == status


def test_a_word_belongs_to_its_slot(small: SmallWorld) -> None:
    first, second = small.browser(), small.browser()
    one = first.exchange(small.issue_full().token).location.split("/")
    two = second.exchange(small.issue_full().token).location.split("/")
    assert first.get("/".join([*one[:4], two[4]])).status_code == 401
    assert second.get("/".join([*two[:4], one[4]])).status_code == 401
    for word in ("", "A" * 43, "x", "../../w"):
        assert first.get("/".join([*one[:4], word])).status_code in {401, 404}


def test_another_session_s_cookie_proves_nothing_at_the_check(small: SmallWorld) -> None:
    browser = small.browser()
    other = browser.enter(small.issue_full().token)
    taken = browser.exchange(small.issue_full().token)
    slot = taken.location.split("/")[3]
    browser.put_cookie(f"__Host-es_{slot}", other.cookie[1])
    assert browser.get(taken.location, Sec_Fetch_Dest="document").status_code == 403


def test_a_used_link_leads_its_own_browser_back_to_its_session(small: SmallWorld) -> None:
    token = small.issue_for(Role.EDITOR).token
    browser = small.browser()
    inside = browser.enter(token)
    again = browser.exchange(token)
    assert (again.status_code, again.location) == (303, inside.home)
    assert "Set-Cookie" not in again.headers
    assert small.browser().exchange(token).status_code == 410
    inside.post("session/sign-out")
    assert browser.exchange(token).status_code == 410


def test_a_used_link_leads_nobody_by_the_cookie_of_another_session(small: SmallWorld) -> None:
    token = small.issue_full().token
    victim = small.browser().enter(token)
    thief = small.browser()
    own = thief.enter(small.issue_full().token)
    thief.put_cookie(victim.cookie[0], own.cookie[1])
    answer = thief.exchange(token)
    assert answer.status_code == 410
    assert victim.slot not in answer.text


def test_a_link_opens_in_the_second_before_its_end_and_not_in_its_last(small: SmallWorld) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    with freeze_time(at) as clock:
        first, second = small.issue_full().token, small.issue_full().token
        clock.move_to(at + timedelta(seconds=299))
        assert small.browser().enter(first).status == 200
        clock.move_to(at + timedelta(seconds=300))
        answer = small.browser().exchange(second)
        assert answer.status_code == 410
        assert "ana@ada.example" in answer.text
    assert [details for *_, details in small.events("link:refused")] == ['{"reason": "expired"}']


def test_skew_is_sixty_seconds(small: SmallWorld) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    with freeze_time(at) as clock:
        token = small.issue_full().token
        clock.move_to(at - timedelta(seconds=61))
        assert small.browser().get(f"/embed?token={token}").status_code == 410
        clock.move_to(at - timedelta(seconds=60))
        assert small.browser().get(f"/embed?token={token}").status_code == 200


def test_opening_is_told_in_the_trail(small: SmallWorld) -> None:
    issued = small.issue_full(label="Mojca")
    small.browser().enter(issued.token, framed=True)
    ((object_id, _, details),) = small.events("link:opened")
    assert object_id == issued.id
    assert '"framed": "yes"' in details
    ((address, agent),) = small.rows("SELECT address, user_agent FROM link_claim")
    assert address == "127.0.0.1"
    assert agent
