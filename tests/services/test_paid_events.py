"""A document that becomes paid is told of once, whichever way it came to be."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from portal.database import Visit
from portal.models import Job
from portal.services.catalog.payments import change_payment, delete_payment, record_payment, restore_payment
from portal.settings import Settings
from tests.services.firm import bill
from tests.support.hooks import make
from tests.support.portal import World
from tests.support.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def settings(settings: Settings, receiver: Receiver) -> Settings:
    """With the receiver on the allow-list of the sandbox."""
    return replace(settings, webhook_private_allow_list=receiver.place)


def paid(visit: Visit) -> list[tuple[str, str]]:
    """The events of paid documents that wait to be told, and of which."""
    jobs = visit.session.scalars(select(Job).where(Job.kind == "spread_event").order_by(Job.created_at, Job.id))
    told: list[dict[str, Any]] = [job.parameters for job in jobs]
    return [(each["event"], each["body"]) for each in told if each["event"].endswith(".paid")]


def test_a_changed_amount_and_a_set_off_credit_note_are_told(world: World, receiver: Receiver) -> None:
    make(world, receiver, world.cast.scope, "*")
    with world.database.visit(world.actor("sk")) as visit:
        invoice = bill(visit)
        part = record_payment(visit, document_id=invoice, amount=Decimal(40))
        change_payment(visit, part.id, amount=Decimal(60))
        assert paid(visit) == []
        change_payment(visit, part.id, amount=Decimal(100))
        ((event, body),) = paid(visit)
        assert event == "invoice.paid"
        assert invoice in body
        change_payment(visit, part.id, note="the rest came later")
        assert len(paid(visit)) == 1

        other, credit = bill(visit), bill(visit, type="credit_note", due_total=Decimal(25), open_total=Decimal(25))
        said: Any = {"document_id": other, "credit_note_id": credit, "type": "credit_note"}
        set_off = record_payment(visit, amount=Decimal(20), **said)
        change_payment(visit, set_off.id, amount=Decimal(25))
        assert [name for name, _ in paid(visit)].count("credit_note.paid") == 1
        delete_payment(visit, set_off.id)
        restore_payment(visit, set_off.id)
        events = [name for name, _ in paid(visit)]
        assert (events.count("credit_note.paid"), events.count("invoice.paid")) == (2, 1)
