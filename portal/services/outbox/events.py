"""What happens here as the firm's own systems hear of it: one job in the transaction of the cause, spread by a worker.

An event never slows its cause down and is never told of a cause that was undone.
"""

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import simplejson
from sqlalchemy import select

from portal.database import Visit
from portal.identity import new_id
from portal.models import Account, Webhook
from portal.services.outbox.jobs import IN_BULK, JobKind, enqueue
from portal.tenancy.fence import FencedSession

_DOCUMENTS = ("invoice", "credit_note", "advance_invoice", "estimate", "delivery_note")
_HAPPENED = {
    **dict.fromkeys(_DOCUMENTS, ("created", "updated", "finalized", "voided", "paid", "deleted")),
    "payment": ("received", "deleted", "restored"),
    "file": ("created", "updated", "deleted"),
    "export": ("completed", "failed"),
    "user": ("added", "changed", "removed", "invited"),
    "link": ("issued", "opened", "refused", "revoked"),
    "session": ("started", "ended"),
}
EVENTS = tuple(f"{noun}.{what}" for noun, happened in _HAPPENED.items() for what in happened)
"""Every event there is, as `noun.what_happened`."""
TEST_EVENT = "webhook.test"
ALL = "*"
LONGEST_BODY = 250_000
# Where a transaction remembers whether anybody hears of what it writes down.
LISTENS = "listens"


def announce(visit: Visit, writing: FencedSession, event: str, data: Mapping[str, object] | object) -> None:
    """Tell all webhooks that want this event, once the caller's transaction is committed.

    `writing` is the session of that transaction, `event` one of EVENTS (ValueError otherwise), `data` what the
    receiver is told: a mapping or a frozen view, with at least the `id` of what it happened to. Decimals become JSON
    numbers, days and instants ISO texts. No secret belongs in it: no token, no key.

    Whatever `activity.record` writes down is announced by itself (`portal.services.outbox.announcing`); call this
    only for what has no row there.
    """
    if event not in EVENTS:
        raise ValueError(f"{event} is no event; add it to portal.services.outbox.events")
    if somebody_listens(visit, writing):
        parameters = {"event": event, "body": body_of(visit, event, data)}
        enqueue(visit, writing, JobKind.SPREAD_EVENT, lane=IN_BULK, parameters=parameters)


def somebody_listens(visit: Visit, writing: FencedSession) -> bool:
    """Whether there is a webhook at all that hears of this scope: most accounts have none, and then there is no job."""
    # Asked once a transaction: a batch of links writes hundreds of rows in one.
    if LISTENS not in writing.info:
        listens = writing.scalars(select(Account.listens)).one_or_none() or ()
        own = select(Webhook.id).where(Webhook.enabled).limit(1)
        writing.info[LISTENS] = (
            visit.scope.environment.value in listens or writing.scalars(own).one_or_none() is not None
        )
    return bool(writing.info[LISTENS])


def body_of(visit: Visit, event: str, data: Mapping[str, object] | object) -> str:
    """The text that is posted and signed: `{"id", "event", "environment", "entity_id", "timestamp", "data"}`."""
    told = {
        "id": new_id("evt"),
        "event": event,
        "environment": visit.scope.environment.value,
        "entity_id": visit.scope.entity_id,
        "timestamp": _instant(visit.at),
        "data": _plain(data),
    }
    text = simplejson.dumps(told, use_decimal=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if len(text) > LONGEST_BODY:
        told["data"] = {"id": told["data"].get("id"), "cut": True}
        text = simplejson.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text


def wants(events: list[Any], event: str) -> bool:
    """Whether a webhook with these events is told of this one."""
    return event in events or ALL in events or event == TEST_EVENT


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    match value:
        case Mapping():
            return {str(name): _plain(part) for name, part in value.items()}
        case Enum():
            return value.value
        case list() | tuple():
            return [_plain(part) for part in value]
        case datetime():
            return _instant(value)
        case date():
            return value.isoformat()
        case _:
            return value


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
