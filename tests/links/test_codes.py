"""A mailed link opens by itself once; after that, or at once where it is marked, a code from the mailbox opens it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time
from werkzeug.test import TestResponse

from portal.errors import Invalid
from portal.identity import Role
from tests.links.browsers import Browser, Inside, fields_of
from tests.links.mails import mails
from tests.links.test_offline import FULL, sign
from tests.links.world import FIRM, SmallWorld
from tests.support.mails import code_in

pytest_plugins = ("tests.links.fixtures",)

ANA = "ana@elm.example"
ASKED = "Enter the code from your mail"


def type_in(browser: Browser, page: TestResponse, code: str) -> TestResponse:
    return browser.post("/embed/code", fields_of(page, "enter-code") | {"code": code}, **{"Sec-Fetch-Dest": "document"})


def follow(browser: Browser, answer: TestResponse) -> Inside:
    assert answer.status_code == 303, answer.text
    checked = browser.get(answer.location, **{"Sec-Fetch-Dest": "document"})
    assert checked.status_code == 303, checked.text
    return Inside(browser, checked.location, framed=False)


def other_than(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06}"


def test_the_first_opening_is_free_and_the_second_wants_a_code(small: SmallWorld) -> None:
    link = small.issue_for(Role.VIEWER, recipient=ANA, view="/documents/?status=overdue")
    small.browser().enter(link.token)
    assert mails(small) == []
    browser = small.browser()
    page = browser.exchange(link.token)
    assert (page.status_code, ASKED in page.text, page.headers.get("Set-Cookie")) == (200, True, None)
    (mail,) = mails(small)
    assert mail["to"] == ANA
    assert ANA not in page.text
    assert "http" not in (mail["text"] or "")
    inside = follow(browser, type_in(browser, page, code_in(mail)))
    assert inside.home.endswith("/documents/?status=overdue")
    assert small.rows("SELECT position, by_code FROM link_claim ORDER BY position") == [(1, 0), (2, 1)]
    assert [id for id, _, _ in small.events("link:code_mailed")] == [link.id]
    assert ['"code"' in details for _, _, details in small.events("link:opened")] == [False, True]


def test_a_marked_link_wants_one_at_once(small: SmallWorld) -> None:
    token = small.issue_full(recipient=ANA, require_code=True).token
    browser = small.browser()
    page = browser.exchange(token)
    assert ASKED in page.text
    assert small.rows("SELECT count(*) FROM portal_session") == [(0,)]
    assert follow(browser, type_in(browser, page, code_in(mails(small)[0]))).status == 200


def test_another_code_comes_in_the_page_s_language_and_the_page_says_so(small: SmallWorld) -> None:
    token = small.issue_full(recipient=ANA, require_code=True).token
    browser = small.browser(Accept_Language="fr")
    first = browser.exchange(token)
    assert "Un autre code" not in first.text
    again = browser.post("/embed/exchange", fields_of(first, "another-code"), **{"Sec-Fetch-Dest": "document"})
    assert "Un autre code a été envoyé" in again.text
    assert [mail["subject"].split()[:2] for mail in mails(small)] == [["Votre", "code"]] * 2


def test_a_link_of_nobody_s_address_never_asks(small: SmallWorld) -> None:
    token = small.issue_full(max_claims=2).token
    for _ in range(2):
        small.browser().enter(token)
    assert small.browser().exchange(token).status_code == 410
    with pytest.raises(Invalid, match="require_code: needs a recipient"):
        small.issue_full(require_code=True)


def test_its_own_browser_goes_on_without_a_code(small: SmallWorld) -> None:
    token = small.issue_full(recipient=ANA).token
    browser = small.browser()
    inside = browser.enter(token)
    assert browser.exchange(token).location.startswith(f"/w/{inside.slot}/")
    assert mails(small) == []


def test_claims_are_bounded_and_a_new_link_comes_after_the_last(small: SmallWorld) -> None:
    token = small.issue_full(recipient=ANA).token
    small.browser().enter(token)
    now = datetime.now(UTC)
    for turn in range(4):
        with freeze_time(now + timedelta(minutes=11 * turn)):
            browser = small.browser()
            page = browser.exchange(token)
            follow(browser, type_in(browser, page, code_in(mails(small)[-1])))
    last = small.browser().exchange(token)
    assert (last.status_code, "Send me a new link" in last.text) == (410, True)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "0" * 6 + ";", "١" * 6])
def test_what_cannot_be_a_code_costs_no_try(small: SmallWorld, typed: str) -> None:
    token = small.issue_full(recipient=ANA, require_code=True).token
    browser = small.browser()
    page = browser.exchange(token)
    answer = type_in(browser, page, typed)
    assert (answer.status_code, "This cannot be the code" in answer.text) == (422, True)
    assert small.rows("SELECT tries_left FROM link_code") == [(5,)]
    assert follow(browser, type_in(browser, answer, code_in(mails(small)[0]))).status == 200


def test_five_wrong_tries_end_a_code_and_another_one_opens(small: SmallWorld) -> None:
    token = small.issue_full(recipient=ANA, require_code=True).token
    browser = small.browser()
    page = first = browser.exchange(token)
    code = code_in(mails(small)[0])
    for left in (4, 3, 2, 1):
        page = type_in(browser, page, other_than(code))
        assert page.status_code == 422
        assert re.findall(r"Tries left: (\d)", page.text) == [str(left)]
    over = type_in(browser, page, other_than(code))
    assert "This code works no longer" in over.text
    assert 'id="enter-code"' not in over.text
    assert "This code works no longer" in type_in(browser, first, code).text, "the right one comes too late"
    again = browser.post("/embed/exchange", fields_of(over, "another-code"), **{"Sec-Fetch-Dest": "document"})
    assert follow(browser, type_in(browser, again, code_in(mails(small)[1]))).status == 200


def test_a_code_works_on_its_own_page_once_and_for_ten_minutes(small: SmallWorld) -> None:
    token = small.issue_full(recipient=ANA, require_code=True).token
    other = small.issue_full(recipient="eva@elm.example", require_code=True).token
    one, two = small.browser(), small.browser()
    mine, elsewhere, foreign = one.exchange(token), two.exchange(token), two.exchange(other)
    code, _, code_of_other = (code_in(mail) for mail in mails(small))
    for page, typed in ((elsewhere, code), (mine, code_of_other), (foreign, code)):
        assert "This is not the code" in type_in(two, page, typed).text
    swapped = two.post("/embed/code", fields_of(mine, "enter-code") | {"token": other, "code": code})
    assert "This code works no longer" in swapped.text
    with freeze_time(datetime.now(UTC) + timedelta(minutes=10, seconds=1)):
        assert "This code works no longer" in type_in(one, mine, code).text
    assert follow(one, type_in(one, mine, code)).status == 200
    assert "This code works no longer" in type_in(small.browser(), mine, code).text
    assert small.rows("SELECT count(*) FROM link_claim") == [(1,)]


def test_codes_are_bounded_and_the_bound_passes(small: SmallWorld) -> None:
    token = small.issue_full(recipient=ANA, require_code=True).token
    now = datetime.now(UTC)

    def asked(minutes: int) -> int:
        with freeze_time(now + timedelta(minutes=minutes)):
            return small.browser().exchange(token).status_code

    assert [asked(0) for _ in range(11)] == [200] * 10 + [429]
    assert [asked(11) for _ in range(11)] == [200] * 10 + [429]
    assert asked(22) == 429
    assert len(mails(small)) == 20
    with freeze_time(now + timedelta(minutes=22)):
        wait = small.browser().exchange(token)
    assert int(wait.headers["Retry-After"]) > 20 * 3600


def test_a_link_that_opens_nothing_mails_nothing(small: SmallWorld) -> None:
    link = small.issue_full(recipient=ANA, require_code=True)
    page = small.browser().exchange(link.token)
    small.tamper("UPDATE link SET revoked_at = issued_at WHERE id = :id", id=link.id)
    browser = small.browser()
    assert browser.exchange(link.token).status_code == 410
    assert len(mails(small)) == 1
    assert type_in(browser, page, code_in(mails(small)[0])).status_code == 410


def test_one_signed_offline_may_be_marked_too(small: SmallWorld) -> None:
    token = sign(small, **FULL, recipient=ANA, require_code=True)
    browser = small.browser()
    page = browser.exchange(token)
    assert ASKED in page.text
    assert follow(browser, type_in(browser, page, code_in(mails(small)[0]))).status == 200


def test_no_renewal_takes_a_claim_past_the_code(small: SmallWorld) -> None:
    browser = small.browser()
    inside = browser.enter(small.issue_full().token)
    marked = small.issue_full(recipient=ANA, require_code=True).token
    assert inside.post("session/renew", token=marked).status_code == 410
    assert mails(small) == []


@pytest.mark.parametrize("headers", [{"Origin": FIRM}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}])
def test_no_other_site_sends_the_code(small: SmallWorld, headers: dict[str, str]) -> None:
    token = small.issue_full(recipient=ANA, require_code=True).token
    browser = small.browser()
    page = browser.exchange(token)
    typed = fields_of(page, "enter-code") | {"code": code_in(mails(small)[0])}
    assert browser.post("/embed/code", typed, **headers).status_code == 403
    assert small.rows("SELECT tries_left FROM link_code") == [(5,)]
