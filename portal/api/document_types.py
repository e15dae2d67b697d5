"""The routes that the five types of document share, once for each: list, make, show, change, delete a draft."""

from portal.api.document_bodies import changes_of, new_input
from portal.api.listed import wanted_of
from portal.api.route import Answer, Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, page_of
from portal.api.schemas.documents import DocumentOut, DocumentQuery
from portal.api.schemas.documents_in import (
    AdvanceInvoiceIn,
    AdvanceInvoicePatch,
    CreditNoteIn,
    CreditNotePatch,
    DeliveryNoteIn,
    DeliveryNotePatch,
    EstimateIn,
    EstimatePatch,
    InvoiceIn,
    InvoicePatch,
)
from portal.database import Visit
from portal.documents.types import DocumentType
from portal.policy import Permission
from portal.services.documents.drafts import create_document, delete_draft, update_document
from portal.services.reading.document_lists import list_records, show_record

New = InvoiceIn | CreditNoteIn | AdvanceInvoiceIn | EstimateIn | DeliveryNoteIn
Patch = InvoicePatch | CreditNotePatch | AdvanceInvoicePatch | EstimatePatch | DeliveryNotePatch


def document_noun(name: str, about: str, path: str, kind: DocumentType, new: type[New], patch: type[Patch]) -> Noun:
    """The noun of one type with its routes below its address."""
    noun = Noun(name, about)
    _let_read(noun, path, kind)
    _let_write(noun, path, kind, new, patch)
    return noun


def _let_read(noun: Noun, path: str, kind: DocumentType) -> None:
    @noun.route(
        "GET",
        path,
        reach=Reach.ENTITY,
        permission=Permission.READ_DOCUMENTS,
        query=DocumentQuery,
        answer=Listed[DocumentOut],
    )
    def list_all(visit: Visit, call: Call[Body, DocumentQuery]) -> Listed[DocumentOut]:
        """List the entity's own {many}, drafts among them."""
        found = list_records(visit, call.parts.ring, kind, wanted_of(call.query))
        return page_of(found, [DocumentOut.of(row) for row in found.rows])

    @noun.route(
        "GET",
        f"{path}/<document_id>",
        reach=Reach.THING,
        permission=Permission.READ_DOCUMENTS,
        answer=DocumentOut,
    )
    def show(visit: Visit, call: Call[Body, NoQuery]) -> DocumentOut:
        """Show one {one}."""
        return DocumentOut.of(show_record(visit, call.path["document_id"], kind))


def _let_write(noun: Noun, path: str, kind: DocumentType, new: type[New], patch: type[Patch]) -> None:
    @noun.route(
        "POST",
        path,
        reach=Reach.ENTITY,
        permission=Permission.WRITE_DOCUMENTS,
        body=new,
        answer=DocumentOut,
    )
    def create(visit: Visit, call: Call[New, NoQuery]) -> Answer:
        """Make one {one}: issued at once, or a draft."""
        made = create_document(visit, kind, new_input(call.body, kind), is_draft=call.body.is_draft)
        return Answer(DocumentOut.of(made), 201, {"Location": f"/api/v1{path}/{made.id}"})

    @noun.route(
        "PATCH",
        f"{path}/<document_id>",
        reach=Reach.THING,
        permission=Permission.WRITE_DOCUMENTS,
        body=patch,
        answer=DocumentOut,
    )
    def change(visit: Visit, call: Call[Patch, NoQuery]) -> DocumentOut:
        """Change one {one}: a draft; of an issued one its metadata."""
        show_record(visit, call.path["document_id"], kind)
        changes = changes_of(call.body, kind)
        return DocumentOut.of(update_document(visit, call.path["document_id"], changes, reason=call.body.change_reason))

    @noun.route(
        "DELETE",
        f"{path}/<document_id>",
        reach=Reach.THING,
        permission=Permission.WRITE_DOCUMENTS,
    )
    def delete(visit: Visit, call: Call[Body, NoQuery]) -> None:
        """Delete a draft of one {one}."""
        show_record(visit, call.path["document_id"], kind)
        delete_draft(visit, call.path["document_id"])
