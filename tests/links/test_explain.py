"""Why a token opens nothing: each cause by its name, the verdict that of the door itself, and nothing to strangers."""

from datetime import UTC, datetime
from typing import Any

import pytest

from portal.identity import Environment, Role, Scope, system
from portal.services.entry.explaining import Explained, explain_token
from portal.services.firm.origins import add_origin
from portal.services.firm.users import change_role
from portal.tokens import Access, KeyRing, LinkSealer
from tests.links.token_causes import CAUSES, claims, opens, sign
from tests.links.world import FIRM, SmallWorld

pytest_plugins = ("tests.links.fixtures",)

FULL: dict[str, Any] = {"access": Access.FULL_ENTITY, "user_id": None, "role": None}
NOT_YOURS = "not signed by any key of yours"


def explain(
    small: SmallWorld, token: str, scope: Scope | None = None, origin: str | None = None, at: datetime | None = None
) -> Explained:
    with small.database.visit(system(scope or small.firm), at=at or datetime.now(UTC)) as visit:
        return explain_token(visit, small.database, small.sealer, small.settings, token, origin)


def broken(told: Explained) -> list[str]:
    return [check.name for check in told.checks if not check.ok]


def words(told: Explained, name: str) -> str:
    return next(check.words for check in told.checks if check.name == name)


CHANGING = (
    "ended key",
    "ended account key",
    "shortened by the account",
    "no access",
    "as a whole",
    "no member",
    "return",
)


def explained(small: SmallWorld, cause: str) -> None:
    make, names, said = CAUSES[cause]
    token = make(small)
    before, at = small.dump(), datetime.now(UTC)
    told = explain(small, token, at=at)
    assert small.dump() == before, "explaining writes nothing"
    assert broken(told) == names, cause
    assert said in " ".join(check.words for check in told.checks if check.ok is not bool(names)), cause
    assert explain(small, f" https://portal.example/embed?token={token}&lang=sl\n", at=at) == told
    assert token not in str(told)
    assert told.opens is (not names) is opens(small, token), cause


def test_each_cause_is_named_and_the_verdict_is_that_of_the_door(small: SmallWorld) -> None:
    for cause in [cause for cause in CAUSES if cause not in CHANGING]:
        explained(small, cause)


@pytest.mark.parametrize("cause", CHANGING)
def test_what_the_firm_changed_since_is_named(small: SmallWorld, cause: str) -> None:
    explained(small, cause)


@pytest.mark.parametrize(
    ("narrowed", "told", "given"), [(None, "whatever", Role.ADMIN), (Role.VIEWER, "at most viewer", Role.VIEWER)]
)
def test_the_role_is_that_of_the_session(small: SmallWorld, narrowed: Role | None, told: str, given: Role) -> None:
    token = small.issue_for(Role.EDITOR, role=narrowed).token
    with small.database.visit(system(small.elm)) as visit:
        change_role(visit, small.ids.users[Role.EDITOR], Role.ADMIN)
    said = words(explain(small, token), "role")
    assert told in said
    assert said.endswith(f"the session gives {given}.")
    assert small.browser().enter(token).get("session/left").get_json()["access"] == given


def test_what_is_not_the_account_s_is_not_known(small: SmallWorld) -> None:
    """Of another account, of the other environment, of a sibling of the entity that asks, of nobody, and broken."""
    oak = Scope(small.ids.oak, Environment.SANDBOX)
    own = [small.issue_full().token, sign(small), sign(small, **FULL)]
    strangers = KeyRing([("k1", b"another ring of 32 random bytes!")])
    sealed = LinkSealer(strangers).seal(claims(small))
    broken_seal = own[0][:-3] + ("AAA" if own[0][-3:] != "AAA" else "BBA")
    for token in own:
        for scope in (oak, Scope(small.ids.ada, Environment.LIVE), small.scope(small.ids.birch)):
            told = explain(small, token, scope, FIRM)
            assert (told.opens, told.link_id, told.entity_id, broken(told)) == (False, None, None, ["signature"])
            [check] = told.checks
            assert NOT_YOURS in check.words
            for secret in (small.ids.ada, small.ids.elm, "Elm", small.ids.signing_key.id, "expired"):
                assert secret not in check.words
        assert explain(small, token, small.elm).opens
    # One that the portal sealed for another account reads as one that was changed.
    assert explain(small, own[0], oak) == explain(small, broken_seal, oak) == explain(small, broken_seal)
    # One that another account's key signed reads as one of a key that never was.
    unknown = sign(small).replace(small.ids.signing_key.id.removeprefix("key_"), "a" * 26)
    assert explain(small, own[1], oak) == explain(small, unknown, oak) == explain(small, unknown)
    for nonsense in (
        "",
        "x",
        "token=",
        own[0][:-1],
        own[0] + "A",
        sealed,
        "pl1.k1.e30." + "A" * 43,
        "\x00",
        "é" * 3000,
    ):
        told = explain(small, nonsense)
        assert (told.opens, broken(told), len(told.checks)) == (False, ["signature"], 1)


def test_a_key_s_token_for_a_sibling_account_is_the_signer_s_to_know(small: SmallWorld) -> None:
    told = explain(small, sign(small, account_id=small.ids.oak, entity_id=small.ids.oak_entity))
    assert broken(told) == ["key_limits", "entity"]
    assert "Oak" not in str(told)


def test_the_origin_of_the_page_is_looked_at_when_it_is_said(small: SmallWorld) -> None:
    token = sign(small)
    assert "origin" not in [check.name for check in explain(small, token).checks]
    assert words(explain(small, token, origin=FIRM + "/"), "origin") == f"{FIRM} may frame the portal."
    told = explain(small, token, origin="https://shop.ada.example")
    assert (told.opens, broken(told)) == (True, ["origin"])
    assert "POST /account/origins" in words(told, "origin")
    assert "without path or wildcard" in words(explain(small, token, origin="https://*.example"), "origin")
    with small.database.visit(system(small.firm)) as visit:
        add_origin(visit, "https://only-returns.example", frames=False)
    assert broken(explain(small, token, origin="https://only-returns.example")) == ["origin"]
