"""What cannot be paid: what was said wrongly, what nobody pays, and what is another entity's."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from portal.database import Database
from portal.demo.cast import Cast
from portal.errors import Conflict, Invalid, NotFound
from portal.models import Customer
from portal.services.catalog.payments import delete_payment, record_payment, restore_payment, show_payment
from tests.services.firm import AT, amounts, bill, inside, owed


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"amount": Decimal(0)}, "amount: 0 must be more than 0"),
        ({"amount": Decimal(-1)}, "amount: -1 must be more than 0"),
        ({"amount": Decimal("1.001")}, "amount: 1.001 is finer than EUR"),
        ({"currency": "USD"}, "currency_code: USD is not EUR"),
        ({"currency": "EUX"}, "currency_code: 'EUX'"),
        ({"date": date(2026, 11, 24)}, "date: 2026-11-24 must be"),
        ({"date": date(1969, 12, 31)}, "date: 1969-12-31 must be"),
        ({"type": "gold"}, "type: 'gold' is none of cash"),
        ({"type": "credit_note"}, "credit_note_id: is missing"),
        ({"credit_note_id": "cre_x"}, "type: must be credit_note"),
        ({"document_id": "inv_x"}, "document_id: there is no invoice"),
        ({"document_id": ""}, "document_id: is missing"),
        ({"note": "a\0"}, "note: holds a character"),
        ({"reference": "x" * 251}, "reference: has 251"),
        ({"colour": "red"}, "colour: is nothing"),
    ],
)
def test_what_cannot_be_taken_is_named(cast_database: Database, cast: Cast, said: Any, words: str) -> None:
    with inside(cast_database, cast) as visit:
        invoice = bill(visit)
        with pytest.raises(Invalid) as refused:
            record_payment(visit, **{"document_id": invoice, "amount": Decimal(1), **said})
        assert str(refused.value).startswith(words)
        assert owed(visit, invoice) == amounts(0, 100)


def test_tomorrow_is_taken_because_somewhere_it_has_begun(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = bill(visit)
        record_payment(visit, document_id=invoice, amount=Decimal(1), date=date(2026, 11, 23))


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"is_draft": True, "issued_at": None}, Conflict, "document_is_draft"),
        ({"voided_at": AT}, Conflict, "document_voided"),
        ({"direction": "received"}, Invalid, None),
        ({"type": "estimate"}, Invalid, None),
        ({"type": "delivery_note"}, Invalid, None),
    ],
)
def test_what_nobody_pays(
    cast_database: Database, cast: Cast, changes: Any, error: type[Conflict], code: str | None
) -> None:
    with inside(cast_database, cast) as visit:
        document = bill(visit, **changes)
        with pytest.raises(error) as refused:
            record_payment(visit, document_id=document, amount=Decimal(1))
        assert refused.value.code == code


def test_only_a_credit_note_is_set_off_and_only_against_a_bill(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice, credit = bill(visit), bill(visit, type="credit_note")
        with pytest.raises(Invalid, match="credit_note_id: there is no credit note"):
            record_payment(
                visit, document_id=invoice, credit_note_id=bill(visit), type="credit_note", amount=Decimal(1)
            )
        with pytest.raises(Invalid, match="invoice_id: there is no invoice or advance invoice"):
            record_payment(
                visit,
                document_id=credit,
                credit_note_id=bill(visit, type="credit_note"),
                type="credit_note",
                amount=Decimal(1),
            )


def test_what_one_customer_is_owed_pays_no_other_s_bill(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        cards = list(visit.session.scalars(select(Customer.id).limit(2)))
        ours = {"type": "credit_note", "party_name": "Ours", "party_key": "ours"}

        def set_off(bill_of: dict[str, Any], credit_of: dict[str, Any]) -> None:
            invoice, credit = bill(visit, **bill_of), bill(visit, **ours | credit_of)
            said: Any = {"document_id": invoice, "credit_note_id": credit, "type": "credit_note"}
            record_payment(visit, amount=Decimal(1), **said)

        one, two = ({"customer_id": card} for card in cards)
        a, b = ({"buyer": {"name": "Any", "vat_id": vat_id}} for vat_id in ("SI10000009", "SI20000008"))
        named: dict[str, Any] = {"buyer": {"name": "Ours"}}
        others: tuple[tuple[Any, Any], ...] = ((one, two), (a, b), ({}, named), (one | a, b))
        same: tuple[tuple[Any, Any], ...] = ((one, one | b), (one | a, a), ({"party_key": "ours"}, named))
        for bill_of, credit_of in others:
            with pytest.raises(Invalid, match=r"credit_note_id: .+ is of 'Ours'"):
                set_off(bill_of, credit_of)
        for bill_of, credit_of in same:
            set_off(bill_of, credit_of)


def test_a_siblings_document_cannot_be_paid(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = bill(visit)
        payment = record_payment(visit, document_id=invoice, amount=Decimal(1))
    with inside(cast_database, cast, cast.scopes[cast.birch]) as visit:
        with pytest.raises(Invalid, match="there is no invoice"):
            record_payment(visit, document_id=invoice, amount=Decimal(1))
        for act in (show_payment, delete_payment, restore_payment):
            with pytest.raises(NotFound):
                act(visit, payment.id)
