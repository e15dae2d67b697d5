"""Webhooks in tests: registered with a real receiver, told of events, their signatures checked as a receiver would."""

import hashlib
import hmac

from sqlalchemy import select

from portal.database import Visit
from portal.identity import Scope, system
from portal.models import Webhook, WebhookDelivery
from portal.services.outbox.events import announce
from portal.services.outbox.webhooks import MadeWebhook, create_webhook
from tests.support.portal import World
from tests.support.receiver import Receiver, Taken


def outside(scope: Scope) -> Scope:
    return Scope(scope.account_id, scope.environment)


def make(world: World, receiver: Receiver, scope: Scope, *events: str, path: str = "") -> MadeWebhook:
    with world.database.visit(system(scope)) as visit:
        return create_webhook(visit, world.parts.ring, world.settings, receiver.url + path, list(events))


def tell(world: World, event: str = "invoice.created", scope: Scope | None = None, **data: object) -> None:
    with world.database.visit(system(scope or world.cast.scope)) as visit, visit.write() as writing:
        announce(visit, writing, event, {"id": "inv_1", **data})


def rows(visit: Visit) -> list[WebhookDelivery]:
    return list(visit.session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.created_at)))


def deliveries(world: World) -> list[WebhookDelivery]:
    with world.database.visit(system(outside(world.cast.scope))) as visit:
        return rows(visit)


def state_of(world: World, made: MadeWebhook) -> Webhook:
    with world.database.visit(system(outside(world.cast.scope))) as visit:
        return visit.session.get_one(Webhook, made.view.id)


def is_signed(taken: Taken, secret: str) -> bool:
    """As the documentation has it, written anew."""
    parts = dict(part.split("=", 1) for part in taken.headers["X-Webhook-Signature"].split(","))
    signed = f"{parts['t']}.".encode() + taken.body
    assert parts["t"] == taken.headers["X-Webhook-Timestamp"]
    return hmac.compare_digest(parts["v1"], hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest())
