"""Credit notes: they take back an invoice, whole or in part."""

from portal.api.document_types import document_noun
from portal.api.schemas.documents_in import CreditNoteIn, CreditNotePatch
from portal.documents.types import DocumentType

noun = document_noun(
    "credit_notes",
    "Credit notes: they take back an invoice, whole or in part.",
    "/credit-notes",
    DocumentType.CREDIT_NOTE,
    CreditNoteIn,
    CreditNotePatch,
)
