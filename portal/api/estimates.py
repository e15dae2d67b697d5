"""Estimates and proforma invoices: nothing is owed on them."""

from portal.api.document_types import document_noun
from portal.api.schemas.documents_in import EstimateIn, EstimatePatch
from portal.documents.types import DocumentType

noun = document_noun(
    "estimates",
    "Estimates and proforma invoices: nothing is owed on them.",
    "/estimates",
    DocumentType.ESTIMATE,
    EstimateIn,
    EstimatePatch,
)
