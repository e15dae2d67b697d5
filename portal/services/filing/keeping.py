"""Files that the firm and the client put there: taken in by content and within limits, changed, and let go of."""

from collections.abc import Mapping
from os import SEEK_END
from typing import IO, Unpack

from sqlalchemy import select

from portal.database import Visit
from portal.errors import Conflict, NotFound, PortalError, StorageUnavailable
from portal.identity import new_id
from portal.logs import log
from portal.models import Document, Entity, Export, File
from portal.services.filing.fields import FileParticulars, cleaned_particulars
from portal.services.filing.limits import FileLimits, refuse_beyond_quota, refuse_size
from portal.services.filing.sides import is_sender, name_of, side_of
from portal.services.filing.types import FileType, type_of_content
from portal.services.filing.views import KeptFile, file_view, note_fetched
from portal.services.history.activity import Event, Thing, record
from portal.services.outbox.jobs import JobKind, enqueue
from portal.services.reading.readable import readable_file
from portal.storage import Storage
from portal.tenancy.fence import FencedSession

SHARED = "shared"


def keep_file(
    visit: Visit,
    storage: Storage,
    limits: FileLimits,
    sent_as: str,
    content: IO[bytes],
    **said: Unpack[FileParticulars],
) -> KeptFile:
    """Keep this content, sent under some name, as a file of the entity; read in pieces, so that memory stays flat.

    The same bytes in the same category, month and document are the same file, which is given back as it is.

    Raises Invalid for what cannot be taken, and Conflict (code `quota_exceeded`) when there is no room left.
    """
    refuse_size(size_of(content), limits)
    return keep_content(visit, storage, limits, sent_as, content, type_of_content(content, sent_as), **said)


def keep_content(
    visit: Visit,
    storage: Storage,
    limits: FileLimits,
    sent_as: str,
    content: IO[bytes],
    kind: FileType,
    **said: Unpack[FileParticulars],
) -> KeptFile:
    """The same for content whose type is known. Raises the same, FileRefused for more than one file may have too."""
    size = size_of(content)
    refuse_size(size, limits)
    said.setdefault("category", "other")
    said.setdefault("name", sent_as)
    columns = cleaned_particulars(visit, said, kind.extension)
    digest = storage.put_file(visit.scope, content).sha256
    try:
        with visit.write() as writing:
            lock_files(writing)
            if (same := _same(writing, digest, columns)) is not None:
                # Whoever of the firm sends the bytes has them, and then the client can no more take them back.
                note_fetched(visit, writing, same.id)
                return file_view(same)
            refuse_beyond_quota(writing, size, limits)
            if not storage.has(visit.scope, digest):
                # Whoever let go of the same bytes in between had the lock then.
                storage.put_file(visit.scope, content)
            file = _row_of(visit, kind, size, digest, columns)
            writing.add(file)
            writing.flush()
            _write_down(visit, writing, Event.FILE_ADDED, file)
            return file_view(file)
    except PortalError:
        # Else whoever is refused for want of room fills the disk all the same.
        release_bytes(visit, storage, digest)
        raise


def size_of(content: IO[bytes]) -> int:
    """How many bytes a file has."""
    return content.seek(0, SEEK_END)


def _same(writing: FencedSession, digest: str, columns: Mapping[str, object]) -> File | None:
    wanted = select(File).where(
        File.sha256 == digest,
        File.purpose == SHARED,
        File.category == columns["category"],
        File.period == columns.get("period"),
        File.document_id == columns.get("document_id"),
    )
    return writing.scalars(wanted).first()


def _row_of(visit: Visit, kind: FileType, size: int, digest: str, columns: Mapping[str, object]) -> File:
    return File(
        id=new_id("fil"),
        purpose=SHARED,
        mime=kind.mime,
        size=size,
        sha256=digest,
        added_by=name_of(visit.actor),
        added_subject=visit.actor.subject,
        sent_by=side_of(visit.actor),
        created_at=visit.at,
        **columns,
    )


def change_file(visit: Visit, file_id: str, **changes: Unpack[FileParticulars]) -> KeptFile:
    """Change what is named and return what then stands. Raises NotFound and Invalid.

    Of the originals and attachments of an imported document only the note can change; Conflict for the rest.
    """
    extension = readable_file(visit, file_id).name.rpartition(".")[2]
    columns = cleaned_particulars(visit, changes, extension)
    with visit.write() as writing:
        file = _row(writing, file_id)
        if file.purpose != SHARED and changes.keys() - {"note"}:
            raise Conflict("the file belongs to an imported document: only its note can change", code="file_is_kept")
        changed = {name: value for name, value in columns.items() if getattr(file, name) != value}
        for name, value in changed.items():
            setattr(file, name, value)
        if changed:
            writing.flush()
            _write_down(visit, writing, Event.FILE_CHANGED, file, ", ".join(sorted(changed)))
        return file_view(file)


def delete_file(visit: Visit, storage: Storage, file_id: str) -> None:
    """Delete a file, and its bytes with the last one that has them. Raises NotFound.

    Conflict for the originals and attachments of an imported document: they are kept with it.
    """
    with visit.write() as writing:
        file = _row(writing, file_id)
        if file.purpose != SHARED:
            raise Conflict("the file belongs to an imported document and is kept with it", code="file_is_kept")
        digest = _delete(visit, writing, file)
    release_bytes(visit, storage, digest)


def take_back(visit: Visit, storage: Storage, file_id: str) -> None:
    """Delete a file that this very visitor sent, as long as the firm has not fetched it.

    Raises NotFound for a file that may not be read, and Conflict for anybody else's (code `file_of_another`) and once
    the firm has it (`file_is_fetched`): what it may have booked by does not vanish under it.
    """
    readable_file(visit, file_id)
    with visit.write() as writing:
        file = _row(writing, file_id)
        if not is_sender(visit.actor, file.sent_by, file.added_subject, file.added_by):
            raise Conflict("only whoever sent the file can take it back", code="file_of_another")
        if file.fetched_at is not None:
            raise Conflict("the firm has fetched the file: ask it to delete it", code="file_is_fetched")
        digest = _delete(visit, writing, file)
    release_bytes(visit, storage, digest)


def _delete(visit: Visit, writing: FencedSession, file: File) -> str:
    digest = file.sha256
    writing.delete(file)
    writing.flush()
    _write_down(visit, writing, Event.FILE_DELETED, file)
    return digest


def release_bytes(visit: Visit, storage: Storage, digest: str) -> None:
    """Remove bytes that no row of the entity points to any more.

    After the commit that made them so: bytes without a row harm nothing, a row without bytes does.
    """
    with visit.write() as writing:
        lock_files(writing)
        forget_bytes(visit, writing, storage, digest)


def forget_bytes(visit: Visit, writing: FencedSession, storage: Storage, digest: str) -> None:
    """The same inside the caller's transaction, which holds the lock. While the storage does not answer, it is left to
    a worker: what was deleted must not stay because of that."""
    try:
        drop_bytes(visit, writing, storage, digest)
    except StorageUnavailable as error:
        log.warning("bytes not removed yet", digest=digest, why=str(error))
        enqueue(visit, writing, JobKind.RELEASE_BYTES, subject=digest)


def drop_bytes(visit: Visit, writing: FencedSession, storage: Storage, digest: str) -> None:
    """The same, now: StorageUnavailable where that cannot be."""
    pointing = (
        select(File.id).where(File.sha256 == digest),
        select(Document.id).where(Document.pdf_sha256 == digest),
        select(Entity.id).where(Entity.logo_sha256 == digest),
        select(Export.id).where(Export.sha256 == digest),
    )
    if all(writing.scalars(each.limit(1)).first() is None for each in pointing):
        storage.remove(visit.scope, digest)


def lock_files(writing: FencedSession) -> None:
    """One at a time for an entity: who adds a row for bytes, and who removes bytes for want of a row."""
    writing.scalars(select(Entity).with_for_update(key_share=True)).one()


def _row(writing: FencedSession, file_id: str) -> File:
    file = writing.scalars(select(File).where(File.id == file_id).with_for_update()).one_or_none()
    if file is None:
        raise NotFound("no such file")
    return file


def _write_down(visit: Visit, writing: FencedSession, event: Event, file: File, changed: str | None = None) -> None:
    """What the trail, and by it the firm's webhooks, hear of a file."""
    record(
        visit,
        writing,
        event,
        Thing(file.id, file.name),
        category=file.category,
        size=file.size,
        sha256=file.sha256,
        document_id=file.document_id,
        sent_by=file.sent_by,
        changed=changed,
    )
