"""PDFs of several documents as one archive at once, where they are drawn already; and which documents it has."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from portal import formats
from portal.database import Visit
from portal.errors import Invalid, Missing
from portal.exports import zip_chunks
from portal.models import Document
from portal.pdf import PdfPool
from portal.services.exports.exporting import ExportWanted, wanted_documents
from portal.services.history.activity import Event, record
from portal.services.paper.printing import MOST_LINES_AT_ONCE, print_document
from portal.services.reading.document_parts import count_lines
from portal.services.reading.readable import readable_documents
from portal.storage import Storage

MOST_AT_ONCE = 50
MOST_DOCUMENTS = 500
ARCHIVE_NAME = "documents.zip"


def chosen_documents(visit: Visit, ids: Sequence[str]) -> tuple[Document, ...]:
    """These documents in this order, once each. Invalid names the first that there is none of, and too many."""
    wanted = tuple(dict.fromkeys(ids))
    _refuse_crowd("document_ids", len(wanted))
    rows = visit.session.scalars(select(Document).where(Document.id.in_(wanted), readable_documents(visit)))
    found = {row.id: row for row in rows}
    for place, each in enumerate(wanted):
        if each not in found:
            raise Invalid(f"document_ids.{place}: there is no such document in this entity")
    return tuple(found[each] for each in wanted)


def documents_within(visit: Visit, wanted: ExportWanted) -> tuple[Document, ...]:
    """The documents that an export of these types and days holds. Invalid for none and for too many."""
    found = tuple(visit.session.scalars(wanted_documents(wanted).limit(MOST_DOCUMENTS + 1)))
    _refuse_crowd("date_from", len(found))
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
        record(visit, writing, Event.DOCUMENTS_EXPORTED, format="pdf", count=len(documents))
    stored = [(document.id, paper_name(document), document.pdf_sha256 or "") for document in documents]
    return zip_chunks(
        (name, drawn[each] if each in drawn else storage.get(visit.scope, digest)) for each, name, digest in stored
    )


def paper_name(document: Document) -> str:
    """What a document's PDF is called."""
    return formats.file_name(document.type, document.number or "draft", extension="pdf")


def _refuse_crowd(field: str, count: int) -> None:
    if not count:
        raise Invalid(f"{field}: there is nothing to export")
    if count > MOST_DOCUMENTS:
        raise Invalid(f"{field}: an export holds at most {MOST_DOCUMENTS} documents; ask for a part of them")
