"""Keys: at most two of a name live, limits that make sense, lists without a secret in them."""

from datetime import timedelta
from typing import Any

import pytest

from portal.errors import Invalid, NotFound
from portal.identity import Role, system
from portal.services.firm.keys import SigningLimits, create_key, end_key, key_is_live, list_keys, show_key
from portal.services.history.activity import verify_chain
from portal.tokens import KeyKind
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)


def test_a_key_is_rotated_and_never_stands_three_times(either: SmallWorld) -> None:
    with either.database.visit(system(either.elm)) as visit:
        first, second = (create_key(visit, either.ring, KeyKind.ENTITY, "till") for _ in range(2))
        with pytest.raises(Invalid, match=r"name: .*till.*end one"):
            create_key(visit, either.ring, KeyKind.ENTITY, " till ")
        assert {each.id for each in list_keys(visit)} == {first.id, second.id}
        create_key(visit, either.ring, KeyKind.ENTITY, "another")
        end_key(visit, first.id)
        third = create_key(visit, either.ring, KeyKind.ENTITY, "till")
        assert {each.id for each in list_keys(visit) if each.name == "till"} == {second.id, third.id}
        assert first.id in {each.id for each in list_keys(visit, ended=True)}
        verify_chain(visit)
    with either.database.visit(system(either.scope(either.ids.birch))) as visit:
        create_key(visit, either.ring, KeyKind.ENTITY, "till")


def test_a_key_that_ended_by_itself_makes_room(small: SmallWorld) -> None:
    with small.database.visit(system(small.firm)) as visit:
        for _ in range(2):
            create_key(visit, small.ring, KeyKind.ACCOUNT, "short", lifetime=timedelta(seconds=60))
        with pytest.raises(Invalid, match="name"):
            create_key(visit, small.ring, KeyKind.ACCOUNT, "short")
        later = visit.at + timedelta(seconds=60)
    with small.database.visit(system(small.firm), at=later) as visit:
        assert "short" not in {each.name for each in list_keys(visit)}
        create_key(visit, small.ring, KeyKind.ACCOUNT, "short")


def test_a_life_under_a_minute_is_refused(small: SmallWorld) -> None:
    with small.database.visit(system(small.firm)) as visit:
        with pytest.raises(Invalid, match="ttl: 59 s"):
            create_key(visit, small.ring, KeyKind.ACCOUNT, "x", lifetime=timedelta(seconds=59))
        with pytest.raises(Invalid, match="name"):
            create_key(visit, small.ring, KeyKind.ACCOUNT, " ")


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        ({"max_role": None}, "max_role"),
        ({"max_seconds": 9}, "max_seconds"),
        ({"max_seconds": 86_401}, "max_seconds"),
        ({"entity_ids": ()}, "entity_ids"),
        ({"entity_ids": ("ent_nobody",)}, "entity_ids: there is no entity ent_nobody"),
    ],
)
def test_limits_that_make_no_sense(small: SmallWorld, limits: dict[str, Any], field: str) -> None:
    with small.database.visit(system(small.firm)) as visit, pytest.raises(Invalid, match=field):
        create_key(visit, small.ring, KeyKind.LINK, "x", limits=SigningLimits(**limits))


def test_a_signing_key_is_for_the_account_s_own_entities(small: SmallWorld) -> None:
    with small.database.visit(system(small.firm)) as visit:
        for foreign in (small.ids.oak_entity, small.ids.live_elm):
            with pytest.raises(Invalid, match=foreign):
                create_key(visit, small.ring, KeyKind.LINK, "x", limits=SigningLimits(entity_ids=(foreign,)))


def test_a_key_is_shown_with_its_limits_and_without_its_text(either: SmallWorld) -> None:
    limits = SigningLimits(max_role=Role.ADMIN, allow_full_entity=True, entity_ids=(either.ids.elm,), max_seconds=120)
    with either.database.visit(system(either.firm)) as visit:
        made = create_key(visit, either.ring, KeyKind.LINK, "mine", limits=limits)
        shown = show_key(visit, made.id)
        assert (shown.kind, shown.name, shown.limits, shown.entity_id) == (KeyKind.LINK, "mine", limits, None)
        assert made.text not in repr(list_keys(visit))
        inside = {each.id for each in list_keys(visit) if each.entity_id}
    with either.database.visit(system(either.elm)) as visit:
        with pytest.raises(NotFound):
            show_key(visit, made.id)
        assert {each.id for each in list_keys(visit)} == inside


def test_a_key_ends_once(small: SmallWorld) -> None:
    with small.database.visit(system(small.firm)) as visit:
        end_key(visit, small.ids.account_key.id)
        count, ended = verify_chain(visit), show_key(visit, small.ids.account_key.id).ends_at
        at = visit.at
    with small.database.visit(system(small.firm), at=at + timedelta(hours=1)) as visit:
        end_key(visit, small.ids.account_key.id)
        assert (verify_chain(visit), show_key(visit, small.ids.account_key.id).ends_at) == (count, ended)
    assert not key_is_live(small.database, small.ids.account_key.id, at)
