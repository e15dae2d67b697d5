"""Looking at a link, however often and by whatever program, uses nothing up, writes nothing and sets no cookie."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from portal.identity import Role
from portal.services.entry.links import LinkRequest
from portal.tokens import Access
from tests.links.browsers import ABSENT
from tests.links.world import FIRM, SmallWorld

pytest_plugins = ("tests.links.fixtures",)

LOOKS: tuple[dict[str, str], ...] = (
    {},
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Purpose": "prefetch"},
    {"Sec-Fetch-Dest": "iframe"},
    {"Sec-Fetch-Dest": "document", "Referer": f"{FIRM}/"},
    {"User-Agent": "Mozilla/5.0 (compatible; link scanner)"},
)


def is_auto(text: str) -> bool:
    found = re.search(r'data-auto="([01])"', text)
    assert found is not None
    return found[1] == "1"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_twenty_looks_leave_no_trace(small: SmallWorld, method: str) -> None:
    token = small.issue_for(Role.VIEWER).token
    browser, before = small.browser(), small.dump()
    for turn in range(20):
        answer = browser.get(f"/embed?token={token}", method, **LOOKS[turn % len(LOOKS)])
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert small.dump() == before
    assert browser.cookies == {}
    assert browser.enter(token).status == 200


def test_a_posted_look_leaves_no_trace_either(small: SmallWorld) -> None:
    token = small.issue_for(Role.VIEWER).token
    browser, before = small.browser(), small.dump()
    for _ in range(20):
        answer = browser.post("/embed/open", {"token": token}, Origin=FIRM)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert small.dump() == before


def test_a_used_or_late_link_is_looked_at_without_a_trace(small: SmallWorld) -> None:
    used = small.issue_full().token
    small.browser().enter(used)
    late = small.issue(LinkRequest(access=Access.FULL_ENTITY), at=datetime.now(UTC) - timedelta(hours=2)).token
    before = small.dump()
    assert small.browser().get(f"/embed?token={used}").status_code == 200
    assert small.browser().get(f"/embed?token={late}").status_code == 410
    assert small.dump() == before


def test_the_page_says_whose_papers_they_are_and_by_whom(small: SmallWorld) -> None:
    text = small.browser().get(f"/embed?token={small.issue_full().token}").text
    assert "Elm Studio d.o.o." in text
    assert "Ada &amp; Co" in text


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"Sec-Fetch-Dest": "document"}, False),
        ({"Sec-Fetch-Dest": "iframe"}, True),
        ({"Sec-Fetch-Dest": "iframe", "Sec-Purpose": "prefetch"}, False),
        ({"Sec-Fetch-Dest": "document", "Referer": f"{FIRM}/"}, True),
        ({"Sec-Fetch-Dest": "document", "Referer": f"{FIRM}/deep?path=1"}, True),
        ({"Sec-Fetch-Dest": "document", "Referer": "https://evil.example/"}, False),
        ({"Sec-Fetch-Dest": "document", "Referer": "https://evil.example/https://app.ada.example/"}, False),
        ({"Sec-Fetch-Dest": "document", "Referer": "https://app.ada.example.evil.example/"}, False),
        ({"Sec-Fetch-Dest": "document", "Referer": "https://app.ada.example@evil.example/"}, False),
        ({"Sec-Fetch-Dest": "document", "Referer": "http://app.ada.example/"}, False),
        ({"Sec-Fetch-Dest": "document", "Referer": "https://app.ada.example:8443/"}, False),
        ({"Sec-Fetch-Dest": "document", "Referer": "//[bad"}, False),
    ],
)
def test_it_presses_its_own_button_only_for_the_firm(
    small: SmallWorld, headers: dict[str, str], expected: bool
) -> None:
    token = small.issue_full().token
    assert is_auto(small.browser().get(f"/embed?token={token}", **headers).text) is expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [(FIRM, True), ("https://evil.example", False), ("null", False), (ABSENT, False)],
)
def test_a_posted_link_opens_itself_when_the_firm_posted_it(small: SmallWorld, origin: str, expected: bool) -> None:
    """Anybody can post a link of their own from their own page: that is how a client lands in a stranger's entity."""
    token = small.issue_full().token
    answer = small.browser().post("/embed/open", {"token": token}, Origin=origin, Sec_Fetch_Dest="document")
    assert answer.status_code == 200
    assert is_auto(answer.text) is expected


def test_another_account_s_origin_is_not_the_firm_s(small: SmallWorld) -> None:
    wanted = LinkRequest(access=Access.FULL_ENTITY)
    oak = small.elm.__class__(small.ids.oak, small.elm.environment, small.ids.oak_entity)
    token = small.issue(wanted, scope=oak).token
    answer = small.browser().get(f"/embed?token={token}", Sec_Fetch_Dest="document", Referer=f"{FIRM}/")
    assert not is_auto(answer.text)
    assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")


@pytest.mark.parametrize("token", ["", "x", "pl1.k1.e30." + "A" * 43, "\0", "pl1." + "A" * 3000, '{"a":1}', "ž" * 50])
def test_what_is_no_token_is_refused_alike(small: SmallWorld, token: str) -> None:
    before, bodies = small.dump(), set()
    for answer in (
        small.browser().client.get("/embed", query_string={"token": token}, base_url=small.settings.origin),
        small.browser().post("/embed/open", {"token": token}),
        small.browser().exchange(token),
    ):
        assert answer.status_code == 400
        bodies.add(answer.text)
        assert not token or len(token) < 3 or token not in answer.text
    assert len(bodies) == 1
    assert small.dump() == before
