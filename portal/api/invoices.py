"""Invoices that the entity issues."""

from portal.api.document_types import document_noun
from portal.api.schemas.documents_in import InvoiceIn, InvoicePatch
from portal.documents.types import DocumentType

noun = document_noun(
    "invoices",
    "Invoices that the entity issues.",
    "/invoices",
    DocumentType.INVOICE,
    InvoiceIn,
    InvoicePatch,
)
