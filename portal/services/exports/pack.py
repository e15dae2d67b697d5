"""The pack of a period: PDFs, e-invoices, reports, a page to read them by and a list to check them by, in one archive.

It is written while its files are read, one after the other; the same documents and reports make the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from sqlalchemy import select

from portal.database import Visit
from portal.errors import JobImpossible
from portal.exports.archive import archive_chunks, own_name
from portal.models import Document
from portal.services.einvoicing.formats import Format, formats_for
from portal.services.exports.asked import ExportAsked
from portal.services.exports.members import DAMAGED, MISSING, NO_XML, Member, Members
from portal.services.exports.pack_contents import Packed, packed_documents, report_totals
from portal.services.exports.pack_manifest import NO_FILE, PAGE, REPORT, Manifest, PackFile
from portal.services.exports.pack_paper import PackPaper
from portal.services.reading.readable import readable_documents
from portal.services.reports.files import ReportForm, file_name, undated_workbook
from portal.services.reports.views import PeriodRows, ReportView, kinds_of, read_period, report_of

MANIFEST, INDEX = "manifest.csv", "index.html"
_VAT = {"vat_summary": "issued", "input_vat": "received"}
_AT_ONCE = 100
Piece = tuple[str, Iterable[bytes]]


def pack_chunks(visit: Visit, asked: ExportAsked, members: Members) -> Iterator[bytes]:
    """The archive, piece by piece. JobImpossible where the totals of the documents were not those of the reports."""
    if asked.period is None:
        raise ValueError("a pack is of a period")
    read = read_period(visit, asked.period)
    documents = packed_documents(read)
    members.progress.begin(len(documents))
    pack = _Pack(visit, members, read, asked.locale)
    # As they are: PDFs are compressed in themselves, and no version of a compressor is in the bytes.
    yield from archive_chunks(pack.files(documents), compressed=False)


class _Pack:
    def __init__(self, visit: Visit, members: Members, read: PeriodRows, language: str) -> None:
        self._visit, self._members, self._read, self._language = visit, members, read, language
        self._manifest, self._paper = Manifest(), PackPaper(language)
        self._names: dict[str, set[str]] = {}

    def files(self, documents: Sequence[Packed]) -> Iterator[Piece]:
        for start in range(0, len(documents), _AT_ONCE):
            batch = documents[start : start + _AT_ONCE]
            rows = self._rows(batch)
            for packed in batch:
                yield from self._document(packed, rows.get(packed.stated.id))
                self._members.progress.step()
        yield from self._reports()
        if not self._manifest.is_told:
            raise JobImpossible("the pack has documents of a currency that the VAT reports do not have")
        page = self._paper.page(self._visit, MANIFEST)
        yield INDEX, self._manifest.hashed(PAGE, INDEX, (page,))
        yield MANIFEST, self._manifest.chunks()

    def _rows(self, batch: Sequence[Packed]) -> dict[str, Document]:
        ids = [packed.stated.id for packed in batch]
        wanted = select(Document).where(Document.id.in_(ids), readable_documents(self._visit))
        return {row.id: row for row in self._visit.session.scalars(wanted)}

    def _document(self, packed: Packed, row: Document | None) -> Iterator[Piece]:
        if row is None:
            self._members.leave_out(packed.stated.id, packed.stated.number, MISSING, "the document is no longer there")
            self._listed(packed, NO_FILE, NO_FILE, MISSING, MISSING)
            return
        pdf, why = self._tried(self._members.pdf_of(row))
        paper = self._file(packed, "pdf", pdf)
        if pdf is not None and row.pdf_sha256 not in {None, paper.sha256}:
            self._members.leave_out(row.id, row.number or "", DAMAGED, "its stored PDF is not the one that was kept")
            pdf, why = self._tried(None)
            paper = NO_FILE
        if pdf is not None:
            self._members.count += 1
            yield paper.path, (pdf[1],)
        xml, no_xml = self._e_invoice(row)
        e_invoice = self._file(packed, "e-invoices", xml)
        if xml is not None:
            yield e_invoice.path, (xml[1],)
        self._listed(packed, paper, e_invoice, why, no_xml)

    def _e_invoice(self, row: Document) -> tuple[Member | None, str]:
        if row.origin == "native" and Format.CII not in formats_for(row):
            # None was ever to be expected: it is in the list, and not among what is missing.
            return None, f"{NO_XML}: the standard for e-invoices does not suit the document"
        return self._tried(self._members.original_of(row) if row.origin == "imported" else self._members.xml_of(row))

    def _tried(self, found: Member | None) -> tuple[Member | None, str]:
        if found is not None:
            return found, ""
        last = self._members.left_out[-1]
        return None, f"{last.code}: {last.message}"

    def _file(self, packed: Packed, folder: str, member: Member | None) -> PackFile:
        if member is None:
            return NO_FILE
        name, data = member
        home = f"{packed.stated.direction}/{folder}"
        path = f"{home}/{own_name(name, self._names.setdefault(home, set()))}"
        return PackFile(path, sha256(data).hexdigest(), len(data))

    def _listed(self, packed: Packed, pdf: PackFile, xml: PackFile, why: str, no_xml: str) -> None:
        self._manifest.document(packed, pdf, why)
        self._manifest.e_invoice(packed, xml, no_xml)
        self._paper.add(packed, pdf, xml)

    def _reports(self) -> Iterator[Piece]:
        """Every report that the entity has, all of the same rows; the totals of those on VAT are held against the
        documents."""
        for kind in kinds_of(self._visit):
            view = report_of(self._visit, kind, self._read, language=self._language)
            path = f"reports/{file_name(view, ReportForm.XLSX)}"
            yield path, self._manifest.hashed(REPORT, path, undated_workbook(self._visit, view))
            if kind in _VAT:
                self._compare(view, _VAT[kind], path)
            self._paper.report(self._visit, view, path)

    def _compare(self, view: ReportView, direction: str, path: str) -> None:
        """Put the totals of a VAT report into the list, next to the documents that it is the sum of."""
        for total in report_totals(view):
            if not self._manifest.total(direction, total, path):
                raise JobImpossible(f"the documents in {total.currency} do not come to what {path} says")
            self._paper.total(direction, total, path)
