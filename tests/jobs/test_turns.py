"""Whose work is done next: people who wait first, mail before what comes in bulk, and each account in its turn."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

from portal.database import Visit
from portal.jobs.leases import Turns, take
from portal.jobs.tasks import Outcome, Task
from portal.jobs.tools import Tools
from portal.services.outbox.jobs import IN_BULK, LATER, NOW
from tests.jobs.support import doing, put, worker_of
from tests.support.portal import World, on_both


@on_both
def test_bulk_waits_for_mail_and_mail_for_people(world: World) -> None:
    done: list[str] = []

    def note(_visit: Visit, _tools: Tools, task: Task) -> Outcome:
        done.append(task.parameters["name"])
        return Outcome()

    for name, lane in (("event 1", IN_BULK), ("event 2", IN_BULK), ("mail", LATER), ("page", NOW)):
        put(world.database, world.cast.scope, name, lane=lane)
    worker_of(world, doing(note)).run_due()
    assert done == ["page", "mail", "event 1", "event 2"]


@on_both
def test_no_account_waits_behind_the_thousand_jobs_of_another(world: World) -> None:
    done: list[str] = []

    def note(visit: Visit, _tools: Tools, task: Task) -> Outcome:
        done.append(visit.scope.account_id)
        return Outcome()

    ada, oak = world.cast.scope, world.cast.scopes[world.cast.oak]
    for count in range(8):
        put(world.database, ada, f"event {count}", lane=IN_BULK)
    for count in range(3):
        put(world.database, oak, f"later event {count}", lane=IN_BULK)
    worker_of(world, doing(note)).run_due()
    assert sorted(done[:6]) == sorted([ada.account_id, oak.account_id] * 3)
    assert done[6:] == [ada.account_id] * 5


@on_both
def test_a_slow_receiver_takes_its_share_of_the_workers_and_no_more(world: World) -> None:
    scope, at = world.cast.scope, datetime.now(UTC)
    for name in "abc":
        put(world.database, scope, f"slow {name}", lane=IN_BULK, run_at=at, receiver="whk_slow")
    put(world.database, scope, "other", lane=IN_BULK, run_at=at, receiver="whk_other")
    put(world.database, scope, "spread", lane=IN_BULK, run_at=at)
    lease, together = timedelta(minutes=1), Barrier(8)

    def grasp(number: int) -> int:
        together.wait(20)
        taken = take(world.database, f"{number}", Turns(), (IN_BULK,), at=at, until=at + lease)
        return 0 if taken is None else 1

    with ThreadPoolExecutor(8) as workers:
        assert sum(workers.map(grasp, range(8))) == 3
    assert take(world.database, "more", Turns(), (IN_BULK,), at=at, until=at + lease, most_alike=2) is not None
    assert take(world.database, "more", Turns(), (IN_BULK,), at=at, until=at + lease, most_alike=2) is None
    # Workers that went hold nothing up.
    later = at + lease
    assert take(world.database, "later", Turns(), (IN_BULK,), at=later, until=later + lease) is not None
