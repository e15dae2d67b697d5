"""History by figures and PDF: own number, nothing corrected, the given PDF for good, duplicates and conflicts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from portal.database import Database, Visit
from portal.documents.types import DocumentType
from portal.einvoice import Address, Line, Party, Reference, TaxGroup, read_einvoice
from portal.errors import EInvoiceRefused, Invalid
from portal.identity import Scope, system
from portal.models import Document, DocumentLine, DocumentRelation, DocumentTax, File, NumberSeries
from portal.services.filing.limits import UNLIMITED
from portal.services.importing.imports import Direction, Outcome, StatedDocument, import_einvoice, import_stated
from portal.storage import Storage
from tests.einvoice.samples import ubl_invoice
from tests.services.importing import NOW, decimals, entity_of, firm_of, only, rows

PDF = b"%PDF-1.4\nthe paper as it was sent\n%%EOF\n"
BUYER = Party(name="Kupec d.o.o.", vat_id="SI55555555", address=Address(country="SI", city="Celje"))
STATED = StatedDocument(
    type=DocumentType.INVOICE,
    number="R-2019/17",
    issue_date=date(2019, 4, 2),
    currency="EUR",
    seller=None,
    buyer=BUYER,
    net=Decimal(100),
    tax=Decimal(22),
    gross=Decimal(122),
    tax_groups=(TaxGroup("S", Decimal(22), Decimal(100), Decimal(22)),),
    due_date=date(2019, 5, 2),
    note="Hvala.\nLep pozdrav",
)


@pytest.fixture
def scope(database: Database) -> Scope:
    return entity_of(database, firm_of(database), vat_id="SI12345679")


@pytest.fixture
def visit(database: Database, scope: Scope) -> Iterator[Visit]:
    with database.visit(system(scope), at=NOW) as inside:
        yield inside


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "files")


def take(visit: Visit, storage: Storage, data: bytes = PDF, told: Direction | None = None, **changed: Any) -> Any:
    return import_stated(
        visit, storage, "Račun 17.pdf", data, replace(STATED, **changed), limits=UNLIMITED, as_direction=told
    )


def test_it_keeps_its_number_and_its_paper_and_is_frozen(visit: Visit, storage: Storage) -> None:
    imported = take(visit, storage)
    assert (imported.outcome, imported.direction, imported.has_errors) == (Outcome.ADDED, Direction.ISSUED, False)
    document, file = only(visit, Document), only(visit, File)
    assert (document.number, document.origin, document.series) == ("R-2019/17", "imported", None)
    assert (document.seller["name"], document.party_name) == ("Studio Lipa", "Kupec d.o.o.")
    assert (document.net_total, document.tax_total, document.open_total) == decimals("100", "22", "122")
    assert (document.findings, document.recomputed, rows(visit, DocumentLine)) == ([], {}, [])
    assert only(visit, DocumentTax).tax == Decimal(22)
    assert not rows(visit, NumberSeries)
    assert (file.purpose, file.category, file.name, file.mime) == (
        "original",
        "original",
        "Racun-17.pdf",
        "application/pdf",
    )
    assert document.pdf_sha256 == file.sha256
    assert storage.get(visit.scope, file.sha256) == PDF
    with pytest.raises(DBAPIError, match="issued document"), visit.write() as writing:
        writing.get_one(Document, document.id).number = "R-2019/18"


@pytest.mark.parametrize("kind", DocumentType)
def test_every_type_is_taken(visit: Visit, storage: Storage, kind: DocumentType) -> None:
    assert take(visit, storage, type=kind).type == kind
    assert only(visit, Document).id.startswith(
        {"invoice": "inv", "credit_note": "cre", "advance_invoice": "adv", "estimate": "est", "delivery_note": "dln"}[
            kind
        ]
    )


def test_lines_are_taken_and_what_does_not_add_up_is_shown_not_mended(visit: Visit, storage: Storage) -> None:
    line = Line(
        id="1", net=Decimal(90), name="Delo", quantity=Decimal(2), net_price=Decimal(45), category="S", rate=Decimal(22)
    )
    assert take(visit, storage, lines=(line,)).has_errors
    document = only(visit, Document)
    assert document.net_total == Decimal(100)
    assert document.recomputed["net"] == "90"
    assert only(visit, DocumentLine).net == Decimal(90)


def test_groups_that_do_not_make_the_total_are_shown(visit: Visit, storage: Storage) -> None:
    assert take(visit, storage, gross=Decimal(123)).has_errors
    assert [finding["rule"] for finding in only(visit, Document).findings] == ["BR-CO-15"]


def test_the_direction_is_the_one_stated_party(visit: Visit, storage: Storage) -> None:
    assert take(visit, storage, seller=BUYER, buyer=None).direction is Direction.RECEIVED
    assert only(visit, Document).buyer["name"] == "Studio Lipa"


def test_of_two_parties_the_tax_ids_decide(visit: Visit, storage: Storage) -> None:
    ours = Party(name="Lipa (old name)", vat_id="SI12345679")
    assert take(visit, storage, seller=ours).direction is Direction.ISSUED
    strangers: dict[str, Any] = {"seller": Party(name="A"), "number": "X"}
    with pytest.raises(EInvoiceRefused, match="has a tax id of Studio Lipa"):
        take(visit, storage, PDF + b"2", **strangers)
    assert take(visit, storage, PDF + b"2", Direction.RECEIVED, **strangers).direction is Direction.RECEIVED


def test_the_same_paper_twice_is_nothing_new(visit: Visit, storage: Storage) -> None:
    first = take(visit, storage)
    again = take(visit, storage, number="another")
    assert (again.outcome, again.document_id) == (Outcome.SAME_FILE, first.document_id)


def test_the_same_document_on_other_paper_keeps_its_first(visit: Visit, storage: Storage) -> None:
    first = take(visit, storage)
    again = take(visit, storage, PDF + b"scanned anew")
    assert (again.outcome, again.document_id) == (Outcome.SECOND_ORIGINAL, first.document_id)
    assert storage.get(visit.scope, only(visit, Document).pdf_sha256 or "") == PDF
    assert len(rows(visit, File)) == 2


def test_other_sums_under_one_number_are_in_conflict(visit: Visit, storage: Storage) -> None:
    take(visit, storage)
    other = take(visit, storage, PDF + b"2", gross=Decimal(123), due=Decimal(123))
    assert other.outcome is Outcome.IN_CONFLICT
    assert [document.in_conflict for document in rows(visit, Document)] == [True, True]


@pytest.mark.parametrize("xml_first", [True, False])
def test_a_paper_without_lines_and_its_e_invoice_are_one_document(
    visit: Visit, storage: Storage, xml_first: bool
) -> None:
    data = ubl_invoice(seller_vat="SI12345679")
    invoice = read_einvoice(data)
    totals = invoice.totals
    stated = replace(
        STATED,
        number=invoice.number,
        issue_date=invoice.issue_date,
        seller=invoice.seller,
        buyer=invoice.buyer,
        net=totals.net,
        tax=totals.tax,
        gross=totals.gross,
        prepaid=totals.prepaid,
        due=totals.due,
        tax_groups=invoice.tax_groups,
    )

    def by_xml() -> Outcome:
        return import_einvoice(visit, storage, "a.xml", data, limits=UNLIMITED, as_direction=None).outcome

    def by_paper() -> Outcome:
        return import_stated(visit, storage, "a.pdf", PDF, stated, limits=UNLIMITED, as_direction=None).outcome

    steps = [by_xml, by_paper] if xml_first else [by_paper, by_xml]
    assert [step() for step in steps] == [Outcome.ADDED, Outcome.SECOND_ORIGINAL]
    document = only(visit, Document)
    assert storage.get(visit.scope, document.pdf_sha256 or "") == PDF


def test_a_credit_note_finds_its_invoice(visit: Visit, storage: Storage) -> None:
    first = take(visit, storage)
    original = Reference("R-2019/17", date(2019, 4, 2))
    take(visit, storage, PDF + b"2", type=DocumentType.CREDIT_NOTE, number="D-1", originals=(original,))
    assert only(visit, DocumentRelation).target_id == first.document_id


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "nobody": ({"buyer": None}, "^customer: is missing"),
    "no currency": ({"currency": "EURO"}, "^currency_code: "),
    "no country": ({"buyer": Party(name="A", address=Address(country="YY"))}, "^customer.country_code: "),
    "no name": ({"buyer": Party(name=" ")}, "^customer.name: "),
    "an odd day": ({"issue_date": date(219, 4, 2)}, "^date: "),
    "VAT of nothing": ({"tax_groups": ()}, "^taxes: is missing"),
}


@pytest.mark.parametrize(("changed", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    visit: Visit, storage: Storage, changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        take(visit, storage, **changed)
    assert [len(rows(visit, kind)) for kind in (Document, File)] == [0, 0]
    assert not storage.root.exists()


def test_only_a_pdf_is_a_paper(visit: Visit, storage: Storage) -> None:
    with pytest.raises(Invalid, match=r"^file: is no PDF"):
        take(visit, storage, b"<html>")


def test_an_amount_too_fine_is_refused(visit: Visit, storage: Storage) -> None:
    with pytest.raises(EInvoiceRefused, match="4 decimals"):
        take(visit, storage, gross=Decimal("122.00001"))
