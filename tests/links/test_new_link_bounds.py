"""What a new link by mail must not give back or widen: what the firm ended, a key's limits, a narrowed role."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from portal.identity import Role, system
from portal.services.entry.link_lists import end_links
from portal.services.entry.links import LinkRequest, revoke_link
from portal.services.firm.users import change_role, remove_user
from portal.tokens import Access
from tests.links.mails import mails
from tests.links.test_offline import sign
from tests.links.world import SmallWorld
from tests.support.mails import token_in

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


@pytest.mark.parametrize("whose", ["all", "his", "of his key", "removed"])
def test_what_was_signed_offline_ends_with_the_others_though_it_was_never_heard_of(
    either: SmallWorld, whose: str
) -> None:
    user = either.ids.users[Role.ADMIN]
    now = datetime.now(UTC).replace(microsecond=0)
    just, long_ago = now - timedelta(seconds=2), now - timedelta(hours=1)
    fresh = sign(either, recipient=BOB, issued_at=just, expires_at=now + timedelta(seconds=60))
    stale = sign(either, recipient=BOB, issued_at=long_ago, expires_at=long_ago + timedelta(seconds=60))
    with either.database.visit(system(either.elm)) as visit:
        if whose == "removed":
            remove_user(visit, user)
            change_role(visit, user, Role.ADMIN)
        else:
            end_links(visit, **{"all": {}, "his": {"user_id": user}}.get(whose, {"key_id": either.ids.signing_key.id}))
    assert either.browser().exchange(fresh).status_code == 410
    ask(either, stale)
    assert mails(either) == []
    assert either.browser().enter(sign(either)).status == 200


def test_what_was_signed_offline_outlives_the_end_of_another_s(small: SmallWorld) -> None:
    token = sign(small)
    with small.database.visit(system(small.elm)) as visit:
        end_links(visit, user_id=small.ids.users[Role.VIEWER])
        end_links(visit, key_id=small.ids.account_key.id)
    assert small.browser().enter(token).status == 200


def test_a_new_link_lives_no_longer_than_the_one_before(small: SmallWorld) -> None:
    long_ago = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
    offline = sign(small, recipient=BOB, issued_at=long_ago, expires_at=long_ago + timedelta(seconds=60))
    ask(small, offline)
    late = datetime.now(UTC) + timedelta(seconds=90)
    token = token_in(mails(small)[0])
    with freeze_time(late):
        assert small.browser().exchange(token).status_code == 410


def test_a_ceiling_outlives_a_time_of_less(small: SmallWorld) -> None:
    user = small.ids.users[Role.ADMIN]
    token = small.issue_for(Role.ADMIN, role=Role.EDITOR, recipient=BOB, max_claims=1).token
    small.browser().enter(token)

    def become(role: Role) -> None:
        with small.database.visit(system(small.elm)) as visit:
            change_role(visit, user, role)

    become(Role.VIEWER)
    ask(small, token)
    become(Role.ADMIN)
    inside = small.browser().enter(token_in(mails(small)[0]))
    assert inside.get("session/left").get_json()["access"] == "editor"


def test_another_token_with_the_id_of_a_link_asks_for_nothing(small: SmallWorld) -> None:
    link = small.issue_full(recipient=BOB)
    ask(
        small,
        sign(
            small,
            small.ids.narrow_key.text,
            jti=link.id,
            recipient="eve@evil.example",
            role=Role.VIEWER,
            expires_at=datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=50),
        ),
    )
    assert mails(small) == []


def chain_of_three(small: SmallWorld) -> tuple[list[str], list[str]]:
    """Ids and tokens of a link, of the one mailed in its place, and of the one mailed in that one's."""
    first = small.issue_full(recipient=BOB, max_claims=1)
    ids, tokens = [first.id], [first.token]
    for _ in range(2):
        small.browser().enter(tokens[-1])
        ask(small, tokens[-1])
        tokens.append(token_in(mails(small)[-1]))
        ids += [details["new_link"] for (details,) in _told(small, ids[-1])]
    return ids, tokens


def _told(small: SmallWorld, link_id: str) -> list[tuple[dict[str, str]]]:
    query = "SELECT details FROM activity WHERE event = 'link:mailed' AND object_id = ?"
    return [(json.loads(details),) for (details,) in small.rows(query, link_id)]


@pytest.mark.parametrize("taken_back", [0, 1, 2])
def test_taking_back_a_link_takes_back_what_was_mailed_in_its_place(small: SmallWorld, taken_back: int) -> None:
    ids, tokens = chain_of_three(small)
    with small.database.visit(system(small.elm)) as visit:
        revoke_link(visit, ids[taken_back])
    assert small.browser().exchange(tokens[-1]).status_code == 410
    with freeze_time(datetime.now(UTC) + timedelta(minutes=5)):
        for token in tokens:
            ask(small, token)
    assert len(mails(small)) == 2
