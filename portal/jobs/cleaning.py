"""What passes is removed, a day after its time at the latest: one job a scope, which comes back while there is more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal.database import Visit
from portal.jobs.tasks import Outcome, Task
from portal.jobs.tools import Tools
from portal.models import ApiCall, Export, Job, WebhookDelivery
from portal.services.api_calls import forget_calls
from portal.services.exports.room import remove_expired
from portal.services.outbox.deliveries import forget_deliveries
from portal.services.outbox.jobs import JobKind, enqueue, forget_finished, is_passing, keep_clean
from portal.tenancy.fence import FencedSession

CLEANERS: tuple[Callable[[Visit, FencedSession], bool], ...] = (forget_calls, forget_deliveries, forget_finished)
SOON = timedelta(seconds=10)
# As long as one of these has a row, there will be something to remove.
_PASSING: tuple[Any, ...] = (ApiCall.id, WebhookDelivery.id, Export.id)


def clean(visit: Visit, tools: Tools, _task: Task) -> Outcome:
    """Remove what is over in the job's scope: kept answers, delivery logs, ended jobs, and exports with their bytes."""
    if visit.scope.entity_id is not None:
        remove_expired(visit, tools.storage)

    def settle(writing: FencedSession) -> None:
        if any([cleaner(visit, writing) for cleaner in CLEANERS]):
            # In small transactions: on SQLite everybody else waits meanwhile.
            enqueue(visit, writing, JobKind.CLEAN, run_at=visit.at + SOON)
        elif any(writing.scalars(select(each).limit(1)).first() is not None for each in _PASSING) or _ended(writing):
            keep_clean(visit, writing)

    return Outcome(settle)


def _ended(writing: FencedSession) -> bool:
    return writing.scalars(select(Job.id).where(is_passing()).limit(1)).first() is not None
