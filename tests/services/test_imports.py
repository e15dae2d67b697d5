"""Importing e-invoices into a real database: what is stored of them, when two files are one, and what is refused."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.database import Database, Visit
from portal.errors import EInvoiceRefused
from portal.identity import Scope, system
from portal.models import (
    Activity,
    Document,
    DocumentCharge,
    DocumentLine,
    DocumentTax,
    File,
)
from portal.services.filing.limits import UNLIMITED
from portal.services.history.activity import verify_chain
from portal.services.importing.imports import Direction, Outcome, import_einvoice
from portal.storage import Storage
from tests.einvoice.samples import SampleLine, cii_invoice, ubl_invoice
from tests.services.importing import NOW, TaxIds, decimals, entity_of, firm_of, only, rows

Import = Callable[[bytes], Outcome]


@pytest.fixture
def firm(database: Database) -> Scope:
    return firm_of(database)


@pytest.fixture
def visit(database: Database, firm: Scope) -> Iterator[Visit]:
    """Inside an entity that is the seller of the samples."""
    with database.visit(system(entity_of(database, firm, vat_id="SI 123 456 79")), at=NOW) as inside:
        yield inside


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "files")


@pytest.fixture
def take(visit: Visit, storage: Storage) -> Import:
    return lambda data: (
        import_einvoice(visit, storage, "invoice.xml", data, limits=UNLIMITED, as_direction=None).outcome
    )


def test_a_document_is_stored_as_stated(visit: Visit, take: Import) -> None:
    assert take(ubl_invoice(allowance="10", charge="4.50", prepaid="100")) is Outcome.ADDED
    document = only(visit, Document)
    assert (document.type, document.type_code, document.direction, document.origin) == (
        "invoice",
        "380",
        "issued",
        "imported",
    )
    assert (document.number, document.series, document.is_draft, document.issued_at) == ("2026-001", None, False, NOW)
    assert (document.issue_date, document.due_date) == (date(2026, 10, 5), date(2026, 11, 4))
    assert (document.party_name, document.party_key) == ("Kavarna Most s.p.", "kavarna most s.p.")
    assert document.language == "sl"
    totals = (document.net_total, document.tax_total, document.gross_total, document.due_total)
    assert totals == decimals("894.50", "196.79", "1091.29", "991.29")
    assert (document.paid_total, document.open_total) == (Decimal(0), document.due_total)
    assert (document.recomputed, document.findings, document.in_conflict) == ({}, [], False)
    line, tax = only(visit, DocumentLine), only(visit, DocumentTax)
    assert (line.unit, line.quantity, line.unit_price, line.net) == ("C62", *decimals("2", "450", "900"))
    assert (tax.category, tax.rate, tax.base, tax.tax) == ("S", *decimals("22", "894.50", "196.79"))
    charges = {charge.is_charge: charge.amount for charge in rows(visit, DocumentCharge)}
    assert charges == {False: Decimal(10), True: Decimal("4.50")}


def test_an_import_is_told_in_the_trail(visit: Visit, take: Import) -> None:
    before = len(rows(visit, Activity))
    take(ubl_invoice())
    take(ubl_invoice())
    told = visit.session.scalars(select(Activity).where(Activity.seq > before)).all()
    assert [(row.event, row.object_name, row.details["outcome"]) for row in told] == [
        ("document:imported", "2026-001", "added")
    ]
    assert verify_chain(visit) == before + 1


def test_terms_without_a_column_are_kept(visit: Visit, take: Import) -> None:
    take(
        ubl_invoice(
            extra="<cbc:Note>#AAI#Thank you</cbc:Note><cbc:BuyerReference>PO-7</cbc:BuyerReference>"
            "<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cbc:PaymentID>SI00 1</cbc:PaymentID>"
            "<cac:PayeeFinancialAccount><cbc:ID>SI56 1910 0000 0123 438</cbc:ID><cbc:Name>Lipa</cbc:Name>"
            "</cac:PayeeFinancialAccount></cac:PaymentMeans><cac:PaymentTerms><cbc:Note>30 days</cbc:Note>"
            "</cac:PaymentTerms>"
        )
    )
    document = only(visit, Document)
    assert document.details == {"syntax": "ubl", "buyer_reference": "PO-7"}
    assert document.notes == [{"text": "Thank you", "subject_code": "AAI"}]
    assert {name: term for name, term in document.payment.items() if name != "means"} == {
        "iban": "SI56191000000123438",
        "account_name": "Lipa",
        "reference": "SI00 1",
        "terms": "30 days",
    }
    assert [means["code"] for means in document.payment["means"]] == ["30"]


@pytest.mark.parametrize("typed", ["2026-001", "2026001", "kavarna most", "1098.00", "109800", "cevlji"])
def test_a_document_is_found_by(visit: Visit, take: Import, typed: str) -> None:
    take(ubl_invoice(lines=(SampleLine(name="Čevlji"),)))
    assert typed in only(visit, Document).search_text


def test_search_text_has_an_end(visit: Visit, take: Import) -> None:
    take(ubl_invoice(lines=tuple(SampleLine(name="\ufdfa" * 100) for _ in range(300))))
    text = only(visit, Document).search_text
    assert len(text) == 20_000
    assert text.startswith("2026-001 ")


@pytest.mark.parametrize(
    ("code", "kind", "prefix"),
    [
        ("380", "invoice", "inv_"),
        ("384", "invoice", "inv_"),
        ("381", "credit_note", "cre_"),
        ("386", "advance_invoice", "adv_"),
    ],
)
def test_type_codes(visit: Visit, take: Import, code: str, kind: str, prefix: str) -> None:
    take(cii_invoice(type_code=code))
    document = only(visit, Document)
    assert (document.type, document.type_code, document.id[:4]) == (kind, code, prefix)


@pytest.mark.parametrize(
    ("particulars", "told", "expected"),
    [
        ({"vat_id": "si-12345679"}, None, Direction.ISSUED),
        ({"vat_id": "SI98765434"}, None, Direction.RECEIVED),
        ({"vat_id": "SI98765434"}, Direction.ISSUED, Direction.RECEIVED),
        ({"vat_id": "SI11111119", "tax_number": "SI 98765434"}, None, Direction.RECEIVED),
        ({"vat_id": "SI11111119"}, Direction.RECEIVED, Direction.RECEIVED),
        ({}, Direction.ISSUED, Direction.ISSUED),
    ],
)
def test_direction_is_told_by_tax_ids(
    database: Database,
    firm: Scope,
    storage: Storage,
    particulars: TaxIds,
    told: Direction | None,
    expected: Direction,
) -> None:
    with database.visit(system(entity_of(database, firm, **particulars)), at=NOW) as visit:
        imported = import_einvoice(visit, storage, "a.xml", ubl_invoice(), limits=UNLIMITED, as_direction=told)
        assert imported.direction is expected
        name = "Kavarna Most s.p." if expected is Direction.ISSUED else "Studio Lipa d.o.o."
        assert only(visit, Document).party_name == name


def test_self_billing_to_itself_is_issued(visit: Visit, storage: Storage) -> None:
    imported = import_einvoice(
        visit, storage, "a.xml", ubl_invoice(buyer_vat="SI12345679"), limits=UNLIMITED, as_direction=None
    )
    assert imported.direction is Direction.ISSUED


def test_a_number_without_country_means_nothing_abroad(database: Database, firm: Scope, storage: Storage) -> None:
    data = ubl_invoice(seller_vat="12345679", seller_country="DK")
    with database.visit(system(entity_of(database, firm, company_number="12345679")), at=NOW) as visit:
        with pytest.raises(EInvoiceRefused, match=r"neither the seller \(Studio Lipa d\.o\.o\., 12345679\)"):
            import_einvoice(visit, storage, "a.xml", data, limits=UNLIMITED, as_direction=None)
        assert rows(visit, Document) == []


def test_two_files_of_one_document(visit: Visit, storage: Storage, take: Import) -> None:
    first, second = ubl_invoice(), cii_invoice(attachment=b"a;b\n")
    assert [take(data) for data in (first, second, first, second)] == [
        Outcome.ADDED,
        Outcome.SECOND_ORIGINAL,
        Outcome.SAME_FILE,
        Outcome.SAME_FILE,
    ]
    document = only(visit, Document)
    kept = {storage.get(visit.scope, file.sha256): file for file in rows(visit, File)}
    assert {data: file.purpose for data, file in kept.items()} == {
        first: "original",
        second: "original",
        b"a;b\n": "attachment",
    }
    assert {(file.document_id, file.period) for file in kept.values()} == {(document.id, date(2026, 10, 1))}
    assert (kept[first].name, kept[first].mime, kept[first].size) == ("invoice.xml", "application/xml", len(first))
    assert (kept[b"a;b\n"].name, kept[b"a;b\n"].mime) == ("hours.csv", "text/csv")


def test_an_attachment_in_both_files_is_one_file(visit: Visit, take: Import) -> None:
    take(ubl_invoice(attachment=b"a;b\n"))
    take(cii_invoice(attachment=b"a;b\n"))
    assert sorted(file.purpose for file in rows(visit, File)) == ["attachment", "original", "original"]


def test_names_and_types_of_strangers_are_not_believed(visit: Visit, storage: Storage) -> None:
    data = ubl_invoice(attachment=b"x").replace(b"text/csv", b"text/html").replace(b"hours.csv", b"../../\xc5\xa1.html")
    import_einvoice(visit, storage, "..\\..\\con\r\n.XML", data, limits=UNLIMITED, as_direction=None)
    assert {(file.name, file.mime) for file in rows(visit, File)} == {
        ("file-con.xml", "application/xml"),
        ("s.html", "application/octet-stream"),
    }


def test_other_totals_stand_in_conflict(visit: Visit, take: Import) -> None:
    outcomes = [take(ubl_invoice(prepaid=prepaid)) for prepaid in ("0", "10", "20")]
    assert outcomes == [Outcome.ADDED, Outcome.IN_CONFLICT, Outcome.IN_CONFLICT]
    assert [document.in_conflict for document in rows(visit, Document)] == [True, True, True]
    assert take(ubl_invoice(prepaid="10")) is Outcome.SAME_FILE
    assert take(ubl_invoice(number="2026-002")) is Outcome.ADDED
    assert sum(document.in_conflict for document in rows(visit, Document)) == 3
