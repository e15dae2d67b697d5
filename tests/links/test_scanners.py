"""A thousand mailed links for each machine that looks into mail: the person comes in by every one of them, and no
machine by one that is marked for a code."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from portal.identity import system
from portal.services.entry.claim_lists import list_claims
from portal.services.entry.links import IssuedLink
from tests.links.mails import last_mail
from tests.links.scanners import MODELS, Seen
from tests.links.test_codes import ASKED, follow, type_in
from tests.links.world import SmallWorld
from tests.support.mails import code_in

pytest_plugins = ("tests.links.fixtures",)

LINKS = 1000
MACHINE, PERSON = "Machine/1.0", "Person/1.0"
# Of each thousand, half marked for a code at once: how many pages of a session the machine saw by links not marked and
# by marked ones, how many links of each half it opened, and by how many the person typed a code.
Row = tuple[bool, int, bool, bool]


def come_in(small: SmallWorld, token: str) -> bool:
    """The person presses, types what came by mail where that is asked, and is in; whether a code was asked for."""
    browser = small.browser(User_Agent=PERSON)
    assert browser.get(f"/embed?token={token}").status_code == 200
    answer = browser.exchange(token)
    asked = ASKED in answer.text
    if asked:
        answer = type_in(browser, answer, code_in(last_mail(small)))
    assert follow(browser, answer).get("session/left").status_code == 200
    return asked


def claims_of(small: SmallWorld, link: IssuedLink) -> list[tuple[str | None, bool]]:
    """Whose they are by what they called themselves, and what the firm is told: whether with a code."""
    with small.database.visit(system(small.elm), at=datetime.now(UTC)) as visit:
        return [(claim.user_agent, claim.by_code) for claim in list_claims(visit, link.id)]


def try_links(small: SmallWorld, model: str, number: int) -> Counter[str]:
    """What came of so many links, every second one marked for a code."""
    told: Counter[str] = Counter()
    for turn in range(number):
        marked = turn % 2 == 1
        kind = "marked" if marked else "plain"
        link = small.issue_full(recipient=f"ana{turn}@elm.example", require_code=marked)
        seen = Seen()
        MODELS[model](lambda: small.browser(User_Agent=MACHINE), link.token, seen)
        assert seen.statuses <= {200, 303, 400, 403, 404, 410, 422}, seen.statuses
        by_code = come_in(small, link.token)
        claims = claims_of(small, link)
        assert claims[-1] == (PERSON, by_code)
        assert (MACHINE, True) not in claims
        told += Counter(
            {
                f"{kind}: person in": 1,
                f"{kind}: with a code": by_code,
                f"{kind}: machine in": (MACHINE, False) in claims,
                f"{kind}: machine saw a page": seen.inside > 0,
            }
        )
    return told


def expected(model: str, number: int) -> dict[str, int]:
    half = number // 2
    presses = model in {"presses the button", "presses everything"}
    told = {"plain: person in": half, "marked: person in": half, "marked: with a code": half}
    if presses:
        told |= {"plain: with a code": half, "plain: machine in": half, "plain: machine saw a page": half}
    return told


@pytest.mark.parametrize("model", MODELS)
def test_a_few(small: SmallWorld, model: str) -> None:
    assert try_links(small, model, 4) == expected(model, 4)


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_a_thousand(small: SmallWorld, model: str) -> None:
    assert try_links(small, model, LINKS) == expected(model, LINKS)
