"""An event on its way: so many attempts with pauses, what came of each, and the end of a webhook that never answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from portal.errors import Conflict, NotFound
from portal.services.outbox.deliveries import FAILED, PAUSES, redeliver, send_test
from portal.services.outbox.webhooks import change_webhook
from portal.settings import Settings
from tests.jobs.support import worker_of
from tests.support.hooks import deliveries, make, state_of, tell
from tests.support.portal import World, on_both
from tests.support.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def settings(settings: Settings, receiver: Receiver) -> Settings:
    """With the receiver on the allow-list of the sandbox."""
    return replace(settings, webhook_private_allow_list=receiver.place)


@on_both
def test_five_attempts_with_pauses_and_then_it_is_switched_off(world: World, receiver: Receiver) -> None:
    made = make(world, receiver, world.cast.scope, "*")
    receiver.status, receiver.answer = 503, b"not now"
    with freeze_time(datetime.now(UTC) + timedelta(seconds=5)) as clock:
        tell(world)
        worker = worker_of(world)
        worker.run_due()
        for count, pause in enumerate(PAUSES[1:], start=1):
            clock.tick(pause - timedelta(seconds=1))
            worker.run_due()
            assert len(receiver.taken) == count
            clock.tick(timedelta(seconds=1))
            worker.run_due()
            assert len(receiver.taken) == count + 1
        clock.tick(timedelta(days=9))
        worker.run_due()
    assert len(receiver.taken) == 5
    assert len({taken.headers["X-Webhook-Delivery"] for taken in receiver.taken}) == 1
    assert len({taken.headers["X-Webhook-Timestamp"] for taken in receiver.taken}) == 5
    (row,) = deliveries(world)
    assert (row.state, row.next_at) == (FAILED, None)
    assert [(each["status"], each["answer"]) for each in row.attempts] == [(503, "not now")] * 5
    webhook = state_of(world, made)
    assert (webhook.enabled, webhook.disabled_reason) == (False, "5 attempts failed; the last one: it answered 503")
    mails = list((world.settings.data_dir / "mail").glob("*.eml"))
    assert len(mails) == 1
    assert made.view.id in mails[0].read_text(encoding="utf-8")


def test_a_failure_that_mends_itself_is_delivered_later(world: World, receiver: Receiver) -> None:
    make(world, receiver, world.cast.scope, "*")
    receiver.status = 500
    with freeze_time(datetime.now(UTC) + timedelta(seconds=5)) as clock:
        tell(world)
        worker_of(world).run_due()
        receiver.status = 204
        clock.tick(timedelta(minutes=1))
        worker_of(world).run_due()
    (row,) = deliveries(world)
    assert (row.state, [each["status"] for each in row.attempts]) == ("delivered", [500, 204])


def test_what_waits_for_one_that_was_switched_off_is_dropped(world: World, receiver: Receiver) -> None:
    made = make(world, receiver, world.cast.scope, "*")
    receiver.status = 500
    with freeze_time(datetime.now(UTC) + timedelta(seconds=5)) as clock:
        tell(world)
        worker_of(world).run_due()
        with world.visit("admin") as visit:
            change_webhook(visit, world.settings, made.view.id, active=False)
        clock.tick(timedelta(minutes=1))
        worker_of(world).run_due()
    assert len(receiver.taken) == 1
    assert [row.state for row in deliveries(world)] == ["dropped"]


@on_both
def test_a_test_event_and_a_redelivery(world: World, receiver: Receiver) -> None:
    made = make(world, receiver, world.cast.scope, "payment.received")
    with world.visit("admin") as visit:
        sent = send_test(visit, made.view.id)
    assert (sent.status, sent.event_type) == ("waiting", "webhook.test")
    worker_of(world).run_due()
    with world.visit("admin") as visit:
        again = redeliver(visit, sent.id)
    assert again.id != sent.id
    assert again.request_body == sent.request_body
    worker_of(world).run_due()
    assert [taken.headers["X-Webhook-Event"] for taken in receiver.taken] == ["webhook.test"] * 2
    with world.visit("admin") as visit:
        change_webhook(visit, world.settings, made.view.id, active=False)
        with pytest.raises(Conflict):
            redeliver(visit, sent.id)
        with pytest.raises(NotFound):
            redeliver(visit, "dlv_none")


def test_a_name_that_leads_inside_by_now_is_not_gone_to(world: World, receiver: Receiver) -> None:
    """What was fine when it was written down is looked at again each time."""
    make(world, receiver, world.cast.scope, "*")
    guarded = replace(world.settings, webhook_private_allow_list="")
    tell(world)
    worker = worker_of(world)
    worker._tools = replace(worker._tools, settings=guarded)
    worker.run_due()
    assert receiver.taken == []
    (row,) = deliveries(world)
    assert "private" in row.attempts[0]["error"]


@on_both
def test_a_receiver_that_never_keeps_up_is_switched_off(
    world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.services.outbox.deliveries.MOST_WAITING", 3)
    made = make(world, receiver, world.cast.scope, "*")
    receiver.status = 503
    worker = worker_of(world)
    for _ in range(3):
        tell(world)
        worker.run_due()
    assert state_of(world, made).enabled
    tell(world)
    worker.run_due()
    webhook = state_of(world, made)
    assert (webhook.enabled, webhook.disabled_reason) == (False, "3 events wait for it")
    assert len(deliveries(world)) == 3
