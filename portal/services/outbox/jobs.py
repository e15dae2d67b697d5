"""Background work as its causes see it: written in their own transaction, so that there is both or neither."""

import enum
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from portal.database import WAKE, Visit
from portal.identity import new_id
from portal.models import Job, Queued
from portal.tenancy.fence import FencedSession

NOW, LATER = "now", "later"


class JobKind(enum.StrEnum):
    """Every kind of background work; `portal.jobs.handlers` says how each is done."""

    DRAW_PDF = "draw_pdf"
    EXPORT_PDFS = "export_pdfs"
    SEND_MAIL = "send_mail"
    SPREAD_EVENT = "spread_event"
    DELIVER_WEBHOOK = "deliver_webhook"


class JobState(enum.StrEnum):
    """Where a job stands. One that is done and left no result is gone."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def enqueue(
    visit: Visit,
    writing: FencedSession,
    kind: JobKind,
    *,
    subject: str | None = None,
    lane: str = LATER,
    run_at: datetime | None = None,
    parameters: Mapping[str, str | int | None] | None = None,
) -> str:
    """Write down a job in the visit's scope, in the caller's transaction; returns its id. A worker runs it after the
    commit, in this scope and as the system, at `run_at` or as soon as it can.

    `subject` is the id of what it is about, by which `newest_job` finds it; `lane` is NOW while a person waits for it.
    """
    job = Job(
        id=new_id("job"),
        kind=kind.value,
        subject=subject,
        parameters=dict(parameters or {}),
        state=JobState.QUEUED.value,
        attempts=0,
        created_at=visit.at,
    )
    writing.add(job)
    writing.add(Queued(job_id=job.id, lane=lane, due_at=run_at or visit.at))
    if run_at is None:
        writing.info[WAKE] = True
    return job.id


def newest_job(session: FencedSession, kind: JobKind, subject: str) -> Job | None:
    """The job of that kind that was last written down for this subject, as far as one is kept."""
    wanted = select(Job).where(Job.kind == kind.value, Job.subject == subject)
    return session.scalars(wanted.order_by(Job.created_at.desc(), Job.id.desc()).limit(1)).one_or_none()


def forget_jobs(writing: FencedSession, kind: JobKind, subject: str) -> None:
    """Remove what finished jobs of that kind left for this subject: a new one takes their place."""
    over = (JobState.DONE.value, JobState.FAILED.value)
    for job in writing.scalars(select(Job).where(Job.kind == kind.value, Job.subject == subject, Job.state.in_(over))):
        writing.delete(job)
