"""Webhooks and their deliveries as the API takes and gives them."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from portal.api.schemas.base import Body, Instant, Metadata, Out
from portal.outbound.places import LONGEST_URL
from portal.services.outbox.events import ALL, EVENTS
from portal.services.outbox.webhooks import LONGEST_DESCRIPTION

Url = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_URL), Field(description="https, and public.")]
EventName = Annotated[str, Field(json_schema_extra={"enum": [ALL, *EVENTS]})]
Events = Annotated[list[EventName], Field(min_length=1, max_length=len(EVENTS), description='`["*"]` for all.')]
Description = Annotated[str, StringConstraints(max_length=LONGEST_DESCRIPTION)]


class WebhookIn(Body):
    """A new webhook: where events go, and which."""

    url: Url
    events: Events
    description: Description | None = None
    active: bool = True
    metadata: Metadata | None = None


class WebhookPatch(Body):
    """What is named changes; `active: true` also takes up one that was switched off after failures."""

    url: Url | None = None
    events: Events | None = None
    description: Description | None = None
    active: bool | None = None
    metadata: Metadata | None = None


class WebhookOut(Out):
    """A webhook; its secret is shown at its making and at rotation only."""

    id: str
    entity_id: str | None
    url: str
    description: str | None
    events: list[str]
    active: bool
    disabled_reason: str | None
    secret: str
    metadata: dict[str, Any]
    created_at: Instant
    updated_at: Instant | None


class AttemptOut(Out):
    """One attempt: the answer's status and its first 2 kB, or the reason why there was none."""

    at: Instant
    status: int | None
    error: str | None
    milliseconds: int
    answer: str


class DeliveryOut(Out):
    """One event on its way to one webhook. `response_…` and `error_message` are those of the last attempt."""

    id: str
    webhook_id: str
    webhook_url: str
    entity_id: str | None
    event_type: str
    status: str = Field(description="waiting, delivered, failed, or dropped when its webhook was switched off.")
    attempt: int
    max_attempts: int
    response_status: int | None
    response_body: str | None
    error_message: str | None
    duration_ms: int | None
    request_body: str
    attempts: list[AttemptOut]
    next_attempt_at: Instant | None
    created_at: Instant
    finished_at: Instant | None
