"""The firm's backend at the services' door: visits with Ada's account key, inside one of its entities."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.database import Database, Visit
from portal.demo.cast import Cast
from portal.identity import Actor, ActorKind, Scope
from portal.models import Document
from tests.services.bills import like

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)
USUAL = {
    "is_draft": False,
    "voided_at": None,
    "currency": "EUR",
    "gross_total": Decimal(100),
    "due_total": Decimal(100),
    "open_total": Decimal(100),
    "paid_total": Decimal(0),
}


@contextmanager
def inside(database: Database, cast: Cast, scope: Scope | None = None) -> Iterator[Visit]:
    """A visit in Elm, or in another scope, on a Sunday in November."""
    actor = Actor(ActorKind.ACCOUNT_KEY, scope or cast.scope, subject=cast.keys["sk"].id, name="backend")
    with database.visit(actor, at=AT) as visit:
        yield visit


def bill(visit: Visit, **changes: Any) -> str:
    """An issued invoice over 100 EUR, but for the changes; its id."""
    invoices = select(Document).where(
        Document.direction == "issued", Document.type == "invoice", Document.issued_at.is_not(None)
    )
    model = visit.session.scalars(invoices.limit(1)).one()
    document = like(model, **USUAL | changes)
    with visit.write() as writing:
        writing.add(document)
    return document.id


def owed(visit: Visit, document_id: str) -> tuple[Decimal, Decimal]:
    """What is paid on a document, and what is open."""
    totals = select(Document.paid_total, Document.open_total).where(Document.id == document_id)
    paid, due = visit.session.execute(totals).one()
    return paid, due


def amounts(paid: object, due: object) -> tuple[Decimal, Decimal]:
    """What `owed` finds, written shortly."""
    return Decimal(str(paid)), Decimal(str(due))
