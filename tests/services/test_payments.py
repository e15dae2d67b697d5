"""Money is recorded for documents: in parts, never too much, taken out and put back; what is open follows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from portal.database import Database
from portal.demo.cast import Cast
from portal.errors import Conflict, Invalid, NotFound
from portal.models import Activity, Document
from portal.services.catalog.payments import (
    change_payment,
    delete_payment,
    list_payments,
    record_payment,
    restore_payment,
    show_payment,
)
from portal.services.lists.listing import Wanted
from portal.services.reading.document_filters import read_filters
from portal.services.reading.document_list import list_documents
from portal.services.reading.documents import show_document
from tests.services.firm import AT, TODAY, amounts, bill, inside, owed
from tests.support.portal import on_both
from tests.support.stores import RING

WRITERS = 12


@on_both
def test_a_document_is_paid_in_parts(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = bill(visit)
        first = record_payment(visit, document_id=invoice, amount=Decimal("30.5"), type="cash", reference="R1")
        assert owed(visit, invoice) == amounts("30.5", "69.5")
        record_payment(visit, document_id=invoice, amount=Decimal("69.5"), date=date(2026, 11, 20))
        assert owed(visit, invoice) == amounts(100, 0)
        assert (first.date, first.currency, first.invoice_id, first.credit_note_id) == (TODAY, "EUR", invoice, None)
        assert show_payment(visit, first.id) == first
        assert [paid.amount for paid in show_document(visit, invoice).payments] == [Decimal("69.5"), Decimal("30.5")]


@on_both
def test_more_than_is_open_is_refused(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = bill(visit)
        record_payment(visit, document_id=invoice, amount=Decimal(60))
        with pytest.raises(Conflict) as refused:
            record_payment(visit, document_id=invoice, amount=Decimal("40.01"))
        assert refused.value.code == "overpayment"
        assert refused.value.cause == {"document_id": invoice, "total_due": Decimal(40), "currency_code": "EUR"}
        assert owed(visit, invoice) == amounts(60, 40)


@on_both
def test_writers_at_once_never_pay_too_much(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = bill(visit)

    def pay(_number: int) -> bool:
        with inside(cast_database, cast) as visit:
            try:
                record_payment(visit, document_id=invoice, amount=Decimal(30))
            except Conflict:
                return False
        return True

    with ThreadPoolExecutor(WRITERS) as pool:
        paid = sum(pool.map(pay, range(WRITERS)))
    with inside(cast_database, cast) as visit:
        assert paid == 3
        assert owed(visit, invoice) == amounts(90, 10)


@on_both
def test_a_deleted_payment_counts_nowhere_until_it_is_restored(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = bill(visit)

        def received() -> Decimal:
            found = list_documents(visit, RING, read_filters({"paid": "this_month"})).sums
            return sum((each.amount for each in found if each.currency == "EUR"), Decimal(0))

        before = received()
        payment = record_payment(visit, document_id=invoice, amount=Decimal(40), date=date(2026, 11, 2))
        assert received() == before + 40
        delete_payment(visit, payment.id)
        assert owed(visit, invoice) == amounts(0, 100)
        assert received() == before
        assert show_document(visit, invoice).payments == ()
        assert list_payments(visit, RING, Wanted(query={"document_id": invoice})).total == 0
        for gone in (show_payment, delete_payment):
            with pytest.raises(NotFound):
                gone(visit, payment.id)
        assert restore_payment(visit, payment.id).deleted_at is None
        assert owed(visit, invoice) == amounts(40, 60)
        with pytest.raises(NotFound):
            restore_payment(visit, payment.id)


def test_a_restored_payment_is_not_too_much_either(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = bill(visit)
        payment = record_payment(visit, document_id=invoice, amount=Decimal(40))
        delete_payment(visit, payment.id)
        record_payment(visit, document_id=invoice, amount=Decimal(70))
        with pytest.raises(Conflict, match="more than is open"):
            restore_payment(visit, payment.id)
        assert owed(visit, invoice) == amounts(70, 30)


@on_both
def test_a_credit_note_is_set_off_against_an_invoice(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = bill(visit)
        credit = bill(visit, type="credit_note", due_total=Decimal(25), open_total=Decimal(25))
        said: dict[str, Any] = {"document_id": invoice, "credit_note_id": credit, "type": "credit_note"}
        payment = record_payment(visit, amount=Decimal(20), **said)
        assert (payment.invoice_id, payment.credit_note_id) == (invoice, credit)
        assert (owed(visit, invoice), owed(visit, credit)) == (amounts(20, 80), amounts(20, 5))
        with pytest.raises(Conflict) as refused:
            record_payment(visit, amount=Decimal(6), **said)
        assert refused.value.code == "credit_note_exhausted"
        assert refused.value.cause
        assert refused.value.cause["total_due"] == 5
        assert (owed(visit, invoice), owed(visit, credit)) == (amounts(20, 80), amounts(20, 5))
        assert len(show_document(visit, credit).payments) == 1
        assert list_payments(visit, RING, Wanted(query={"credit_note_id": credit})).total == 1
        delete_payment(visit, payment.id)
        assert (owed(visit, invoice), owed(visit, credit)) == (amounts(0, 100), amounts(0, 25))


def test_setting_off_brings_no_money(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        before = list_documents(visit, RING, read_filters({"paid": "this_month"})).sums
        invoice, credit = bill(visit), bill(visit, type="credit_note")
        record_payment(
            visit, document_id=invoice, credit_note_id=credit, type="credit_note", amount=Decimal(20), date=TODAY
        )
        assert list_documents(visit, RING, read_filters({"paid": "this_month"})).sums == before


def test_money_is_given_back_for_a_credit_note(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        credit = bill(visit, type="credit_note")
        payment = record_payment(visit, document_id=credit, amount=Decimal(100))
        assert (payment.credit_note_id, payment.invoice_id) == (credit, None)
        assert owed(visit, credit) == amounts(100, 0)


@on_both
def test_a_payment_is_changed(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = bill(visit)
        payment = record_payment(visit, document_id=invoice, amount=Decimal(40), note="first")
        changed = change_payment(visit, payment.id, amount=Decimal(100), type="card", note=None, metadata={"a": "b"})
        assert (changed.amount, changed.type, changed.note) == (Decimal(100), "card", None)
        assert changed.updated_at == AT
        assert owed(visit, invoice) == amounts(100, 0)
        with pytest.raises(Conflict, match="more than is open"):
            change_payment(visit, payment.id, amount=Decimal("100.01"))
        with pytest.raises(Invalid, match="type: a set-off"):
            change_payment(visit, payment.id, type="credit_note")
        assert change_payment(visit, payment.id, amount=Decimal(5)).type == "card"
        assert owed(visit, invoice) == amounts(5, 95)


def test_the_trail_tells_what_became_of_a_payment(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = bill(visit)
        payment = record_payment(visit, document_id=invoice, amount=Decimal(40))
        change_payment(visit, payment.id, amount=Decimal(50), tag="late")
        delete_payment(visit, payment.id)
        restore_payment(visit, payment.id)
        told = select(Activity).where(Activity.object_id == invoice).order_by(Activity.seq)
        rows = visit.session.scalars(told).all()
        events = [row.event for row in rows]
        assert events == ["payment:recorded", "payment:changed", "payment:deleted", "payment:restored"]
        assert rows[0].details == {"payment": payment.id, "amount": "40", "currency": "EUR", "type": "bank_transfer"}


@on_both
def test_payments_are_asked_for(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice, advance = bill(visit), bill(visit, type="advance_invoice", id="adv_" + "a" * 26)
        for number, document in enumerate([invoice, invoice, advance], start=1):
            record_payment(
                visit, document_id=document, amount=Decimal(number), tag=f"t{number}", metadata={"n": str(number)}
            )

        def ask(**wanted: Any) -> set[Decimal]:
            wanted["query"] = {"date": {"gte": "2026-11-22"}, **wanted.get("query", {})}
            return {row.amount for row in list_payments(visit, RING, Wanted(**wanted)).rows}

        assert ask(query={"invoice_id": invoice}) == {Decimal(1), Decimal(2)}
        assert ask(query={"advance_invoice_id": advance}) == {Decimal(3)}
        assert ask(query={"amount": {"between": [2, 3]}, "metadata.n": "2"}) == {Decimal(2)}
        assert ask(search="T3") == {Decimal(3)}
        assert ask(query={"type": {"in": ["cash"]}}) == set()
        ordered = list_payments(visit, RING, Wanted(order_by="-amount", search="t", limit=2))
        assert [row.amount for row in ordered.rows] == sorted((row.amount for row in ordered.rows), reverse=True)
        assert visit.session.scalar(select(Document.open_total).where(Document.id == advance)) == 97
