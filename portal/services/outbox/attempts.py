"""One attempt to deliver an event: signed, posted, written down; a worker's part."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select

from portal.database import Visit
from portal.errors import Invalid
from portal.models import Webhook, WebhookDelivery
from portal.outbound.places import read_place
from portal.outbound.posting import Posted, post
from portal.outbound.signing import signature
from portal.services.outbox.deliveries import DELIVERED, DROPPED, FAILED, PAUSES, WAITING
from portal.services.outbox.jobs import IN_BULK, JobKind, enqueue
from portal.services.outbox.switching_off import switch_off
from portal.services.outbox.webhooks import secret_of
from portal.settings import Settings
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing

USER_AGENT = "Portal-Webhook/1.0"
Effect = Callable[[FencedSession], None]


def attempt_delivery(visit: Visit, ring: KeyRing, settings: Settings, delivery_id: str) -> Effect | None:
    """Post the event once; what is returned writes down what came of it, and what is to follow.

    An answer of 2xx is a delivery. After the last of the attempts the webhook is switched off, and the firm told.
    """
    delivery = visit.session.scalars(select(WebhookDelivery).where(WebhookDelivery.id == delivery_id)).one_or_none()
    if delivery is None or delivery.state != WAITING:
        return None
    webhook = visit.session.scalars(select(Webhook).where(Webhook.id == delivery.webhook_id)).one()
    if not webhook.enabled:
        return lambda writing: _end(writing, delivery_id, DROPPED)
    visit.stop_reading()
    began = datetime.now(UTC)
    posted = _post(visit, ring, settings, webhook, delivery)
    return lambda writing: _write_down(visit, writing, ring, delivery_id, began, posted)


def _post(visit: Visit, ring: KeyRing, settings: Settings, webhook: Webhook, delivery: WebhookDelivery) -> Posted:
    body, timestamp = delivery.body.encode(), int(time.time())
    try:
        place = read_place(webhook.url, visit.scope.environment, settings.webhook_private_allow_list)
        secret = secret_of(ring, webhook)
    except Invalid as refused:
        return Posted(None, "", str(refused), 0)
    except KeyError:
        return Posted(None, "", "its secret was made with a key that is no more; rotate the secret", 0)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "X-Webhook-Signature": signature(secret, timestamp, body),
        "X-Webhook-Timestamp": str(timestamp),
        "X-Webhook-Event": delivery.event,
        "X-Webhook-Delivery": delivery.id,
        "X-Webhook-Id": webhook.id,
    }
    return post(place, body, headers)


def _write_down(
    visit: Visit, writing: FencedSession, ring: KeyRing, delivery_id: str, began: datetime, posted: Posted
) -> None:
    row = writing.scalars(select(WebhookDelivery).where(WebhookDelivery.id == delivery_id)).one_or_none()
    if row is None:
        return
    told = {
        "at": began.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "status": posted.status,
        "error": posted.error,
        "milliseconds": posted.milliseconds,
        "answer": posted.answer,
    }
    row.attempts = [*row.attempts, told]
    if posted.taken:
        _end(writing, delivery_id, DELIVERED)
    elif len(row.attempts) < len(PAUSES):
        row.next_at = datetime.now(UTC) + PAUSES[len(row.attempts)]
        enqueue(
            visit,
            writing,
            JobKind.DELIVER_WEBHOOK,
            subject=delivery_id,
            lane=IN_BULK,
            run_at=row.next_at,
            receiver=row.webhook_id,
        )
    else:
        _end(writing, delivery_id, FAILED)
        why = posted.error or f"it answered {posted.status}"
        switch_off(visit, writing, ring, row.webhook_id, f"{len(PAUSES)} attempts failed; the last one: {why}")


def _end(writing: FencedSession, delivery_id: str, state: str) -> None:
    row = writing.scalars(select(WebhookDelivery).where(WebhookDelivery.id == delivery_id)).one_or_none()
    if row is not None:
        row.state, row.next_at, row.finished_at = state, None, datetime.now(UTC)
