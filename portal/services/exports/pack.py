"""The pack of a period: PDFs, e-invoices, reports, a page to read them by and a list to check them by, in one archive.

It is written while its files are read, one after the other; the same documents and reports make the same bytes. The
documents come first, whose PDFs are at hand, and then the reports, whose rows have to be read and counted.
"""

from collections.abc import Iterator
from tempfile import TemporaryFile

from portal.database import Visit
from portal.errors import JobImpossible
from portal.exports.archive import archive_chunks
from portal.reports import ReportKind, ReportPeriod
from portal.services.exports.asked import ExportAsked
from portal.services.exports.members import Members
from portal.services.exports.pack_contents import issued_within, packed_documents, report_totals
from portal.services.exports.pack_manifest import PAGE, REPORT, Manifest
from portal.services.exports.pack_notes import PackNotes
from portal.services.exports.pack_paper import PackPaper
from portal.services.exports.pack_papers import PackPapers, Piece
from portal.services.reports.files import ReportForm, file_name, undated_workbook
from portal.services.reports.views import PeriodRows, ReportView, kinds_of, read_period, report_of

MANIFEST, INDEX = "manifest.csv", "index.html"
_VAT = {"vat_summary": "issued", "input_vat": "received"}


def pack_chunks(visit: Visit, asked: ExportAsked, members: Members) -> Iterator[bytes]:
    """The archive, piece by piece. JobImpossible where the totals of the documents were not those of the reports."""
    if asked.period is None:
        raise ValueError("a pack is of a period")
    # As they are: PDFs are compressed in themselves, and no version of a compressor is in the bytes.
    yield from archive_chunks(_files(visit, asked.period, asked.locale, members), compressed=False)


def _files(visit: Visit, period: ReportPeriod, language: str, members: Members) -> Iterator[Piece]:
    # Without a name: it goes with the process, however that ends.
    with TemporaryFile("w+b", prefix="portal-pack-") as file:
        notes = PackNotes(file)
        papers = PackPapers(visit, members, notes)
        first = issued_within(visit, period)
        members.progress.begin(len(first))
        yield from papers.files(first)
        del first
        read = read_period(visit, period)
        documents = packed_documents(read)
        # What counts here and was billed at another time, and what was issued while a PDF was drawn.
        others = [each.stated.id for each in documents if each.stated.id not in notes]
        if others:
            members.progress.recount(len(documents))
            yield from papers.files(others)
        paper = PackPaper(language, documents, notes)
        yield from _Reports(visit, read, language, Manifest(documents, notes), paper).files()


class _Reports:
    """What is made of the rows of the period: its reports, held against the documents, the page and the list."""

    def __init__(self, visit: Visit, read: PeriodRows, language: str, manifest: Manifest, paper: PackPaper) -> None:
        self._visit, self._read, self._language = visit, read, language
        self._manifest, self._paper = manifest, paper

    def files(self) -> Iterator[Piece]:
        """Every report that the entity has, all of the same rows, the page and the list."""
        for kind in kinds_of(self._visit):
            yield from self._report(kind)
        if not self._manifest.is_told:
            raise JobImpossible("the pack has documents of a currency that the VAT reports do not have")
        yield INDEX, self._manifest.hashed(PAGE, INDEX, self._paper.page(self._visit, MANIFEST))
        yield MANIFEST, self._manifest.chunks()

    def _report(self, kind: ReportKind) -> Iterator[Piece]:
        """One report; the totals of those on VAT are held against the documents."""
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
