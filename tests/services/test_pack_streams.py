"""A pack goes out as it is read: what its first byte waits for, what is not made again, and what stays in memory."""

import io
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest
from sqlalchemy import Engine, event, inspect, select

from portal.database import Visit
from portal.identity import new_id, system
from portal.models import Document, DocumentTax, Job
from portal.pdf import attached_files
from portal.reports import ReportPeriod
from portal.services.einvoicing.checking import rules_now
from portal.services.exports.asked import ExportAsked, ExportKind
from portal.services.exports.asking import begin_export
from portal.services.exports.members import Members, NativeXml
from portal.services.exports.pack import pack_chunks
from portal.services.exports.progress import Progress
from portal.services.paper.drawing import keep_first_pdf
from portal.services.paper.embedding import embedded_einvoice
from portal.services.reading.readable import readable_document
from portal.storage import Storage
from portal.storage.folder import FolderShelf
from tests.services.test_period_pack import YEAR, manifest, store_pdfs
from tests.support.portal import World


class Counting(FolderShelf):
    """A shelf that knows how often it was read from."""

    reads = 0

    def get(self, name: str) -> bytes | None:
        self.reads += 1
        return super().get(name)


@contextmanager
def packing(
    world: World, period: ReportPeriod = YEAR, native_xml: NativeXml = embedded_einvoice
) -> Iterator[tuple[Counting, Iterator[bytes]]]:
    """A pack as a worker writes it, not yet begun, and the shelf that it reads from."""
    asked = ExportAsked(kind=ExportKind.PACK, period=period)
    with world.visit("ek") as visit:
        export = begin_export(visit, asked)
    shelf = Counting(world.parts.storage.root)
    with world.database.visit(system(world.cast.scope)) as visit:
        progress = Progress(world.database, visit, export.id)
        yield shelf, pack_chunks(visit, asked, Members(visit, Storage(shelf), world.parts.pool, progress, native_xml))


def opened(chunks: Iterator[bytes]) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(chunks)))


def test_the_first_byte_waits_for_one_pdf_and_for_no_report(world: World) -> None:
    store_pdfs(world, world.cast.scope)
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with packing(world) as (shelf, chunks):
            assert next(chunks)
            assert shelf.reads == 1
            # What the reports are made of, and what is left to be done.
            assert not [each for each in asked if "FROM document_tax" in each or "FROM payment" in each]
            assert sum(map(len, chunks))
            assert shelf.reads > 10
            assert [each for each in asked if "FROM document_tax" in each]
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def checked(world: World, document_id: str, xml: bytes, *, rules: str | None = None, wrong: bool = False) -> None:
    """As if a worker had checked these bytes."""
    violations = [["BR-01", "seller", "It is wrong."]] if wrong else []
    verdict = {"sha256": sha256(xml).hexdigest(), "violations": violations}
    now = datetime.now(UTC)
    job = Job(
        id=new_id("job"),
        kind="check_einvoice",
        subject=document_id,
        parameters={},
        state="done",
        result={"rules": rules or rules_now(), "formats": {"cii": verdict}},
        created_at=now,
        finished_at=now,
    )
    with world.database.visit(system(world.cast.scope)) as visit, visit.write() as writing:
        writing.add(job)


def stored(world: World, document_id: str, xml: bytes | None = None) -> bytes:
    """The document's e-invoice, unless told another, which its PDF carries from now on."""
    scope = world.cast.scope
    with world.database.visit(system(scope)) as visit:
        xml = xml or embedded_einvoice(visit, readable_document(visit, document_id))
        assert xml is not None
        digest = world.parts.storage.put(scope, carrying(xml))
        with visit.write() as writing:
            keep_first_pdf(writing, document_id, digest)
    return xml


def carrying(*files: bytes) -> bytes:
    """A PDF with these attached."""
    pdf, out = pikepdf.new(), io.BytesIO()
    for number, data in enumerate(files):
        told = {"mime_type": "text/xml", "creation_date": "", "mod_date": ""}
        pdf.attachments[f"{number}.xml"] = pikepdf.AttachedFileSpec(pdf, data, filename=f"{number}.xml", **told)
    pdf.save(out)
    return out.getvalue()


def test_an_e_invoice_found_valid_is_taken_out_of_the_pdf_that_carries_it(world: World) -> None:
    names = ("paid_invoice", "unpaid_invoice", "overdue_invoice")
    valid, old, other = (world.cast.documents[name] for name in names)
    xml, old_xml = (stored(world, each) for each in (valid, old))
    stored(world, other, xml + b"<!-- of another hand -->")
    store_pdfs(world, world.cast.scope)
    checked(world, valid, xml, rules="rules of another day")
    checked(world, valid, xml)
    checked(world, old, old_xml, rules="rules of another day")
    # Valid, and not what its PDF carries.
    checked(world, other, xml)
    written: list[str] = []

    def write(visit: Visit, document: Document) -> bytes | None:
        written.append(document.id)
        return embedded_einvoice(visit, document)

    with packing(world, native_xml=write) as (_, chunks):
        archive = opened(chunks)
    assert valid not in written
    assert {old, other} <= set(written)
    files = {row["document_id"]: row["file"] for row in manifest(archive, "e_invoice")}
    assert [archive.read(files[each]) for each in (valid, old)] == [xml, old_xml]
    checked(world, valid, xml, wrong=True)
    with packing(world, native_xml=write) as (_, chunks):
        written.clear()
        opened(chunks)
    assert valid in written


def test_what_only_looks_attached_is_passed_over() -> None:
    plain = b"/Type /EmbeddedFile /Length 9 >>\nstream\nno stream\nendstream /Type /EmbeddedFiles >> stream\nx"
    assert list(attached_files(plain)) == []
    files = [b"<one/>" * 9, b"<two/>" * 9]
    assert sorted(attached_files(carrying(*files))) == files


def copies(world: World, day: date, count: int) -> None:
    """So many paid invoices of a day, all with the same PDF: of rows alone, for they are many."""
    with world.database.visit(system(world.cast.scope)) as visit:
        row = visit.session.get_one(Document, world.cast.documents["paid_invoice"])
        taxes = visit.session.scalars(select(DocumentTax).where(DocumentTax.document_id == row.id)).all()
        document, groups = columns_of(row), [columns_of(each) for each in taxes]
        digest = world.parts.storage.put(world.cast.scope, b"%PDF-1.7 the same")
        with visit.write() as writing:
            made_rows = []
            for number in range(count):
                made = new_id("inv")
                named = {"id": made, "number": f"{day:%Y%m}-{number}", "number_key": f"{day:%Y%m}{number}"}
                dates = {"issue_date": day, "supply_date": day, "tax_point_date": None, "period_end": None}
                rest = {"pdf_sha256": digest, "open_total": Decimal(0), "is_draft": True, "issued_at": None}
                made_rows.append(Document(**document | named | dates | rest))
            writing.add_all(made_rows)
            writing.flush()
            writing.add_all(
                DocumentTax(**group | {"id": new_id("txg"), "document_id": row.id})
                for row in made_rows
                for group in groups
            )
            writing.flush()
            for each in made_rows:
                each.is_draft, each.issued_at = False, row.issued_at


def columns_of(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


@pytest.mark.slow
def test_memory_grows_with_the_rows_of_reports_and_with_nothing_else(world: World) -> None:
    store_pdfs(world, world.cast.scope)
    peaks = {}
    for month, count in ((1, 20), (2, 200), (3, 400)):
        copies(world, date(2025, month, 15), count)
        with packing(world, ReportPeriod.parse(f"2025-{month:02}"), lambda _visit, _document: None) as (shelf, chunks):
            tracemalloc.start()
            try:
                for _ in chunks:
                    pass
                peaks[count] = tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()
        assert shelf.reads >= count
    assert (peaks[400] - peaks[200]) / 200 < 3_500, peaks
