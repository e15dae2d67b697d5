"""A job from its cause to its end: in its scope, once, after pauses where it fails, and given up in the end."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from portal.database import Visit
from portal.errors import JobImpossible
from portal.identity import ActorKind, Scope, system
from portal.jobs.leases import take
from portal.jobs.tasks import Handler, Outcome, Task
from portal.jobs.tools import Tools
from portal.models import Entity
from portal.services.jobs import LATER, NOW, JobState, enqueue
from portal.tenancy.fence import FencedSession
from tests.jobs.support import KIND, add_mark, doing, job_of, leave_mark, marks, put, queue_of, worker_of
from tests.support.portal import World, on_both

MARKING = doing(leave_mark)


def breaking(_visit: Visit, _tools: Tools, _task: Task) -> Outcome:
    raise ZeroDivisionError("by nothing")


@on_both
def test_it_is_done_as_the_system_in_its_own_scope_and_is_gone(world: World) -> None:
    seen: list[tuple[ActorKind, Scope, list[str], int]] = []

    def look(visit: Visit, _tools: Tools, task: Task) -> Outcome:
        entities = list(visit.session.scalars(select(Entity.id)))
        seen.append((visit.actor.kind, visit.scope, entities, task.attempt))
        return Outcome()

    scopes = [world.cast.scope, world.cast.people["oak_full"].scope]
    jobs = [put(world.database, scope) for scope in scopes]
    assert worker_of(world, doing(look)).run_due() == 2
    assert [(kind, scope) for kind, scope, _, _ in seen] == [(ActorKind.SYSTEM, scope) for scope in scopes]
    assert [entities for _, _, entities, _ in seen] == [[scope.entity_id] for scope in scopes]
    assert [attempt for *_, attempt in seen] == [1, 1]
    for scope, job in zip(scopes, jobs, strict=True):
        assert job_of(world.database, scope, job) is None
        assert queue_of(world.database, scope) == []


@on_both
def test_a_cause_that_fails_leaves_no_job(world: World) -> None:
    def cause() -> None:
        with world.database.visit(system(world.cast.scope)) as visit, visit.write() as writing:
            add_mark(visit, writing, "cause")
            enqueue(visit, writing, KIND, parameters={"name": "mark"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause()
    assert queue_of(world.database, world.cast.scope) == []
    assert marks(world.database, world.cast.scope, "cause") == 0


@on_both
def test_the_oldest_first_and_who_waits_before_all(world: World) -> None:
    scope, at = world.cast.scope, datetime.now(UTC) - timedelta(minutes=9)
    for minute, (name, lane) in enumerate([("a", LATER), ("b", LATER), ("c", NOW), ("d", LATER), ("e", NOW)]):
        put(world.database, scope, name, lane=lane, run_at=at + timedelta(minutes=minute))
    put(world.database, scope, "tomorrow", run_at=at + timedelta(days=1))
    order: list[str] = []

    def note(_visit: Visit, _tools: Tools, task: Task) -> Outcome:
        order.append(task.parameters["name"])
        return Outcome()

    assert worker_of(world, doing(note)).run_due() == 5
    assert "".join(order) == "ceabd"


@on_both
def test_a_failure_is_tried_again_after_longer_and_longer_and_then_given_up(world: World) -> None:
    scope, given_up = world.cast.scope, list[str]()

    def told(visit: Visit, writing: FencedSession, task: Task, why: str) -> None:
        given_up.append(f"{task.attempt} {why}")
        add_mark(visit, writing, "given up")

    with freeze_time(datetime.now(UTC)) as clock:
        worker, job = worker_of(world, doing(breaking, given_up=told)), put(world.database, scope)
        assert worker.run_due() == 1
        for pause in (timedelta(seconds=10), timedelta(minutes=1)):
            clock.tick(pause - timedelta(seconds=1))
            assert worker.run_due() == 0
            clock.tick(timedelta(seconds=1))
            assert worker.run_due() == 1
        clock.tick(timedelta(days=1))
        assert worker.run_due() == 0
    row = job_of(world.database, scope, job)
    assert row is not None
    assert (row.state, row.attempts, row.error) == (JobState.FAILED, 3, "ZeroDivisionError: by nothing")
    assert row.finished_at is not None
    assert queue_of(world.database, scope) == []
    assert given_up == ["3 ZeroDivisionError: by nothing"]
    assert marks(world.database, scope, "given up") == 1


@on_both
def test_what_cannot_be_done_is_given_up_at_once(world: World) -> None:
    def impossible(_visit: Visit, _tools: Tools, _task: Task) -> Outcome:
        raise JobImpossible("there is no such thing")

    job = put(world.database, world.cast.scope)
    assert worker_of(world, doing(impossible)).run_due() == 1
    row = job_of(world.database, world.cast.scope, job)
    assert row is not None
    assert (row.state, row.attempts, row.error) == (JobState.FAILED, 1, "there is no such thing")


@on_both
def test_a_kind_that_nobody_knows_is_given_up(world: World) -> None:
    job = put(world.database, world.cast.scope)
    assert worker_of(world, {}).run_due() == 1
    row = job_of(world.database, world.cast.scope, job)
    assert row is not None
    assert row.state == JobState.FAILED


@on_both
def test_a_result_is_kept_for_who_asks(world: World) -> None:
    job = put(world.database, world.cast.scope)
    worker_of(world, doing(lambda *_: Outcome(result={"sha256": "abc"}))).run_due()
    row = job_of(world.database, world.cast.scope, job)
    assert row is not None
    assert (row.state, row.result) == (JobState.DONE, {"sha256": "abc"})


@on_both
def test_an_effect_that_fails_leaves_nothing_of_itself(world: World) -> None:
    def run(visit: Visit, _tools: Tools, _task: Task) -> Outcome:
        def effect(writing: FencedSession) -> None:
            add_mark(visit, writing, "half")
            writing.flush()
            raise ZeroDivisionError

        return Outcome(effect)

    job = put(world.database, world.cast.scope)
    worker_of(world, doing(run)).run_due()
    row = job_of(world.database, world.cast.scope, job)
    assert row is not None
    assert (row.state, marks(world.database, world.cast.scope, "half")) == (JobState.QUEUED, 0)


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
            assert take(world.database, "other", (LATER,), at=at, until=at + lease) is not None
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
    taken = [take(world.database, name, (NOW, LATER), at=at, until=at + timedelta(minutes=1)) for name in "ab"]
    assert [each is None for each in taken] == [False, True]
    again = take(world.database, "b", (NOW, LATER), at=at + timedelta(minutes=1), until=at + timedelta(minutes=2))
    assert again == taken[0]


def test_each_handler_may_be_tried_as_often_as_it_has_pauses_and_once_more() -> None:
    assert Handler(leave_mark, back_off=()).most_attempts == 1
