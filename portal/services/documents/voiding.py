"""Voiding: an issued document stays with its number and counts for nothing."""

from portal.database import Visit
from portal.services.documents.issue_checks import refuse_void
from portal.services.documents.writing import entity_alone, own_document, record_now, tell
from portal.services.fields import optional_text
from portal.services.history.activity import Event
from portal.services.reading.document_record import DocumentRecord


def void_document(visit: Visit, document_id: str, *, reason: str | None = None) -> DocumentRecord:
    """Void an issued document. Raises NotFound, Invalid, and Conflict for drafts, estimates, what is voided already,
    has payments, or is named by a credit note or an invoice that stands."""
    reason = optional_text(reason, "reason")
    with visit.write() as writing:
        entity_alone(writing)
        document = own_document(writing, document_id)
        refuse_void(writing, document)
        document.voided_at, document.void_reason, document.updated_at = visit.at, reason, visit.at
        writing.flush()
        tell(visit, writing, Event.DOCUMENT_VOIDED, document, reason=reason)
        return record_now(writing, document)
