"""Tickets: a minute's right to one thing for one session, counted, told in the trail, and gone with the session."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from io import FileIO
from threading import Barrier

import pytest
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from sqlalchemy import select

from portal.errors import LinkExpired, LinkUsed
from portal.identity import Role, new_id, system
from portal.models import Activity
from portal.services.exports.export_views import ExportFile
from portal.services.firm import users
from portal.services.history.activity import verify_chain
from portal.services.tickets.fetching import fetch, note_export
from portal.services.tickets.sealing import EXPORT, FILE, LONGEST_WAIT, PDF, renewed
from portal.services.tickets.uses import refuse_misuse
from portal.tokens import Ticket, open_ticket
from tests.support.portal import Session, World, on_both


@pytest.fixture
def clock(world: World) -> Iterator[FrozenDateTimeFactory]:
    with freeze_time(world.cast.at + timedelta(minutes=5)) as clock:
        assert isinstance(clock, FrozenDateTimeFactory)
        yield clock


def ticket_for(session: Session, world: World, name: str = "") -> str:
    file_id = world.cast.files[name or next(iter(world.cast.files))]
    answer = session.get(f"/files/{file_id}/download")
    assert answer.status_code == 303, answer.text
    assert answer.location.startswith("/dl/pl1.")
    return answer.location


def told(world: World, event: str) -> list[Activity]:
    with world.database.visit(system(world.cast.scope)) as visit:
        return list(visit.session.scalars(select(Activity).where(Activity.event == event).order_by(Activity.seq)))


def test_five_uses_and_no_more(world: World, clock: FrozenDateTimeFactory) -> None:
    session, stranger = world.enter("editor"), world.browser()
    place, before = ticket_for(session, world), len(told(world, "file:downloaded"))
    assert [stranger.open(place).status_code for _ in range(7)] == [200] * 5 + [410] * 2
    assert len(told(world, "file:downloaded")) == before + 5
    assert stranger.open(ticket_for(session, world)).status_code == 200


@on_both
def test_many_at_once_get_no_more_than_five(world: World) -> None:
    """All of them have passed the look before the work when the first of them counts."""
    at, together = world.cast.at.replace(microsecond=0), Barrier(9)
    actor = replace(world.actor("editor"), session_id=new_id("ses"))
    ticket = Ticket(
        new_id("tkt"), str(actor.session_id), FILE, world.cast.files["contract"], at, at + timedelta(seconds=60)
    )

    def use(_: int) -> bool:
        with world.database.visit(actor, at=at) as visit:
            refuse_misuse(visit, ticket)
            visit.stop_reading()
            together.wait(20)
            try:
                return bool(fetch(visit, world.parts.storage, world.parts.pool, ticket).data)
            except LinkUsed:
                return False

    with ThreadPoolExecutor(9) as threads:
        assert sum(threads.map(use, range(9))) == 5
    with world.database.visit(system(world.cast.scope)) as visit:
        rows = select(Activity.details).where(Activity.session_id == actor.session_id)
        assert len(list(visit.session.scalars(rows))) == 5


def test_an_exports_and_a_reports_uses_are_counted_as_they_begin(world: World) -> None:
    at = world.cast.at.replace(microsecond=0)
    actor = replace(world.actor("editor"), session_id=new_id("ses"))
    file = ExportFile(new_id("exp"), "a.csv", "text/csv", 1, "0" * 64, FileIO(os.devnull))
    ticket = Ticket(new_id("tkt"), str(actor.session_id), EXPORT, file.id, at, at + timedelta(seconds=60))
    with file.content, world.database.visit(actor, at=at) as visit:
        # Nothing but the counting stands between a seventh that looked in time and its bytes.
        for _ in range(5):
            note_export(visit, file, ticket, anew=True)
        note_export(visit, file, ticket, anew=False)
        with pytest.raises(LinkUsed):
            note_export(visit, file, ticket, anew=True)
    session = world.enter("editor")
    place = session.get("/reports/vat-summary/2026-01/file?form=csv").location
    assert [session.browser.open(place).status_code for _ in range(6)] == [200] * 5 + [410]


def test_waiting_gives_no_further_use(world: World, clock: FrozenDateTimeFactory) -> None:
    place, stranger = ticket_for(world.enter("editor"), world), world.browser()
    assert [stranger.open(place).status_code for _ in range(5)] == [200] * 5
    assert stranger.open(f"{place}?waited=1").status_code == 410


def test_a_ticket_is_renewed_with_its_uses_and_not_for_ever(world: World) -> None:
    at = world.cast.at.replace(microsecond=0)
    first = Ticket(new_id("tkt"), new_id("ses"), PDF, new_id("inv"), at, at + timedelta(seconds=60))
    ring, minute = world.parts.ring, timedelta(seconds=60)
    with world.database.visit(world.actor("editor"), at=at + timedelta(seconds=50)) as visit:
        second = open_ticket(ring, renewed(visit, ring, first, minute), now=visit.at)
    assert (second.ticket_id, second.began_at) == (first.ticket_id, first.issued_at)
    with (
        world.database.visit(world.actor("editor"), at=at + LONGEST_WAIT + timedelta(seconds=1)) as late,
        pytest.raises(LinkExpired),
    ):
        renewed(late, ring, second, minute)


def test_heads_count_for_nothing(world: World, clock: FrozenDateTimeFactory) -> None:
    session = world.enter("editor")
    place, before = ticket_for(session, world), len(told(world, "file:downloaded"))
    assert [session.browser.open(place, method="HEAD").status_code for _ in range(9)] == [200] * 9
    assert len(told(world, "file:downloaded")) == before


def test_a_minute_and_no_longer(world: World, clock: FrozenDateTimeFactory) -> None:
    place = ticket_for(world.enter("editor"), world)
    clock.tick(timedelta(seconds=59))
    assert world.browser().open(place).status_code == 200
    clock.tick(timedelta(seconds=1))
    late = world.browser().open(place, framed=True)
    assert late.status_code == 410
    assert f"frame-ancestors 'self' {world.cast.origin}" in late.headers["Content-Security-Policy"]


def test_it_ends_with_its_session(world: World, clock: FrozenDateTimeFactory) -> None:
    session = world.enter("editor")
    place = ticket_for(session, world)
    assert session.post("/session/sign-out").status_code == 200
    assert world.browser().open(place).status_code == 401


def test_it_holds_no_more_than_its_session_may_at_that_moment(world: World, clock: FrozenDateTimeFactory) -> None:
    session = world.enter("editor")
    draft = session.get(f"/documents/{world.cast.documents['draft']}/pdf")
    assert draft.status_code == 303
    with world.database.visit(system(world.cast.scope)) as visit:
        users.change_role(visit, world.cast.users["editor"], Role.VIEWER)
    assert world.browser().open(draft.location).status_code == 404
    with world.database.visit(system(world.cast.scope)) as visit:
        users.change_role(visit, world.cast.users["editor"], None)
    assert world.browser().open(draft.location).status_code == 401


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "E"), lambda t: t + "~", lambda t: t[4:]]
)
def test_a_changed_ticket_fetches_nothing(world: World, change: object) -> None:
    assert callable(change)
    place = ticket_for(world.enter("editor"), world)
    _, _, ticket, name = place.split("/")
    answer = world.browser().open(f"/dl/{change(ticket)}/{name}")
    assert answer.status_code == 400
    assert ticket[:40] not in answer.text


def test_a_link_is_no_ticket_and_a_ticket_no_link(world: World) -> None:
    ticket = ticket_for(world.enter("editor"), world).split("/")[2]
    assert world.browser().open(f"/embed?token={ticket}").status_code == 400
    assert world.browser().open(f"/dl/{world.token('editor')}/file.pdf").status_code == 400


def test_what_is_fetched_is_sealed_and_told(world: World) -> None:
    session = world.enter("editor")
    document = world.cast.documents["overdue_invoice"]
    before = len(told(world, "document:downloaded"))
    answer = session.fetch(f"/documents/{document}/pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    assert f"frame-ancestors 'self' {world.cast.origin}" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in answer.headers["Content-Disposition"]
    told_now = told(world, "document:downloaded")
    assert len(told_now) == before + 1
    assert (told_now[-1].object_id, told_now[-1].actor_kind) == (document, "user")
    assert told_now[-1].subject == world.cast.users["editor"]


def test_the_name_in_the_address_decides_nothing(world: World) -> None:
    place = ticket_for(world.enter("editor"), world).rpartition("/")[0]
    for name in ("x.html", "..%2f..%2fetc%2fpasswd", "%0d%0aSet-Cookie:a=b", "a/b/c", "%00", "ž" * 100):
        answer = world.browser().open(f"{place}/{name}")
        assert answer.status_code in {200, 404, 410}
        assert "Set-Cookie" not in answer.headers
        assert "passwd" not in answer.headers.get("Content-Disposition", "")


def test_looking_at_a_document_is_told_and_the_chain_stays_whole(world: World) -> None:
    session = world.enter("viewer")
    document = world.cast.documents["overdue_invoice"]
    before = len(told(world, "document:viewed"))
    assert session.head(f"/documents/{document}/").status_code == 200
    assert session.get(f"/documents/{document}/", headers={"Sec-Purpose": "prefetch"}).status_code == 503
    assert len(told(world, "document:viewed")) == before
    assert session.get(f"/documents/{document}/").status_code == 200
    assert [row.object_id for row in told(world, "document:viewed")[before:]] == [document]
    with world.database.visit(system(world.cast.scope)) as visit:
        assert verify_chain(visit) > 0
