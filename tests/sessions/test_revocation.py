"""Whatever is taken back holds on the very next request."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from portal.identity import ClientAccess, Role, system
from portal.services.entry.links import LinkRequest, revoke_link
from portal.services.entry.sessions import resume_session
from portal.services.firm import entities, users
from portal.services.firm.keys import end_key
from portal.services.firm.staff import unassign_staff
from portal.tokens import Access
from tests.links.browsers import Inside
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)

Change = Callable[[SmallWorld], None]


def revoked(small: SmallWorld) -> None:
    ((link_id,),) = small.rows("SELECT id FROM link")
    with small.database.visit(system(small.elm)) as visit:
        revoke_link(visit, link_id)


def membership_ended(small: SmallWorld) -> None:
    with small.database.visit(system(small.elm)) as visit:
        users.change_role(visit, small.ids.users[Role.EDITOR], None)


def unassigned(small: SmallWorld) -> None:
    with small.database.visit(system(small.elm)) as visit:
        unassign_staff(visit, small.ids.staff)


def key_ended(small: SmallWorld) -> None:
    with small.database.visit(system(small.firm)) as visit:
        end_key(visit, small.ids.account_key.id)


def access_changed(access: ClientAccess) -> Change:
    def change(small: SmallWorld) -> None:
        with small.database.visit(system(small.elm)) as visit:
            entities.change_entity(visit, client_access=access)

    return change


CASES: list[tuple[str, Change, bool]] = [
    ("user", revoked, False),
    ("full_entity", revoked, False),
    ("staff", revoked, False),
    ("user", membership_ended, False),
    ("full_entity", membership_ended, True),
    ("staff", unassigned, False),
    ("user", unassigned, True),
    ("user", key_ended, False),
    ("staff", key_ended, False),
    ("full_entity", key_ended, False),
    ("user", access_changed(ClientAccess.NONE), False),
    ("full_entity", access_changed(ClientAccess.NONE), False),
    ("staff", access_changed(ClientAccess.NONE), True),
    ("user", access_changed(ClientAccess.ENTITY), False),
    ("full_entity", access_changed(ClientAccess.ENTITY), True),
]


def wanted(small: SmallWorld, access: str) -> LinkRequest:
    return LinkRequest(
        access=Access(access),
        user_id=small.ids.users[Role.EDITOR] if access == "user" else None,
        staff_id=small.ids.staff if access == "staff" else None,
        max_claims=2,
    )


@pytest.mark.parametrize("url_mode", [False, True])
@pytest.mark.parametrize(("access", "change", "survives"), CASES)
def test_it_ends_the_session_and_the_link(
    small: SmallWorld, access: str, change: Change, survives: bool, url_mode: bool
) -> None:
    token = small.issue(wanted(small, access), by_key=True).token
    inside = small.browser().enter(token, framed=url_mode, keep_cookies=not url_mode)
    assert inside.status == 200
    change(small)
    assert inside.status == (200 if survives else 401)
    assert small.browser().exchange(token).status_code == (303 if survives else 410)


def test_it_holds_for_writes_too(small: SmallWorld) -> None:
    inside = small.browser().enter(small.issue(wanted(small, "user")).token)
    csrf = inside.csrf()
    membership_ended(small)
    before = small.dump()
    assert inside.post("session/language", csrf, locale="de", next=inside.home).status_code == 401
    assert small.dump() == before


def role_of(small: SmallWorld, inside: Inside) -> Role | None:
    """The role that the session acts by at this moment, while its page still opens."""
    assert inside.status == 200
    ((session_id,),) = small.rows("SELECT id FROM portal_session WHERE slot = ?", inside.slot)
    return resume_session(small.database, small.elm, session_id, datetime.now(UTC)).actor.role


def change_role(small: SmallWorld, user_id: str, role: Role) -> None:
    with small.database.visit(system(small.elm)) as visit:
        users.change_role(visit, user_id, role)


def test_a_role_changes_up_and_down_in_the_middle_of_a_session(small: SmallWorld) -> None:
    user = small.ids.users[Role.VIEWER]
    inside = small.browser().enter(small.issue_for(Role.VIEWER).token)
    for role in (Role.VIEWER, Role.ADMIN, Role.EDITOR, Role.VIEWER):
        change_role(small, user, role)
        assert role_of(small, inside) == role


def test_a_narrowed_link_stays_narrow_when_its_user_rises(small: SmallWorld) -> None:
    user = small.ids.users[Role.ADMIN]
    inside = small.browser().enter(small.issue_for(Role.ADMIN, role=Role.EDITOR).token)
    assert role_of(small, inside) == "editor"
    change_role(small, user, Role.VIEWER)
    assert role_of(small, inside) == "viewer"
    change_role(small, user, Role.ADMIN)
    assert role_of(small, inside) == "editor"


def test_coming_back_after_a_break_needs_a_new_link_only_where_the_row_ended(small: SmallWorld) -> None:
    user = small.ids.users[Role.EDITOR]
    inside = small.browser().enter(small.issue_for(Role.EDITOR).token)
    membership_ended(small)
    assert inside.status == 401
    change_role(small, user, Role.VIEWER)
    assert inside.status == 200
    assert role_of(small, inside) == "viewer"
