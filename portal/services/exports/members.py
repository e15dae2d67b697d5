"""What goes into the archives, one file after the other: each document's PDF, or the e-invoice that it came as."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from portal import formats
from portal.database import Visit
from portal.errors import JobImpossible, Missing, NotFound, RenderBusy, RenderFailed
from portal.models import Document, File
from portal.pdf import PdfPool
from portal.services.exports.asked import ExportAsked, ExportKind
from portal.services.exports.export_views import LeftOut
from portal.services.exports.exporting import wanted_documents
from portal.services.exports.pdf_exports import paper_name
from portal.services.exports.progress import Progress
from portal.services.paper.printing import draw_document
from portal.services.reading.readable import readable_documents
from portal.storage import Storage

Member = tuple[str, bytes]
NativeXml = Callable[[Visit, Document], bytes | None]
"""Writes the e-invoice of a document that was made here; None where it has no valid one."""
_AT_ONCE = 100
_XML, _PDF = ("application/xml", "text/xml"), "application/pdf"
NO_XML, NOT_DRAWN, MISSING, DAMAGED = "no_xml", "not_drawn", "missing", "damaged"


@dataclass(slots=True)
class Members:
    """The files of one archive, made while they are taken; `left_out` fills with what could not be put in."""

    visit: Visit
    storage: Storage
    pool: PdfPool
    progress: Progress
    native_xml: NativeXml
    left_out: list[LeftOut] = field(default_factory=list)
    count: int = 0

    def of(self, asked: ExportAsked, ids: Sequence[str]) -> Iterator[Member]:
        """The files of these documents, in this order. JobImpossible at the end when there is none."""
        take = self.pdf_of if asked.kind is ExportKind.PDF else self.xml_of
        for document_id, document in self.documents(ids):
            if document is None:
                self.leave_out(document_id, "", MISSING, "the document is no longer there")
            else:
                found = take(document)
                if found is not None:
                    self.count += 1
                    yield found
            self.progress.step()
        if not self.count:
            why = self.left_out[0].message if self.left_out else "there is nothing to export"
            raise JobImpossible(f"none of the {len(ids)} documents could be put in: {why}")

    def documents(self, ids: Sequence[str]) -> Iterator[tuple[str, Document | None]]:
        """These documents in this order, read a hundred by one question; None for one that is not there any more."""
        for start in range(0, len(ids), _AT_ONCE):
            batch = ids[start : start + _AT_ONCE]
            wanted = select(Document).where(Document.id.in_(batch), readable_documents(self.visit))
            rows = {row.id: row for row in self.visit.session.scalars(wanted)}
            for document_id in batch:
                yield document_id, rows.pop(document_id, None)

    def pdf_of(self, document: Document) -> Member | None:
        """The document's PDF, drawn if it has none yet; None where that cannot be, which is noted as left out."""
        digest = document.pdf_sha256
        try:
            if digest is None:
                drawing = draw_document(self.visit, self.storage, self.pool, document.id)
                digest = drawing.sha256
                if drawing.final:
                    self.progress.drew(document.id, digest)
            return paper_name(document), self.storage.get(self.visit.scope, digest)
        except RenderBusy:
            raise
        except (RenderFailed, NotFound) as error:
            self._leave_out(document, NOT_DRAWN, str(error))
        except Missing as error:
            self._leave_out(document, MISSING, str(error))
        return None

    def xml_of(self, document: Document, valid: bytes | None = None) -> Member | None:
        """The e-invoice that the document came as, or the valid one of a document made here, which is not written again
        where it is given; None as above."""
        name = formats.file_name(document.type, document.number or "draft", extension="xml")
        original = None if document.origin == "native" else self._original(document, *_XML)
        try:
            if original is not None:
                return name, self.storage.get(self.visit.scope, original.sha256)
            written = self.native_xml(self.visit, document) if valid is None else valid
        except Missing as error:
            self._leave_out(document, MISSING, str(error))
            return None
        if written is None:
            self._leave_out(document, NO_XML, "there is no valid e-invoice of this document")
        return None if written is None else (name, written)

    def original_of(self, document: Document) -> Member | None:
        """The file that the document was imported from, XML or a PDF that carries it; None as above."""
        file = self._original(document, *_XML, _PDF)
        if file is None:
            self._leave_out(document, NO_XML, "the document was not imported from an e-invoice")
            return None
        extension = "pdf" if file.mime == _PDF else "xml"
        try:
            data = self.storage.get(self.visit.scope, file.sha256)
        except Missing as error:
            self._leave_out(document, MISSING, str(error))
            return None
        return formats.file_name(document.type, document.number or "draft", extension=extension), data

    def leave_out(self, document_id: str, number: str, code: str, message: str) -> None:
        """Note that something of a document is not in the archive."""
        self.left_out.append(LeftOut(document_id, number, code, message))

    def _original(self, document: Document, *mimes: str) -> File | None:
        """The e-invoice that the document was imported from; the first, when there are several."""
        wanted = (
            select(File)
            .where(File.document_id == document.id, File.purpose == "original", File.mime.in_(mimes))
            .order_by(File.created_at, File.id)
        )
        return self.visit.session.scalars(wanted.limit(1)).first()

    def _leave_out(self, document: Document, code: str, message: str) -> None:
        self.leave_out(document.id, document.number or "", code, message)


def ids_of(visit: Visit, asked: ExportAsked) -> tuple[str, ...]:
    """The ids of the documents that are asked for: those named, or those of the days, by issue date."""
    if asked.wanted is None:
        return tuple(dict.fromkeys(asked.document_ids))
    return tuple(visit.session.scalars(wanted_documents(asked.wanted).with_only_columns(Document.id)))
