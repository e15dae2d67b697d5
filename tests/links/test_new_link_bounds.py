"""What a new link by mail must not give back or widen: what the firm ended, a key's limits, a narrowed role."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.identity import system
from portal.services.entry.link_lists import end_links
from portal.services.entry.links import LinkRequest
from portal.tokens import Access
from tests.links.mails import mails
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)

BOB = "bob@elm.example"


def ask(small: SmallWorld, token: str) -> None:
    assert small.browser().post("/embed/again", {"token": token}).status_code == 200


@pytest.mark.parametrize("how", ["used", "expired"])
def test_what_the_firm_ended_at_once_comes_back_by_no_mail(small: SmallWorld, how: str) -> None:
    wanted = LinkRequest(access=Access.FULL_ENTITY, recipient=BOB, max_claims=1)
    token = small.issue(wanted, at=datetime.now(UTC) - timedelta(hours=25 if how == "expired" else 1)).token
    if how == "used":
        small.browser().enter(token)
    with small.database.visit(system(small.elm)) as visit:
        end_links(visit)
    ask(small, token)
    assert mails(small) == []


def test_an_ended_session_of_his_brings_nothing_either(small: SmallWorld) -> None:
    browser = small.browser()
    inside = browser.enter(small.issue_full(recipient=BOB, max_claims=1).token)
    with small.database.visit(system(small.elm)) as visit:
        end_links(visit)
    assert inside.status == 401
    browser.post("/embed/again", {"slot": inside.slot})
    assert mails(small) == []
