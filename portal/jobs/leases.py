"""Taking jobs from the queue of all scopes: each to one worker at a time, and back to all when that one is gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, exists, select, update

from portal.database import Database
from portal.identity import Environment, Scope
from portal.models import Queued

_QUEUE: Table = Queued.metadata.tables[Queued.__tablename__]


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that is this worker's until its lease ends, and the scope to do it in."""

    job_id: str
    scope: Scope


def take(database: Database, holder: str, lanes: Sequence[str], *, at: datetime, until: datetime) -> Taken | None:
    """The job that has been due longest in the first of the lanes that has one; None when nothing is due.

    A job is due at its time, and again when the lease of whoever took it has ended.
    """
    for lane in lanes:
        due = and_(_QUEUE.c.lane == lane, _QUEUE.c.due_at <= at)
        if _any(database, due):
            taken = _take(database, holder, due, until)
            if taken is not None:
                return taken
    return None


def renew(database: Database, holder: str, job_ids: Collection[str], *, until: datetime) -> None:
    """Put off the end of the leases on these jobs, as far as they still are this holder's."""
    with database.at_the_queue(taking=True) as connection:
        mine = and_(_QUEUE.c.holder == holder, _QUEUE.c.job_id.in_(job_ids))
        connection.execute(update(_QUEUE).where(mine).values(due_at=until))


def _any(database: Database, due: ColumnElement[bool]) -> bool:
    # A look costs no lock; on SQLite, taking has the whole database to itself.
    with database.at_the_queue(taking=False) as connection:
        return bool(connection.scalar(select(exists().where(due))))


def _take(database: Database, holder: str, due: ColumnElement[bool], until: datetime) -> Taken | None:
    oldest = select(_QUEUE.c.job_id).where(due).order_by(_QUEUE.c.due_at, _QUEUE.c.job_id).limit(1)
    statement = (
        update(_QUEUE)
        .where(_QUEUE.c.job_id == oldest.with_for_update(skip_locked=True).scalar_subquery())
        .values(holder=holder, due_at=until)
        .returning(_QUEUE.c.job_id, _QUEUE.c.account_id, _QUEUE.c.environment, _QUEUE.c.entity_id)
    )
    with database.at_the_queue(taking=True) as connection:
        row = connection.execute(statement).one_or_none()
    if row is None:
        return None
    job_id, account_id, environment, entity_id = row
    return Taken(job_id, Scope(account_id, Environment(environment), entity_id))
