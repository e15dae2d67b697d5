"""Advance invoices: what is paid on them is taken off the invoice later."""

from portal.api.document_types import document_noun
from portal.api.schemas.documents_in import AdvanceInvoiceIn, AdvanceInvoicePatch
from portal.documents.types import DocumentType

noun = document_noun(
    "advance_invoices",
    "Advance invoices: what is paid on them is taken off the invoice later.",
    "/advance-invoices",
    DocumentType.ADVANCE_INVOICE,
    AdvanceInvoiceIn,
    AdvanceInvoicePatch,
)
