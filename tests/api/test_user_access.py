"""docs/user-access.md says what each of the three choices gives and ends; each cell of its tables is asked for here."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from portal.identity import new_id
from tests.api.mails import mails
from tests.support.api import Backend, parsed
from tests.support.needs import ROOT
from tests.support.portal import World

CHOICES = ("none", "entity", "users")
PAGE = (ROOT / "docs" / "user-access.md").read_text(encoding="utf-8")
_FIRST = re.compile(r"`(\w+)`")
Ask = Callable[[Backend, World], Any]


def table(heading: str) -> Mapping[str, tuple[str, ...]]:
    """The rows below a heading: what stands first in each cell's code, by the row's name."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")]
    return {name: tuple(found[1] for cell in cells if (found := _FIRST.search(cell))) for name, *cells in rows[2:]}


def outcome(sk: Backend, path: str, body: Mapping[str, Any], **more: Any) -> str:
    """A link's role or access, or the code of the refusal."""
    answer = parsed(sk.call("POST", path, body, **more))
    return str(answer.get("code") or answer.get("role") or answer["access"])


def token(sk: Backend, world: World, **body: Any) -> str:
    return outcome(sk, f"/entities/{world.cast.elm}/token", body)


def newcomer(sk: Backend, world: World, path: str) -> str:
    before = len(mails(world))
    answer = parsed(sk.call("POST", path, {"email": f"{new_id('new')[:12]}@elm.example", "role": "viewer"}))
    if "code" in answer:
        return str(answer["code"])
    sent = len(mails(world)) - before
    assert bool(answer["warnings"]) is (sent == 0)
    return "mailed" if sent else "no_mail"


CALLS: dict[str, Ask] = {
    "token for a user": lambda sk, world: token(sk, world, user_id=world.cast.users["editor"]),
    "token without a user": lambda sk, world: token(sk, world),
    "token with `user_id: null`": lambda sk, world: token(sk, world, user_id=None),
    "token for somebody else's user": lambda sk, world: token(
        sk, world, user_id=world.cast.people["birch_editor"].user_id
    ),
    "link for a user": lambda sk, world: outcome(
        sk, "/links", {"access": "user", "user_id": world.cast.users["editor"]}
    ),
    "link for a full entity, by name": lambda sk, _world: outcome(sk, "/links", {"access": "full_entity"}),
    "link for staff": lambda sk, world: outcome(sk, "/links", {"access": "staff", "staff_id": world.cast.staff}),
    "add a user": lambda sk, world: newcomer(sk, world, "/entities/users"),
    "invite a user": lambda sk, world: newcomer(sk, world, "/entities/invitations"),
}
PEOPLE = {"a user": "editor", "a full entity": "full", "staff": "staff"}


def choose(sk: Backend, world: World, choice: str) -> None:
    sk.patch(f"/entities/{world.cast.elm}", {"client_access": choice})


def test_the_page_has_these_rows_and_no_other() -> None:
    assert set(table("What each does")) == set(CALLS)
    assert set(table("What a change ends")) == set(PEOPLE)


@pytest.mark.parametrize("call", CALLS)
def test_each_call_gives_what_the_page_says(world: World, sk: Backend, call: str) -> None:
    given = []
    for choice in CHOICES:
        choose(sk, world, choice)
        given.append(CALLS[call](sk, world))
    assert tuple(given) == table("What each does")[call]


@pytest.mark.parametrize("whose", PEOPLE)
def test_a_change_ends_what_the_page_says(world: World, sk: Backend, whose: str) -> None:
    ends = []
    for choice in CHOICES:
        choose(sk, world, "users")
        session, unopened = world.enter(PEOPLE[whose]), world.token(PEOPLE[whose])
        assert session.get("/").status_code == 200
        choose(sk, world, choice)
        goes_on = session.get("/").status_code == 200
        assert session.get("/").status_code == (200 if goes_on else 401)
        assert world.browser().exchange(unopened).status_code == (303 if goes_on else 410)
        ends.append("goes_on" if goes_on else "ends")
    assert tuple(ends) == table("What a change ends")[whose]
