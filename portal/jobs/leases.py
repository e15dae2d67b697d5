"""Taking jobs from the queue of all scopes: each to one worker at a time, and back to all when that one is gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, exists, func, select, update

from portal.database import Database
from portal.identity import Environment, Scope
from portal.models import Queued
from portal.services.outbox.jobs import IN_BULK

_QUEUE: Table = Queued.metadata.tables[Queued.__tablename__]
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that is this worker's until its lease ends, and the scope to do it in."""

    job_id: str
    scope: Scope


class Turns:
    """Whose turn it is in each lane: accounts that have something due are served one after the other, so that none
    waits behind the thousand jobs of another. Each worker goes round by itself.
    """

    def __init__(self) -> None:
        self._served: dict[str, str] = {}

    def next(self, database: Database, lane: str, due: ColumnElement[bool]) -> str | None:
        """The account to serve now; None when nothing is due."""
        after = _QUEUE.c.account_id > self._served.get(lane, "")
        # A look costs no lock; on SQLite, taking has the whole database to itself.
        with database.at_the_queue(taking=False) as connection:
            # Of all that waits for its day little is due, and mostly nothing.
            if not connection.scalar(select(exists().where(due))):
                return None
            account_id: str | None = connection.scalar(select(func.min(_QUEUE.c.account_id)).where(due, after))
            if account_id is None and lane in self._served:
                account_id = connection.scalar(select(func.min(_QUEUE.c.account_id)).where(due))
        if account_id is not None:
            self._served[lane] = account_id
        return account_id


def take(
    database: Database,
    holder: str,
    turns: Turns,
    lanes: Sequence[str],
    *,
    at: datetime,
    until: datetime,
    most_alike: int = 1,
) -> Taken | None:
    """The job that has been due longest of the account whose turn it is, in the first of the lanes that has one; None
    when nothing is due.

    A job is due at its time, and again when the lease of whoever took it has ended; one for a receiver that
    `most_alike` are under way to is not, however many workers are idle.
    """
    for lane in lanes:
        due = and_(_QUEUE.c.lane == lane, _QUEUE.c.due_at <= at)
        if lane == IN_BULK:
            due = and_(due, _QUEUE.c.receiver.is_(None) | _QUEUE.c.receiver.not_in(_busy(at, most_alike)))
        # Another worker may take the last one of an account between look and grasp.
        for _ in range(_TRIES):
            account_id = turns.next(database, lane, due)
            if account_id is None:
                break
            # Two that counted at once would both find room at one receiver.
            with database.at_the_queue(taking=True, alone=lane == IN_BULK) as connection:
                taken = _take(connection, holder, and_(due, _QUEUE.c.account_id == account_id), until)
            if taken is not None:
                return taken
    return None


def renew(database: Database, holder: str, job_ids: Collection[str], *, until: datetime) -> None:
    """Put off the end of the leases on these jobs, as far as they still are this holder's."""
    with database.at_the_queue(taking=True) as connection:
        mine = and_(_QUEUE.c.holder == holder, _QUEUE.c.job_id.in_(job_ids))
        connection.execute(update(_QUEUE).where(mine).values(due_at=until))


def _busy(at: datetime, most_alike: int) -> Select[str]:
    """The receivers that so many jobs are under way to."""
    under_way = (_QUEUE.c.receiver.is_not(None), _QUEUE.c.holder.is_not(None), _QUEUE.c.due_at > at)
    counted = select(_QUEUE.c.receiver).where(*under_way).group_by(_QUEUE.c.receiver)
    return counted.having(func.count() >= most_alike)


def _take(connection: Connection, holder: str, due: ColumnElement[bool], until: datetime) -> Taken | None:
    oldest = select(_QUEUE.c.job_id).where(due).order_by(_QUEUE.c.due_at, _QUEUE.c.job_id).limit(1)
    statement = (
        update(_QUEUE)
        .where(_QUEUE.c.job_id == oldest.with_for_update(skip_locked=True).scalar_subquery())
        .values(holder=holder, due_at=until)
        .returning(_QUEUE.c.job_id, _QUEUE.c.account_id, _QUEUE.c.environment, _QUEUE.c.entity_id)
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        return None
    job_id, account_id, environment, entity_id = row
    return Taken(job_id, Scope(account_id, Environment(environment), entity_id))
