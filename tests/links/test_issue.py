"""What a link may be asked for, how long it lives, and that nobody gives more than they have."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.errors import Invalid, MintRefused
from portal.identity import Actor, ActorKind, ClientAccess, Role, system
from portal.services.entry.links import LinkRequest, issue_link, open_link
from portal.services.firm import entities, users
from portal.tokens import Access, ExpiredToken
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FULL = LinkRequest(access=Access.FULL_ENTITY)


def lifetime(small: SmallWorld, wanted: LinkRequest) -> timedelta:
    return small.issue(wanted, at=AT).expires_at - AT


@pytest.mark.parametrize("role", Role)
def test_a_member_gets_a_link_with_the_role_they_hold(small: SmallWorld, role: Role) -> None:
    issued = small.issue_for(role)
    opened = open_link(small.database, small.sealer, small.settings, issued.token, datetime.now(UTC))
    assert (opened.claims.user_id, opened.claims.role) == (small.ids.users[role], role)
    assert small.rows("SELECT access, role, claims_taken, max_claims FROM link") == [("user", None, 0, 1)]


def test_staff_and_full_entity_get_links(small: SmallWorld) -> None:
    small.issue(FULL)
    small.issue(LinkRequest(access=Access.STAFF, staff_id=small.ids.staff))
    assert {access for (access,) in small.rows("SELECT access FROM link")} == {"full_entity", "staff"}


def test_the_token_is_nowhere_in_the_database(small: SmallWorld) -> None:
    token = small.issue(FULL).token
    assert not [line for line in small.dump() if token in line or token.rpartition(".")[2] in line]


@pytest.mark.parametrize("access", [Access.FULL_ENTITY, Access.USER])
def test_client_access_none_gives_no_client_a_link(small: SmallWorld, access: Access) -> None:
    user = small.ids.users[Role.ADMIN] if access is Access.USER else None
    with pytest.raises(MintRefused, match="client_access_off"):
        small.issue(LinkRequest(access=access, user_id=user), scope=small.scope(small.ids.shut))


def test_client_access_entity_gives_links_to_no_user(small: SmallWorld) -> None:
    nova = small.scope(small.ids.nova)
    with pytest.raises(MintRefused, match="full_entity by name"):
        small.issue(LinkRequest(access=Access.USER, user_id=small.ids.users[Role.ADMIN]), scope=nova)
    small.issue(FULL, scope=nova)


def test_a_user_left_out_never_means_the_full_entity(small: SmallWorld) -> None:
    with pytest.raises(MintRefused, match="user_id"):
        small.issue(LinkRequest(access=Access.USER))
    with pytest.raises(MintRefused, match="staff_id"):
        small.issue(LinkRequest(access=Access.STAFF))
    assert small.rows("SELECT count(*) FROM link") == [(0,)]


def test_a_user_of_a_sibling_entity_is_nobody_here(small: SmallWorld) -> None:
    with pytest.raises(MintRefused, match="user_id"):
        small.issue(
            LinkRequest(access=Access.USER, user_id=small.ids.users[Role.ADMIN]), scope=small.scope(small.ids.birch)
        )


def test_staff_without_an_assignment_get_no_link(small: SmallWorld) -> None:
    with pytest.raises(MintRefused, match="staff_id"):
        small.issue(LinkRequest(access=Access.STAFF, staff_id=small.ids.idle_staff))


@pytest.mark.parametrize("held", Role)
@pytest.mark.parametrize("asked", Role)
def test_a_role_is_narrowed_and_never_widened(small: SmallWorld, held: Role, asked: Role) -> None:
    wanted = LinkRequest(access=Access.USER, user_id=small.ids.users[held], role=asked)
    if asked.at_most(held):
        small.issue(wanted)
        assert small.rows("SELECT role FROM link") == [(asked.value,)]
    else:
        with pytest.raises(MintRefused, match="role"):
            small.issue(wanted)


@pytest.mark.parametrize("access", [Access.FULL_ENTITY, Access.STAFF])
def test_a_role_beside_an_access_that_ignores_it_is_refused(small: SmallWorld, access: Access) -> None:
    staff = small.ids.staff if access is Access.STAFF else None
    with pytest.raises(MintRefused, match="role"):
        small.issue(LinkRequest(access=access, staff_id=staff, role=Role.VIEWER))


def test_a_full_entity_link_for_one_user_is_a_contradiction(small: SmallWorld) -> None:
    with pytest.raises(Invalid):
        small.issue(LinkRequest(access=Access.FULL_ENTITY, user_id=small.ids.users[Role.VIEWER]))


def test_nobody_without_the_right_mints_a_link(small: SmallWorld) -> None:
    users = small.ids.users
    actors = [Actor(ActorKind.USER, small.elm, users[role], role) for role in Role]
    actors += [Actor(ActorKind.FULL_ENTITY, small.elm), Actor(ActorKind.STAFF, small.elm, small.ids.staff)]
    for actor in actors:
        with small.database.visit(actor) as visit, pytest.raises(MintRefused, match="may not make"):
            issue_link(visit, small.sealer, small.settings, FULL)
    for_user = LinkRequest(access=Access.USER, user_id=users[Role.VIEWER])
    for actor in (*actors[:2], actors[3]):
        with small.database.visit(actor) as visit, pytest.raises(MintRefused, match="may not make"):
            issue_link(visit, small.sealer, small.settings, for_user)


def test_keys_mint_full_entity_links(small: SmallWorld) -> None:
    for kind in (ActorKind.ACCOUNT_KEY, ActorKind.ENTITY_KEY):
        with small.database.visit(Actor(kind, small.elm, small.ids.account_key.id)) as visit:
            issue_link(visit, small.sealer, small.settings, FULL)
    assert small.rows("SELECT DISTINCT key_id FROM link") == [(small.ids.account_key.id,)]


def test_lifetimes_and_their_caps(small: SmallWorld) -> None:
    mailed = LinkRequest(access=Access.FULL_ENTITY, recipient="client@elm.example")
    assert lifetime(small, FULL) == timedelta(minutes=5)
    assert lifetime(small, LinkRequest(access=Access.FULL_ENTITY, lifetime=timedelta(seconds=30))).seconds == 30
    assert lifetime(small, LinkRequest(access=Access.FULL_ENTITY, lifetime=timedelta(days=9))) == timedelta(hours=1)
    assert lifetime(small, mailed) == timedelta(hours=24)
    assert lifetime(small, replace(mailed, lifetime=timedelta(days=9))) == timedelta(hours=24)


def test_an_account_shortens_and_never_lengthens(small: SmallWorld) -> None:
    small.limit(link_seconds=60, link_max_seconds=120, mailed_link_seconds=600)
    mailed = LinkRequest(access=Access.FULL_ENTITY, recipient="client@elm.example")
    assert lifetime(small, FULL).seconds == 60
    assert lifetime(small, LinkRequest(access=Access.FULL_ENTITY, lifetime=timedelta(hours=1))).seconds == 120
    assert lifetime(small, mailed).seconds == 600
    small.limit(link_seconds=99_999, link_max_seconds=99_999, mailed_link_seconds=999_999)
    assert lifetime(small, FULL).seconds == 300
    assert lifetime(small, LinkRequest(access=Access.FULL_ENTITY, lifetime=timedelta(days=1))).seconds == 3600
    assert lifetime(small, mailed) == timedelta(hours=24)


def test_a_limit_set_after_the_issue_binds_what_is_out_already(small: SmallWorld) -> None:
    token = small.issue(LinkRequest(access=Access.FULL_ENTITY, lifetime=timedelta(hours=1)), at=AT).token
    small.limit(link_max_seconds=120)
    open_link(small.database, small.sealer, small.settings, token, AT + timedelta(seconds=119))
    with pytest.raises(ExpiredToken):
        open_link(small.database, small.sealer, small.settings, token, AT + timedelta(seconds=120))


@pytest.mark.parametrize("seconds", [0, -1, -99_999])
def test_no_link_ends_before_it_begins(small: SmallWorld, seconds: int) -> None:
    wanted = LinkRequest(access=Access.FULL_ENTITY, lifetime=timedelta(seconds=seconds))
    if seconds == 0:
        assert lifetime(small, wanted).seconds == 300
    else:
        with pytest.raises(Invalid):
            small.issue(wanted)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "https://app.ada.example.evil.example/",
        "https://app.ada.example:8443/",
        "http://app.ada.example/",
        "https://ada.example/",
        "https://sub.app.ada.example/",
    ],
)
def test_a_link_returns_to_registered_origins_only(small: SmallWorld, address: str) -> None:
    with pytest.raises((MintRefused, Invalid), match="return_to"):
        small.issue_full(return_to=address)
    small.issue_full(return_to="https://app.ada.example/clients?id=7#top")


def test_an_offer_to_whoever_is_a_member_elsewhere_ends_with_the_membership(small: SmallWorld) -> None:
    with small.database.visit(system(small.elm)) as visit:
        users.change_role(visit, small.ids.users[Role.EDITOR], None)
    with pytest.raises(MintRefused, match="user_id"):
        small.issue_for(Role.EDITOR)
    with small.database.visit(system(small.elm)) as visit:
        entities.change_entity(visit, client_access=ClientAccess.NONE)
    with pytest.raises(MintRefused, match="client_access_off"):
        small.issue_for(Role.VIEWER)


def test_each_issue_is_told_in_the_trail(small: SmallWorld) -> None:
    issued = small.issue_for(Role.VIEWER)
    ((object_id, session, details),) = small.events("link:issued")
    assert (object_id, session, details) == (issued.id, None, '{"access": "user"}')
