"""Live links and sessions: listed as long as they open something, and ended by user, key, entity or account."""

from datetime import timedelta

import pytest

from portal.errors import NotFound
from portal.identity import Role, system
from portal.services.entry.link_lists import Ended, end_account_links, end_links, list_live_links
from portal.services.entry.links import LinkRequest, revoke_link
from portal.services.entry.session_lists import list_sessions
from portal.services.entry.sessions import end_session
from portal.services.firm.keys import end_key
from portal.services.firm.staff import unassign_staff
from portal.services.firm.users import add_user, remove_user
from portal.services.history.activity import verify_chain
from portal.tokens import Access
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)


def live_links(small: SmallWorld, later: timedelta = timedelta(), **wanted: str) -> set[str]:
    with small.database.visit(system(small.elm)) as now, small.database.visit(now.actor, at=now.at + later) as visit:
        user_id, key_id = wanted.get("user_id"), wanted.get("key_id")
        return {each.id for each in list_live_links(visit, small.ring, user_id=user_id, key_id=key_id).rows}


def live_sessions(small: SmallWorld, later: timedelta = timedelta()) -> set[str | None]:
    with small.database.visit(system(small.elm)) as now, small.database.visit(now.actor, at=now.at + later) as visit:
        return {each.user_id for each in list_sessions(visit)}


def test_a_link_is_listed_as_long_as_it_opens_something(either: SmallWorld) -> None:
    viewer, full, twice, by_key, revoked = (
        either.issue_for(Role.VIEWER),
        either.issue_full(label="Desk"),
        either.issue_full(max_claims=2),
        either.issue(LinkRequest(access=Access.FULL_ENTITY), by_key=True),
        either.issue_full(),
    )
    with either.database.visit(system(either.elm)) as visit:
        revoke_link(visit, revoked.id)
    either.browser().enter(full.token)
    either.browser().enter(twice.token)
    assert live_links(either) == {viewer.id, twice.id, by_key.id}
    assert live_links(either, user_id=either.ids.users[Role.VIEWER]) == {viewer.id}
    assert live_links(either, key_id=either.ids.account_key.id) == {by_key.id}
    assert live_links(either, timedelta(hours=1)) == set()
    with either.database.visit(system(either.elm)) as visit:
        shown = {each.id: each for each in list_live_links(visit, either.ring).rows}
        assert (shown[twice.id].claims_left, shown[viewer.id].name) == (1, "Viewer Novak")
        assert twice.token not in repr(shown)
    with either.database.visit(system(either.scope(either.ids.birch))) as visit:
        assert list_live_links(visit, either.ring).rows == ()
    with either.database.visit(system(either.firm)) as visit:
        assert {each.entity_id for each in list_live_links(visit, either.ring).rows} == {either.ids.elm}


def test_links_come_in_pages_newest_first(small: SmallWorld) -> None:
    with small.database.visit(system(small.elm)) as visit:
        at = visit.at
    wanted = LinkRequest(access=Access.FULL_ENTITY)
    made = [small.issue(wanted, at=at - timedelta(seconds=back)).id for back in range(5)]
    found: list[str] = []
    with small.database.visit(system(small.elm), at=at) as visit:
        page = list_live_links(visit, small.ring, size=2)
        found += [each.id for each in page.rows]
        while page.older:
            page = list_live_links(visit, small.ring, size=2, cursor=page.older)
            found += [each.id for each in page.rows]
    assert found == made


def test_all_of_a_user_ends_and_nothing_of_another_s(either: SmallWorld) -> None:
    viewer, editor = (either.ids.users[role] for role in (Role.VIEWER, Role.EDITOR))
    waiting = either.issue_for(Role.VIEWER)
    other = either.issue_for(Role.EDITOR)
    gone, stays = (either.browser().enter(either.issue_for(role).token) for role in (Role.VIEWER, Role.EDITOR))
    assert live_sessions(either) == {viewer, editor}
    with either.database.visit(system(either.elm)) as visit:
        assert end_links(visit, user_id=viewer) == Ended(1, 1)
        assert end_links(visit, user_id=viewer) == Ended(0, 0)
        verify_chain(visit)
    assert (live_sessions(either), live_links(either)) == ({editor}, {other.id})
    assert (gone.status, stays.status) == (401, 200)
    assert either.browser().exchange(waiting.token).status_code == 410


def test_a_session_of_a_link_that_is_live_ends_with_it(small: SmallWorld) -> None:
    inside = small.browser().enter(small.issue_full(max_claims=2).token)
    with small.database.visit(system(small.elm)) as visit:
        assert end_links(visit) == Ended(1, 1)
    assert inside.status == 401
    assert len(small.events("session:ended")) == 1


def test_all_of_an_account_or_of_its_key(either: SmallWorld) -> None:
    birch = either.scope(either.ids.birch)
    full = LinkRequest(access=Access.FULL_ENTITY)
    by_key = [either.issue(full, scope=scope, by_key=True) for scope in (either.elm, birch)]
    own = either.issue(full, scope=birch)
    with either.database.visit(system(either.firm)) as visit:
        assert end_account_links(visit, either.database, key_id=either.ids.account_key.id) == Ended(2, 0)
        left = list_live_links(visit, either.ring).rows
        assert [each.id for each in left] == [own.id]
        assert end_account_links(visit, either.database) == Ended(1, 0)
    assert len({link.id for link in by_key}) == 2


def test_sessions_are_listed_until_they_are_over(either: SmallWorld) -> None:
    viewer = either.ids.users[Role.VIEWER]
    either.browser().enter(either.issue_for(Role.VIEWER).token)
    with either.database.visit(system(either.elm)) as visit:
        (session,) = list_sessions(visit)
        assert (session.user_id, session.name, session.access) == (viewer, "Viewer Novak", Access.USER)
        assert list_sessions(visit, user_id="usr_nobody") == ()
        assert len(list_sessions(visit, user_id=viewer)) == 1
    assert live_sessions(either, timedelta(minutes=31)) == set()
    with either.database.visit(system(either.scope(either.ids.birch))) as visit:
        assert list_sessions(visit) == ()
    with either.database.visit(system(either.elm)) as visit:
        end_session(visit, session.id, "test")
        assert list_sessions(visit) == ()


def test_who_was_removed_and_comes_again_needs_a_new_link(either: SmallWorld) -> None:
    viewer = either.ids.users[Role.VIEWER]
    waiting = either.issue_for(Role.VIEWER)
    inside = either.browser().enter(either.issue_for(Role.VIEWER).token)
    with either.database.visit(system(either.elm)) as visit:
        remove_user(visit, viewer)
        with pytest.raises(NotFound):
            remove_user(visit, viewer)
        add_user(visit, either.database, email="viewer@elm.example", name="Viewer Novak", role=Role.VIEWER)
    assert inside.status == 401
    assert either.browser().exchange(waiting.token).status_code == 410
    assert either.browser().enter(either.issue_for(Role.VIEWER).token).status == 200


def test_staff_who_are_unassigned_are_out(small: SmallWorld) -> None:
    wanted = LinkRequest(access=Access.STAFF, staff_id=small.ids.staff)
    inside = small.browser().enter(small.issue(wanted).token)
    waiting = small.issue(wanted)
    with small.database.visit(system(small.elm)) as visit:
        unassign_staff(visit, small.ids.staff)
        assert list_sessions(visit) == ()
    assert inside.status == 401
    assert small.browser().exchange(waiting.token).status_code == 410


def test_links_of_an_ended_key_are_refused_even_before_they_are_ended(small: SmallWorld) -> None:
    link = small.issue(LinkRequest(access=Access.FULL_ENTITY), by_key=True)
    with small.database.visit(system(small.firm)) as visit:
        end_key(visit, small.ids.account_key.id)
    assert live_links(small) == {link.id}
    assert small.browser().exchange(link.token).status_code == 410
