"""A new link by mail from the page of a dead one: to the address it was made for and no other, told to nobody."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from freezegun import freeze_time
from werkzeug.test import TestResponse

from portal.identity import Role, system
from portal.services.entry.invitations import Inviting, invite_user
from portal.services.entry.links import LinkRequest, revoke_link
from portal.services.firm.keys import end_key
from portal.services.firm.users import remove_user
from portal.tokens import Access
from tests.links.browsers import Browser, fields_of
from tests.links.mails import mails
from tests.links.test_offline import sign
from tests.links.world import FIRM, SmallWorld
from tests.support.mails import token_in

pytest_plugins = ("tests.links.fixtures",)

ANA = "ana@elm.example"


def press(browser: Browser, page: TestResponse) -> TestResponse:
    fields = fields_of(page, "mail-again")
    assert fields
    return browser.post("/embed/again", fields)


def test_a_used_link_brings_a_new_one_to_its_recipient_and_back_to_the_same_page(small: SmallWorld) -> None:
    token = small.issue_for(Role.VIEWER, recipient=ANA, max_claims=1, view="/documents/?status=overdue").token
    small.browser().enter(token)
    browser = small.browser()
    answer = press(browser, browser.exchange(token))
    assert (answer.status_code, "Look into your mail" in answer.text) == (200, True)
    (mail,) = mails(small)
    assert mail["to"] == ANA
    assert ANA not in answer.text
    inside = browser.enter(token_in(mail))
    assert inside.home.endswith("/documents/?status=overdue")
    assert small.browser().exchange(token_in(mail)).status_code == 410
    ((_, _, details),) = small.events("link:mailed")
    assert "new_link" in details


def test_an_expired_link_does_too(small: SmallWorld) -> None:
    wanted = LinkRequest(access=Access.FULL_ENTITY, recipient=ANA)
    token = small.issue(wanted, at=datetime.now(UTC) - timedelta(days=30)).token
    browser = small.browser()
    page = browser.get(f"/embed?token={token}")
    assert page.status_code == 410
    press(browser, page)
    assert small.browser().enter(token_in(mails(small)[0])).status == 200


def test_an_ended_session_leads_back_to_where_it_was(small: SmallWorld) -> None:
    browser = small.browser()
    inside = browser.enter(small.issue_full(recipient=ANA).token)
    with freeze_time(datetime.now(UTC) + timedelta(hours=9)):
        page = inside.get("documents/?q=roof")
        assert page.status_code == 401
        assert press(browser, page).status_code == 200
        again = browser.enter(token_in(mails(small)[0]))
        assert again.home.endswith("/documents/?q=roof")


def test_whoever_has_no_recipient_is_led_to_the_firm(small: SmallWorld) -> None:
    token = small.issue_full().token
    small.browser().enter(token)
    browser = small.browser()
    page = browser.exchange(token)
    assert fields_of(page, "mail-again") == {}
    assert "ana@ada.example" in page.text
    assert "Look into your mail" in browser.post("/embed/again", {"token": token}).text
    assert mails(small) == []


def test_framed_the_page_around_is_asked_instead(small: SmallWorld) -> None:
    token = small.issue_full(recipient=ANA, max_claims=1).token
    small.browser().enter(token)
    assert fields_of(small.browser().exchange(token, True), "mail-again") == {}


def test_what_no_longer_stands_gives_nothing_and_says_the_same(small: SmallWorld) -> None:
    def said(token: str) -> str:
        return re.sub(r'nonce="[^"]*"', "", small.browser().post("/embed/again", {"token": token}).text)

    revoked, removed, live = (small.issue_for(role, recipient=ANA) for role in (Role.VIEWER, Role.EDITOR, Role.ADMIN))
    with small.database.visit(system(small.elm)) as visit:
        revoke_link(visit, revoked.id)
        remove_user(visit, small.ids.users[Role.EDITOR])
    answers = {said(revoked.token), said(removed.token), said("guess"), said("")}
    assert mails(small) == []
    answers.add(said(live.token))
    assert len(mails(small)) == 1
    assert len({re.sub(r"Ada &amp; Co|ana@ada\.example", "", answer) for answer in answers} - {""}) <= 2


def test_a_press_too_many_sends_nothing(small: SmallWorld) -> None:
    token = small.issue_full(recipient=ANA).token
    browser, now = small.browser(), datetime.now(UTC)
    for minutes, sent in ((0, 1), (1, 1), (3, 2), (6, 3), (9, 4), (12, 5), (15, 5), (60, 5), (24 * 60 + 5, 6)):
        with freeze_time(now + timedelta(minutes=minutes)):
            browser.post("/embed/again", {"token": token})
        assert len(mails(small)) == sent, minutes


@pytest.mark.parametrize("headers", [{"Origin": FIRM}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}])
def test_no_other_site_sends_the_form(small: SmallWorld, headers: dict[str, str]) -> None:
    token = small.issue_full(recipient=ANA).token
    assert small.browser().post("/embed/again", {"token": token}, **headers).status_code == 403
    assert mails(small) == []


def test_an_invitation_goes_on_with_the_new_link(small: SmallWorld) -> None:
    """Pressed in the mail of an invitation: opening the new link accepts it."""
    browser = small.browser()
    with small.database.visit(system(small.elm)) as visit:
        tools = Inviting(small.database, small.sealer, small.settings)
        invited = invite_user(visit, tools, email="new@elm.example", role=Role.VIEWER).id
    with freeze_time(datetime.now(UTC) + timedelta(days=20)):
        browser.post("/embed/again", {"token": token_in(mails(small)[0])})
        browser.enter(token_in(mails(small)[1]))
        assert small.rows("SELECT accepted_at IS NOT NULL FROM invitation WHERE id = ?", invited) == [(1,)]


def test_one_signed_offline_that_was_never_opened_does_too(small: SmallWorld) -> None:
    long_ago = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
    lived: dict[str, Any] = {"issued_at": long_ago, "expires_at": long_ago + timedelta(seconds=300)}
    token = sign(small, recipient=ANA, **lived)
    browser = small.browser()
    press(browser, browser.get(f"/embed?token={token}"))
    assert small.browser().enter(token_in(mails(small)[0])).status == 200
    ahead = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    not_yet = sign(small, recipient=ANA, issued_at=ahead, expires_at=ahead + timedelta(seconds=300))
    ended = sign(small, recipient=ANA, **lived)
    with small.database.visit(system(small.firm)) as visit:
        end_key(visit, small.ids.signing_key.id)
    for other in (sign(small, **lived), not_yet, ended):
        browser.post("/embed/again", {"token": other})
    assert len(mails(small)) == 1, "for nobody, dated ahead, of a key that has ended"
