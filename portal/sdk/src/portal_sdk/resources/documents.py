"""The five types of document, and what all of them share."""

from collections.abc import Mapping
from typing import Generic, Literal, cast

from portal_sdk.downloads import Download
from portal_sdk.pages import Page
from portal_sdk.resources.base import Arguments, Day, Input, Kept, Patch, Resource, place
from portal_sdk.schemas import (
    AdvanceInvoiceIn,
    AdvanceInvoicePatch,
    CreditIn,
    CreditNoteIn,
    CreditNotePatch,
    DeliveryNoteIn,
    DeliveryNotePatch,
    Document,
    DocumentFile,
    DocumentType,
    EstimateIn,
    EstimatePatch,
    FinalizeIn,
    Format,
    Formats,
    Import,
    InvoiceIn,
    InvoicePatch,
    NextNumber,
    PreviewIn,
    Version,
    Versions,
    VoidIn,
)
from portal_sdk.wire import encode

Direction = Literal["issued", "received"]


class Papers(Resource):
    """What can be done with a document of any type, by its id."""

    def render_pdf(self, document_id: str, *, entity_id: str | None = None) -> Download:
        """Its PDF: the one it was issued with, or the original of an imported document."""
        return self._download(place("/documents", document_id, "pdf"), Arguments(entity_id=entity_id))

    def formats(self, document_id: str, *, entity_id: str | None = None) -> list[Format]:
        """The formats of XML that it may be had as; those that are not valid name the rules that they break."""
        told = self._read(place("/documents", document_id, "formats"), Arguments(entity_id=entity_id))
        return cast(Formats, told)["formats"]

    def download_xml(self, document_id: str, format: str, *, entity_id: str | None = None) -> Download:
        """Its XML in a format that is valid; `original` gives an imported document's own bytes."""
        return self._download(place("/documents", document_id, "xml", format), Arguments(entity_id=entity_id))

    def finalize(
        self,
        document_id: str,
        data: FinalizeIn | None = None,
        *,
        entity_id: str | None = None,
        **fields: object,
    ) -> Document:
        """Issue a draft: it is given its number and frozen."""
        return cast(Document, self._do(document_id, "finalize", Arguments(data, fields, entity_id=entity_id)))

    def void(
        self,
        document_id: str,
        data: VoidIn | None = None,
        *,
        reason: str | None = None,
        entity_id: str | None = None,
        **fields: object,
    ) -> Document:
        """Take an issued document back; it stays, marked as void."""
        return cast(
            Document, self._do(document_id, "void", Arguments(data, fields, reason=reason, entity_id=entity_id))
        )

    def convert(
        self,
        document_id: str,
        to: DocumentType,
        *,
        is_draft: bool = True,
        entity_id: str | None = None,
        **fields: object,
    ) -> Document:
        """A new draft of another type, or a copy, made from this document."""
        return cast(
            Document, self._do(document_id, "convert", Arguments(fields, to=to, is_draft=is_draft, entity_id=entity_id))
        )

    def credit_note(
        self,
        document_id: str,
        data: CreditIn | None = None,
        *,
        entity_id: str | None = None,
        **fields: object,
    ) -> Document:
        """A credit note over the whole of an invoice, or over the lines that are named."""
        return cast(Document, self._do(document_id, "credit-note", Arguments(data, fields, entity_id=entity_id)))

    def versions(self, document_id: str, *, entity_id: str | None = None) -> list[Version]:
        """What changed while it was a draft, by whom and why; the newest first."""
        told = self._read(place("/documents", document_id, "versions"), Arguments(entity_id=entity_id))
        return cast(Versions, told)["versions"]

    def files(self, document_id: str, *, entity_id: str | None = None) -> list[DocumentFile]:
        """The files that belong to it."""
        page: Page[DocumentFile] = self._page(place("/documents", document_id, "files"), Arguments(entity_id=entity_id))
        return page.data

    def _do(self, document_id: str, action: str, arguments: Arguments) -> object:
        return self._write("POST", place("/documents", document_id, action), arguments)


class Documents(Papers):
    """Documents of any type: one by its id, what one would come to, and history brought in."""

    def get(self, document_id: str, *, entity_id: str | None = None) -> Document:
        """The document with this id, whatever its type; an `entity_id` that disagrees with it is a 404."""
        return cast(Document, self._read(place("/documents", document_id), Arguments(entity_id=entity_id)))

    def preview(self, data: PreviewIn | None = None, *, entity_id: str | None = None, **fields: object) -> Document:
        """What a document with these fields would come to; nothing is kept."""
        return cast(Document, self._write("POST", "/documents/preview", Arguments(data, fields, entity_id=entity_id)))

    def next_number(self, type: DocumentType, *, date: Day | None = None, entity_id: str | None = None) -> NextNumber:
        """The number that the next document of this type would be given, if it were issued now."""
        return cast(
            NextNumber, self._read("/documents/next-number", Arguments(type=type, date=date, entity_id=entity_id))
        )

    def import_xml(
        self,
        content: bytes,
        *,
        filename: str | None = None,
        direction: Direction | None = None,
        entity_id: str | None = None,
    ) -> Import:
        """Bring in a UBL or CII invoice; it keeps its number, and its bytes are kept as they are."""
        arguments = Arguments(filename=filename, direction=direction, entity_id=entity_id)
        told = self._transport.json(
            "POST",
            "/documents/import",
            query=arguments.values,
            content=(content, "application/xml"),
            headers=arguments.headers,
        )
        return cast(Import, told)

    def import_pdf(
        self,
        fields: Mapping[str, object],
        pdf: bytes,
        *,
        filename: str = "document.pdf",
        direction: Direction | None = None,
        entity_id: str | None = None,
    ) -> Import:
        """Bring in an invoice as fields and its original PDF, which is served from then on, byte for byte."""
        arguments = Arguments(fields, entity_id=entity_id)
        told = self._transport.json(
            "POST",
            "/documents/import",
            query={"direction": direction},
            fields={"fields": encode(arguments.values).decode()},
            files={"file": (filename, pdf, "application/pdf")},
            headers=arguments.headers,
        )
        return cast(Import, told)


class OfType(Kept[Document, Input, Patch], Papers, Generic[Input, Patch]):
    """The documents of one type. `delete` is for drafts; what was issued is taken back with `void`."""


class Invoices(OfType[InvoiceIn, InvoicePatch]):
    """Invoices."""

    path = "/invoices"


class CreditNotes(OfType[CreditNoteIn, CreditNotePatch]):
    """Credit notes."""

    path = "/credit-notes"


class AdvanceInvoices(OfType[AdvanceInvoiceIn, AdvanceInvoicePatch]):
    """Advance invoices."""

    path = "/advance-invoices"


class Estimates(OfType[EstimateIn, EstimatePatch]):
    """Estimates, and proforma invoices among them."""

    path = "/estimates"


class DeliveryNotes(OfType[DeliveryNoteIn, DeliveryNotePatch]):
    """Delivery notes."""

    path = "/delivery-notes"
