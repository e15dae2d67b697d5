"""A job from its cause to its end: in its scope, once, after pauses where it fails, and given up in the end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from freezegun import freeze_time
from sqlalchemy import select
from structlog.testing import capture_logs

from portal.database import Visit
from portal.errors import DatabaseUnavailable, JobImpossible
from portal.identity import ActorKind, Scope, system
from portal.jobs.handlers import HANDLERS
from portal.jobs.running import BROKE
from portal.jobs.tasks import Outcome, Task
from portal.jobs.tools import Tools
from portal.models import Activity, Entity
from portal.services.exports.asked import ExportAsked, ExportKind
from portal.services.exports.asking import begin_export
from portal.services.exports.export_views import show_export
from portal.services.exports.exporting import ExportWanted
from portal.services.outbox.jobs import LATER, NOW, JobState, enqueue
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
    # Whose turn comes first is the account's matter (test_turns), not the order in which they came.
    seen.sort(key=lambda each: scopes.index(each[1]))
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
    assert (row.state, row.attempts, row.error) == (JobState.FAILED, 3, BROKE)
    assert row.finished_at is not None
    assert queue_of(world.database, scope) == []
    assert given_up == [f"3 {BROKE}"]
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


@pytest.mark.parametrize("error", [OSError(2, "none", "/srv/data/x"), DatabaseUnavailable("INSERT INTO export")])
def test_nobody_but_the_log_hears_what_a_library_or_the_database_says(world: World, error: Exception) -> None:
    def broken(_visit: Visit, _tools: Tools, _task: Task) -> Outcome:
        raise error

    with world.visit("ek") as visit:
        wanted = ExportWanted(first=date(2020, 1, 1), last=date(2029, 12, 31))
        export = begin_export(visit, ExportAsked(kind=ExportKind.CSV, wanted=wanted))
    handler = replace(HANDLERS["make_export"], run=broken, back_off=())
    with capture_logs() as logs:
        assert worker_of(world, {"make_export": handler}).run_due() == 1
    with world.visit("ek") as visit:
        assert show_export(visit, export.id).error == BROKE
        told = visit.session.scalars(select(Activity.details).where(Activity.event == "export:failed"))
        assert [each["error"] for each in told] == [BROKE]
    assert [each["why"] for each in logs if each["event"] == "job failed"] == [str(error)]


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
