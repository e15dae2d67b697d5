"""Setting up: origins that can break no header, people who belong where they are added, staff by assignment."""

import string
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.errors import Invalid, NotFound
from portal.identity import Environment, Role, Scope, new_id, system
from portal.services.entry.access import assigned, member_role
from portal.services.firm import accounts, origins, users
from portal.services.firm.keys import SigningLimits, create_key, end_key, key_is_live
from portal.services.firm.staff import add_staff, assign_staff, unassign_staff
from portal.tokens import KeyKind
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)

GOOD = {
    "https://app.example.com": "https://app.example.com",
    "https://APP.Example.com/": "https://app.example.com",
    "  https://app.example.com  ": "https://app.example.com",
    "https://app.example.com:8443": "https://app.example.com:8443",
    "https://app.example.com:443": "https://app.example.com",
    "https://xn--bcher-kva.example": "https://xn--bcher-kva.example",
    "https://10.0.0.7": "https://10.0.0.7",
}
BAD = (
    "", "app.example.com", "https://", "https:///", "https://*", "https://*.example.com", "https://a.example/path",
    "https://a.example?q", "https://a.example#f", "https://user@a.example", "https://user:pw@a.example:443/x",
    "https://a.example;script-src *", "https://a.example 'unsafe-inline'", "https://a.example,https://b.example",
    "https://a.example\nhttps://b.example", "https://a.example\r\nSet-Cookie: a=b", "https://a..example", "https://.example",
    "https://a.example.", "https://-", "https://a_b.example", "https://ä.example", "https://[::1]", "https://[bad",
    "https://a.example:0443", "https://a.example:99999", "https://a.example:x", "https://a.example:", "ftp://a.example",
    "javascript:alert(1)", "data:text/html,x", "null", "'self'", "'none'", "*", "https:", "http://a.example",
    "http://evillocalhost", "http://localhost.evil.example", "http://127.0.0.2", "http://127.0.0.1.evil.example",
    "https://a.example/%2e", "https://a.example\\b", "https://a\tb.example", "https://a.example\0", "https:a.example",
)  # fmt: skip
LOCAL = ("http://localhost", "http://localhost:8700", "http://firm.localhost:8700", "http://127.0.0.1:8700")


@pytest.mark.parametrize(("given", "kept"), GOOD.items())
def test_origins_are_kept_as_browsers_send_them(given: str, kept: str) -> None:
    assert origins.clean_origin(given, Environment.LIVE) == kept


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize("origin", BAD)
def test_what_is_no_exact_origin_is_refused(origin: str, environment: Environment) -> None:
    with pytest.raises(Invalid, match="origin"):
        origins.clean_origin(origin, environment)


@pytest.mark.parametrize("origin", LOCAL)
def test_http_is_for_loopback_names_in_the_sandbox(origin: str) -> None:
    assert origins.clean_origin(origin, Environment.SANDBOX) == origin
    with pytest.raises(Invalid, match="https"):
        origins.clean_origin(origin, Environment.LIVE)


@settings(max_examples=2000, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text(alphabet="htps:/.-@*;, '\\\n\t[]#?%0aA" + string.digits, max_size=40)))
def test_no_text_becomes_more_than_one_source_of_a_policy(text: str) -> None:
    for candidate in (text, f"https://{text}", f"https://a.example{text}"):
        try:
            kept = origins.clean_origin(candidate, Environment.SANDBOX)
        except Invalid:
            continue
        assert kept.startswith(("https://", "http://"))
        assert set(kept.partition("://")[2]) <= set(string.ascii_lowercase + string.digits + ".-:")


def test_an_origin_stands_once_and_in_its_environment(small: SmallWorld) -> None:
    with small.database.visit(system(small.firm)) as visit:
        origins.add_origin(visit, "https://B.example/")
        origins.add_origin(visit, "https://b.example:443")
        assert origins.list_origins(visit) == ("https://app.ada.example", "https://b.example")
    with small.database.visit(system(Scope(small.ids.ada, Environment.LIVE))) as visit:
        assert origins.list_origins(visit) == ()
    with small.database.visit(system(Scope(small.ids.oak, Environment.SANDBOX))) as visit:
        assert origins.list_origins(visit) == ()


def test_staff_come_go_and_come_again(small: SmallWorld) -> None:
    staff = small.ids.idle_staff
    with small.database.visit(system(small.elm)) as visit:
        for _ in range(2):
            assign_staff(visit, staff, "Tim Rus")
            assert assigned(visit.session, staff) == "Tim Rus"
            unassign_staff(visit, staff)
            assert assigned(visit.session, staff) is None
        with pytest.raises(NotFound):
            unassign_staff(visit, staff)
    assert len(small.events("staff:unassigned")) == 2


def test_only_the_account_s_own_staff_can_be_assigned(small: SmallWorld) -> None:
    oak = Scope(small.ids.oak, Environment.SANDBOX)
    with small.database.visit(system(oak)) as visit:
        stranger = add_staff(visit, name="Eve", email="eve@oak.example")
    with small.database.visit(system(small.elm)) as visit:
        for staff_id in (stranger, new_id("stf")):
            with pytest.raises(NotFound):
                assign_staff(visit, staff_id, "Eve")


def test_an_assignment_is_for_one_entity(small: SmallWorld) -> None:
    with small.database.visit(system(small.scope(small.ids.birch))) as visit:
        assert assigned(visit.session, small.ids.staff) is None


def test_a_user_of_two_entities_has_a_role_in_each(small: SmallWorld) -> None:
    email = "  Viewer@Elm.example "
    with small.database.visit(system(small.scope(small.ids.birch))) as visit:
        user_id = users.add_user(visit, small.database, email=email, name="Viewer Novak", role=Role.ADMIN)
        assert member_role(visit.session, user_id) is Role.ADMIN
    assert user_id == small.ids.users[Role.VIEWER]
    with small.database.visit(system(small.elm)) as visit:
        assert member_role(visit.session, user_id) is Role.VIEWER


def test_the_same_address_at_another_firm_is_another_person(small: SmallWorld) -> None:
    oak = Scope(small.ids.oak, Environment.SANDBOX, small.ids.oak_entity)
    with small.database.visit(system(oak)) as visit:
        user_id = users.add_user(visit, small.database, email="viewer@elm.example", name="V", role=Role.VIEWER)
    assert user_id not in small.ids.users.values()


def test_a_stranger_s_role_cannot_be_changed(small: SmallWorld) -> None:
    with small.database.visit(system(small.scope(small.ids.birch))) as visit, pytest.raises(NotFound):
        users.change_role(visit, small.ids.users[Role.VIEWER], Role.ADMIN)


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "a b@c.example"])
def test_what_is_no_address_is_refused(small: SmallWorld, email: str) -> None:
    with small.database.visit(system(small.elm)) as visit, pytest.raises(Invalid, match="email"):
        users.add_user(visit, small.database, email=email, name="X", role=Role.VIEWER)


def test_an_account_needs_a_name(small: SmallWorld) -> None:
    with pytest.raises(Invalid, match="name"):
        accounts.create_account(small.database, "  ", accounts.Contact(), at=datetime.now(UTC))


def test_keys_are_where_they_belong(small: SmallWorld) -> None:
    with small.database.visit(system(small.elm)) as inside, small.database.visit(system(small.firm)) as outside:
        for visit, kind in ((inside, KeyKind.ACCOUNT), (outside, KeyKind.ENTITY)):
            with pytest.raises(Invalid, match="kind"):
                create_key(visit, small.ring, kind, "x")
        for limits, kind in ((SigningLimits(), KeyKind.ACCOUNT), (None, KeyKind.LINK)):
            with pytest.raises(Invalid, match="limits"):
                create_key(outside, small.ring, kind, "x", limits=limits)
        created = create_key(inside, small.ring, KeyKind.ENTITY, "own")
        with pytest.raises(NotFound):
            end_key(inside, small.ids.account_key.id)
        end_key(inside, created.id)
    assert not key_is_live(small.database, created.id, datetime.now(UTC))
    assert key_is_live(small.database, small.ids.account_key.id, datetime.now(UTC))


def test_of_a_key_only_a_digest_and_a_hint_are_kept(small: SmallWorld) -> None:
    dump = "\n".join(small.dump())
    for key in (small.ids.account_key, small.ids.signing_key):
        assert key.text not in dump
        assert key.text[:24] not in dump
