"""Workers over the standing cast, and work of the tests' own that leaves its marks in the database."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select

from portal.database import Database, Visit
from portal.identity import Scope, new_id, system
from portal.jobs.handlers import HANDLERS
from portal.jobs.tasks import Handler, Outcome, Task
from portal.jobs.tools import Tools
from portal.jobs.worker import LEASE, Worker
from portal.models import Customer, Job, Queued
from portal.services.outbox.jobs import LATER, JobKind, enqueue
from portal.tenancy.fence import FencedSession
from tests.support.portal import World

KIND = JobKind.SEND_MAIL
BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1))
Run = Callable[[Visit, Tools, Task], Outcome]
GivenUp = Callable[[Visit, FencedSession, Task, str], None]


def tools_of(world: World) -> Tools:
    """What a worker in this process works with: the portal's own parts."""
    parts = world.parts
    return Tools(parts.settings, parts.database, parts.ring, parts.storage, parts.pool)


def worker_of(world: World, handlers: Mapping[str, Handler] = HANDLERS, lease: timedelta = LEASE) -> Worker:
    return Worker(tools_of(world), handlers=handlers, lease=lease)


def doing(run: Run, kind: JobKind = KIND, given_up: GivenUp | None = None) -> dict[str, Handler]:
    """A table of handlers with this one in it."""
    return {kind.value: Handler(run, back_off=BACK_OFF, given_up=given_up)}


def leave_mark(visit: Visit, _tools: Tools, task: Task) -> Outcome:
    """Work whose effect can be counted: one customer more each time it takes effect."""
    return Outcome(lambda writing: add_mark(visit, writing, task.parameters["name"]))


def add_mark(visit: Visit, writing: FencedSession, name: str) -> None:
    writing.add(Customer(id=new_id("cus"), name=name, created_at=visit.at))


def put(
    database: Database,
    scope: Scope,
    name: str = "mark",
    *,
    lane: str = LATER,
    run_at: datetime | None = None,
    receiver: str | None = None,
) -> str:
    """A job in a scope, as if something had caused it."""
    with database.visit(system(scope)) as visit, visit.write() as writing:
        return enqueue(visit, writing, KIND, lane=lane, run_at=run_at, receiver=receiver, parameters={"name": name})


def marks(database: Database, scope: Scope, name: str = "mark") -> int:
    """How often that work took effect."""
    with database.visit(system(scope)) as visit:
        counted = select(func.count()).select_from(Customer).where(Customer.name == name)
        return visit.session.scalar(counted) or 0


def job_of(database: Database, scope: Scope, job_id: str) -> Job | None:
    with database.visit(system(scope)) as visit:
        return visit.session.scalars(select(Job).where(Job.id == job_id)).one_or_none()


def queue_of(database: Database, scope: Scope) -> list[str]:
    with database.visit(system(scope)) as visit:
        return list(visit.session.scalars(select(Queued.job_id).order_by(Queued.due_at, Queued.job_id)))
