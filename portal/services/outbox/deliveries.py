"""Events on their way to webhooks: one delivery an address, so many attempts, and what came of each."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, true

from portal.database import Visit
from portal.errors import Conflict, NotFound
from portal.identity import new_id
from portal.models import Webhook, WebhookDelivery
from portal.services.lists.listing import Listing
from portal.services.lists.query_language import Field, Kind
from portal.services.outbox.events import TEST_EVENT, body_of, wants
from portal.services.outbox.jobs import IN_BULK, JobKind, enqueue, keep_clean
from portal.services.outbox.switching_off import switch_off
from portal.services.outbox.webhooks import webhook_row
from portal.services.removing import remove_some
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing

# Before the first attempt and each further one; after the last failure the webhook is disabled.
PAUSES = (
    timedelta(0),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
WAITING, DELIVERED, FAILED, DROPPED = "waiting", "delivered", "failed", "dropped"
MOST_WAITING = 10_000
KEPT_FOR = timedelta(days=30)
LISTING = Listing(
    "webhook-logs",
    WebhookDelivery,
    {
        "id": Field(WebhookDelivery.id),
        "webhook_id": Field(WebhookDelivery.webhook_id),
        "event_type": Field(WebhookDelivery.event),
        "status": Field(WebhookDelivery.state),
        "created_at": Field(WebhookDelivery.created_at, Kind.INSTANT, sorted=True),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """A delivery; `attempts` oldest first, each `{at, status, error, milliseconds, answer}`.

    `status` is waiting, delivered, failed after the last attempt, or dropped, when its webhook was switched off.
    """

    id: str
    webhook_id: str
    webhook_url: str
    entity_id: str | None
    event_type: str
    status: str
    request_body: str
    attempts: tuple[Mapping[str, Any], ...]
    next_attempt_at: datetime | None
    created_at: datetime
    finished_at: datetime | None


def here(visit: Visit) -> ColumnElement[bool]:
    """Which deliveries a visit may see: of an entity's own webhooks, or outside any entity of the account's."""
    return WebhookDelivery.of_account() if visit.scope.entity_id is None else true()


def show_deliveries(visit: Visit, rows: tuple[WebhookDelivery, ...]) -> list[DeliveryView]:
    """The rows of a page as they are shown."""
    wanted = select(Webhook.id, Webhook.url).where(Webhook.id.in_({row.webhook_id for row in rows}))
    urls = {identity: url for identity, url in visit.session.execute(wanted)}
    return [_view(row, urls[row.webhook_id]) for row in rows]


def send_test(visit: Visit, webhook_id: str) -> DeliveryView:
    """Send a webhook an event that means nothing. Raises NotFound, and Conflict for one that is switched off."""
    with visit.write() as writing:
        row = _active(writing, visit, webhook_id)
        body = body_of(visit, TEST_EVENT, {"id": webhook_id})
        return _view(_begin(visit, writing, row, TEST_EVENT, body, new_id("dlv")), row.url)


def redeliver(visit: Visit, delivery_id: str) -> DeliveryView:
    """Send the same event once more, as a delivery of its own. Raises NotFound, and Conflict as `send_test` does."""
    with visit.write() as writing:
        wanted = select(WebhookDelivery).where(WebhookDelivery.id == delivery_id, here(visit))
        earlier = writing.scalars(wanted).one_or_none()
        if earlier is None:
            raise NotFound("no such delivery")
        row = _active(writing, visit, earlier.webhook_id)
        return _view(_begin(visit, writing, row, earlier.event, earlier.body, new_id("dlv")), row.url)


def spread_event(visit: Visit, ring: KeyRing, event: str, body: str, inside: str | None, job_id: str) -> None:
    """Begin a delivery to each webhook that wants the event: a worker's part, outside any entity.

    `inside` is the entity that it happened in. Done twice for one job it changes nothing the second time. A webhook
    that MOST_WAITING events wait for is switched off: its receiver does not keep up, and never would.
    """
    with visit.write() as writing:
        for row in writing.scalars(select(Webhook).where(Webhook.hearing_of(inside), Webhook.enabled)).all():
            if not wants(row.events, event):
                continue
            delivery_id = f"dlv_{_digest(job_id, row.id)}"
            if writing.scalars(select(WebhookDelivery.id).where(WebhookDelivery.id == delivery_id)).first() is not None:
                continue
            if _too_many_wait(writing, row.id):
                switch_off(visit, writing, ring, row.id, f"{MOST_WAITING} events wait for it")
            else:
                _begin(visit, writing, row, event, body, delivery_id)


def forget_deliveries(visit: Visit, writing: FencedSession) -> bool:
    """Remove from the log what ended longer ago than it is kept."""
    return remove_some(writing, WebhookDelivery, WebhookDelivery.finished_at <= visit.at - KEPT_FOR)


def _too_many_wait(writing: FencedSession, webhook_id: str) -> bool:
    waiting = select(WebhookDelivery.id).where(WebhookDelivery.webhook_id == webhook_id)
    return (
        writing.scalars(waiting.where(WebhookDelivery.state == WAITING).offset(MOST_WAITING - 1).limit(1)).first()
        is not None
    )


def _begin(
    visit: Visit, writing: FencedSession, row: Webhook, event: str, body: str, delivery_id: str
) -> WebhookDelivery:
    delivery = WebhookDelivery(
        id=delivery_id,
        entity_id=row.entity_id,
        webhook_id=row.id,
        event=event,
        body=body,
        state=WAITING,
        attempts=[],
        next_at=visit.at,
        created_at=visit.at,
    )
    writing.add(delivery)
    enqueue(visit, writing, JobKind.DELIVER_WEBHOOK, subject=delivery_id, lane=IN_BULK, receiver=row.id)
    keep_clean(visit, writing)
    return delivery


def _active(writing: FencedSession, visit: Visit, webhook_id: str) -> Webhook:
    row = webhook_row(writing, visit, webhook_id)
    if not row.enabled:
        raise Conflict("the webhook is switched off; switch it on with active: true", code="webhook_disabled")
    return row


def _digest(*parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode()).digest()[:16]
    return base64.b32encode(digest).decode().rstrip("=").lower()


def _view(row: WebhookDelivery, url: str) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        webhook_id=row.webhook_id,
        webhook_url=url,
        # An account's webhook hears of all its entities: which one it was is told by the event itself.
        entity_id=json.loads(row.body)["entity_id"],
        event_type=row.event,
        status=row.state,
        request_body=row.body,
        attempts=tuple(row.attempts),
        next_attempt_at=row.next_at,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
