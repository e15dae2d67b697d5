"""Delivery notes: what was handed over, with or without prices."""

from portal.api.document_types import document_noun
from portal.api.schemas.documents_in import DeliveryNoteIn, DeliveryNotePatch
from portal.documents.types import DocumentType

noun = document_noun(
    "delivery_notes",
    "Delivery notes: what was handed over, with or without prices.",
    "/delivery-notes",
    DocumentType.DELIVERY_NOTE,
    DeliveryNoteIn,
    DeliveryNotePatch,
)
