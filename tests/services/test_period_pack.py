"""The pack of a period: its totals are the report's, its list names each byte and each gap, two of it are equal."""

import csv
import io
import re
from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from html.parser import HTMLParser
from zipfile import ZIP_STORED, ZipFile

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from portal.database import Visit
from portal.errors import Invalid
from portal.identity import Scope, system
from portal.models import Document
from portal.reports import ReportKind, ReportPeriod
from portal.services.documents.voiding import void_document
from portal.services.exports import pack
from portal.services.exports.asked import ExportAsked, ExportKind
from portal.services.exports.asking import begin_export
from portal.services.exports.export_views import ExportState, ExportView, open_export, show_export
from portal.services.exports.making import Workshop, finish_export, make_export
from portal.services.paper.drawing import keep_first_pdf
from portal.services.paper.embedding import embedded_einvoice
from portal.services.reports.closing import close_period
from portal.services.reports.views import show_report
from tests.services.firm import bill
from tests.support.portal import World, on_both

YEAR, NOVEMBER = ReportPeriod.parse("2026"), ReportPeriod.parse("2026-11")
Rows = list[dict[str, str]]


def store_pdfs(world: World, scope: Scope, but: str = "") -> None:
    """Bytes of its own for every document that has no PDF, as if each had been drawn."""
    with world.database.visit(system(scope)) as visit:
        ids = visit.session.scalars(select(Document.id).where(Document.pdf_sha256.is_(None))).all()
        with visit.write() as writing:
            for each in ids:
                if each != but:
                    keep_first_pdf(writing, each, world.parts.storage.put(scope, f"%PDF-1.7 {each}".encode()))


def begin(world: World, who: str = "ek", period: ReportPeriod = YEAR, locale: str = "en") -> ExportView:
    with world.visit(who) as visit:
        return begin_export(visit, ExportAsked(kind=ExportKind.PACK, period=period, locale=locale))


def made(world: World, export_id: str, scope: Scope) -> bytes:
    """What a worker makes of it; the official rules, which take seconds, are left out of what it checks."""
    with world.database.visit(system(scope)) as visit:
        parts = world.parts
        shop = Workshop(parts.database, parts.storage, parts.pool, embedded_einvoice)
        done = make_export(visit, shop, export_id)
        assert done is not None
        with visit.write() as writing:
            finish_export(visit, writing, parts.storage, done)
    with world.database.visit(system(scope)) as visit:
        file = open_export(visit, parts.storage, export_id)
        with file.content as content:
            return content.readall()


def packed(world: World, who: str = "ek", period: ReportPeriod = YEAR, locale: str = "en") -> ZipFile:
    return ZipFile(io.BytesIO(made(world, begin(world, who, period, locale).id, world.actor(who).scope)))


def manifest(archive: ZipFile, row: str | None = None) -> Rows:
    text = io.StringIO(archive.read(pack.MANIFEST).decode("utf-8-sig"), newline="")
    return [each for each in csv.DictReader(text) if row in {None, each["row"]}]


def report_of(visit: Visit, kind: ReportKind, period: ReportPeriod = YEAR) -> dict[str, tuple[Decimal, ...]]:
    figures = show_report(visit, kind, period, language="en").report.figures
    return {key.partition("/")[0]: each.amounts for key, each in figures.items() if re.fullmatch("[A-Z]{3}/total", key)}


def sums(rows: Rows, direction: str) -> dict[str, tuple[Decimal, Decimal]]:
    found: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in rows:
        if row["direction"] == direction and row["counted_base"]:
            found[row["currency"]][0] += Decimal(row["counted_base"])
            found[row["currency"]][1] += Decimal(row["counted_tax"])
    return {code: (base, tax) for code, (base, tax) in found.items()}


class Page(HTMLParser):
    """The addresses and elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.elements: set[str] = set()
        self.language = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        said = dict(attrs)
        self.language = said.get("lang") or self.language
        self.links += [value for name in ("href", "src", "srcset", "action", "data") if (value := said.get(name))]


@on_both
def test_its_totals_are_those_of_the_reports(world: World) -> None:
    store_pdfs(world, world.cast.scope)
    archive = packed(world)
    documents, totals = manifest(archive, "document"), manifest(archive, "total")
    assert {"invoice", "credit_note"} <= {row["type"] for row in documents}
    with world.visit("admin") as visit:
        for kind, direction in ((ReportKind.VAT_SUMMARY, "issued"), (ReportKind.INPUT_VAT, "received")):
            expected = report_of(visit, kind)
            assert sums(documents, direction) == sums(totals, direction) == expected
            assert len(expected) >= (2 if direction == "issued" else 1)
        voided = set(visit.session.scalars(select(Document.id).where(Document.voided_at.is_not(None))))
    none = [Decimal(row["counted_tax"]) for row in documents if row["document_id"] in voided and row["counted_tax"]]
    assert none
    assert not any(none)
    assert any(Decimal(row["counted_base"] or 0) < 0 for row in documents if row["type"] == "credit_note")


def test_its_list_has_every_file_by_its_digest_and_its_page_leads_to_all(world: World) -> None:
    store_pdfs(world, world.cast.scope)
    archive = packed(world, locale="sl")
    assert archive.testzip() is None
    assert {each.compress_type for each in archive.infolist()} == {ZIP_STORED}
    listed = {row["file"]: row for row in manifest(archive) if row["file"]}
    assert {*listed, pack.MANIFEST} == set(archive.namelist())
    for name, row in listed.items():
        data = archive.read(name)
        assert (row["sha256"], int(row["bytes"])) == (sha256(data).hexdigest(), len(data)), name
    folders = {name.rpartition("/")[0] for name in archive.namelist()}
    assert folders >= {"issued/pdf", "issued/e-invoices", "received/pdf", "received/e-invoices", "reports"}
    page = Page(archive.read(pack.INDEX).decode())
    assert set(page.links) == set(archive.namelist()) - {pack.INDEX}
    assert page.language == "sl"
    assert not page.elements & {"script", "link", "img", "iframe", "object", "form"}
    assert b"://" not in archive.read(pack.INDEX)


def test_two_of_the_same_period_are_the_same_bytes(world: World) -> None:
    store_pdfs(world, world.cast.scope)
    found = []
    for second in (1, 5):
        with freeze_time(datetime.now(UTC).replace(hour=12, minute=0, second=second)):
            found.append(made(world, begin(world, period=NOVEMBER).id, world.cast.scope))
    assert found[0] == found[1]


@pytest.mark.slow
def test_what_is_missing_is_drawn_or_named(world: World) -> None:
    cast, storage = world.cast, world.parts.storage
    undrawn, gone, damaged = (cast.documents[name] for name in ("paid_invoice", "unpaid_invoice", "overdue_invoice"))
    store_pdfs(world, cast.scope, but=undrawn)
    with world.visit("admin") as visit:
        kept = {each: visit.session.get_one(Document, each).pdf_sha256 or "" for each in (gone, damaged)}
    storage.remove(cast.scope, kept[gone])
    (path,) = storage.root.rglob(kept[damaged])
    path.write_bytes(b"%PDF-1.7 of somebody else")
    export = begin(world)
    archive = ZipFile(io.BytesIO(made(world, export.id, cast.scope)))
    rows = {row["document_id"]: row for row in manifest(archive, "document")}
    assert archive.read(rows[undrawn]["file"]).startswith(b"%PDF-1.7\n")
    assert [rows[each]["note"].partition(":")[0] for each in (undrawn, gone, damaged)] == ["", "missing", "damaged"]
    assert not rows[gone]["file"] + rows[damaged]["sha256"]
    with world.visit("admin") as visit:
        done = show_export(visit, export.id)
        assert visit.session.get_one(Document, undrawn).pdf_sha256 == rows[undrawn]["sha256"]
    assert {(each.document_id, each.code) for each in done.failed} >= {(gone, "missing"), (damaged, "damaged")}
    assert (done.state, done.done) == (ExportState.DONE, len(rows) - 2)
    without = {row["document_id"]: row["note"] for row in manifest(archive, "e_invoice") if not row["file"]}
    assert without
    assert all(note.startswith("no_xml: ") for note in without.values())
    # Whose money is not owed by an e-invoice is in the list, and nothing to worry about.
    with world.visit("admin") as visit:
        voided = set(visit.session.scalars(select(Document.id).where(Document.voided_at.is_not(None))))
    assert voided & without.keys()
    assert not voided & {each.document_id for each in done.failed}


def test_a_closed_period_stays_and_what_came_later_is_marked(world: World) -> None:
    october = ReportPeriod.parse("2026-10")
    day = datetime(2026, 10, 5, tzinfo=UTC).date()
    dates = {"issue_date": day, "supply_date": None, "period_end": None, "tax_point_date": None}
    with freeze_time("2026-11-22T12:00:00Z"):
        with world.visit("sk") as visit:
            kept = bill(visit, **dates)
            # Billed in October and supplied in September.
            earlier = bill(visit, **dates | {"tax_point_date": day.replace(month=9)})
            close_period(visit, october.name)
            expected = report_of(visit, ReportKind.VAT_SUMMARY, october)
            void_document(visit, kept)
            late = bill(visit, **dates)
        store_pdfs(world, world.cast.scope)
        archive = packed(world, "ek", october)
    documents = manifest(archive, "document")
    assert sums(documents, "issued") == sums(manifest(archive, "total"), "issued") == expected
    counted = {row["document_id"]: row["counted_base"] != "" for row in documents}
    assert (counted[kept], counted[late], counted[earlier]) == (True, False, False)
    page = archive.read(pack.INDEX).decode()
    assert page.count("after the period was closed") == 1
    assert page.count("it counts in another period") == 1


def test_nothing_of_another_entity_is_in_it(world: World) -> None:
    for who, foreign in (("ek", world.cast.canaries.values()), ("birch_admin", [("Elm",)])):
        store_pdfs(world, world.actor(who).scope)
        archive = packed(world, who)
        texts = b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".xlsx"))
        assert not [word for words in foreign for word in words if word.encode() in texts]


def test_what_cannot_be_packed_is_refused(world: World) -> None:
    for period, why in (("2199", "not begun"), ("1950-01", "nothing to export")):
        with pytest.raises(Invalid, match=why):
            begin(world, period=ReportPeriod.parse(period))
