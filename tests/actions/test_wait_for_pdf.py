"""A client asks for the PDF of a document of many lines: a page waits while a worker draws it, then it is there."""

import re
import time
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.errors import RenderFailed
from portal.identity import Scope, system
from portal.models import Account, Activity, Document, Job
from portal.services.history.activity import Event
from portal.services.paper import drawing
from portal.settings import Settings
from tests.jobs.support import worker_of
from tests.support.pages import Page
from tests.support.portal import Session, World, on_both

REFRESH = re.compile(r'<meta http-equiv="refresh" content="(\d+); url=([^"]+)">')


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A machine busy with other tests renders slowly; that is not what is tested here."""
    return replace(settings, pdf_wall_seconds=60, pdf_cpu_seconds=50)


def refresh(answer: TestResponse) -> tuple[int, str]:
    found = REFRESH.search(answer.text)
    assert found, answer.text
    return int(found[1]), unescape(found[2])


def ask(world: World, session: Session, *, show: bool = False, name: str = "long_invoice") -> TestResponse:
    document_id = world.cast.documents[name]
    return session.fetch(f"/documents/{document_id}/pdf{'?show=1' if show else ''}")


def follow(session: Session, answer: TestResponse) -> TestResponse:
    return session.browser.open(refresh(answer)[1], framed=session.framed)


def downloads(world: World) -> int:
    with world.visit("admin") as visit:
        told = select(func.count(Activity.id)).where(Activity.event == Event.DOCUMENT_DOWNLOADED.value)
        return visit.session.scalars(told).one()


def jobs(world: World) -> list[Job]:
    with world.visit("admin") as visit:
        return list(visit.session.scalars(select(Job)))


@on_both
def test_the_download_waits_and_then_begins_by_itself(world: World) -> None:
    session, before = world.enter("viewer", locale="en"), downloads(world)
    waiting = ask(world, session)
    assert (waiting.status_code, waiting.mimetype) == (202, "text/html")
    assert "Your PDF is being made" in Page(waiting).text
    assert refresh(waiting)[0] == 2
    still = follow(session, waiting)
    assert still.status_code == 202
    assert downloads(world) == before
    assert len(jobs(world)) == 1

    assert worker_of(world).run_due() == 1
    ready = follow(session, still)
    assert (ready.status_code, refresh(ready)[0]) == (200, 0)
    assert "Your PDF is ready" in Page(ready).text
    assert downloads(world) == before
    pdf = follow(session, ready)
    assert (pdf.status_code, pdf.mimetype, pdf.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert "attachment" in pdf.headers["Content-Disposition"]
    assert "unsafe" not in pdf.headers["Content-Security-Policy"]
    assert downloads(world) == before + 1

    again = ask(world, session)
    assert again.data == pdf.data
    assert worker_of(world).run_due() == 0


def test_in_a_frame_without_cookies_it_is_shown_in_place(world: World) -> None:
    session = world.enter("viewer", framed=True, cookies=False)
    waiting = ask(world, session, show=True)
    assert f"frame-ancestors 'self' {world.cast.origin}" in waiting.headers["Content-Security-Policy"]
    worker_of(world).run_due()
    shown = follow(session, waiting)
    assert shown.data.startswith(b"%PDF-")
    assert "inline" in shown.headers["Content-Disposition"]
    # WebKitGTK lays it out with style attributes; what is a page of ours has none.
    assert "style-src 'self' 'unsafe-inline';" in shown.headers["Content-Security-Policy"]
    assert "unsafe" not in waiting.headers["Content-Security-Policy"]


class TestWithShortTickets:
    """Time itself is not frozen here: the renderer's own limits would stand still with it."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, ticket_seconds=6)

    @pytest.mark.slow
    def test_waiting_outlasts_a_ticket(self, world: World) -> None:
        session = world.enter("viewer")
        answer = ask(world, session)
        first = refresh(answer)[1]
        for _ in range(3):
            time.sleep(2.5)
            answer = follow(session, answer)
            assert answer.status_code == 202
        assert session.browser.open(first).status_code == 410


@on_both
def test_what_cannot_be_drawn_says_so_for_a_minute_and_is_then_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = world.enter("viewer", locale="en")

    def broken(_content: object) -> bytes:
        raise RenderFailed("the renderer broke on this document")

    answer = ask(world, session)
    with monkeypatch.context() as patch:
        patch.setattr(world.parts.pool, "render", broken)
        assert worker_of(world).run_due() == 1
    failed = follow(session, answer)
    assert failed.status_code == 500
    assert "This PDF could not be made" in Page(failed).text
    assert ask(world, session).status_code == 500
    monkeypatch.setattr(drawing, "FAILURE_STANDS", timedelta(0))
    assert ask(world, session).status_code == 202
    assert worker_of(world).run_due() == 1
    assert ask(world, session).status_code == 200


def test_a_drawing_of_what_stood_there_before_is_not_handed_out(world: World) -> None:
    """Only the first PDF of an issued document stays; that of a voided one is found again by what is on it."""
    session, document_id = world.enter("editor"), world.cast.documents["long_invoice"]
    with world.visit("admin") as visit, visit.write() as writing:
        writing.get_one(Document, document_id).voided_at = visit.at
    assert ask(world, session).status_code == 202
    assert worker_of(world).run_due() == 1
    before = ask(world, session)
    assert before.status_code == 200
    with world.visit("admin") as visit, visit.write() as writing:
        assert writing.get_one(Document, document_id).pdf_sha256 is None
    with world.database.visit(system(account_of(world.cast.scope))) as visit, visit.write() as writing:
        writing.get_one(Account, world.cast.ada).accent_color = "#123456"
    assert ask(world, session).status_code == 202
    assert worker_of(world).run_due() == 1
    assert ask(world, session).data not in {b"", before.data}
    assert len(jobs(world)) == 1


def account_of(scope: Scope) -> Scope:
    return Scope(scope.account_id, scope.environment)


def test_fifty_lines_are_drawn_at_once(world: World) -> None:
    assert ask(world, world.enter("viewer"), name="unpaid_invoice").status_code == 200
    assert jobs(world) == []
