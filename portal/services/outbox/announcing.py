"""Activities as events: what the trail tells people, told to the firm's own systems in their words."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from portal.database import Visit
from portal.models import Activity, Document
from portal.services.outbox.events import announce
from portal.tenancy.fence import FencedSession

UNNUMBERED = "draft"
"""What the trail calls a document that has no number yet."""
_TYPES = {
    "inv": "invoice",
    "cre": "credit_note",
    "adv": "advance_invoice",
    "est": "estimate",
    "dln": "delivery_note",
}
_DOCUMENTS = {
    "document:added": "created",
    "document:imported": "created",
    "document:changed": "updated",
    "document:issued": "finalized",
    "document:voided": "voided",
    "document:deleted": "deleted",
}
_OTHERS = {
    "payment:recorded": "payment.received",
    "payment:deleted": "payment.deleted",
    "payment:restored": "payment.restored",
    "file:added": "file.created",
    "file:changed": "file.updated",
    "file:deleted": "file.deleted",
    "export:completed": "export.completed",
    "export:failed": "export.failed",
    "user:added": "user.added",
    "user:changed": "user.changed",
    "user:removed": "user.removed",
    "user:invited": "user.invited",
    "link:issued": "link.issued",
    "link:opened": "link.opened",
    "link:refused": "link.refused",
    "link:revoked": "link.revoked",
    "session:ended": "session.ended",
}
_MAY_SETTLE = frozenset({"payment:recorded", "payment:restored"})


def announce_activity(visit: Visit, writing: FencedSession, row: Activity) -> None:
    """Announce what a new row of the trail tells, and what follows from it, in the same transaction."""
    for event, data in _told(writing, row):
        announce(visit, writing, event, data)


def _told(writing: FencedSession, row: Activity) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if row.object_id is None:
        return
    by = {"kind": row.actor_kind, "id": row.subject, "name": row.actor_name}
    data = {"id": row.object_id, "name": row.object_name, **row.details, "actor": by}
    if row.event in _DOCUMENTS:
        kind = _TYPES[row.object_id[:3]]
        number = None if row.object_name == UNNUMBERED else row.object_name
        # A second original is a file more of a document that was told of before.
        happened = "updated" if row.details.get("outcome") == "second_original" else _DOCUMENTS[row.event]
        yield f"{kind}.{happened}", {"type": kind, **data, "number": number}
    elif row.event.startswith("payment:") and row.event in _OTHERS:
        # The trail names the document that was paid.
        yield _OTHERS[row.event], {**data, "id": row.details["payment"], "document_id": row.object_id}
    elif row.event in _OTHERS:
        yield _OTHERS[row.event], data
    if row.event in _MAY_SETTLE or (row.event == "payment:changed" and "amount" in row.details["changed"].split(", ")):
        # What is set off settles the credit note as well.
        for document_id in filter(None, (row.object_id, row.details.get("credit_note"))):
            yield from _settled(writing, document_id)
    if row.event == "link:opened":
        yield "session.started", {"id": row.session_id, "link_id": row.object_id, "name": row.object_name, "actor": by}


def _settled(writing: FencedSession, document_id: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    document = writing.scalars(select(Document).where(Document.id == document_id)).one_or_none()
    if document is not None and document.open_total <= 0:
        yield f"{document.type}.paid", {"id": document.id, "type": document.type, "number": document.number}
