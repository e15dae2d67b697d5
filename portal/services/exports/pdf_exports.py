"""PDFs of several documents as one archive: at once where they are drawn already, else by a worker, asked for again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal import formats
from portal.database import Visit
from portal.errors import Conflict, Invalid, Missing, NotFound
from portal.exports import zip_chunks
from portal.identity import new_id
from portal.models import Document, Export
from portal.pdf import PdfPool
from portal.services.exports.exporting import ExportWanted, wanted_documents
from portal.services.history.activity import Event, record
from portal.services.outbox.jobs import NOW, JobKind, JobState, enqueue
from portal.services.paper.printing import MOST_LINES_AT_ONCE, print_document
from portal.services.reading.document_parts import count_lines
from portal.services.reading.readable import readable_documents
from portal.storage import Storage
from portal.tenancy.fence import FencedSession

KIND = "documents_pdf"
MOST_AT_ONCE = 50
MOST_DOCUMENTS = 500
ARCHIVE_NAME = "documents.zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportView:
    """How far an export is; `failed` names the documents that no PDF could be made of, each with the reason."""

    id: str
    state: JobState
    total: int
    done: int
    error: str | None
    failed: tuple[tuple[str, str], ...]
    name: str
    size: int | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None


def chosen_documents(visit: Visit, ids: Sequence[str]) -> tuple[Document, ...]:
    """These documents in this order, once each. Invalid names the first that there is none of, and too many."""
    wanted = tuple(dict.fromkeys(ids))
    _refuse_crowd(len(wanted))
    rows = visit.session.scalars(select(Document).where(Document.id.in_(wanted), readable_documents(visit)))
    found = {row.id: row for row in rows}
    for place, each in enumerate(wanted):
        if each not in found:
            raise Invalid(f"document_ids.{place}: there is no such document in this entity")
    return tuple(found[each] for each in wanted)


def documents_within(visit: Visit, wanted: ExportWanted) -> tuple[Document, ...]:
    """The documents that an export of these types and days holds. Invalid for none and for too many."""
    found = tuple(visit.session.scalars(wanted_documents(wanted).limit(MOST_DOCUMENTS + 1)))
    _refuse_crowd(len(found))
    return found


def archive_at_once(
    visit: Visit, storage: Storage, pool: PdfPool, documents: Sequence[Document]
) -> Iterator[bytes] | None:
    """The archive, read while it is sent, or None where more has to be drawn than one request may wait for."""
    undrawn = [document for document in documents if document.pdf_sha256 is None]
    if len(documents) > MOST_AT_ONCE or len(undrawn) > 1:
        return None
    if missing := [each.id for each in documents if each.pdf_sha256 and not storage.has(visit.scope, each.pdf_sha256)]:
        raise Missing(f"the PDF of {missing[0]} is not stored")
    drawn: dict[str, bytes] = {}
    for document in undrawn:
        if count_lines(visit, document.id) > MOST_LINES_AT_ONCE:
            return None
        drawn[document.id] = print_document(visit, storage, pool, document).data
    with visit.write() as writing:
        _note(visit, writing, len(documents))
    stored = [(document.id, paper_name(document), document.pdf_sha256 or "") for document in documents]
    return zip_chunks(
        (name, drawn[each] if each in drawn else storage.get(visit.scope, digest)) for each, name, digest in stored
    )


def begin_pdf_export(visit: Visit, documents: Sequence[Document]) -> ExportView:
    """Leave the archive to a worker; ask for it with `show_export`."""
    with visit.write() as writing:
        export = Export(
            id=new_id("exp"),
            kind=KIND,
            parameters={"document_ids": [document.id for document in documents]},
            state=JobState.QUEUED.value,
            total=len(documents),
            done=0,
            requested_by=visit.actor.name or visit.actor.kind.value,
            created_at=visit.at,
        )
        writing.add(export)
        writing.flush()
        _note(visit, writing, len(documents))
        enqueue(visit, writing, JobKind.EXPORT_PDFS, subject=export.id, lane=NOW)
        return _view(export)


def show_export(visit: Visit, export_id: str) -> ExportView:
    """How far an export of this entity is. Raises NotFound, also for one that is no longer kept."""
    return _view(export_row(visit.session, export_id, visit.at))


def read_export(visit: Visit, storage: Storage, export_id: str) -> bytes:
    """The finished archive. Raises NotFound as above, and Conflict while it is not finished or has failed."""
    export = export_row(visit.session, export_id, visit.at)
    if export.state != JobState.DONE:
        raise Conflict(f"the export is {export.state}: ask how far it is until it is done", code="export_not_done")
    return storage.get(visit.scope, str(export.parameters["sha256"]))


def _refuse_crowd(count: int) -> None:
    if not count:
        raise Invalid("document_ids: there is nothing to export")
    if count > MOST_DOCUMENTS:
        raise Invalid(f"document_ids: an export holds at most {MOST_DOCUMENTS} documents; ask for a part of them")


def paper_name(document: Document) -> str:
    """What a document's PDF is called."""
    return formats.file_name(document.type, document.number or "draft", extension="pdf")


def _note(visit: Visit, writing: FencedSession, count: int) -> None:
    record(visit, writing, Event.DOCUMENTS_EXPORTED, format="pdf", count=count)


def export_row(session: FencedSession, export_id: str, at: datetime) -> Export:
    """The export's row, as long as it is kept. Raises NotFound."""
    export = session.scalars(select(Export).where(Export.id == export_id)).one_or_none()
    if export is None or (export.expires_at is not None and export.expires_at <= at):
        raise NotFound("no such export, or it is no longer kept")
    return export


def _view(export: Export) -> ExportView:
    told = export.parameters
    return ExportView(
        id=export.id,
        state=JobState(export.state),
        total=export.total or 0,
        done=export.done,
        error=told.get("error"),
        failed=tuple((each[0], each[1]) for each in told.get("failed", ())),
        name=ARCHIVE_NAME,
        size=told.get("size"),
        created_at=export.created_at,
        finished_at=export.finished_at,
        expires_at=export.expires_at,
    )
