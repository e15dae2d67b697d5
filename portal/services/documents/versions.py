"""What a draft was before: a version at its making and at each change, with who and why."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import func, select

from portal.database import Visit
from portal.identity import new_id
from portal.models import Document, DocumentVersion
from portal.services.reading.document_record import DocumentRecord
from portal.services.reading.readable import readable_document
from portal.tenancy.fence import FencedSession

# These say when and where a version was, not what.
_NO_CHANGE = frozenset({"updated_at", "document_relations"})


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """One version. `snapshot` is the document as the API shows it, decimals and days as text."""

    id: str
    version: int
    actor_kind: str
    actor_name: str
    subject: str | None
    reason: str | None
    changed_fields: tuple[str, ...]
    snapshot: Mapping[str, Any]
    created_at: datetime


def list_versions(visit: Visit, document_id: str) -> tuple[VersionView, ...]:
    """The versions of a document that may be read, the newest first. Raises NotFound."""
    readable_document(visit, document_id)
    found = visit.session.scalars(
        select(DocumentVersion)
        .where(DocumentVersion.document_id == document_id)
        .order_by(DocumentVersion.version.desc())
    )
    return tuple(map(_view, found))


def keep_version(
    visit: Visit,
    writing: FencedSession,
    now: DocumentRecord,
    *,
    before: DocumentRecord | None = None,
    reason: str | None = None,
) -> tuple[str, ...]:
    """Write down a version in the caller's transaction, and return the names of the fields that changed."""
    snapshot = _plain(asdict(now))
    changed = _changed(_plain(asdict(before)), snapshot) if before is not None else ()
    last = writing.scalar(select(func.max(DocumentVersion.version)).where(DocumentVersion.document_id == now.id))
    actor = visit.actor
    writing.add(
        DocumentVersion(
            id=new_id("ver"),
            document_id=now.id,
            version=(last or 0) + 1,
            actor_kind=actor.kind.value,
            actor_name=actor.name,
            subject=actor.subject,
            reason=reason,
            changed=list(changed),
            snapshot=snapshot,
            created_at=visit.at,
        )
    )
    return changed


def forget_versions(writing: FencedSession, document: Document) -> None:
    """With a draft that is deleted its versions go, too."""
    for version in writing.scalars(select(DocumentVersion).where(DocumentVersion.document_id == document.id)):
        writing.delete(version)
    writing.flush()


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    names = (field.name for field in fields(DocumentRecord))
    return tuple(name for name in names if name not in _NO_CHANGE and _bare(before[name]) != _bare(now[name]))


def _bare(value: Any) -> Any:
    """Lines are made anew with each change, and their ids say nothing."""
    if isinstance(value, list):
        return [_bare(part) for part in value]
    if isinstance(value, Mapping):
        return {name: part for name, part in value.items() if name != "id"}
    return value


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {str(name): _plain(part) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case Decimal():
            return f"{value.normalize():f}" if value else "0"
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case _:
            return value


def _view(row: DocumentVersion) -> VersionView:
    return VersionView(
        id=row.id,
        version=row.version,
        actor_kind=row.actor_kind,
        actor_name=row.actor_name,
        subject=row.subject,
        reason=row.reason,
        changed_fields=tuple(row.changed),
        snapshot=row.snapshot,
        created_at=row.created_at,
    )
