"""One document, as its page shows it."""

from collections.abc import Iterator

from sqlalchemy import select

from portal.database import Visit
from portal.models import Document, DocumentCharge, DocumentLine, DocumentRelation, DocumentTax, File, Payment
from portal.policy import Permission
from portal.services.catalog.payment_rows import settles
from portal.services.einvoicing.offers import offers_of
from portal.services.history.activity import Event, document_thing, record
from portal.services.history.trail import history_of
from portal.services.lists.keyset import Rows
from portal.services.reading.document_parts import count_lines, parts_of
from portal.services.reading.document_status import Status, is_still_owed, status_of
from portal.services.reading.document_view import (
    DocumentView,
    FileView,
    PaidView,
    RelatedView,
    charge_view,
    finding_view,
    line_view,
    party_view,
    payment_view,
    reference_views,
    tax_view,
)
from portal.services.reading.readable import readable_document, readable_documents

# More would hold a worker for seconds and a reader for longer; the PDF and the original have them all.
MOST_LINES = 500


def show_document(visit: Visit, document_id: str) -> DocumentView:
    """A document with all that belongs to it. NotFound for one that this visit may not know of."""
    document = readable_document(visit, document_id)
    session, today = visit.session, visit.today
    status = status_of(document, today)
    late = (today - document.due_date).days if document.due_date and status is Status.OVERDUE else 0
    return DocumentView(
        document=document,
        status=status,
        days_overdue=late,
        seller=party_view(document.seller),
        buyer=party_view(document.buyer),
        lines=tuple(map(line_view, session.scalars(parts_of(DocumentLine, document_id).limit(MOST_LINES)))),
        lines_left=max(0, count_lines(visit, document_id) - MOST_LINES),
        charges=tuple(map(charge_view, session.scalars(parts_of(DocumentCharge, document_id)))),
        tax_groups=tuple(map(tax_view, session.scalars(parts_of(DocumentTax, document_id)))),
        payment=payment_view(document.payment) if is_still_owed(document, today) else None,
        payments=_payments(visit, document_id),
        references=reference_views(document.details),
        notes=(*document.legends, *(note["text"] for note in document.notes)),
        findings=tuple(map(finding_view, document.findings)),
        related=tuple(_related(visit, document)),
        files=_files(visit, document_id),
        formats=offers_of(visit, document) if document.origin == "native" else (),
        history=history_of(visit, document_id),
    )


def note_viewed(visit: Visit, document: Document) -> None:
    """Write down that a document was looked at."""
    with visit.write() as writing:
        record(visit, writing, Event.DOCUMENT_VIEWED, document_thing(document))


def _payments(visit: Visit, document_id: str) -> tuple[PaidView, ...]:
    found = visit.session.scalars(select(Payment).where(settles(document_id)).order_by(Payment.paid_on, Payment.id))
    return tuple(PaidView(row.paid_on, row.amount, row.currency, row.method, row.reference or "") for row in found)


def _files(visit: Visit, document_id: str) -> tuple[FileView, ...]:
    if not visit.may(Permission.READ_FILES):
        return ()
    found = visit.session.scalars(
        select(File).where(File.document_id == document_id).order_by(File.purpose.desc(), File.created_at, File.id)
    )
    return tuple(FileView(row.id, row.name, row.purpose, row.size) for row in found)


def _related(visit: Visit, document: Document) -> Iterator[RelatedView]:
    yield from _named_here(visit, document)
    yield from _naming_this(visit, document)
    if document.in_conflict and document.conflict_key:
        rivals = _other_documents(visit).where(Document.conflict_key == document.conflict_key)
        for other in visit.session.execute(rivals.where(Document.id != document.id)):
            yield RelatedView("conflict", *other)


def _named_here(visit: Visit, document: Document) -> Iterator[RelatedView]:
    named = visit.session.execute(
        select(
            DocumentRelation.target_id, DocumentRelation.number, DocumentRelation.issued_on, Document.type, Document.id
        )
        .outerjoin(Document, (Document.id == DocumentRelation.target_id) & readable_documents(visit))
        .where(DocumentRelation.document_id == document.id)
        .order_by(DocumentRelation.id)
    )
    for _target, number, issued_on, kind, known in named:
        relation = "credits" if document.type == "credit_note" else _advance_or("related", kind)
        yield RelatedView(relation, known, kind or "", number, issued_on)


def _naming_this(visit: Visit, document: Document) -> Iterator[RelatedView]:
    naming = (
        _other_documents(visit)
        .join(DocumentRelation, DocumentRelation.document_id == Document.id)
        .where(DocumentRelation.target_id == document.id)
    )
    for identity, kind, number, issue_date in visit.session.execute(naming):
        relation = "credited_by" if kind == "credit_note" else "related"
        if document.type == "advance_invoice" and kind == "invoice":
            relation = "settled_by"
        yield RelatedView(relation, identity, kind, number, issue_date)


def _advance_or(otherwise: str, kind: str | None) -> str:
    return "advance" if kind == "advance_invoice" else otherwise


def _other_documents(visit: Visit) -> Rows:
    return (
        select(Document.id, Document.type, Document.number, Document.issue_date)
        .where(readable_documents(visit))
        .order_by(Document.issue_date, Document.id)
    )
