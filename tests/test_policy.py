"""Who may do what: the design's table, cell by cell, written here a second time and compared with the grants."""

from itertools import pairwise

import pytest

from portal.errors import NotAllowed
from portal.identity import Actor, ActorKind, Environment, Role, Scope
from portal.policy import GRANTS, ROLE_GRANTS, Permission, check, granted

SCOPE = Scope("acc", Environment.SANDBOX, "ent")
ACTORS = {
    "viewer": Actor(ActorKind.USER, SCOPE, "usr", Role.VIEWER),
    "editor": Actor(ActorKind.USER, SCOPE, "usr", Role.EDITOR),
    "admin": Actor(ActorKind.USER, SCOPE, "usr", Role.ADMIN),
    "full": Actor(ActorKind.FULL_ENTITY, SCOPE),
    "staff": Actor(ActorKind.STAFF, SCOPE, "stf"),
    "ek_": Actor(ActorKind.ENTITY_KEY, SCOPE, "key"),
    "sk_": Actor(ActorKind.ACCOUNT_KEY, SCOPE, "key"),
}
# The columns of the design, in its order; `-` is no. "API later" and "not in pages yet" are no.
TABLE = """
                     viewer editor admin full staff ek_ sk_
documents:read          yes    yes   yes  yes   yes yes yes
documents:export        yes    yes   yes  yes   yes yes yes
files:read              yes    yes   yes  yes   yes yes yes
activity:read_own       yes    yes   yes  yes   yes yes yes
session:read_own        yes    yes   yes  yes   yes yes yes
drafts:read               -    yes   yes  yes   yes yes yes
files:upload              -    yes   yes  yes   yes yes yes
questions:ask             -    yes   yes  yes   yes yes yes
documents:write           -      -     -    -   yes yes yes
activity:read_all         -      -   yes  yes   yes yes yes
entity:manage             -      -   yes    -   yes yes yes
links:mint_entity         -      -     -    -     - yes yes
account:manage            -      -     -    -     -   - yes
"""
HEAD, *ROWS = TABLE.strip().splitlines()
CELLS = [
    (who, permission, cell == "yes")
    for permission, *cells in (row.split() for row in ROWS)
    for who, cell in zip(HEAD.split(), cells, strict=True)
]


def may(actor: Actor, permission: Permission, **account: bool) -> bool:
    """What `check` does, which is all that the guard asks."""
    try:
        check(actor, permission, **account)
    except NotAllowed:
        return False
    return True


def test_the_table_has_every_permission_and_every_actor() -> None:
    assert [row.split()[0] for row in ROWS] == [permission.value for permission in Permission]
    assert HEAD.split() == list(ACTORS)
    assert len(CELLS) == len(Permission) * len(ACTORS)
    assert set(GRANTS) == set(ActorKind) - {ActorKind.USER}
    assert set(ROLE_GRANTS) == set(Role)


def test_the_table_says_no_as_often_as_the_design() -> None:
    """A guard for the table itself: a column of `yes` would make the half below vacuous."""
    assert sum(not allowed for _, _, allowed in CELLS) == 23


@pytest.mark.parametrize(("who", "permission", "allowed"), CELLS)
def test_each_cell(who: str, permission: str, allowed: bool) -> None:
    actor, wanted = ACTORS[who], Permission(permission)
    assert (wanted in granted(actor)) is allowed
    assert may(actor, wanted) is allowed


@pytest.mark.parametrize(("who", "permission"), [(who, permission) for who, permission, yes in CELLS if not yes])
def test_a_refusal_names_who_and_what(who: str, permission: str) -> None:
    with pytest.raises(NotAllowed, match=permission):
        check(ACTORS[who], Permission(permission))


def test_the_refusals_depend_on_the_table_and_not_on_the_asking() -> None:
    """Each denied cell, granted for once: the same question is then answered with yes, so that no is no accident."""
    for who, permission, allowed in CELLS:
        if allowed:
            continue
        actor, wanted = ACTORS[who], Permission(permission)
        assert not may(actor, wanted)
        richer = {name for name, each, yes in CELLS if yes and each == permission}
        assert richer, "nobody may: such a permission has no use"
        assert all(may(ACTORS[name], wanted) for name in richer)


def test_an_account_can_switch_exports_off_for_viewers_alone() -> None:
    export = Permission.EXPORT_DOCUMENTS
    assert not may(ACTORS["viewer"], export, viewers_export=False)
    assert granted(ACTORS["viewer"], viewers_export=False) == granted(ACTORS["viewer"]) - {export}
    for who in set(ACTORS) - {"viewer"}:
        assert granted(ACTORS[who], viewers_export=False) == granted(ACTORS[who])


def test_more_power_never_means_fewer_permissions() -> None:
    order = ("viewer", "editor", "admin", "staff", "ek_", "sk_")
    for less, more in pairwise(order):
        assert granted(ACTORS[less]) < granted(ACTORS[more])
    assert granted(ACTORS["full"]) < granted(ACTORS["admin"])


def test_the_portal_itself_may_everything() -> None:
    assert granted(Actor(ActorKind.SYSTEM, SCOPE)) == frozenset(Permission)


def test_an_actor_is_what_its_kind_allows() -> None:
    """No user without a role, nobody else with one, and no client outside an entity: nothing widens by leaving out."""
    account = Scope("acc", Environment.SANDBOX)
    for kind in ActorKind:
        with pytest.raises(ValueError, match="role"):
            Actor(kind, SCOPE, role=None if kind is ActorKind.USER else Role.VIEWER)
    for kind in (ActorKind.FULL_ENTITY, ActorKind.ENTITY_KEY):
        with pytest.raises(ValueError, match="entity"):
            Actor(kind, account)
    with pytest.raises(ValueError, match="entity"):
        Actor(ActorKind.USER, account, "usr", Role.ADMIN)
