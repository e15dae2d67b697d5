"""The firm's addresses for events: made, shown, listed, changed, ended; each with a secret that is never stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, select, true

from portal.database import Visit
from portal.errors import Invalid, NotFound
from portal.identity import new_id
from portal.models import Account, Webhook, WebhookDelivery
from portal.outbound.places import read_place
from portal.outbound.signing import secret_text
from portal.services.history.activity import Event, Thing, record
from portal.services.lists.listing import Listing
from portal.services.lists.query_language import Field, Kind
from portal.services.outbox.events import ALL, EVENTS
from portal.services.removing import remove_some
from portal.settings import Settings
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing

PURPOSE = "webhook"
LONGEST_DESCRIPTION = 500
MOST_WEBHOOKS = 20
LISTING = Listing(
    "webhooks",
    Webhook,
    {
        "id": Field(Webhook.id),
        "url": Field(Webhook.url, sorted=True),
        "active": Field(Webhook.enabled, Kind.FLAG),
        "created_at": Field(Webhook.created_at, Kind.INSTANT, sorted=True),
    },
    searched=(Webhook.url, Webhook.description),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookView:
    """A webhook. `entity_id` is None for one of the account's, which hears of all entities."""

    id: str
    entity_id: str | None
    url: str
    description: str | None
    events: tuple[str, ...]
    active: bool
    disabled_reason: str | None
    metadata: dict[str, Any]
    created_at: datetime
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class MadeWebhook:
    """A webhook with its secret, which is shown this once."""

    view: WebhookView
    secret: str


class WebhookOptions(TypedDict, total=False):
    """What need not be said; `active=True` also takes up one that was disabled after failures."""

    description: str | None
    active: bool
    metadata: dict[str, str]


class WebhookChanges(WebhookOptions, total=False):
    """What can be changed."""

    url: str
    events: list[str]


def create_webhook(
    visit: Visit, ring: KeyRing, settings: Settings, url: str, events: list[str], **more: Unpack[WebhookOptions]
) -> MadeWebhook:
    """A webhook of the visit's entity, or outside any entity of the whole account. Raises Invalid, naming the field."""
    with visit.write() as writing:
        if len(writing.scalars(select(Webhook.id).where(here(visit))).all()) >= MOST_WEBHOOKS:
            raise Invalid(f"url: there are {MOST_WEBHOOKS} webhooks already; delete one that is not needed")
        row = Webhook(
            id=new_id("whk"),
            events=[],
            enabled=True,
            secret_kid=ring.newest,
            secret_version=1,
            meta={},
            created_at=visit.at,
        )
        _change(visit, row, settings, WebhookChanges(url=url, events=events, **more))
        row.updated_at = None
        writing.add(row)
        writing.flush()
        note_listening(visit, writing)
        record(visit, writing, Event.WEBHOOK_CREATED, Thing(row.id, row.url))
        return MadeWebhook(view_of(row), secret_of(ring, row))


def show_webhook(visit: Visit, webhook_id: str) -> WebhookView:
    """One webhook; NotFound for any other."""
    return view_of(webhook_row(visit.session, visit, webhook_id))


def change_webhook(visit: Visit, settings: Settings, webhook_id: str, **changes: Unpack[WebhookChanges]) -> WebhookView:
    """Change what is given. Raises NotFound, and Invalid, naming the field."""
    with visit.write() as writing:
        row = webhook_row(writing, visit, webhook_id)
        _change(visit, row, settings, changes)
        writing.flush()
        note_listening(visit, writing)
        record(visit, writing, Event.WEBHOOK_CHANGED, Thing(row.id, row.url))
        return view_of(row)


def delete_webhook(visit: Visit, webhook_id: str) -> None:
    """End a webhook, and its deliveries with it. Raises NotFound."""
    with visit.write() as writing:
        row = webhook_row(writing, visit, webhook_id)
        while remove_some(writing, WebhookDelivery, WebhookDelivery.webhook_id == webhook_id):
            pass
        writing.delete(row)
        writing.flush()
        note_listening(visit, writing)
        record(visit, writing, Event.WEBHOOK_DELETED, Thing(row.id, row.url))


def rotate_secret(visit: Visit, ring: KeyRing, webhook_id: str) -> MadeWebhook:
    """A new secret, shown this once; from now on every attempt is signed with it alone. Raises NotFound."""
    with visit.write() as writing:
        row = webhook_row(writing, visit, webhook_id)
        row.secret_kid, row.secret_version, row.updated_at = ring.newest, row.secret_version + 1, visit.at
        record(visit, writing, Event.WEBHOOK_CHANGED, Thing(row.id, row.url), secret=row.secret_version)
        return MadeWebhook(view_of(row), secret_of(ring, row))


def secret_of(ring: KeyRing, row: Webhook) -> str:
    """The secret of a webhook, derived anew each time. KeyError when its key is no more in the ring."""
    return secret_text(ring.derive(PURPOSE, f"{row.id}.{row.secret_version}", row.secret_kid))


def here(visit: Visit) -> ColumnElement[bool]:
    """Which webhooks a visit handles: an entity's own, or outside any entity those of the account itself."""
    return Webhook.of_account() if visit.scope.entity_id is None else true()


def note_listening(visit: Visit, writing: FencedSession) -> None:
    """Have the account's row say whether a webhook of its own is active in this environment."""
    if visit.scope.entity_id is not None:
        return
    account = writing.scalars(select(Account).with_for_update()).one()
    active = writing.scalars(select(Webhook.id).where(here(visit), Webhook.enabled).limit(1)).one_or_none()
    others = set(account.listens) - {visit.scope.environment.value}
    account.listens = sorted(others | ({visit.scope.environment.value} if active else set()))


def view_of(row: Webhook) -> WebhookView:
    """The row as it is shown."""
    return WebhookView(
        id=row.id,
        entity_id=row.entity_id,
        url=row.url,
        description=row.description,
        events=tuple(row.events),
        active=row.enabled,
        disabled_reason=row.disabled_reason,
        metadata=row.meta,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def webhook_row(session: FencedSession, visit: Visit, webhook_id: str) -> Webhook:
    """The row of a webhook that this visit handles. Raises NotFound."""
    row = session.scalars(select(Webhook).where(Webhook.id == webhook_id, here(visit))).one_or_none()
    if row is None:
        raise NotFound("no such webhook")
    return row


def _change(visit: Visit, row: Webhook, settings: Settings, changes: WebhookChanges) -> None:
    if "url" in changes:
        read_place(changes["url"], visit.scope.environment, settings.webhook_private_allow_list)
        row.url = changes["url"]
    if "events" in changes:
        row.events = _clean_events(changes["events"])
    if "description" in changes:
        row.description = (changes["description"] or "").strip()[:LONGEST_DESCRIPTION] or None
    if "active" in changes:
        row.enabled = changes["active"]
        row.disabled_reason = None
    if "metadata" in changes:
        row.meta = dict(changes["metadata"])
    row.updated_at = visit.at


def _clean_events(events: list[str]) -> list[str]:
    unknown = sorted(set(events) - {*EVENTS, ALL})
    if unknown:
        raise Invalid(f'events: {unknown[0][:60]!r} is no event; /api/v1/docs#webhooks lists them, "*" is all')
    if not events:
        raise Invalid('events: name at least one, or take "*" for all')
    return sorted(set(events))
