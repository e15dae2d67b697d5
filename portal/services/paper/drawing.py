"""PDFs of many lines: asked for in a request, drawn by a worker, found again by what stands on them."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from portal.database import Visit
from portal.errors import RenderFailed, RenderPending
from portal.models import Document, Job
from portal.services.outbox.jobs import AHEAD, NOW, JobKind, JobState, enqueue, forget_jobs, hurry, newest_job
from portal.tenancy.fence import FencedSession

# For so long a failure is told to whoever asks again; then another attempt is worth its time.
FAILURE_STANDS = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn document: the digests of what stands on it and of its bytes; `final` when these are its PDF for good."""

    content: str
    sha256: str
    final: bool


def drawn_by_worker(visit: Visit, document_id: str, content: str) -> str:
    """The digest of the stored PDF of a document with this content; asks for one to be drawn where there is none.

    Raises RenderPending until it is there, and RenderFailed with the reason while it just could not be drawn.
    """
    job = newest_job(visit.session, JobKind.DRAW_PDF, document_id)
    try:
        found = _found(visit, job, content)
    except RenderPending:
        if job is not None:
            hurry(visit, job)
        raise
    if found is not None:
        return found
    with visit.write() as writing:
        # Again, with nobody else writing: two who ask at once want one drawing.
        found = _found(visit, newest_job(writing, JobKind.DRAW_PDF, document_id), content)
        if found is not None:
            return found
        forget_jobs(writing, JobKind.DRAW_PDF, document_id)
        enqueue(visit, writing, JobKind.DRAW_PDF, subject=document_id, lane=NOW, parameters={"content": content})
    raise RenderPending("the document is about to be drawn")


def draw_ahead(visit: Visit, writing: FencedSession, document_id: str) -> None:
    """Have a worker draw a document that was just issued, before anybody asks for it; in the caller's transaction."""
    enqueue(visit, writing, JobKind.DRAW_PDF, subject=document_id, lane=AHEAD)


def _found(visit: Visit, job: Job | None, content: str) -> str | None:
    if job is None:
        return None
    if job.state == JobState.DONE and job.result is not None:
        return str(job.result["sha256"]) if job.result["content"] == content else None
    # One that was asked for with the issue draws whatever stands on the document by then.
    if job.parameters.get("content", content) != content:
        return None
    if job.state != JobState.FAILED:
        raise RenderPending("the document is being drawn")
    if job.finished_at is not None and visit.at < job.finished_at + FAILURE_STANDS:
        raise RenderFailed(job.error or "the document could not be drawn")
    return None


def keep_first_pdf(writing: FencedSession, document_id: str, sha256: str) -> None:
    """Make these bytes the PDF of an issued document, unless it has one: the first stays."""
    row = writing.scalars(select(Document).where(Document.id == document_id)).one()
    if row.pdf_sha256 is None:
        row.pdf_sha256 = sha256
