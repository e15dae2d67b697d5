"""Links that a firm signs itself: worth what the key's row allows at the moment they are opened, and no more."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.errors import LinkMalformed
from portal.identity import Environment, Role, new_id, system
from portal.services.entry.links import open_link
from portal.services.firm.keys import end_key
from portal.tokens import Access, ExpiredToken, KeyRing, LinkClaims, LinkSealer, parse_key, seal_offline
from tests.links.world import FIRM, LONG_AGO, SmallWorld

pytest_plugins = ("tests.links.fixtures",)


def sign(small: SmallWorld, key: str | None = None, **changed: Any) -> str:
    """A link of the firm's own making."""
    at = datetime.now(UTC).replace(microsecond=0)
    said: dict[str, Any] = {
        "account_id": small.ids.ada,
        "environment": Environment.SANDBOX,
        "entity_id": small.ids.elm,
        "access": Access.USER,
        "user_id": small.ids.users[Role.ADMIN],
        "role": Role.EDITOR,
        "jti": new_id("lnk"),
        "issued_at": at,
        "expires_at": at + timedelta(seconds=300),
    }
    return seal_offline(LinkClaims(**(said | changed)), parse_key(key or small.ids.signing_key.text))


FULL: dict[str, Any] = {"access": Access.FULL_ENTITY, "user_id": None, "role": None}


def test_a_link_signed_offline_opens_and_gets_its_row(small: SmallWorld) -> None:
    jti = new_id("lnk")
    token = sign(small, jti=jti)
    browser = small.browser()
    assert browser.get(f"/embed?token={token}").status_code == 200
    assert small.rows("SELECT count(*) FROM link") == [(0,)]
    inside = browser.enter(token)
    assert inside.status == 200
    key_id = small.ids.signing_key.id
    rows = small.rows("SELECT id, offline, key_id, role, claims_taken, label FROM link")
    assert rows == [(jti, 1, key_id, "editor", 1, "Admin Novak")]
    assert "editor" in inside.get("session/").text.lower()


def test_the_role_in_the_link_is_a_ceiling_over_the_role_held(small: SmallWorld) -> None:
    inside = small.browser().enter(sign(small, user_id=small.ids.users[Role.VIEWER]))
    assert inside.status == 200
    ((kind, role),) = small.rows("SELECT s.access, l.role FROM portal_session s JOIN link l ON l.id = s.link_id")
    assert (kind, role) == ("user", "editor")
    assert "viewer" in inside.get("session/").text.lower()


def test_the_key_opens_a_full_entity_only_where_it_may(small: SmallWorld) -> None:
    assert small.browser().enter(sign(small, **FULL)).status == 200
    refused = small.browser().exchange(sign(small, small.ids.narrow_key.text, **FULL))
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"role": Role.ADMIN}, "the signing key at most"),
        ({"access": Access.STAFF, "user_id": None, "role": None, "staff_id": new_id("stf")}, "staff"),
        ({"environment": Environment.LIVE}, "environment"),
        ({"account_id": new_id("acc")}, "account"),
        ({"expires_at": datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=9999)}, "the signing key allows"),
        ({"issued_at": LONG_AGO - timedelta(seconds=1), "expires_at": LONG_AGO + timedelta(seconds=10)}, "not-before"),
    ],
)
def test_beyond_the_row_of_the_key(small: SmallWorld, changed: dict[str, Any], why: str) -> None:
    with pytest.raises(LinkMalformed, match=why):
        open_link(small.database, small.sealer, small.settings, sign(small, **changed), datetime.now(UTC))


def test_a_key_for_one_entity_opens_no_other(small: SmallWorld) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    short: dict[str, Any] = {"role": Role.VIEWER, "issued_at": at, "expires_at": at + timedelta(seconds=60)}
    narrow = small.ids.narrow_key.text
    assert small.browser().enter(sign(small, narrow, **short)).status == 200
    elsewhere = sign(small, narrow, entity_id=small.ids.birch, **short)
    with pytest.raises(LinkMalformed, match="may not open"):
        open_link(small.database, small.sealer, small.settings, elsewhere, datetime.now(UTC))


@pytest.mark.parametrize("place", ["oak_entity", "live_elm"])
@pytest.mark.parametrize("late", [False, True])
def test_a_key_for_every_entity_opens_none_of_another_account_or_environment(
    small: SmallWorld, place: str, late: bool
) -> None:
    """The claim names an entity that exists: nothing of it may show, not even in the page of an expired link."""
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1 if late else 0)
    foreign = getattr(small.ids, place)
    span: dict[str, Any] = {"issued_at": at, "expires_at": at + timedelta(seconds=300)}
    token, nowhere = (sign(small, entity_id=entity, **FULL, **span) for entity in (foreign, new_id("ent")))
    browser, before = small.browser(), small.dump()
    for path in (f"/embed?token={token}", f"/embed?token={nowhere}"):
        answer = browser.get(path)
        assert answer.status_code == 400
        assert "CANARY" not in answer.text
        assert "Elm Live" not in answer.text
    for answer in (browser.exchange(token), browser.post("/embed/open", {"token": token})):
        assert answer.status_code == 400
        assert "CANARY" not in answer.text
    assert small.dump() == before


def test_a_second_token_with_the_same_id_is_another_link(small: SmallWorld) -> None:
    jti = new_id("lnk")
    first, second = sign(small, jti=jti, max_claims=5), sign(small, jti=jti, max_claims=5, locale="de")
    small.browser().enter(first)
    assert small.browser().exchange(second).status_code == 400
    assert small.browser().enter(first).status == 200
    assert small.rows("SELECT claims_taken FROM link") == [(2,)]


def test_an_offline_token_with_the_id_of_an_issued_link_is_refused(small: SmallWorld) -> None:
    issued = small.issue_for(Role.VIEWER)
    assert small.browser().exchange(sign(small, jti=issued.id)).status_code == 400
    assert small.browser().enter(issued.token).status == 200


def test_an_ended_key_refuses_and_ends_what_it_opened(small: SmallWorld) -> None:
    inside, waiting = small.browser().enter(sign(small)), sign(small)
    with small.database.visit(system(small.firm)) as visit:
        end_key(visit, small.ids.signing_key.id)
    assert inside.status == 401
    assert small.browser().exchange(waiting).status_code == 400


def test_a_secret_that_left_the_ring_takes_its_keys_with_it(small: SmallWorld) -> None:
    token = sign(small)
    rotated = KeyRing([*small.settings.secret_keys, ("k2", bytes(range(100, 132))[::-1] + b"x9")])
    open_link(small.database, LinkSealer(rotated), small.settings, token, datetime.now(UTC))
    without = LinkSealer(KeyRing([("k2", bytes(range(100, 132))[::-1] + b"x9")]))
    with pytest.raises(LinkMalformed, match="left the key ring"):
        open_link(small.database, without, small.settings, token, datetime.now(UTC))
    issued = small.issue_for(Role.VIEWER).token
    open_link(small.database, LinkSealer(rotated), small.settings, issued, datetime.now(UTC))
    with pytest.raises(LinkMalformed, match="kid"):
        open_link(small.database, without, small.settings, issued, datetime.now(UTC))


def test_the_account_s_own_limit_binds_the_firm_s_own_links(small: SmallWorld) -> None:
    small.limit(link_max_seconds=30)
    at = datetime.now(UTC).replace(microsecond=0)
    token = sign(small, issued_at=at, expires_at=at + timedelta(seconds=300))
    open_link(small.database, small.sealer, small.settings, token, at + timedelta(seconds=29))
    with pytest.raises(ExpiredToken):
        open_link(small.database, small.sealer, small.settings, token, at + timedelta(seconds=30))


def test_a_recipient_does_not_stretch_a_link_beyond_its_key(small: SmallWorld) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    mailed = sign(small, recipient="client@elm.example", issued_at=at, expires_at=at + timedelta(hours=20))
    with pytest.raises(LinkMalformed, match="the signing key allows"):
        open_link(small.database, small.sealer, small.settings, mailed, at)


def test_who_is_no_member_gets_in_by_no_signature(small: SmallWorld) -> None:
    answer = small.browser().exchange(sign(small, user_id=new_id("usr")))
    assert answer.status_code == 410
    assert small.browser().exchange(sign(small, entity_id=small.ids.birch)).status_code == 410
    assert small.browser().exchange(sign(small, entity_id=small.ids.shut, **FULL)).status_code == 410
    assert small.rows("SELECT count(*) FROM portal_session") == [(0,)]


def test_a_return_address_off_the_list_is_refused_at_the_claim(small: SmallWorld) -> None:
    assert small.browser().exchange(sign(small, return_to="https://evil.example/")).status_code == 400
    assert small.browser().enter(sign(small, return_to=f"{FIRM}/clients")).status == 200
