"""Ready before it is asked for: who issues a document leaves its drawing and its check to a worker, behind all else."""

from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from portal.database import Visit
from portal.documents.types import DocumentType
from portal.errors import RenderPending
from portal.jobs.handlers import HANDLERS
from portal.jobs.tasks import Handler, Outcome, Task
from portal.jobs.tools import Tools
from portal.models import Document, Job, Queued
from portal.services.einvoicing.offers import ask_if_missing
from portal.services.outbox.jobs import AHEAD, ENDED_KEPT_FOR, LANES, JobKind, forget_finished
from portal.services.paper.drawing import keep_first_pdf
from portal.services.paper.printing import MOST_LINES_AT_ONCE, print_document
from tests.jobs.support import worker_of
from tests.services.papers import line, made
from tests.support.portal import World, on_both

VERDICT = {"rules": "", "formats": {}}


def checked(_visit: Visit, _tools: Tools, _task: Task) -> Outcome:
    """The official rules take seconds to begin: their verdict here is that of no rules."""
    return Outcome(result=VERDICT)


QUICK = {**HANDLERS, JobKind.CHECK_EINVOICE.value: Handler(checked)}


def waiting(visit: Visit, document_id: str) -> list[tuple[str, str]]:
    """The jobs on a document that are not over, in the order in which they are due."""
    rows = visit.session.execute(
        select(Job.kind, Queued.lane)
        .join(Queued, Queued.job_id == Job.id)
        .where(Job.subject == document_id)
        .order_by(Queued.due_at)
    )
    return [(kind, lane) for kind, lane in rows]


@on_both
def test_the_first_press_finds_it_there(world: World) -> None:
    with world.visit("sk") as visit:
        issued = made(visit)
        estimate = made(visit, kind=DocumentType.ESTIMATE)
        draft = made(visit, draft=True)
        assert waiting(visit, issued.id) == [("check_einvoice", AHEAD), ("draw_pdf", AHEAD)]
        assert waiting(visit, estimate.id) == [("draw_pdf", AHEAD)]
        assert waiting(visit, draft.id) == []
    worker = worker_of(world, QUICK)
    assert (worker.run_due(), worker.run_due(LANES)) == (0, 3)
    with world.visit("sk") as visit:
        document = visit.session.get_one(Document, issued.id)
        assert document.pdf_sha256 is not None
        assert print_document(visit, world.parts.storage, world.parts.pool, document).data.startswith(b"%PDF-1.7\n")
        left = visit.session.scalars(select(Job.kind).where(Job.subject.in_([issued.id, estimate.id]))).all()
        assert list(left) == ["check_einvoice"]


def test_who_is_faster_is_not_drawn_over(world: World) -> None:
    storage = world.parts.storage
    with world.visit("sk") as visit:
        issued = made(visit)
        with visit.write() as writing:
            keep_first_pdf(writing, issued.id, storage.put(visit.scope, b"%PDF-1.7 of who was faster"))
    before = sorted(storage.root.rglob("*"))
    assert worker_of(world, QUICK).run_due(LANES) == 2
    assert sorted(storage.root.rglob("*")) == before
    with world.visit("sk") as visit:
        assert list(visit.session.scalars(select(Job.kind).where(Job.subject == issued.id))) == ["check_einvoice"]


@on_both
def test_who_waits_brings_it_forward(world: World) -> None:
    with world.visit("sk") as visit:
        issued = made(visit, *[line()] * (MOST_LINES_AT_ONCE + 1))
    for _ in range(2):
        with world.visit("admin") as visit:
            document = visit.session.get_one(Document, issued.id)
            with pytest.raises(RenderPending):
                print_document(visit, world.parts.storage, world.parts.pool, document)
            ask_if_missing(visit, document)
    with world.visit("sk") as visit:
        assert waiting(visit, issued.id) == [("check_einvoice", "now"), ("draw_pdf", "now")]
    assert worker_of(world, QUICK).run_due() == 2
    with world.visit("admin") as visit:
        document = visit.session.get_one(Document, issued.id)
        assert print_document(visit, world.parts.storage, world.parts.pool, document).data.startswith(b"%PDF-1.7\n")


def test_a_verdict_is_not_forgotten_by_its_age(world: World) -> None:
    with world.visit("sk") as visit:
        made(visit)
        with visit.write() as writing:
            for number, kind in enumerate((JobKind.CHECK_EINVOICE, JobKind.DRAW_PDF)):
                ended = {"state": "done", "result": VERDICT, "finished_at": visit.at, "created_at": visit.at}
                writing.add(Job(id=f"job_{number}", kind=kind.value, parameters={}, attempts=1, **ended))
    with freeze_time(datetime.now(UTC) + ENDED_KEPT_FOR + timedelta(days=1)), world.visit("sk") as visit:
        with visit.write() as writing:
            forget_finished(visit, writing)
        ended_jobs = visit.session.scalars(select(Job.kind).where(Job.finished_at.is_not(None))).all()
        assert list(ended_jobs) == ["check_einvoice"]


@pytest.mark.slow
def test_the_check_ahead_is_the_one_that_pages_read(world: World) -> None:
    with world.visit("sk") as visit:
        issued = made(visit)
    worker_of(world).run_due(LANES)
    with world.visit("sk") as visit:
        (job,) = visit.session.scalars(select(Job).where(Job.subject == issued.id)).all()
        assert job.result is not None
        assert job.result["formats"].keys() >= {"cii", "ubl"}
        document = visit.session.get_one(Document, issued.id)
        ask_if_missing(visit, document)
        assert waiting(visit, issued.id) == []
