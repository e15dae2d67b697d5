"""A job whose worker went: taken up by another, and the late one writes nothing."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from portal.database import Visit
from portal.identity import system
from portal.jobs.leases import Turns, take
from portal.jobs.tasks import Handler, Outcome, Task
from portal.jobs.tools import Tools
from portal.services.outbox.jobs import LATER, NOW, JobState
from tests.jobs.support import doing, job_of, leave_mark, marks, put, queue_of, worker_of
from tests.support.portal import World, on_both

MARKING = doing(leave_mark)


@on_both
def test_a_job_whose_worker_went_is_taken_up_and_the_late_one_writes_nothing(world: World) -> None:
    scope, lease = world.cast.scope, timedelta(seconds=60)
    job = put(world.database, scope)
    with freeze_time(datetime.now(UTC) + timedelta(seconds=1)) as clock:

        def slow(visit: Visit, tools: Tools, task: Task) -> Outcome:
            if task.attempt == 1:
                clock.tick(lease - timedelta(seconds=1))
                assert worker_of(world, MARKING).run_due() == 0
                clock.tick(timedelta(seconds=1))
                assert worker_of(world, MARKING).run_due() == 1
            return leave_mark(visit, tools, task)

        assert worker_of(world, doing(slow), lease).run_due() == 1
    assert marks(world.database, scope) == 1
    assert job_of(world.database, scope, job) is None


@on_both
@pytest.mark.parametrize("same", [False, True], ids=["another worker", "a thread of the same worker"])
def test_the_late_one_writes_nothing_while_the_other_is_still_at_it(world: World, same: bool) -> None:
    """A machine that slept may even take its own job once more, not knowing that it still does it."""
    scope, lease, go_on, begun = world.cast.scope, timedelta(seconds=60), threading.Event(), threading.Event()
    marked: list[int] = []

    def run(visit: Visit, tools: Tools, task: Task) -> Outcome:
        if task.attempt == 1:
            clock.tick(lease)
            second.start()
            assert begun.wait(60)
        else:
            begun.set()
            assert go_on.wait(60)
        return leave_mark(visit, tools, task)

    first = worker_of(world, doing(run), lease)
    other = first if same else worker_of(world, doing(run), lease)
    second = threading.Thread(target=other.run_next)
    put(world.database, scope)
    with freeze_time(datetime.now(UTC) + timedelta(seconds=1)) as clock:
        assert first.run_next()
        marked.append(marks(world.database, scope))
        go_on.set()
        second.join()
    assert [*marked, marks(world.database, scope)] == [0, 1]
    assert queue_of(world.database, scope) == []


def test_the_late_one_writes_nothing_once_another_has_only_taken_it(world: World) -> None:
    lease = timedelta(seconds=60)
    put(world.database, world.cast.scope)
    with freeze_time(datetime.now(UTC) + timedelta(seconds=1)) as clock:

        def run(visit: Visit, tools: Tools, task: Task) -> Outcome:
            clock.tick(lease)
            at = datetime.now(UTC)
            assert take(world.database, "other", Turns(), (LATER,), at=at, until=at + lease) is not None
            return leave_mark(visit, tools, task)

        assert worker_of(world, doing(run), lease).run_next()
    assert marks(world.database, world.cast.scope) == 0
    assert len(queue_of(world.database, world.cast.scope)) == 1


@on_both
def test_a_job_that_takes_its_workers_down_comes_to_an_end(world: World) -> None:
    scope, job = world.cast.scope, put(world.database, world.cast.scope)

    class Killed(BaseException):
        pass

    def deadly(*_: object) -> Outcome:
        raise Killed

    with freeze_time(datetime.now(UTC) + timedelta(seconds=1)) as clock:
        for _ in range(3):
            with pytest.raises(Killed):
                worker_of(world, doing(deadly)).run_due()
            assert worker_of(world, doing(deadly)).run_due() == 0
            clock.tick(timedelta(seconds=60))
        assert worker_of(world, doing(deadly)).run_due() == 1
    row = job_of(world.database, scope, job)
    assert row is not None
    assert (row.state, row.attempts) == (JobState.FAILED, 3)
    assert "the worker ended" in (row.error or "")


def test_a_job_that_is_no_more_leaves_the_queue(world: World) -> None:
    scope, job = world.cast.scope, put(world.database, world.cast.scope)
    with world.database.visit(system(scope)) as visit, visit.write() as writing:
        row = job_of(world.database, scope, job)
        assert row is not None
        writing.delete(writing.merge(row))
    assert worker_of(world, MARKING).run_due() == 1
    assert queue_of(world.database, scope) == []


def test_the_state_says_that_it_is_being_done(world: World) -> None:
    states: list[str] = []

    def look(visit: Visit, _tools: Tools, task: Task) -> Outcome:
        row = job_of(world.database, visit.scope, task.job_id)
        states.append(row.state if row else "none")
        return Outcome()

    put(world.database, world.cast.scope)
    worker_of(world, doing(look)).run_due()
    assert states == [JobState.RUNNING]


@on_both
def test_two_takers_never_get_one_job(world: World) -> None:
    put(world.database, world.cast.scope)
    at = datetime.now(UTC) + timedelta(seconds=1)
    taken = [take(world.database, name, Turns(), (NOW, LATER), at=at, until=at + timedelta(minutes=1)) for name in "ab"]
    assert [each is None for each in taken] == [False, True]
    again = take(
        world.database, "b", Turns(), (NOW, LATER), at=at + timedelta(minutes=1), until=at + timedelta(minutes=2)
    )
    assert again == taken[0]


def test_each_handler_may_be_tried_as_often_as_it_has_pauses_and_once_more() -> None:
    assert Handler(leave_mark, back_off=()).most_attempts == 1
