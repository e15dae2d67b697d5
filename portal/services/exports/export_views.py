"""Exports as those who asked for them see them: how far each is, what is missing in it, until when it is kept."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import RawIOBase
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true

from portal.database import Visit
from portal.errors import Conflict, NotFound
from portal.models import Activity, Export
from portal.policy import Permission
from portal.services.exports.asked import ExportAsked, asked_of
from portal.services.history.activity import Event, Thing, record
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.storage import Storage
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing

# Before so much of the work is done nobody can say how long the rest takes.
_LEAST_SECONDS = 2.0


class ExportState(enum.StrEnum):
    """Where an export stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


_FIELDS: Mapping[str, Field] = {
    "id": Field(Export.id, sorted=True),
    "format": Field(Export.kind),
    "status": Field(Export.state),
    "created_at": Field(Export.created_at, Kind.INSTANT, sorted=True),
    "finished_at": Field(Export.finished_at, Kind.INSTANT, sorted=True),
}
LISTING = Listing(name="exports", row=Export, fields=_FIELDS)
UNFINISHED = (ExportState.QUEUED, ExportState.RUNNING)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document that is not in the file: `code` is no_xml, not_drawn or missing, `message` the reason in words."""

    document_id: str
    number: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportView:
    """How far an export is. `percent` is 100 only when it is done; `seconds_left` is None while nobody can tell."""

    id: str
    state: ExportState
    asked: ExportAsked
    total: int
    done: int
    percent: int
    seconds_left: int | None
    error: str | None
    failed: tuple[LeftOut, ...]
    name: str
    size: int | None
    sha256: str | None
    requested_by: str
    may_cancel: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    expires_at: datetime | None

    @property
    def unfinished(self) -> bool:
        return self.state in UNFINISHED


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A finished export's file; `content` is to be closed by whoever took it."""

    id: str
    name: str
    mime: str
    size: int
    sha256: str
    content: RawIOBase


def readable_exports(visit: Visit, at: datetime) -> ColumnElement[bool]:
    """Which exports this visit may know of: those still kept; one with drafts in it is as hidden as drafts are."""
    kept = or_(Export.expires_at.is_(None), Export.expires_at > at)
    return and_(kept, true() if visit.may(Permission.READ_DRAFTS) else Export.has_drafts.is_(False))


def show_export(visit: Visit, export_id: str) -> ExportView:
    """How far an export of this entity is. Raises NotFound, also for one that is no longer kept."""
    return export_view(visit, export_row(visit, visit.session, export_id))


def find_exports(visit: Visit, ring: KeyRing, wanted: Wanted) -> Found[ExportView]:
    """A page of the exports that are kept, as the firm's backend lists them."""
    found = list_rows(visit, ring, LISTING, wanted, readable_exports(visit, visit.at))
    views = tuple(export_view(visit, row) for row in found.rows)
    return Found(views, found.total, found.next_cursor, found.prev_cursor)


def list_exports(visit: Visit) -> tuple[ExportView, ...]:
    """All exports that are kept, the newest first; `portal.services.exports.room` bounds how many those are."""
    rows = visit.session.scalars(
        select(Export).where(readable_exports(visit, visit.at)).order_by(Export.created_at.desc(), Export.id.desc())
    )
    return tuple(export_view(visit, row) for row in rows)


def open_export(visit: Visit, storage: Storage, export_id: str) -> ExportFile:
    """The finished file. Raises NotFound as above, Conflict while there is none, Missing when its bytes are gone."""
    export = export_row(visit, visit.session, export_id)
    if export.state != ExportState.DONE or export.sha256 is None:
        raise Conflict(f"the export is {export.state}: ask how far it is until it is done", code="export_not_done")
    mime = asked_of(export.kind, export.parameters).kind.mime
    content = storage.open(visit.scope, export.sha256)
    return ExportFile(export.id, export.name, mime, export.size or 0, export.sha256, content)


def note_downloaded(visit: Visit, writing: FencedSession, file: ExportFile, ticket: str | None = None) -> None:
    """Write down that the file was handed out."""
    record(visit, writing, Event.EXPORT_DOWNLOADED, Thing(file.id, file.name), ticket=ticket)


def was_begun(visit: Visit, file: ExportFile, ticket: str | None = None) -> bool:
    """Whether a row says that this visitor, or this ticket, began to download the file. Where none does, what goes on
    with a download is one too: a part without its first byte is as good as the whole."""
    told = select(Activity.details).where(
        Activity.event == Event.EXPORT_DOWNLOADED.value,
        Activity.object_id == file.id,
        Activity.subject == visit.actor.subject,
        Activity.session_id == visit.actor.session_id,
    )
    return any(ticket is None or details.get("ticket") == ticket for details in visit.session.scalars(told))


def export_row(visit: Visit, session: FencedSession, export_id: str) -> Export:
    """The export's row, as long as it is kept and this visit may know of it. Raises NotFound."""
    wanted = select(Export).where(Export.id == export_id, readable_exports(visit, visit.at))
    export = session.scalars(wanted).one_or_none()
    if export is None:
        raise NotFound("no such export, or it is no longer kept")
    return export


def may_cancel(visit: Visit, export: Export) -> bool:
    """Whoever asked for it may; and so may those who answer for all that happens in the entity."""
    own = export.requested_subject is not None and export.requested_subject == visit.actor.subject
    return export.state in UNFINISHED and (own or visit.may(Permission.SEE_ALL_ACTIVITY))


def export_view(visit: Visit, export: Export) -> ExportView:
    """An export from its row."""
    state, total = ExportState(export.state), export.total or 0
    begun = 100 * export.done // total if total else 0
    return ExportView(
        id=export.id,
        state=state,
        asked=asked_of(export.kind, export.parameters),
        total=total,
        done=export.done,
        percent=100 if state is ExportState.DONE else min(begun, 99),
        seconds_left=_seconds_left(visit, export),
        error=export.error,
        failed=tuple(map(_left_out, export.failed)),
        name=export.name,
        size=export.size,
        sha256=export.sha256,
        requested_by=export.requested_by,
        may_cancel=may_cancel(visit, export),
        created_at=export.created_at,
        started_at=export.started_at,
        finished_at=export.finished_at,
        expires_at=export.expires_at,
    )


def _left_out(kept: dict[str, Any]) -> LeftOut:
    return LeftOut(kept["document_id"], kept["number"], kept["code"], kept["message"])


def _seconds_left(visit: Visit, export: Export) -> int | None:
    if export.state != ExportState.RUNNING or export.started_at is None or not export.done or not export.total:
        return None
    elapsed = (visit.at - export.started_at).total_seconds()
    if elapsed < _LEAST_SECONDS:
        return None
    return max(1, round(elapsed * (export.total - export.done) / export.done))
