"""Webhooks of one entity, and of the whole account: the same routes twice, each kind where its key reaches."""

from typing import Any

from portal.api.listed import wanted_of
from portal.api.route import Answer, Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, ListQuery, page_of
from portal.api.schemas.webhooks import DeliveryOut, WebhookIn, WebhookOut, WebhookPatch
from portal.database import Visit
from portal.errors import Invalid
from portal.policy import Permission
from portal.services.lists.listing import list_rows
from portal.services.outbox import deliveries, webhooks
from portal.services.outbox.deliveries import PAUSES, DeliveryView
from portal.services.outbox.webhooks import MadeWebhook, WebhookView

noun = Noun("webhooks", "Where an entity's events are posted to.")
of_account = Noun("account_webhooks", "Where the events of all the account's entities are posted to.")
_MASKED = "whsec_****"
_NEVER_NULL = ("url", "events", "active")


def list_all(visit: Visit, call: Call[Body, ListQuery]) -> Listed[WebhookOut]:
    """List the webhooks."""
    found = list_rows(visit, call.parts.ring, webhooks.LISTING, wanted_of(call.query), webhooks.here(visit))
    return page_of(found, [_shown(webhooks.view_of(row)) for row in found.rows])


def create(visit: Visit, call: Call[WebhookIn, NoQuery]) -> Answer:
    """Make a webhook. Its `secret` is shown this once."""
    said: Any = call.body.given() | {"metadata": call.body.metadata or {}}
    made = webhooks.create_webhook(visit, call.parts.ring, call.parts.settings, **said)
    return Answer(_made(made), 201)


def show(visit: Visit, call: Call[Body, NoQuery]) -> WebhookOut:
    """Show a webhook."""
    return _shown(webhooks.show_webhook(visit, call.path["webhook_id"]))


def change(visit: Visit, call: Call[WebhookPatch, NoQuery]) -> WebhookOut:
    """Change a webhook, or switch it off and on."""
    given: Any = call.body.given()
    for name in _NEVER_NULL:
        if name in given and given[name] is None:
            raise Invalid(f"{name}: cannot be null; leave it out to keep it")
    if "metadata" in given:
        given["metadata"] = given["metadata"] or {}
    return _shown(webhooks.change_webhook(visit, call.parts.settings, call.path["webhook_id"], **given))


def delete(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """Delete a webhook, and the log of its deliveries with it."""
    webhooks.delete_webhook(visit, call.path["webhook_id"])


def rotate_secret(visit: Visit, call: Call[Body, NoQuery]) -> WebhookOut:
    """Give a webhook a new secret, shown this once; from now on events are signed with it alone."""
    return _made(webhooks.rotate_secret(visit, call.parts.ring, call.path["webhook_id"]))


def test(visit: Visit, call: Call[Body, NoQuery]) -> DeliveryOut:
    """Send a webhook the event `webhook.test`; the log says what came of it."""
    return _delivery(deliveries.send_test(visit, call.path["webhook_id"]))


def list_logs(visit: Visit, call: Call[Body, ListQuery]) -> Listed[DeliveryOut]:
    """List deliveries with their attempts, newest first."""
    found = list_rows(visit, call.parts.ring, deliveries.LISTING, wanted_of(call.query), deliveries.here(visit))
    return page_of(found, [_delivery(view) for view in deliveries.show_deliveries(visit, found.rows)])


def redeliver(visit: Visit, call: Call[Body, NoQuery]) -> DeliveryOut:
    """Send the same event once more, as a delivery of its own."""
    return _delivery(deliveries.redeliver(visit, call.path["delivery_id"]))


def _declare(noun: Noun, base: str, logs: str, reach: Reach, one_of: Reach, permission: Permission) -> None:
    where: dict[str, Any] = {"reach": reach, "permission": permission}
    this: dict[str, Any] = {"reach": one_of, "permission": permission}
    one = f"{base}/<webhook_id>"
    noun.route("GET", base, **where, query=ListQuery, answer=Listed[WebhookOut])(list_all)
    noun.route("POST", base, **where, body=WebhookIn, answer=WebhookOut)(create)
    noun.route("GET", one, **this, answer=WebhookOut)(show)
    noun.route("PATCH", one, **this, body=WebhookPatch, answer=WebhookOut)(change)
    noun.route("DELETE", one, **this)(delete)
    noun.route("POST", f"{one}/rotate-secret", **this, answer=WebhookOut, status=200)(rotate_secret)
    noun.route("POST", f"{one}/test", **this, answer=DeliveryOut, status=200)(test)
    noun.route("GET", logs, **where, query=ListQuery, answer=Listed[DeliveryOut])(list_logs)
    noun.route("POST", f"{logs}/<delivery_id>/redeliver", **this, answer=DeliveryOut, status=200)(redeliver)


_declare(noun, "/webhooks", "/webhook-logs", Reach.ENTITY, Reach.THING, Permission.MANAGE_ENTITY)
_declare(
    of_account, "/account-webhooks", "/account-webhook-logs", Reach.ACCOUNT, Reach.ACCOUNT, Permission.MANAGE_ACCOUNT
)


def _shown(view: WebhookView, secret: str = _MASKED) -> WebhookOut:
    fields = {name: getattr(view, name) for name in WebhookView.__dataclass_fields__}
    return WebhookOut.model_validate({**fields, "events": list(view.events), "secret": secret})


def _made(made: MadeWebhook) -> WebhookOut:
    return _shown(made.view, made.secret)


def _delivery(view: DeliveryView) -> DeliveryOut:
    fields = {name: getattr(view, name) for name in DeliveryView.__dataclass_fields__}
    last: dict[str, Any] = dict(view.attempts[-1]) if view.attempts else {}
    return DeliveryOut.model_validate(
        {
            **fields,
            "attempts": list(view.attempts),
            "attempt": len(view.attempts),
            "max_attempts": len(PAUSES),
            "response_status": last.get("status"),
            "response_body": last.get("answer"),
            "error_message": last.get("error"),
            "duration_ms": last.get("milliseconds"),
        }
    )
