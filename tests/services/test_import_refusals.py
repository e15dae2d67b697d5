"""What an import refuses, that nothing of it stays, and what nobody can change once it is in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from portal.database import Database, Visit
from portal.errors import Conflict, EInvoiceRefused
from portal.identity import Scope, system
from portal.models import Activity, Base, Document, DocumentCharge, DocumentLine, DocumentRelation, DocumentTax, File
from portal.services.filing.limits import UNLIMITED, FileLimits
from portal.services.importing.imports import Outcome, import_einvoice
from portal.storage import Storage
from tests.einvoice.samples import SampleLine, ubl_credit_note, ubl_invoice
from tests.services.importing import NOW, decimals, entity_of, firm_of, only, rows

HOSTILE = b"<!DOCTYPE Invoice [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><Invoice>&a;</Invoice>"


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


REFUSED = {
    "broken": (ubl_invoice()[:-20], "not well-formed XML"),
    "hostile": (HOSTILE, "DOCTYPE"),
    "foreign": (b"<html/>", "neither a UBL nor a CII invoice"),
    "nobody's": (ubl_invoice(seller_vat="SI1", buyer_vat="SI2"), "has a tax id of Studio Lipa"),
    "too fine": (ubl_invoice(stated={"gross": "1098.00001"}), r"BT-112\) is 1098\.00001; .* 4 decimals, never rounded"),
    "too fine by the thirtieth decimal": (ubl_invoice(stated={"due": f"1.{'0' * 29}1"}), "4 decimals"),
    "too large": (ubl_invoice(stated={"net": "-12345678901234"}), "more than the 13 digits"),
    "too long a quantity": (
        ubl_invoice(lines=(SampleLine(quantity=f"{'1' * 10}.{'1' * 30}", price="0.001"),)),
        "quantity of line 1",
    ),
    "too long a number": (ubl_invoice(number="9" * 201), r"201 characters, more than 200 \(BT-1\)"),
    "too long a name": (ubl_invoice(buyer_name="B" * 1_001), r"buyer's name has 1001 characters, .* \(BT-44\)"),
    "too long a text": (ubl_invoice(lines=(SampleLine(name="C" * 50_001),)), "a text in it has 50001 characters"),
    "no type code": (ubl_invoice(type_code="invoice"), "BT-3"),
    "no tax currency": (ubl_invoice(tax_currency="EURO", tax_in_tax_currency="1"), "BT-6"),
    "no category": (ubl_invoice(lines=(SampleLine(category="STANDARD"),)), "line 1 states a VAT category"),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_leaves_nothing(visit: Visit, storage: Storage, data: bytes, reason: str) -> None:
    before = len(rows(visit, Activity))
    with pytest.raises(EInvoiceRefused, match=reason):
        import_einvoice(visit, storage, "a.xml", data, limits=UNLIMITED, as_direction=None)
    assert [len(rows(visit, kind)) for kind in (Document, DocumentLine, File)] == [0, 0, 0]
    assert len(rows(visit, Activity)) == before
    assert not storage.root.exists()


def test_amounts_at_the_edge_are_kept_exactly(visit: Visit, storage: Storage) -> None:
    stated = {"gross": "9999999999999.9999000", "due": "-0.0001"}
    import_einvoice(visit, storage, "a.xml", ubl_invoice(stated=stated), limits=UNLIMITED, as_direction=None)
    document = only(visit, Document)
    assert (str(document.gross_total), f"{document.due_total:f}") == ("9999999999999.9999", "-0.0001")
    assert document.recomputed == {"gross": "1098.00", "due": "1098.00"}
    assert [finding["rule"] for finding in document.findings] == ["BR-CO-15", "BR-CO-16"]
    assert set(document.findings[0]) == {"rule", "severity", "stated", "computed", "where"}


def test_a_line_without_price_is_one_piece_at_its_net(visit: Visit, storage: Storage) -> None:
    data = ubl_invoice(without=("Price",)).replace(b'unitCode="C62"', b'unitCode="pieces, large"')
    import_einvoice(visit, storage, "a.xml", data, limits=UNLIMITED, as_direction=None)
    line = only(visit, DocumentLine)
    assert (line.quantity, line.unit_price, line.base_quantity, line.net) == decimals("1", "900", "1", "900")
    assert line.unit is None
    assert line.details == {"quantity": "2", "not_stated": ["net_price"], "unit": "pieces, large"}


@pytest.mark.parametrize("kind", [DocumentLine, DocumentCharge, DocumentTax, DocumentRelation, Document])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_an_imported_document_is_frozen(visit: Visit, storage: Storage, kind: type[Base], change: str) -> None:
    data = ubl_invoice(charge="1", extra=referring_to("2025-009"))
    import_einvoice(visit, storage, "a.xml", data, limits=UNLIMITED, as_direction=None)
    with pytest.raises(DBAPIError, match="issued document"):
        change_one(visit, kind, change)


def change_one(visit: Visit, kind: type[Base], change: str) -> None:
    with visit.write() as writing:
        row = writing.scalars(select(kind)).one()
        if change == "delete":
            writing.delete(row)
        else:
            name = next(name for name in ("name", "reason", "number") if hasattr(row, name))
            setattr(row, name, "another")


def test_an_entity_knows_nothing_of_its_siblings_files(database: Database, storage: Storage, tmp_path: Path) -> None:
    firm = firm_of(database)
    outcomes = []
    for _ in range(2):
        with database.visit(system(entity_of(database, firm, vat_id="SI12345679")), at=NOW) as visit:
            for prepaid in ("0", "1"):
                imported = import_einvoice(
                    visit, storage, "a.xml", ubl_invoice(prepaid=prepaid), limits=UNLIMITED, as_direction=None
                )
                outcomes.append(imported.outcome)
            assert len(rows(visit, Document)) == 2
    assert outcomes == [Outcome.ADDED, Outcome.IN_CONFLICT] * 2


def test_imports_at_once_share_the_last_room(database: Database, scope: Scope, storage: Storage) -> None:
    files = [ubl_invoice(extra=f"<!-- {number} -->") for number in range(8)]
    limits = FileLimits(one=10**6, all=len(files[0]) * 3 + 1)

    def take(data: bytes) -> bool:
        with database.visit(system(scope), at=NOW) as visit:
            try:
                import_einvoice(visit, storage, "a.xml", data, limits=limits, as_direction=None)
            except Conflict as refused:
                return refused.code != "quota_exceeded"
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = [data for data, went in zip(files, pool.map(take, files), strict=True) if went]
    assert len(taken) == 3
    # Of what was refused nothing is left; what is there already needs no room.
    stored = [data for data in files if storage.has(scope, sha256(data).hexdigest())]
    assert stored == taken
    assert take(taken[0])


def test_imports_at_once_make_one_document(database: Database, scope: Scope, storage: Storage) -> None:
    def take(position: int) -> Outcome:
        data = ubl_invoice(extra=f"<!-- {position % 4} -->")
        with database.visit(system(scope), at=NOW) as visit:
            return import_einvoice(visit, storage, f"{position}.xml", data, limits=UNLIMITED, as_direction=None).outcome

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(take, range(16)))
    assert outcomes == [Outcome.ADDED, *[Outcome.SAME_FILE] * 12, *[Outcome.SECOND_ORIGINAL] * 3]


def referring_to(number: str, day: str = "") -> str:
    date = f"<cbc:IssueDate>{day}</cbc:IssueDate>" if day else ""
    reference = f"<cac:InvoiceDocumentReference><cbc:ID>{number}</cbc:ID>{date}</cac:InvoiceDocumentReference>"
    return f"<cac:BillingReference>{reference}</cac:BillingReference>"


CREDIT_NOTE = ubl_credit_note(number="D-1", extra=referring_to("2026-001", "2026-10-05"))
INVOICE = ubl_invoice()
STRANGERS = ubl_invoice(seller_vat="SI55555555", seller_name="Another", buyer_vat="SI12345679")
ANOTHER_DAYS = ubl_invoice(issue_date="2026-10-06")
CONFLICTING = ubl_invoice(prepaid="1")


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ((INVOICE, CREDIT_NOTE), True),
        ((CREDIT_NOTE, INVOICE), True),
        ((STRANGERS, CREDIT_NOTE), False),
        ((CREDIT_NOTE, STRANGERS), False),
        ((ANOTHER_DAYS, CREDIT_NOTE, INVOICE), True),
        ((CREDIT_NOTE, ANOTHER_DAYS), False),
        ((INVOICE, CONFLICTING, CREDIT_NOTE), False),
        ((CREDIT_NOTE, INVOICE, CONFLICTING), False),
    ],
)
def test_a_reference_finds_its_document(visit: Visit, storage: Storage, files: tuple[bytes, ...], found: bool) -> None:
    ids = {
        data: import_einvoice(visit, storage, "a.xml", data, limits=UNLIMITED, as_direction=None).document_id
        for data in files
    }
    relation = only(visit, DocumentRelation)
    assert (relation.kind, relation.number, relation.document_id) == ("preceding", "2026-001", ids[CREDIT_NOTE])
    assert relation.target_id == (ids[INVOICE] if found else None)
