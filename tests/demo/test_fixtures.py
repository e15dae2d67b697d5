"""The fixtures themselves: each test has the cast to itself, on both back ends, and can enter as anybody."""

from datetime import timedelta

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from portal.database import Database
from portal.identity import Environment, Scope, new_id, system
from portal.models import Account, Document
from portal.services.firm.accounts import Contact, create_account
from tests.support.portal import World, on_both
from tests.support.stores import Seeded

CLIENTS = ("full", "viewer", "editor", "admin", "staff", "both", "birch_admin", "nova_full", "oak_full", "linden_full")


def test_an_empty_database_is_empty_and_takes_an_account(database: Database) -> None:
    with database.visit(system(Scope(new_id("acc"), Environment.SANDBOX))) as visit:
        assert visit.session.scalars(select(Account)).all() == []
    account_id = create_account(database, "First", Contact(), at=visit.at)
    with database.visit(system(Scope(account_id, Environment.SANDBOX))) as visit:
        assert visit.account.name == "First"
    database.refuse_powerful_role()


@on_both
@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_does_the_next_does_not_see(world: World, turn: int) -> None:
    with world.visit("admin") as visit:
        with visit.write() as writing:
            writing.scalars(select(Document).where(Document.id == world.cast.documents["draft"])).one().meta = {
                "a": turn
            }
        changed = [row.meta for row in visit.session.scalars(select(Document)) if row.meta]
    assert changed == [{"a": turn}]


@on_both
@pytest.mark.parametrize("who", CLIENTS)
def test_everybody_can_enter(world: World, who: str) -> None:
    session = world.enter(who)
    assert session.slot
    assert session.get("/").status_code == 200
    assert session.get("/session/").status_code == 200


@pytest.mark.parametrize("cookies", [True, False])
def test_a_framed_session_lives_by_cookie_or_by_address(world: World, cookies: bool) -> None:
    session = world.enter("editor", framed=True, cookies=cookies)
    assert bool(session.slot) is cookies
    assert session.get("/").status_code == 200
    assert session.post("/session/sign-out").status_code == 200
    assert session.get("/").status_code == 401


def test_two_sessions_live_side_by_side_in_one_browser(world: World) -> None:
    browser = world.browser()
    elm, birch = browser.enter("admin", framed=True), browser.enter("birch_admin", framed=True)
    assert "Elm Studio" in elm.get("/").text
    assert "Birch &amp; Baum" in birch.get("/").text


@on_both
def test_a_copy_is_quick(seeded: Seeded) -> None:
    assert seeded.cast.documents


@on_both
def test_a_frozen_clock_is_the_portals_clock(world: World) -> None:
    with freeze_time(world.cast.at + timedelta(days=40)) as clock:
        session, token = world.enter("viewer"), world.token("viewer")
        clock.tick(timedelta(minutes=6))
        assert world.browser().exchange(token).status_code == 410
        assert session.get("/").status_code == 200
        clock.tick(timedelta(minutes=31))
        assert session.get("/").status_code == 401
