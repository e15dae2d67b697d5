"""What passes goes by itself: kept answers after a day, logs of deliveries and ended jobs after a month."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from portal.database import Visit
from portal.errors import JobImpossible
from portal.identity import Scope, system
from portal.jobs.handlers import HANDLERS
from portal.jobs.tasks import Handler, Outcome, Task
from portal.jobs.tools import Tools
from portal.models import ApiCall, Job, WebhookDelivery
from portal.services.outbox.jobs import CLEANED_EVERY, JobKind, keep_clean
from portal.settings import Settings
from tests.jobs.support import put, worker_of
from tests.support.api import Backend
from tests.support.hooks import make, tell
from tests.support.portal import World, on_both
from tests.support.receiver import Receiver, receiving

KINDS: tuple[type[ApiCall] | type[WebhookDelivery] | type[Job], ...] = (ApiCall, WebhookDelivery, Job)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def settings(settings: Settings, receiver: Receiver) -> Settings:
    return replace(settings, webhook_private_allow_list=receiver.place)


def rows(world: World, scope: Scope) -> list[int]:
    """How many kept answers, deliveries and jobs there are."""
    with world.database.visit(system(scope)) as visit:
        return [len(visit.session.scalars(select(kind.id)).all()) for kind in KINDS]


def fail(_visit: Visit, _tools: Tools, _task: Task) -> Outcome:
    raise JobImpossible("no")


@on_both
def test_everything_that_passes_has_gone_after_its_time(world: World, receiver: Receiver) -> None:
    scope = world.cast.account_scope
    calls = Backend(world, world.cast.keys["sk"].text)
    handlers = {**HANDLERS, JobKind.SEND_MAIL.value: Handler(fail)}
    worker = worker_of(world, handlers)
    with freeze_time(datetime.now(UTC) + timedelta(seconds=1)) as clock:
        make(world, receiver, world.cast.scope, "*")
        tell(world)
        put(world.database, scope, "fails")
        calls.post("/entities", {"name": "Willow", "country": "SI"}, headers={"Idempotency-Key": "once"})
        worker.run_due()
        answers, deliveries, jobs = rows(world, scope)
        assert answers == 1
        assert deliveries > 0
        assert jobs > 1
        clock.tick(CLEANED_EVERY + timedelta(minutes=1))
        worker.run_due()
        assert rows(world, scope)[0] == 0
        assert rows(world, scope)[1] > 0
        for _ in range(33):
            clock.tick(CLEANED_EVERY + timedelta(minutes=1))
            worker.run_due()
        # Nothing is left, not even the cleaning itself.
        assert rows(world, scope) == [0, 0, 0]


@on_both
def test_two_that_want_it_clean_at_once_put_it_down_once(world: World) -> None:
    together = Barrier(6)

    def want(_: int) -> None:
        with world.database.visit(system(world.cast.scope)) as visit:
            together.wait(20)
            with visit.write() as writing:
                keep_clean(visit, writing)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(want, range(6)))
    with world.database.visit(system(world.cast.scope)) as visit:
        assert len(visit.session.scalars(select(Job).where(Job.kind == JobKind.CLEAN.value)).all()) == 1


@pytest.mark.parametrize("scope", ["scope", "account_scope"])
def test_cleaning_is_put_down_once(world: World, scope: str) -> None:
    calls = Backend(world, world.cast.keys["sk"].text, world.cast.elm if scope == "scope" else None)
    for name in "abc":
        path = "/customers" if scope == "scope" else "/account/keys"
        calls.post(path, {"name": name}, headers={"Idempotency-Key": name})
    with world.database.visit(system(getattr(world.cast, scope))) as visit:
        waiting = visit.session.scalars(select(Job).where(Job.kind == JobKind.CLEAN.value)).all()
        assert len(waiting) == 1
