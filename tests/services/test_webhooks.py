"""Events reach the firm's own systems: signed, once the cause is committed, to those who asked and nobody else."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.errors import Invalid, NotFound
from portal.identity import system
from portal.models import Account, Activity, Job
from portal.services.history.activity import verify_chain
from portal.services.outbox.deliveries import send_test
from portal.services.outbox.events import EVENTS, announce
from portal.services.outbox.webhooks import (
    MOST_WEBHOOKS,
    change_webhook,
    create_webhook,
    delete_webhook,
    rotate_secret,
    show_webhook,
)
from portal.settings import Settings
from tests.jobs.support import worker_of
from tests.support.api import Backend
from tests.support.hooks import deliveries, is_signed, make, outside, rows, state_of, tell
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
def test_an_event_reaches_the_entitys_webhook_and_the_accounts_and_no_others(world: World, receiver: Receiver) -> None:
    scope, sibling = world.cast.scope, world.cast.scopes[world.cast.birch]
    own = make(world, receiver, scope, "invoice.created", path="&own")
    firms = make(world, receiver, outside(scope), "*", path="&firm")
    make(world, receiver, sibling, "*", path="&sibling")
    make(world, receiver, scope, "invoice.voided", path="&other-event")
    foreign = world.cast.people["oak_full"].scope
    with world.database.visit(system(outside(foreign))) as visit:
        create_webhook(visit, world.parts.ring, world.settings, receiver.url + "&foreign", ["*"])

    tell(world, amount=Decimal("12.30"), on=datetime(2026, 3, 1, tzinfo=UTC).date())
    assert receiver.taken == []
    worker_of(world).run_due()

    by_path = {taken.path.rpartition("&")[2]: taken for taken in receiver.taken}
    assert sorted(by_path) == ["firm", "own"]
    assert len(receiver.taken) == 2
    for name, made in (("own", own), ("firm", firms)):
        taken = by_path[name]
        assert is_signed(taken, made.secret)
        assert not is_signed(replace(taken, body=taken.body + b" "), made.secret)
        assert taken.headers["X-Webhook-Event"] == "invoice.created"
        assert taken.headers["X-Webhook-Id"] == made.view.id
        assert taken.headers["User-Agent"] == "Portal-Webhook/1.0"
    assert by_path["own"].body == by_path["firm"].body
    told = json.loads(by_path["own"].body, parse_float=Decimal)
    assert told["data"] == {"id": "inv_1", "amount": Decimal("12.30"), "on": "2026-03-01"}
    assert (told["event"], told["entity_id"], told["environment"]) == ("invoice.created", scope.entity_id, "sandbox")
    assert told["timestamp"].endswith("Z")
    assert {row.state for row in deliveries(world)} == {"delivered"}
    with world.visit("admin") as visit:
        assert [row.webhook_id for row in rows(visit)] == [own.view.id]


@on_both
def test_where_nobody_listens_there_is_no_job(world: World, receiver: Receiver) -> None:
    tell(world)
    made = make(world, receiver, outside(world.cast.scope), "*")
    with world.database.visit(system(outside(world.cast.scope))) as visit:
        change_webhook(visit, world.settings, made.view.id, active=False)
    tell(world)
    with world.visit("admin") as visit:
        assert visit.session.scalars(select(Job)).all() == []
    with world.database.visit(system(outside(world.cast.scope))) as visit:
        change_webhook(visit, world.settings, made.view.id, active=True)
        assert visit.session.scalars(select(Account)).one().listens == ["sandbox"]
    tell(world)
    worker_of(world).run_due()
    assert len(receiver.taken) == 1
    with world.database.visit(system(outside(world.cast.scope))) as visit:
        delete_webhook(visit, made.view.id)
        assert visit.account.listens == []


def test_a_cause_that_is_undone_is_not_told(world: World, receiver: Receiver) -> None:
    make(world, receiver, world.cast.scope, "*")

    def cause() -> None:
        with world.database.visit(system(world.cast.scope)) as visit, visit.write() as writing:
            announce(visit, writing, "invoice.created", {"id": "x"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause()
    worker_of(world).run_due()
    assert receiver.taken == []


@on_both
def test_a_secret_is_shown_once_and_changes_with_rotation(world: World, receiver: Receiver) -> None:
    made = make(world, receiver, world.cast.scope, "*")
    assert made.secret.startswith("whsec_")
    row = state_of(world, made)
    assert made.secret not in repr(vars(row))
    with world.visit("admin") as visit:
        rotated = rotate_secret(visit, world.parts.ring, made.view.id)
    assert rotated.secret != made.secret
    tell(world)
    worker_of(world).run_due()
    assert is_signed(receiver.taken[0], rotated.secret)
    assert not is_signed(receiver.taken[0], made.secret)


def test_a_sibling_and_the_account_do_not_handle_an_entitys_webhook(world: World, receiver: Receiver) -> None:
    made = make(world, receiver, world.cast.scope, "*")
    firms = make(world, receiver, outside(world.cast.scope), "*")
    sibling = world.cast.scopes[world.cast.birch]
    for scope, webhook in ((sibling, made), (outside(sibling), made), (world.cast.scope, firms), (sibling, firms)):
        with world.database.visit(system(scope)) as visit:
            for ask in (show_webhook, delete_webhook, send_test):
                with pytest.raises(NotFound):
                    ask(visit, webhook.view.id)


def test_what_cannot_be_taken_is_refused_by_name(world: World, receiver: Receiver) -> None:
    def refused(url: str, *events: str) -> str:
        with world.visit("admin") as visit, pytest.raises(Invalid) as refusal:
            create_webhook(visit, world.parts.ring, world.settings, url, list(events))
        return str(refusal.value).partition(":")[0]

    assert refused(receiver.url, "invoice.eaten") == "events"
    assert refused(receiver.url) == "events"
    assert refused("http://10.0.0.1/", "*") == "url"
    live = world.cast.scopes[world.cast.linden]
    with world.database.visit(system(live)) as visit, pytest.raises(Invalid, match="https"):
        create_webhook(visit, world.parts.ring, world.settings, receiver.url, ["*"])
    for _ in range(MOST_WEBHOOKS):
        make(world, receiver, world.cast.scope, "*")
    assert refused(receiver.url, "*") == "url"


def test_only_what_is_an_event_is_announced(world: World) -> None:
    with pytest.raises(ValueError, match="no event"):
        tell(world, "invoice.eaten")
    assert len(set(EVENTS)) == len(EVENTS)


@on_both
def test_links_and_sessions_are_told_of_without_their_secrets(world: World, receiver: Receiver) -> None:
    make(world, receiver, outside(world.cast.scope), "*")
    token = world.token("admin")
    session = world.browser().follow(token)
    secret = session.secret.partition(":")[2]
    session.post("/session/sign-out")
    worker_of(world).run_due()
    told = [json.loads(taken.body) for taken in receiver.taken]
    assert sorted(each["event"] for each in told) == ["link.issued", "link.opened", "session.ended", "session.started"]
    text = b"".join(taken.body for taken in receiver.taken).decode()
    assert token not in text
    assert secret not in text
    with world.visit("admin") as visit:
        assert verify_chain(visit) > 0


def test_switching_off_is_in_the_trail(world: World, receiver: Receiver) -> None:
    made = make(world, receiver, world.cast.scope, "*")
    with world.visit("admin") as visit:
        delete_webhook(visit, made.view.id)
        told = visit.session.scalars(select(Activity.event).where(Activity.object_id == made.view.id))
        assert list(told) == ["webhook:created", "webhook:deleted"]


@on_both
def test_each_thing_that_happens_to_a_document_is_told_once(world: World, receiver: Receiver) -> None:
    make(world, receiver, world.cast.scope, "*")
    calls = Backend(world, world.cast.keys["ek"].text)
    body = {"customer": {"name": "Once"}, "items": [{"name": "W", "quantity": 1, "price": 1}]}
    draft = calls.post("/invoices", {**body, "is_draft": True})
    calls.patch(f"/invoices/{draft['id']}", {"note": "Thank you"})
    issued = calls.post(f"/documents/{draft['id']}/finalize", {}, status=200)
    worker_of(world).run_due()
    told = [json.loads(taken.body) for taken in receiver.taken]
    happened = [(each["event"], each["data"]["number"]) for each in told if each["data"]["id"] == draft["id"]]
    assert sorted(happened) == [
        ("invoice.created", None),
        ("invoice.finalized", issued["number"]),
        ("invoice.updated", None),
    ]
    assert {each["data"]["actor"]["kind"] for each in told} == {"entity_key"}
