"""A webhook that cannot keep up: switched off with the reason, and the firm told by mail."""

from datetime import UTC, datetime

from sqlalchemy import select

from portal.database import Visit
from portal.models import Account, Webhook
from portal.services.history.activity import Event, Thing, record
from portal.services.outbox.mail import send_mail
from portal.services.outbox.webhooks import note_listening
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing


def switch_off(visit: Visit, writing: FencedSession, ring: KeyRing, webhook_id: str, reason: str) -> None:
    """Switch a webhook off, in the caller's transaction; what still waits for it is dropped as its turn comes."""
    webhook = writing.scalars(select(Webhook).where(Webhook.id == webhook_id)).one()
    if not webhook.enabled:
        return
    webhook.enabled, webhook.disabled_reason, webhook.updated_at = False, reason, datetime.now(UTC)
    writing.flush()
    note_listening(visit, writing)
    record(visit, writing, Event.WEBHOOK_DISABLED, Thing(webhook.id, webhook.url), reason=reason)
    contact = writing.scalars(select(Account.contact_email)).one()
    if contact is not None:
        text = (
            f"The webhook {webhook.id} for {webhook.url} was switched off: {reason}.\n\n"
            "What happens meanwhile is not sent later. Mend the receiver, then switch the webhook on again with\n"
            f'PATCH …/{webhook.id} {{"active": true}}. The log of deliveries has the details.\n'
        )
        send_mail(visit, writing, ring, contact, "A webhook was switched off", text)
