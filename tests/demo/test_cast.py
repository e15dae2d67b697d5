"""The cast is complete, its sums are right, its trail holds, and nothing of the others stands among Elm's rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import inspect, select

from portal.database import Database, Visit
from portal.demo.cast import Cast
from portal.demo.elm_cases import LONG_LINES
from portal.demo.statuses import STATUSES, TYPES
from portal.door import look_up
from portal.einvoice import findings, party_from_json, read_einvoice
from portal.identity import Environment, Scope, system
from portal.models import (
    Activity,
    Base,
    Customer,
    Document,
    DocumentCharge,
    DocumentLine,
    DocumentRelation,
    DocumentTax,
    Entity,
    File,
    Item,
    Membership,
    Payment,
    Staff,
)
from portal.services.history.activity import verify_chain
from portal.storage import Storage
from tests.support.portal import World, on_both

P = TypeVar("P", DocumentLine, DocumentCharge, DocumentTax, Payment)
OTHERS = ("birch", "shut", "linden", "oak")
PAIRS = [(type_, status) for type_ in TYPES for status in STATUSES[type_]]


@pytest.fixture
def elm(cast_database: Database, cast: Cast) -> Iterator[Visit]:
    with cast_database.visit(system(cast.scope), at=cast.at) as visit:
        yield visit


def status_of(document: Document, visit: Visit) -> str:
    """The status as a reader works it out from the row, in the order of the design."""
    if document.is_draft or document.voided_at:
        return "draft" if document.is_draft else "voided"
    if document.type in {"estimate", "delivery_note"}:
        return "issued"
    if document.open_total == 0:
        return "paid"
    if document.due_date is not None and document.due_date < visit.today:
        return "overdue"
    return "partially_paid" if document.paid_total else "unpaid"


def parts_of(visit: Visit, kind: type[P], document: Document) -> Sequence[P]:
    return visit.session.scalars(select(kind).where(kind.document_id == document.id)).all()


@on_both
@pytest.mark.parametrize(("type_", "status"), PAIRS)
def test_every_type_has_every_status(elm: Visit, cast: Cast, type_: str, status: str) -> None:
    document_id = cast.documents[f"{status}_{type_}"]
    document = elm.session.scalars(select(Document).where(Document.id == document_id)).one()
    assert (document.type, status_of(document, elm)) == (type_, status)
    assert (document.issued_at is None) is (status == "draft")
    assert (document.number is None) is (status == "draft")


def test_sums_add_up(elm: Visit) -> None:
    for document in elm.session.scalars(select(Document)):
        lines, charges = parts_of(elm, DocumentLine, document), parts_of(elm, DocumentCharge, document)
        taxes, payments = parts_of(elm, DocumentTax, document), parts_of(elm, Payment, document)
        assert document.line_total == sum(line.net for line in lines)
        signed = [charge.amount if charge.is_charge else -charge.amount for charge in charges]
        assert document.net_total == document.line_total + sum(signed) == sum(tax.base for tax in taxes)
        assert document.tax_total == sum(tax.tax for tax in taxes)
        assert document.gross_total == document.net_total + document.tax_total
        assert document.due_total == document.gross_total - document.prepaid_total
        assert document.paid_total == sum((payment.amount for payment in payments), Decimal(0))
        assert document.open_total == document.due_total - document.paid_total
        assert all(payment.paid_on <= elm.today for payment in payments)


def test_the_odd_papers_are_there(elm: Visit, cast: Cast) -> None:
    documents = {row.id: row for row in elm.session.scalars(select(Document))}
    by_name = {name: documents[row_id] for name, row_id in cast.documents.items()}
    lines = elm.session.scalars(select(DocumentLine).where(DocumentLine.document_id == cast.documents["long_invoice"]))
    assert len(lines.all()) == LONG_LINES
    assert len(by_name["long_name"].party_name) >= 40
    assert by_name["big_amount"].gross_total >= 100_000_000
    assert {"EUR", "USD", "CHF", "JPY"} <= {row.currency for row in documents.values()}
    assert by_name["usd_invoice"].tax_total_in_tax_currency is not None
    assert by_name["final_invoice"].prepaid_total == by_name["settled_advance"].gross_total
    taxes = {row.category: row for row in elm.session.scalars(select(DocumentTax))}
    assert {"S", "AE", "K", "G", "E"} <= set(taxes)
    assert all(taxes[category].reason and taxes[category].tax == 0 for category in ("AE", "K", "G", "E"))
    assert "Reverse charge" in by_name["reverse_charge"].legends
    assert party_from_json(by_name["reverse_charge"].buyer).vat_id
    oldest = min(row.issue_date for row in documents.values())
    assert 400 <= (elm.today - oldest).days <= 430


def test_credit_notes_name_their_invoices(elm: Visit) -> None:
    targets = {row.document_id: row.target_id for row in elm.session.scalars(select(DocumentRelation))}
    notes = elm.session.scalars(select(Document).where(Document.type == "credit_note")).all()
    assert notes
    for note in notes:
        target = elm.session.scalars(select(Document).where(Document.id == targets[note.id])).one()
        assert target.type == "invoice"
        assert target.issue_date < note.issue_date


def test_numbers_run_without_gap(elm: Visit) -> None:
    runs: dict[tuple[str, str], list[int]] = {}
    for row in elm.session.scalars(select(Document).where(Document.series.is_not(None)).order_by(Document.number)):
        runs.setdefault((row.type, str(row.series)), []).append(int(str(row.number).rpartition("-")[2]))
    assert runs
    assert all(run == list(range(1, len(run) + 1)) for run in runs.values())


def test_files_stand_in_every_category_and_open(elm: Visit, cast: Cast, data_dir: Path) -> None:
    files = elm.session.scalars(select(File)).all()
    categories = Counter(file.category for file in files)
    assert {"contract", "bank_statement", "payroll", "tax_return", "other", "e_invoice"} <= set(categories)
    storage = Storage(data_dir / "files")
    for file in files:
        data = storage.get(cast.scope, file.sha256)
        assert len(data) == file.size
        marks = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG", "application/xml": b"<?xml"}
        assert data.startswith(marks.get(file.mime, b""))


def test_received_originals_are_true_e_invoices(elm: Visit, cast: Cast, data_dir: Path) -> None:
    originals = elm.session.scalars(select(File).where(File.purpose == "original")).all()
    assert len(originals) >= 4
    for file in originals:
        document = elm.session.scalars(select(Document).where(Document.id == file.document_id)).one()
        read = read_einvoice(Storage(data_dir / "files").get(cast.scope, file.sha256))
        assert (read.number, read.totals.due, read.seller.name) == (
            document.number,
            document.due_total,
            document.party_name,
        )
        assert findings(read) == ()
        assert (document.direction, document.origin, document.findings) == ("received", "imported", [])
    in_conflict = set(elm.session.scalars(select(Document.id).where(Document.in_conflict)))
    assert in_conflict == {cast.documents["received_conflict"], cast.documents["received_conflict_too"]}


def test_elm_has_people_of_each_role(elm: Visit, cast: Cast) -> None:
    roles = Counter(elm.session.scalars(select(Membership.role)))
    assert roles == {"viewer": 2, "editor": 1, "admin": 1}
    assert set(cast.users) == {"viewer", "editor", "admin", "both"}
    assert cast.people["both"].user_id == cast.people["both_in_birch"].user_id
    assert cast.staff.startswith("stf_")


@on_both
def test_every_trail_holds(cast_database: Database, cast: Cast) -> None:
    for entity_id, scope in cast.scopes.items():
        with cast_database.visit(system(scope)) as visit:
            assert verify_chain(visit) > 0, entity_id
    with cast_database.visit(system(cast.account_scope)) as visit:
        assert verify_chain(visit) > 0
        assert len(visit.session.scalars(select(Staff)).all()) == 2


@on_both
def test_no_canary_stands_among_elms_rows(elm: Visit, cast: Cast) -> None:
    words = [word for words in cast.canaries.values() for word in words]
    assert len(words) == len(OTHERS)
    for mapper in Base.registry.mappers:
        for row in elm.session.scalars(select(mapper.class_)):
            text = " ".join(str(getattr(row, column.key)) for column in inspect(mapper.class_).column_attrs)
            assert not [word for word in words if word in text]


@on_both
@pytest.mark.parametrize("name", OTHERS)
def test_every_text_of_the_others_carries_a_canary(cast_database: Database, cast: Cast, name: str) -> None:
    entity_id = getattr(cast, name)
    (word,) = cast.canaries[entity_id]
    with cast_database.visit(system(cast.scopes[entity_id])) as visit:
        session = visit.session
        assert all(word in row.party_name for row in session.scalars(select(Document)))
        assert all(word in row.search_text.upper() for row in session.scalars(select(Document)))
        assert all(word in row.name for row in session.scalars(select(DocumentLine)))
        assert all(word in row.name for row in session.scalars(select(Customer)))
        assert all(word in row.name for row in session.scalars(select(Item)))
        assert all(word in row.name for row in session.scalars(select(File)))
        about = session.scalars(select(Activity.object_name).where(Activity.event == "document:added")).all()
        assert about
        assert all(word in str(text) for text in about)


def test_the_empty_and_the_shut_are_so(cast_database: Database, cast: Cast) -> None:
    with cast_database.visit(system(cast.scopes[cast.nova])) as visit:
        assert visit.entity.client_access == "entity"
        assert visit.session.scalars(select(Document)).all() == []
    with cast_database.visit(system(cast.scopes[cast.shut])) as visit:
        assert visit.entity.client_access == "none"
        assert visit.session.scalars(select(Document)).first() is not None
    assert cast.scopes[cast.linden].environment is Environment.LIVE
    assert cast.scopes[cast.oak].account_id == cast.oak_account != cast.ada


def test_keys_are_known_at_the_door(cast_database: Database, cast: Cast) -> None:
    for name, key in cast.keys.items():
        found = look_up(cast_database, key.text)
        assert found is not None, name
        assert found.subject == key.id
        assert found.kind == f"key_{name.rpartition('_')[2]}"


def test_the_firm_can_move(world: World) -> None:
    with world.database.visit(system(Scope(world.cast.ada, Environment.SANDBOX))) as visit:
        assert visit.account.accent_color
        assert str(visit.account.privacy_url).startswith(world.cast.origin)
        assert visit.session.scalars(select(Entity)).first() is not None
