"""Background work as its causes see it: written in their own transaction, so that there is both or neither."""

import enum
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, not_, select, true

from portal.database import WAKE, Visit
from portal.identity import new_id
from portal.models import Job, Queued
from portal.services.removing import remove_some
from portal.services.turns import take_turn
from portal.tenancy.fence import FencedSession

# Lanes, in the order in which workers look: while a person waits; soon; what may come by the thousand, as events do;
# and what nobody has asked for yet.
NOW, LATER, IN_BULK, AHEAD = "now", "later", "bulk", "ahead"
ASKED_FOR = (NOW, LATER, IN_BULK)
LANES = (*ASKED_FOR, AHEAD)
CLEANED_EVERY = timedelta(days=1)
ENDED_KEPT_FOR = timedelta(days=30)


class JobKind(enum.StrEnum):
    """Every kind of background work; `portal.jobs.handlers` says how each is done."""

    DRAW_PDF = "draw_pdf"
    CHECK_EINVOICE = "check_einvoice"
    MAKE_EXPORT = "make_export"
    SEND_MAIL = "send_mail"
    SPREAD_EVENT = "spread_event"
    DELIVER_WEBHOOK = "deliver_webhook"
    RELEASE_BYTES = "release_bytes"
    CLEAN = "clean"


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
    receiver: str | None = None,
    parameters: Mapping[str, str | int | None] | None = None,
) -> str:
    """Write down a job in the visit's scope, in the caller's transaction; returns its id. A worker runs it after the
    commit, in this scope and as the system, at `run_at` or as soon as it can.

    `subject` is the id of what it is about, by which `newest_job` finds it; `lane` is one of LANES, and `receiver` who
    may be slow to take it: of one, workers do only so many at a time.
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
    writing.add(Queued(job_id=job.id, lane=lane, due_at=run_at or visit.at, receiver=receiver))
    if run_at is None:
        writing.info[WAKE] = True
    return job.id


def newest_job(session: FencedSession, kind: JobKind, subject: str) -> Job | None:
    """The job of that kind that was last written down for this subject, as far as one is kept."""
    wanted = select(Job).where(Job.kind == kind.value, Job.subject == subject)
    return session.scalars(wanted.order_by(Job.created_at.desc(), Job.id.desc()).limit(1)).one_or_none()


def newest_jobs(session: FencedSession, kind: JobKind, subjects: Sequence[str]) -> Mapping[str, Job]:
    """The same of many subjects by one question; those that have none are left out."""
    wanted = select(Job).where(Job.kind == kind.value, Job.subject.in_(subjects)).order_by(Job.created_at, Job.id)
    return {job.subject: job for job in session.scalars(wanted) if job.subject is not None}


def hurry(visit: Visit, job: Job) -> None:
    """Bring a job forward that nobody has begun: somebody waits for it now."""
    waits = select(Queued).where(Queued.job_id == job.id, Queued.holder.is_(None), Queued.lane != NOW)
    if visit.session.scalars(waits).one_or_none() is None:
        return
    with visit.write() as writing:
        queued = writing.scalars(waits.with_for_update()).one_or_none()
        if queued is not None:
            queued.lane = NOW
            writing.info[WAKE] = True


def forget_jobs(writing: FencedSession, kind: JobKind, subject: str) -> None:
    """Remove what finished jobs of that kind left for this subject: a new one takes their place."""
    over = (JobState.DONE.value, JobState.FAILED.value)
    for job in writing.scalars(select(Job).where(Job.kind == kind.value, Job.subject == subject, Job.state.in_(over))):
        writing.delete(job)


def keep_clean(visit: Visit, writing: FencedSession) -> None:
    """See to it that what is over is cleaned up in this scope within a day; whoever writes what passes says so."""
    # From outside any entity the jobs of all of them are seen; each cleans for itself.
    here = Job.entity_id.is_(None) if visit.scope.entity_id is None else true()
    waits = select(Job.id).where(Job.kind == JobKind.CLEAN.value, Job.state == JobState.QUEUED.value, here)
    if writing.scalars(waits.limit(1)).first() is not None:
        return
    # Two that looked at once would both find none.
    take_turn(writing)
    if writing.scalars(waits.limit(1)).first() is None:
        enqueue(visit, writing, JobKind.CLEAN, run_at=visit.at + CLEANED_EVERY)


def forget_finished(visit: Visit, writing: FencedSession) -> bool:
    """Remove the rows of jobs that ended long ago; nobody asks how far those are."""
    return remove_some(writing, Job, and_(is_passing(), Job.finished_at <= visit.at - ENDED_KEPT_FOR))


def is_passing() -> ColumnElement[bool]:
    """Which ended jobs are forgotten by age: not the verdicts on e-invoices, one a document, which are as good as they
    were until a check by newer rules takes their place."""
    is_verdict = and_(Job.kind == JobKind.CHECK_EINVOICE.value, Job.state == JobState.DONE.value)
    return and_(Job.finished_at.is_not(None), not_(is_verdict))
