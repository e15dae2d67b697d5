"""A file as the firm's backend sees it, and the list of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.database import Visit
from portal.errors import NotFound
from portal.models import File
from portal.services.filing.sides import CLIENT, FIRM, side_of
from portal.services.history.activity import Event, Thing, record
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.services.reading.readable import readable_file, readable_files
from portal.storage import Storage
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing

_FIELDS: Mapping[str, Field] = {
    "id": Field(File.id, sorted=True),
    "category": Field(File.category, sorted=True),
    "filename": Field(File.name, sorted=True),
    "mime_type": Field(File.mime),
    "purpose": Field(File.purpose),
    "period": Field(File.period, Kind.DAY, sorted=True),
    "document_id": Field(File.document_id),
    "bytes": Field(File.size, Kind.NUMBER, sorted=True),
    "sent_by": Field(File.sent_by),
    "fetched_at": Field(File.fetched_at, Kind.INSTANT, sorted=True),
    "created_at": Field(File.created_at, Kind.INSTANT, sorted=True),
}
LISTING = Listing(name="files", row=File, fields=_FIELDS, searched=(File.name, File.note))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One file. `size` is in bytes, `period` the first day of its month; `purpose` is shared, or original and
    attachment for what an imported document came from and came with."""

    id: str
    entity_id: str
    document_id: str | None
    purpose: str
    category: str
    period: date | None
    name: str
    mime: str
    size: int
    sha256: str
    note: str | None
    added_by: str
    sent_by: str
    fetched_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file's bytes, with the name and type to send them under."""

    name: str
    mime: str
    data: bytes


def show_file(visit: Visit, file_id: str) -> KeptFile:
    """A file that this visit may know of. Raises NotFound."""
    return file_view(readable_file(visit, file_id))


def list_kept_files(visit: Visit, ring: KeyRing, wanted: Wanted) -> Found[KeptFile]:
    """A page of the files that this visit may know of; of one document by `document_id` in the query."""
    found = list_rows(visit, ring, LISTING, wanted, readable_files(visit))
    return Found(tuple(map(file_view, found.rows)), found.total, found.next_cursor, found.prev_cursor)


def read_content(visit: Visit, storage: Storage, file_id: str, *, quiet: bool = False) -> FileContent:
    """The bytes of a file; that they were handed out is written down, unless nothing is (`quiet`).

    Raises NotFound, and Missing when they are not stored.
    """
    file = readable_file(visit, file_id)
    found = FileContent(file.name, file.mime, storage.get(visit.scope, file.sha256))
    if not quiet:
        with visit.write() as writing:
            note_fetched(visit, writing, file.id)
            record(visit, writing, Event.FILE_DOWNLOADED, Thing(file.id, file.name))
    return found


def note_fetched(visit: Visit, writing: FencedSession, file_id: str) -> None:
    """Note that the firm now has what the client sent, where it is the firm who takes it. Raises NotFound for a file
    that was taken back in between: its bytes are handed to nobody then."""
    file = writing.scalars(select(File).where(File.id == file_id).with_for_update()).one_or_none()
    if file is None:
        raise NotFound("no such file")
    if file.sent_by == CLIENT and side_of(visit.actor) == FIRM and file.fetched_at is None:
        file.fetched_at = visit.at


def file_view(file: File) -> KeptFile:
    """A file from its row."""
    return KeptFile(
        id=file.id,
        entity_id=file.entity_id,
        document_id=file.document_id,
        purpose=file.purpose,
        category=file.category,
        period=file.period,
        name=file.name,
        mime=file.mime,
        size=file.size,
        sha256=file.sha256,
        note=file.note,
        added_by=file.added_by,
        sent_by=file.sent_by,
        fetched_at=file.fetched_at,
        created_at=file.created_at,
    )
