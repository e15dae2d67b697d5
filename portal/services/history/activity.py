"""The activity trail: append-only, hash-chained per entity, written in the transaction of what it tells of."""

import enum
import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import select

from portal.database import Visit
from portal.errors import AuditBroken
from portal.identity import Actor, new_id
from portal.models import Activity, ActivityHead, Document
from portal.services.outbox.announcing import UNNUMBERED, announce_activity
from portal.tenancy.fence import FencedSession

GENESIS = "0" * 64


class Event(enum.StrEnum):
    """`subject:what happened`, in the past tense."""

    ACCOUNT_CREATED = "account:created"
    ACCOUNT_CHANGED = "account:changed"
    ORIGIN_ADDED = "origin:added"
    ORIGIN_REMOVED = "origin:removed"
    ENTITY_CREATED = "entity:created"
    ENTITY_CHANGED = "entity:changed"
    USER_ADDED = "user:added"
    USER_INVITED = "user:invited"
    USER_CHANGED = "user:changed"
    USER_REMOVED = "user:removed"
    STAFF_ADDED = "staff:added"
    STAFF_CHANGED = "staff:changed"
    STAFF_REMOVED = "staff:removed"
    STAFF_ASSIGNED = "staff:assigned"
    STAFF_UNASSIGNED = "staff:unassigned"
    KEY_CREATED = "key:created"
    KEY_ENDED = "key:ended"
    LINK_ISSUED = "link:issued"
    LINK_OPENED = "link:opened"
    LINK_REFUSED = "link:refused"
    LINK_MAILED = "link:mailed"
    LINK_CODE_MAILED = "link:code_mailed"
    LINK_REVOKED = "link:revoked"
    LINKS_ENDED = "links:ended"
    SESSION_ENDED = "session:ended"
    DOCUMENT_ADDED = "document:added"
    DOCUMENT_CHANGED = "document:changed"
    DOCUMENT_ISSUED = "document:issued"
    DOCUMENT_VOIDED = "document:voided"
    DOCUMENT_DELETED = "document:deleted"
    DOCUMENT_IMPORTED = "document:imported"
    DOCUMENT_VIEWED = "document:viewed"
    DOCUMENT_DOWNLOADED = "document:downloaded"
    DOCUMENTS_EXPORTED = "documents:exported"
    EXPORT_COMPLETED = "export:completed"
    EXPORT_FAILED = "export:failed"
    EXPORT_CANCELLED = "export:cancelled"
    EXPORT_DOWNLOADED = "export:downloaded"
    FILE_ADDED = "file:added"
    FILE_CHANGED = "file:changed"
    FILE_DELETED = "file:deleted"
    FILE_DOWNLOADED = "file:downloaded"
    CUSTOMER_ADDED = "customer:added"
    CUSTOMER_CHANGED = "customer:changed"
    CUSTOMER_DELETED = "customer:deleted"
    CUSTOMER_RESTORED = "customer:restored"
    ITEM_ADDED = "item:added"
    ITEM_CHANGED = "item:changed"
    ITEM_DELETED = "item:deleted"
    ITEM_RESTORED = "item:restored"
    TAX_ADDED = "tax:added"
    TAX_CHANGED = "tax:changed"
    TAX_DELETED = "tax:deleted"
    TAX_RESTORED = "tax:restored"
    PAYMENT_RECORDED = "payment:recorded"
    PAYMENT_CHANGED = "payment:changed"
    PAYMENT_DELETED = "payment:deleted"
    PAYMENT_RESTORED = "payment:restored"
    PERIOD_CLOSED = "period:closed"
    REPORT_DOWNLOADED = "report:downloaded"
    WEBHOOK_CREATED = "webhook:created"
    WEBHOOK_CHANGED = "webhook:changed"
    WEBHOOK_DISABLED = "webhook:disabled"
    WEBHOOK_DELETED = "webhook:deleted"


@dataclass(frozen=True, slots=True)
class Thing:
    """What an event happened to: an id and the name people know it by."""

    id: str
    name: str


def document_thing(document: Document) -> Thing:
    """A document as the trail names it: by its number, and before it has one by the word for that."""
    return Thing(document.id, document.number or UNNUMBERED)


def record(
    visit: Visit,
    writing: FencedSession,
    event: Event,
    thing: Thing | None = None,
    *,
    by: Actor | None = None,
    **details: str | int | None,
) -> None:
    """Append one row to the chain of the visit's scope, in the caller's transaction.

    `by` is who did it, where the portal itself only carries it out: the person who presses a link's button.
    """
    scope, actor = visit.scope, by or visit.actor
    chain = scope.entity_id or f"{scope.account_id}:{scope.environment}"
    head = _head(writing, chain)
    row = Activity(
        id=new_id("act"),
        chain=chain,
        seq=head.seq + 1,
        at=visit.at,
        event=event.value,
        actor_kind=actor.kind.value,
        subject=actor.subject,
        actor_name=actor.name,
        session_id=actor.session_id,
        object_id=thing.id if thing else None,
        object_name=thing.name if thing else None,
        address=visit.address,
        details={name: value for name, value in details.items() if value is not None},
        previous=head.digest,
    )
    # The fence would stamp these at the flush; the digest has to hold them already.
    row.account_id, row.environment, row.entity_id = scope.account_id, scope.environment.value, scope.entity_id
    row.digest = _digest(row)
    head.seq, head.digest = row.seq, row.digest
    writing.add(row)
    announce_activity(visit, writing, row)
    writing.flush()


def _head(writing: FencedSession, chain: str) -> ActivityHead:
    """The chain's head, locked with the transaction's first row; its later rows find it here."""
    head: ActivityHead | None = writing.info.get(ActivityHead)
    if head is None:
        found = select(ActivityHead).where(ActivityHead.chain == chain).with_for_update()
        head = writing.scalars(found).one_or_none()
    if head is None:
        head = ActivityHead(chain=chain, seq=0, digest=GENESIS)
        writing.add(head)
    writing.info[ActivityHead] = head
    return head


def verify_chain(visit: Visit) -> int:
    """How many rows the scope's chain has; AuditBroken names the first that was edited, removed or reordered."""
    previous, count = GENESIS, 0
    rows = visit.session.scalars(select(Activity).order_by(Activity.seq).execution_options(yield_per=500))
    for count, row in enumerate(rows, start=1):
        if row.seq != count:
            raise AuditBroken(f"row {count} is missing: found number {row.seq} in its place")
        if row.previous != previous:
            raise AuditBroken(f"row {row.seq} ({row.id}) does not follow the one before it")
        if row.digest != _digest(row):
            raise AuditBroken(f"row {row.seq} ({row.id}) was changed after it was written")
        previous = row.digest
    head = visit.session.scalars(select(ActivityHead)).one_or_none()
    if count == 0:
        raise AuditBroken("the chain is empty: each begins with the making of what it tells of")
    stands_at = (head.seq, head.digest) if head else (0, GENESIS)
    if stands_at != (count, previous):
        raise AuditBroken(f"the chain ends at row {count}, and its head says {stands_at[0]}: rows at the end are gone")
    return count


def _digest(row: Activity) -> str:
    told = [
        row.id,
        row.account_id,
        row.environment,
        row.entity_id,
        row.chain,
        row.seq,
        row.at.isoformat(timespec="microseconds"),
        row.event,
        row.actor_kind,
        row.subject,
        row.actor_name,
        row.session_id,
        row.object_id,
        row.object_name,
        row.address,
        row.details,
        row.previous,
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
