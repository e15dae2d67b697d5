"""Webhooks, of one entity or of the whole account, and what became of their deliveries."""

from typing import ClassVar, cast

from portal_sdk.resources.base import Arguments, Kept, Pages, place
from portal_sdk.schemas import Delivery, Webhook, WebhookIn, WebhookPatch


class Webhooks(Kept[Webhook, WebhookIn, WebhookPatch]):
    """Addresses of an entity that are told of its events. The secret of one is shown when it is made, and once more
    when it is exchanged."""

    path: ClassVar[str] = "/webhooks"

    def rotate_secret(self, webhook_id: str, *, entity_id: str | None = None) -> Webhook:
        """Give it a new secret."""
        return cast(
            Webhook,
            self._write("POST", place(self.path, webhook_id, "rotate-secret"), Arguments(entity_id=entity_id)),
        )

    def test(self, webhook_id: str, *, entity_id: str | None = None) -> Delivery:
        """Send it an event that means nothing."""
        return cast(Delivery, self._write("POST", place(self.path, webhook_id, "test"), Arguments(entity_id=entity_id)))


class AccountWebhooks(Webhooks):
    """The same for every entity of the account; needs an account key."""

    path = "/account-webhooks"


class WebhookLogs(Pages[Delivery]):
    """Deliveries, with what the address answered."""

    path: ClassVar[str] = "/webhook-logs"

    def redeliver(self, delivery_id: str, *, entity_id: str | None = None) -> Delivery:
        """Send it once more."""
        return cast(
            Delivery, self._write("POST", place(self.path, delivery_id, "redeliver"), Arguments(entity_id=entity_id))
        )


class AccountWebhookLogs(WebhookLogs):
    """Deliveries to the account's own webhooks; needs an account key."""

    path = "/account-webhook-logs"
