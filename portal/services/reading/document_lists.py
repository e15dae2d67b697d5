"""The documents of one type as the firm's backend lists them: asked, ordered and searched by the API's names."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, or_, select

from portal.database import Visit
from portal.documents.types import DocumentType
from portal.errors import NotFound
from portal.formats import normalise
from portal.models import Document, File
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.services.reading.document_record import DocumentRecord
from portal.services.reading.document_records import records_of
from portal.services.reading.document_search import MOST_WORDS, says
from portal.services.reading.readable import readable_document, readable_documents, readable_files
from portal.tokens import KeyRing

_PAID = or_(Document.open_total == 0, and_(Document.open_total < 0, Document.due_total >= 0))
FIELDS = {
    "id": Field(Document.id, sorted=True),
    "number": Field(Document.number, sorted=True),
    "is_draft": Field(Document.is_draft, Kind.FLAG),
    "date": Field(Document.issue_date, Kind.DAY, sorted=True),
    "date_due": Field(Document.due_date, Kind.DAY, sorted=True),
    "date_valid_till": Field(Document.due_date, Kind.DAY, sorted=True),
    "date_service": Field(Document.supply_date, Kind.DAY),
    "currency_code": Field(Document.currency),
    "customer_id": Field(Document.customer_id),
    "customer.name": Field(Document.party_name, sorted=True),
    "customer.vat_id": Field(Document.buyer["vat_id"].as_string()),
    "reference": Field(Document.details["reference"].as_string()),
    "origin": Field(Document.origin),
    "total": Field(Document.net_total, Kind.NUMBER, sorted=True),
    "total_with_tax": Field(Document.gross_total, Kind.NUMBER, sorted=True),
    "total_paid": Field(Document.paid_total, Kind.NUMBER, sorted=True),
    "total_due": Field(Document.open_total, Kind.NUMBER, sorted=True),
    "paid_in_full": Field(and_(Document.is_draft.is_(False), _PAID), Kind.FLAG),
    "issued_at": Field(Document.issued_at, Kind.INSTANT, sorted=True),
    "voided_at": Field(Document.voided_at, Kind.INSTANT, sorted=True),
    "created_at": Field(Document.created_at, Kind.INSTANT, sorted=True),
    "updated_at": Field(Document.updated_at, Kind.INSTANT, sorted=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFile:
    """A file that hangs on a document; `size` in bytes."""

    id: str
    name: str
    mime_type: str
    bytes: int
    purpose: str
    category: str
    created_at: datetime


def list_records(visit: Visit, ring: KeyRing, kind: DocumentType, wanted: Wanted) -> Found[DocumentRecord]:
    """A page of the documents of this type that the entity issues. Raises Invalid, naming the parameter."""
    words = normalise(wanted.search or "").split()[:MOST_WORDS]
    # The words are part of the list's name, so that a cursor of one search is none of another.
    listing = Listing(f"documents:{kind}:{' '.join(words)}", Document, FIELDS, free={"metadata": Document.meta})
    always = [Document.type == kind.value, Document.direction == "issued", readable_documents(visit)]
    found = list_rows(visit, ring, listing, replace(wanted, search=None), *always, *map(says, words))
    return Found(records_of(visit.session, found.rows), found.total, found.next_cursor, found.prev_cursor)


def show_record(visit: Visit, document_id: str, kind: DocumentType | None = None) -> DocumentRecord:
    """A document, whole; of this type where one is named. Raises NotFound."""
    document = readable_document(visit, document_id)
    if kind is not None and (document.type != kind.value or document.direction != "issued"):
        raise NotFound("no such document")
    (found,) = records_of(visit.session, [document])
    return found


def files_of_document(visit: Visit, document_id: str) -> tuple[DocumentFile, ...]:
    """What hangs on a document: originals, attachments, files of the firm's. Raises NotFound."""
    readable_document(visit, document_id)
    found = visit.session.scalars(
        select(File).where(File.document_id == document_id, readable_files(visit)).order_by(File.created_at, File.id)
    )
    return tuple(
        DocumentFile(
            id=row.id,
            name=row.name,
            mime_type=row.mime,
            bytes=row.size,
            purpose=row.purpose,
            category=row.category,
            created_at=row.created_at,
        )
        for row in found
    )
