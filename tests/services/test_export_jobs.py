"""Exports by a worker: asked for, made, called off, kept for a while; what dies begins anew, and who may see what."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from freezegun import freeze_time
from sqlalchemy import func, select

from portal.database import Visit
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.identity import system
from portal.jobs.handlers import HANDLERS
from portal.models import Activity, Document, Job
from portal.services.exports import progress, room
from portal.services.exports.asked import ExportAsked, ExportKind
from portal.services.exports.asking import begin_export, cancel_export
from portal.services.exports.export_views import ExportState, ExportView, list_exports, open_export, show_export
from portal.services.exports.exporting import ExportWanted
from portal.services.exports.progress import Progress
from tests.jobs.support import worker_of
from tests.support.portal import World, on_both

EVER: dict[str, Any] = {"first": date(2020, 1, 1), "last": date(2029, 12, 31)}


def asked(kind: str = "csv", **more: Any) -> ExportAsked:
    return ExportAsked(kind=ExportKind(kind), wanted=ExportWanted(**{**EVER, **more}), in_words=True)


def begin(world: World, who: str = "ek", what: ExportAsked | None = None) -> ExportView:
    with world.visit(who) as visit:
        return begin_export(visit, what or asked())


def state_of(world: World, export_id: str) -> ExportView:
    with world.database.visit(system(world.cast.scope)) as visit:
        return show_export(visit, export_id)


def jobs(visit: Visit) -> list[Job]:
    return list(visit.session.scalars(select(Job).where(Job.kind == "make_export", Job.finished_at.is_(None))))


def bytes_of(world: World, export_id: str) -> bytes:
    with world.database.visit(system(world.cast.scope)) as visit:
        file = open_export(visit, world.parts.storage, export_id)
        with file.content as content:
            return content.readall()


@on_both
def test_from_the_asking_to_the_file(world: World) -> None:
    export = begin(world)
    assert (export.state, export.percent, export.name[:10]) == (ExportState.QUEUED, 0, "documents-")
    assert worker_of(world).run_due() == 1
    done = state_of(world, export.id)
    assert (done.state, done.percent, done.done) == (ExportState.DONE, 100, done.total)
    assert bytes_of(world, export.id).count(b"\r\n") == done.total + 1
    assert done.expires_at is not None
    with world.visit("ek") as visit:
        trail = visit.session.scalars(select(Activity.event).where(Activity.object_id == export.id))
        assert list(trail) == ["documents:exported", "export:completed"]
        assert jobs(visit) == []


def test_codes_are_words_where_a_person_reads_them(world: World) -> None:
    export = begin(
        world, what=ExportAsked(kind=ExportKind.CSV, wanted=ExportWanted(**EVER), locale="de", in_words=True)
    )
    worker_of(world).run_due()
    text = bytes_of(world, export.id).decode("utf-8-sig")
    assert "Rechnungsdatum" in text
    assert ",Bezahlt," in text
    assert "partially_paid" not in text


def test_progress_is_written_while_it_works(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.0)
    seen: list[tuple[str, int]] = []
    step = Progress.step

    def look(self: Progress) -> None:
        step(self)
        view = state_of(world, export.id)
        seen.append((view.state.value, view.percent))

    monkeypatch.setattr(Progress, "step", look)
    export = begin(world, what=asked("pdf", types=("credit_note",)))
    worker_of(world).run_due()
    assert len(seen) == export.total > 1
    assert {state for state, _ in seen} == {"running"}
    assert [percent for _, percent in seen] == [min(99, 100 * n // export.total) for n in range(1, export.total + 1)]


def test_drawn_pdfs_outlive_the_attempt_that_drew_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.0)

    class Killed(BaseException):
        pass

    def die(self: Progress) -> None:
        step(self)
        if self.done == 2:
            raise Killed

    step = Progress.step
    export = begin(world, what=asked("pdf", types=("credit_note",)))
    before = set(world.parts.storage.root.rglob(".*"))
    monkeypatch.setattr(Progress, "step", die)
    with pytest.raises(Killed):
        worker_of(world, lease=timedelta(0)).run_due()
    with world.visit("ek") as visit:
        drawn = select(func.count()).where(Document.type == "credit_note", Document.pdf_sha256.is_not(None))
        assert (visit.session.scalar(drawn) or 0) >= 1
    assert state_of(world, export.id).state is ExportState.RUNNING
    assert set(world.parts.storage.root.rglob(".*")) == before
    monkeypatch.setattr(Progress, "step", step)
    assert worker_of(world).run_due() == 1
    assert state_of(world, export.id).state is ExportState.DONE


@on_both
def test_called_off_in_the_queue_and_in_the_middle(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    queued = begin(world)
    with world.visit("ek") as visit:
        cancel_export(visit, queued.id)
        assert jobs(visit) == []
    running, files = begin(world), sorted(world.parts.storage.root.rglob("*"))
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.0)
    counted = Progress.counted

    def in_between(self: Progress, table: Any) -> Any:
        with world.visit("ek") as visit:
            if show_export(visit, running.id).unfinished:
                cancel_export(visit, running.id)
        return counted(self, table)

    monkeypatch.setattr(Progress, "counted", in_between)
    assert worker_of(world).run_due() == 1
    assert {state_of(world, each.id).state for each in (queued, running)} == {ExportState.CANCELLED}
    assert sorted(world.parts.storage.root.rglob("*")) == files
    with world.visit("ek") as visit:
        assert jobs(visit) == []
        with pytest.raises(Conflict, match="cancelled already"):
            cancel_export(visit, running.id)


def test_called_off_between_the_last_byte_and_the_end_keeps_nothing(world: World) -> None:
    export = begin(world)
    files = sorted(world.parts.storage.root.rglob("*"))
    handler = HANDLERS["make_export"]

    def run(visit: Visit, tools: Any, task: Any) -> Any:
        outcome = handler.run(visit, tools, task)
        with world.visit("ek") as other:
            cancel_export(other, export.id)
        return outcome

    worker_of(world, {"make_export": type(handler)(run)}).run_due()
    assert state_of(world, export.id).state is ExportState.CANCELLED
    assert sorted(world.parts.storage.root.rglob("*")) == files


def test_equal_files_share_their_bytes_until_the_last_one_leaves(world: World) -> None:
    # Their status does not depend on the day.
    notes = asked(types=("delivery_note",))
    first = begin(world, what=notes)
    worker_of(world).run_due()
    with freeze_time(datetime.now(UTC) + timedelta(days=6)):
        second = begin(world, what=notes)
        worker_of(world).run_due()
        assert state_of(world, second.id).sha256 == state_of(world, first.id).sha256
    with freeze_time(datetime.now(UTC) + timedelta(days=8)):
        with world.database.visit(system(world.cast.scope)) as visit:
            assert room.remove_expired(visit, world.parts.storage) == 1
            with pytest.raises(NotFound):
                show_export(visit, first.id)
        assert bytes_of(world, second.id)


def test_an_archive_with_drafts_is_for_those_who_may_read_them(world: World) -> None:
    ids = (world.cast.documents["draft"], world.cast.documents["paid_invoice"])
    export = begin(world, what=ExportAsked(kind=ExportKind.PDF, document_ids=ids))
    worker_of(world).run_due()
    assert state_of(world, export.id).state is ExportState.DONE
    for who, sees in (("admin", True), ("editor", True), ("viewer", False)):
        with world.database.visit(world.actor(who), at=datetime.now(UTC)) as visit:
            assert [each.id for each in list_exports(visit)] == ([export.id] if sees else [])
    with world.visit("viewer") as visit, pytest.raises(Invalid):
        begin_export(visit, ExportAsked(kind=ExportKind.PDF, document_ids=ids))


def test_who_may_call_an_export_off(world: World) -> None:
    of_admin, of_viewer = begin(world, "admin"), begin(world, "viewer")
    with world.visit("viewer") as visit:
        with pytest.raises(NotAllowed):
            cancel_export(visit, of_admin.id)
        assert cancel_export(visit, of_viewer.id).state is ExportState.CANCELLED
    with world.visit("staff") as visit:
        assert cancel_export(visit, of_admin.id).state is ExportState.CANCELLED
