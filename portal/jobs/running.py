"""One attempt at one job, from the lease to its end: begun, done and settled inside the job's own scope."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import select

from portal.database import Visit
from portal.errors import DatabaseUnavailable, JobImpossible, PortalError
from portal.identity import system
from portal.jobs.leases import Taken
from portal.jobs.tasks import Handler, Outcome, Task
from portal.jobs.tools import Tools
from portal.logs import log
from portal.models import Job, Queued
from portal.services.outbox.jobs import JobState
from portal.tenancy.fence import FencedSession

WORKER_GONE = "the worker ended before the job did"
BROKE = "the portal could not do it; the reason is in its log"


class LeaseLost(PortalError):
    """The job went on to another worker; what was done here must not be written."""


def run_taken(tools: Tools, holder: str, taken: Taken, handlers: Mapping[str, Handler]) -> None:
    """Try the job once. Whatever its handler raises ends in the job's own row; DatabaseUnavailable is raised, and
    then the lease runs out."""
    with tools.database.visit(system(taken.scope)) as visit:
        task = _begin(visit, holder, taken.job_id, handlers)
        if task is None:
            return
        handler = handlers[task.kind]
        try:
            outcome = handler.run(visit, tools, task)
            _settle(visit, holder, task, outcome)
        except LeaseLost as lost:
            log.warning("job lost", job=task.job_id, kind=task.kind, why=str(lost))
        except Exception as error:
            _settle_failure(visit, holder, task, handler, error)


def _begin(visit: Visit, holder: str, job_id: str, handlers: Mapping[str, Handler]) -> Task | None:
    """Count the attempt before it is made: a job that takes its worker down with it must come to an end, too."""
    with visit.write() as writing:
        queued = _held(writing, holder, job_id)
        if queued is None:
            return None
        job = writing.scalars(select(Job).where(Job.id == job_id)).one_or_none()
        if job is None:
            writing.delete(queued)
            return None
        handler = handlers.get(job.kind)
        task = Task(job.id, job.kind, job.subject, job.parameters, job.attempts + 1)
        if handler is None:
            _give_up(visit, writing, job, queued, task, None, f"no worker here does {job.kind}")
        elif job.attempts >= handler.most_attempts:
            _give_up(visit, writing, job, queued, task, handler, WORKER_GONE)
        else:
            job.attempts, job.state = task.attempt, JobState.RUNNING.value
            return task
    return None


def _settle(visit: Visit, holder: str, task: Task, outcome: Outcome) -> None:
    with visit.write() as writing:
        job, queued = _still_held(writing, holder, task)
        if outcome.effect is not None:
            outcome.effect(writing)
        if outcome.result is None:
            writing.delete(job)
        else:
            job.state, job.result, job.error = JobState.DONE.value, outcome.result, None
            job.finished_at = datetime.now(UTC)
        writing.delete(queued)


def _settle_failure(visit: Visit, holder: str, task: Task, handler: Handler, error: Exception) -> None:
    """Back to the queue, or to its end as failed, with the error kept in words that may go to webhooks and the API."""
    known = isinstance(error, PortalError)
    (log.warning if known else log.exception)(
        "job failed", job=task.job_id, kind=task.kind, attempt=task.attempt, error=type(error).__name__, why=str(error)
    )
    # What a library or the database says may hold paths, statements and values: for the log alone.
    text = str(error) if known and not isinstance(error, DatabaseUnavailable) else BROKE
    with visit.write() as writing:
        try:
            job, queued = _still_held(writing, holder, task)
        except LeaseLost:
            return
        if isinstance(error, JobImpossible) or task.attempt >= handler.most_attempts:
            _give_up(visit, writing, job, queued, task, handler, text)
        else:
            job.state, job.error = JobState.QUEUED.value, text
            queued.holder, queued.due_at = None, datetime.now(UTC) + handler.back_off[task.attempt - 1]


def _give_up(
    visit: Visit, writing: FencedSession, job: Job, queued: Queued, task: Task, handler: Handler | None, why: str
) -> None:
    job.state, job.error, job.finished_at = JobState.FAILED.value, why, datetime.now(UTC)
    writing.delete(queued)
    if handler is not None and handler.given_up is not None:
        handler.given_up(visit, writing, task, why)


def _held(writing: FencedSession, holder: str, job_id: str) -> Queued | None:
    mine = select(Queued).where(Queued.job_id == job_id, Queued.holder == holder)
    return writing.scalars(mine.with_for_update()).one_or_none()


def _still_held(writing: FencedSession, holder: str, task: Task) -> tuple[Job, Queued]:
    queued = _held(writing, holder, task.job_id)
    job = writing.scalars(select(Job).where(Job.id == task.job_id)).one_or_none()
    if queued is None or job is None or job.attempts != task.attempt:
        raise LeaseLost("the lease on the job ended before the work did")
    return job, queued
