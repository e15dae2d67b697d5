"""The firm's people: listed, renamed everywhere, removed from everywhere."""

import pytest

from portal.errors import Conflict, Invalid, NotFound
from portal.identity import Environment, Scope, system
from portal.services.entry.links import LinkRequest
from portal.services.firm.staff import (
    add_staff,
    assign_staff,
    change_staff,
    list_assignments,
    list_staff,
    remove_staff,
    show_staff,
    unassign_staff,
)
from portal.services.history.activity import verify_chain
from portal.tokens import Access
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)


def test_staff_are_the_account_s_and_seen_from_no_entity(either: SmallWorld) -> None:
    with either.database.visit(system(either.firm)) as visit:
        assert [each.name for each in list_staff(visit)] == ["Sara Kovač", "Tim Rus"]
        assert show_staff(visit, either.ids.staff).email == "sara@ada.example"
    for scope in (either.elm, Scope(either.ids.oak, Environment.SANDBOX), Scope(either.ids.ada, Environment.LIVE)):
        with either.database.visit(system(scope)) as visit:
            assert list_staff(visit) == ()
            with pytest.raises(NotFound):
                show_staff(visit, either.ids.staff)


def test_an_address_is_one_person_s(either: SmallWorld) -> None:
    with either.database.visit(system(either.firm)) as visit:
        with pytest.raises(Conflict, match="email"):
            add_staff(visit, name="Sara 2", email="SARA@ada.example")
        with pytest.raises(Conflict, match="email"):
            change_staff(visit, either.database, either.ids.idle_staff, email="sara@ada.example")
        with pytest.raises(Invalid, match="email"):
            add_staff(visit, name="X", email="x")
        with pytest.raises(Invalid, match="name"):
            add_staff(visit, name=" ", email="x@ada.example")
        assert len(list_staff(visit)) == 2
        verify_chain(visit)


def test_a_new_name_is_shown_where_they_are_assigned(either: SmallWorld) -> None:
    with either.database.visit(system(either.scope(either.ids.birch))) as birch:
        assign_staff(birch, either.ids.staff, "Sara Kovač")
        unassign_staff(birch, either.ids.staff)
    with either.database.visit(system(either.firm)) as visit:
        changed = change_staff(visit, either.database, either.ids.staff, name="Sara Kos")
        assert (changed.name, changed.email) == ("Sara Kos", "sara@ada.example")
    with either.database.visit(system(either.elm)) as visit:
        assert [(each.staff_id, each.name) for each in list_assignments(visit)] == [(either.ids.staff, "Sara Kos")]
    with either.database.visit(system(either.scope(either.ids.birch))) as birch:
        assert list_assignments(birch) == ()


def test_who_is_removed_is_in_no_entity(either: SmallWorld) -> None:
    birch = either.scope(either.ids.birch)
    with either.database.visit(system(birch)) as visit:
        assign_staff(visit, either.ids.staff, "Sara Kovač")
        unassign_staff(visit, either.ids.staff)
    inside = either.browser().enter(either.issue(LinkRequest(access=Access.STAFF, staff_id=either.ids.staff)).token)
    with either.database.visit(system(either.firm)) as visit:
        remove_staff(visit, either.database, either.ids.staff)
        assert [each.name for each in list_staff(visit)] == ["Tim Rus"]
        with pytest.raises(NotFound):
            remove_staff(visit, either.database, either.ids.staff)
        verify_chain(visit)
    assert inside.status == 401
    for scope in (either.elm, birch):
        with either.database.visit(system(scope)) as visit:
            assert list_assignments(visit) == ()
            verify_chain(visit)
            with pytest.raises(NotFound):
                assign_staff(visit, either.ids.staff, "Sara Kovač")
