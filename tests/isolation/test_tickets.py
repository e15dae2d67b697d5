"""Tickets and addresses carried to where they do not belong: other ids, other sessions, other times, other ways in."""

from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time
from werkzeug.test import TestResponse

from portal.identity import Role, new_id, system
from portal.services.entry.sessions import find_session
from portal.services.firm.users import change_role
from portal.tokens import Ticket, seal_ticket
from portal.web.addresses import COOKIE_PREFIX
from tests.support.portal import Session, World, on_both

SECONDS = 60


def sealed(world: World, session: Session, kind: str, subject: str) -> str:
    """A ticket as only the portal can make it, for any subject: what a flaw in issuing would hand out."""
    found = find_session(world.database, session.secret)
    assert found is not None
    now = datetime.now(UTC).replace(microsecond=0)
    ticket = Ticket(
        ticket_id=new_id("tkt"),
        session_id=found[1],
        subject_kind=kind,
        subject_id=subject,
        issued_at=now,
        expires_at=now + timedelta(seconds=SECONDS),
    )
    return f"/dl/{seal_ticket(world.parts.ring, ticket)}/a.pdf"


def ticket_for(session: Session, path: str) -> str:
    sent = session.get(path)
    assert sent.status_code == 303
    return str(sent.location)


def by_nobody(world: World, address: str) -> TestResponse:
    """Without any cookie, as a new tab or a mail client would."""
    response = world.browser().open(address)
    response.get_data()
    response.close()
    return response


@on_both
def test_even_a_true_ticket_opens_nothing_of_others(world: World) -> None:
    session = world.enter("admin")
    statuses = set()
    for entity in (world.cast.birch, world.cast.oak, world.cast.linden, world.cast.shut):
        document = next(iter(world.cast.documents_of[entity].values()))
        file = next(iter(world.cast.files_of[entity].values()))
        for kind, subject in (("pdf", document), ("file", file), ("pdf", file), ("file", document), ("entity", entity)):
            got = by_nobody(world, sealed(world, session, kind, subject))
            statuses.add(got.status_code)
            assert not any(canary.encode() in got.data for canary in world.cast.canaries[entity])
    never = by_nobody(world, sealed(world, session, "file", new_id("fil")))
    assert statuses == {never.status_code} == {404}


def test_a_ticket_serves_one_thing_five_times(world: World) -> None:
    """It is a right by itself, so that a new tab needs no cookie; counted, and over after a minute."""
    address = ticket_for(world.enter("viewer"), f"/files/{world.cast.files['contract']}/download")
    assert [by_nobody(world, address).status_code for _ in range(6)] == [200] * 5 + [410]


def test_a_ticket_ends_with_its_minute(world: World) -> None:
    address = ticket_for(world.enter("viewer"), f"/files/{world.cast.files['contract']}/download")
    with freeze_time(datetime.now(UTC) + timedelta(seconds=SECONDS - 2)):
        assert by_nobody(world, address).status_code == 200
    with freeze_time(datetime.now(UTC) + timedelta(seconds=SECONDS + 1)):
        assert by_nobody(world, address).status_code == 410


def test_a_ticket_ends_with_its_session(world: World) -> None:
    session = world.enter("viewer")
    address = ticket_for(session, f"/files/{world.cast.files['contract']}/download")
    assert session.post("/session/sign-out").status_code == 200
    assert by_nobody(world, address).status_code == 401


@pytest.mark.parametrize(("role", "status"), [(Role.EDITOR, 200), (Role.VIEWER, 404), (None, 401)])
def test_a_ticket_gives_what_the_role_gives_now(world: World, role: Role | None, status: int) -> None:
    """Made for a draft while its user was an admin, used after the role became another."""
    draft = next(paper for name, paper in world.cast.documents.items() if name.startswith("draft"))
    address = ticket_for(world.enter("admin"), f"/documents/{draft}/pdf")
    with world.database.visit(system(world.cast.scope)) as visit:
        change_role(visit, world.cast.users["admin"], role)
    assert by_nobody(world, address).status_code == status


@pytest.mark.parametrize("change", ["flip", "cut", "append", "swap"])
def test_an_altered_ticket_opens_nothing(world: World, change: str) -> None:
    session = world.enter("viewer")
    _, place, ticket, name = ticket_for(session, f"/files/{world.cast.files['contract']}/download").split("/")
    other = sealed(world, session, "file", world.cast.files["lease"]).split("/")[2]
    altered = {
        "flip": ticket[:-5] + ("A" if ticket[-5] != "A" else "B") + ticket[-4:],
        "cut": ticket[:-1],
        "append": ticket + "~",
        "swap": other.rpartition(".")[0] + "." + ticket.rpartition(".")[2],
    }[change]
    assert by_nobody(world, f"/{place}/{altered}/{name}").status_code == 400


def test_a_cookie_is_no_handle_and_a_handle_no_cookie(world: World) -> None:
    by_cookie = world.enter("viewer")
    by_handle = world.enter("viewer", framed=True, cookies=False)
    cookie = by_cookie.secret.removeprefix("cookie:")
    assert by_cookie.get("/").status_code == by_handle.get("/").status_code == 200
    assert world.browser().open(f"/u/{cookie}/", framed=True).status_code == 401
    for slot in (str(by_cookie.slot), "0" * 12):
        browser = world.browser()
        browser.client.set_cookie(COOKIE_PREFIX + slot, str(by_handle.handle), domain="portal.localhost", secure=True)
        assert browser.open(f"/w/{slot}/").status_code == 401


def test_a_slot_is_opened_by_its_own_cookie_alone(world: World) -> None:
    """Elm's and Birch's side by side in one browser, then with the cookies exchanged."""
    browser = world.browser()
    elm, birch = browser.enter("viewer"), browser.enter("birch_admin")
    assert world.cast.canaries[world.cast.birch][0] in birch.get("/").text
    assert world.cast.canaries[world.cast.birch][0] not in elm.get("/").text
    secrets = {elm.slot: birch.secret, birch.slot: elm.secret}
    other = world.browser()
    for slot, secret in secrets.items():
        value = secret.removeprefix("cookie:")
        other.client.set_cookie(f"{COOKIE_PREFIX}{slot}", value, domain="portal.localhost", secure=True)
        assert other.open(f"/w/{slot}/").status_code == 401


def test_a_handle_outside_its_frame_opens_nothing(world: World) -> None:
    session = world.enter("viewer", framed=True, cookies=False)
    assert session.get("/").status_code == 200
    assert world.browser().open(f"{session.prefix}/", framed=False).status_code == 401


def test_a_cursor_of_another_entity_shows_nothing_of_it(world: World) -> None:
    """Pages deep in Birch's list, asked for in Elm's."""
    birch, elm = world.enter("birch_admin"), world.enter("admin")
    for path in ("/documents/?cursor=", "/activity/?cursor=", "/files/?cursor="):
        page = birch.get(path.partition("?")[0]).text
        cursors = {piece.split('"')[0].split("&")[0] for piece in page.split("cursor=")[1:]}
        for cursor in cursors:
            got = elm.get(path + cursor)
            assert got.status_code in {200, 400}
            assert world.cast.canaries[world.cast.birch][0] not in got.text
