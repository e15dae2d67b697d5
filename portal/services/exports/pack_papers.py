"""The files of the documents in a pack: each one's PDF, and its e-invoice out of that very PDF where it may be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from sqlalchemy import select

from portal.database import Visit
from portal.exports.archive import own_name
from portal.models import Document
from portal.pdf import attached_files
from portal.services.einvoicing.checking import valid_digests
from portal.services.einvoicing.formats import Format, formats_for
from portal.services.exports.members import DAMAGED, MISSING, NO_XML, Member, Members
from portal.services.exports.pack_notes import NO_FILE, DocumentFiles, PackFile, PackNotes
from portal.services.reading.readable import readable_documents

AT_ONCE = 100
Piece = tuple[str, Iterable[bytes]]


class PackPapers:
    """Gives out the files of documents, one after the other, and notes what became of each."""

    def __init__(self, visit: Visit, members: Members, notes: PackNotes) -> None:
        self._visit, self._members, self._notes = visit, members, notes
        self._names: dict[str, set[str]] = {}

    def files(self, ids: Sequence[str]) -> Iterator[Piece]:
        """The files of these documents, in this order; of a PDF no more is in memory than its own bytes."""
        for start in range(0, len(ids), AT_ONCE):
            batch = ids[start : start + AT_ONCE]
            rows = self._rows(batch)
            valid = valid_digests(self._visit, [each for each in batch if each in rows], Format.CII)
            for document_id in batch:
                yield from self._document(document_id, rows.pop(document_id, None), valid)
                self._members.progress.step()

    def _rows(self, ids: Sequence[str]) -> dict[str, Document]:
        wanted = select(Document).where(Document.id.in_(ids), readable_documents(self._visit))
        return {row.id: row for row in self._visit.session.scalars(wanted)}

    def _document(self, document_id: str, row: Document | None, valid: Mapping[str, str]) -> Iterator[Piece]:
        if row is None:
            self._members.leave_out(document_id, "", MISSING, "the document is no longer there")
            self._notes.add(document_id, DocumentFiles(NO_FILE, NO_FILE, MISSING, MISSING))
            return
        pdf, no_pdf = self._tried(self._members.pdf_of(row))
        paper = self._file(row, "pdf", pdf)
        if pdf is not None and row.pdf_sha256 not in {None, paper.sha256}:
            self._members.leave_out(row.id, row.number or "", DAMAGED, "its stored PDF is not the one that was kept")
            pdf, no_pdf = self._tried(None)
            paper = NO_FILE
        if pdf is not None:
            self._members.count += 1
            yield paper.path, (pdf[1],)
        xml, no_xml = self._e_invoice(row, _attached(pdf, valid.get(row.id)))
        e_invoice = self._file(row, "e-invoices", xml)
        if xml is not None:
            yield e_invoice.path, (xml[1],)
        self._notes.add(document_id, DocumentFiles(paper, e_invoice, no_pdf, no_xml))

    def _e_invoice(self, row: Document, attached: bytes | None) -> tuple[Member | None, str]:
        if row.origin == "imported":
            return self._tried(self._members.original_of(row))
        if Format.CII not in formats_for(row):
            # None was ever to be expected: it is in the list, and not among what is missing.
            return None, f"{NO_XML}: the standard for e-invoices does not suit the document"
        return self._tried(self._members.xml_of(row, attached))

    def _tried(self, found: Member | None) -> tuple[Member | None, str]:
        if found is not None:
            return found, ""
        last = self._members.left_out[-1]
        return None, f"{last.code}: {last.message}"

    def _file(self, row: Document, folder: str, member: Member | None) -> PackFile:
        if member is None:
            return NO_FILE
        name, data = member
        home = f"{row.direction}/{folder}"
        path = f"{home}/{own_name(name, self._names.setdefault(home, set()))}"
        return PackFile.of(path, data)


def _attached(pdf: Member | None, valid: str | None) -> bytes | None:
    """The e-invoice that a PDF carries, where it is to the byte the one that was found valid."""
    if pdf is None or valid is None:
        return None
    return next((each for each in attached_files(pdf[1]) if sha256(each).hexdigest() == valid), None)
