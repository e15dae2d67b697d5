"""The firm's backend records what was paid."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.services.firm import bill, inside
from tests.support.api import Backend
from tests.support.portal import World, on_both

Bill = Callable[..., str]


@pytest.fixture
def made_bill(world: World) -> Bill:
    """Makes an issued invoice over 100 EUR in Elm, but for the changes; its id."""

    def make(**changes: Any) -> str:
        with inside(world.database, world.cast) as visit:
            return bill(visit, **changes)

    return make


@on_both
def test_a_payment_is_recorded_found_changed_deleted_and_restored(sk: Backend, made_bill: Bill) -> None:
    invoice = made_bill()
    made = sk.post("/payments", {"document_id": invoice, "amount": Decimal("30.50"), "date": "2026-03-15"})
    assert made["id"].startswith("pay_")
    assert (made["invoice_id"], made["credit_note_id"], made["amount"]) == (invoice, None, Decimal("30.5"))
    assert (made["date"], made["type"], made["currency_code"]) == ("2026-03-15T00:00:00.000Z", "bank_transfer", "EUR")
    assert sk.get(f"/payments/{made['id']}") == made
    changed = sk.patch(f"/payments/{made['id']}", {"amount": 40, "type": "card", "note": "two\nlines", "date": None})
    assert (changed["amount"], changed["type"], changed["date"]) == (40, "card", made["date"])
    asked = {"query": f'{{"invoice_id": "{invoice}", "amount": {{"gt": 39}}}}'}
    assert [row["id"] for row in sk.get("/payments", query_string=asked)["data"]] == [made["id"]]
    sk.delete(f"/payments/{made['id']}")
    assert sk.get("/payments", query_string=asked)["data"] == []
    assert sk.post(f"/payments/{made['id']}/restore", status=200)["amount"] == 40


@on_both
def test_too_much_is_refused_and_says_how_much_is_open(sk: Backend, made_bill: Bill) -> None:
    invoice = made_bill()
    sk.post("/payments", {"invoice_id": invoice, "amount": 60})
    error = sk.refused(409, "overpayment", "POST", "/payments", {"invoice_id": invoice, "amount": Decimal("40.01")})
    assert error["cause"] == {"document_id": invoice, "total_due": 40, "currency_code": "EUR"}


def test_a_credit_note_is_set_off(sk: Backend, made_bill: Bill) -> None:
    invoice, credit = made_bill(), made_bill(type="credit_note", due_total=Decimal(20), open_total=Decimal(20))
    said = {"type": "credit_note", "invoice_id": invoice, "credit_note_id": credit}
    made = sk.post("/payments", {**said, "amount": 20})
    assert (made["invoice_id"], made["credit_note_id"], made["document_id"]) == (invoice, credit, invoice)
    error = sk.refused(409, "credit_note_exhausted", "POST", "/payments", {**said, "amount": 1})
    assert error["cause"]["total_due"] == 0


def test_money_is_given_back(sk: Backend, made_bill: Bill) -> None:
    credit = made_bill(type="credit_note")
    made = sk.post("/payments", {"credit_note_id": credit, "amount": 100, "type": "cash"})
    assert (made["credit_note_id"], made["invoice_id"]) == (credit, None)


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"amount": 0}, ["amount"]),
        ({"amount": "1"}, ["amount"]),
        ({"amount": Decimal("0.001")}, ["amount"]),
        ({"date": "2999-01-01"}, ["date"]),
        ({"currency_code": "USD"}, ["currency_code"]),
        ({"type": "gold"}, ["type"]),
        ({"type": "credit_note"}, ["credit_note_id"]),
        ({"credit_note_id": "cre_a"}, ["document_id"]),
        ({"invoice_id": None}, ["document_id"]),
        ({"invoice_id": "inv_none"}, ["invoice_id"]),
        ({"invoice_id": None, "advance_invoice_id": "inv_none"}, ["advance_invoice_id"]),
        ({"colour": "red"}, ["colour"]),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_path(
    sk: Backend, made_bill: Bill, said: Any, path: list[str | int]
) -> None:
    sent = {"invoice_id": made_bill(), "amount": 1, **said}
    error = sk.refused(422, "validation_failed", "POST", "/payments", sent)
    assert [issue["path"] for issue in error["cause"]["issues"]] == [path]


def test_drafts_and_voided_ones_are_not_paid(world: World, sk: Backend, oak: Backend, made_bill: Bill) -> None:
    draft = made_bill(is_draft=True, issued_at=None)
    sk.refused(409, "document_is_draft", "POST", "/payments", {"document_id": draft, "amount": 1})
    invoice = made_bill()
    payment = sk.post("/payments", {"document_id": invoice, "amount": 1})
    error = sk.refused(
        422,
        "validation_failed",
        "POST",
        "/payments",
        {"document_id": invoice, "amount": 1},
        entity_id=world.cast.birch,
    )
    assert error["cause"]["issues"][0]["path"] == ["document_id"]
    oak.refused(404, "not_found", "GET", f"/payments/{payment['id']}")
