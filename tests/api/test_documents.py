"""Documents over the API, as a firm's backend makes, finds, changes, prints, issues, voids and converts them."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.api import Backend, parsed
from tests.support.portal import World

PATHS = {
    "invoice": "/invoices",
    "credit_note": "/credit-notes",
    "advance_invoice": "/advance-invoices",
    "estimate": "/estimates",
    "delivery_note": "/delivery-notes",
}
CUSTOMER = {
    "name": "Žaga Hrast d.o.o.",
    "tax_number": "SI68202938",
    "address": "Žagarska 1",
    "city": "Kranj",
    "country_code": "SI",
}
LINE = {
    "name": "Work",
    "quantity": 2,
    "price": 100,
    "discounts": [{"value": 10, "type": "percent"}],
    "taxes": [{"rate": 22}],
}


def body(**more: Any) -> dict[str, Any]:
    return {"customer": CUSTOMER, "items": [LINE], **more}


def test_the_minimal_invoice_of_the_contract(sk: Backend) -> None:
    invoice = sk.post("/invoices", body(date="2026-03-15", date_due="2026-04-14", metadata={"order": "7"}))
    assert invoice["number"] == "2026-00001"
    assert (invoice["date"], invoice["date_due"]) == ("2026-03-15T00:00:00.000Z", "2026-04-14T00:00:00.000Z")
    assert (invoice["total"], invoice["total_with_tax"], invoice["total_discount"]) == (180, Decimal("219.6"), 20)
    assert invoice["taxes"][0] | {"reason": None} == {
        "rate": 22, "category": "S", "base": 180, "amount": Decimal("39.6"), "base_converted": None,
        "amount_converted": None, "reverse_charge": False, "reason": None, "reason_code": None,
    }  # fmt: skip
    (line,) = invoice["items"]
    assert (line["price"], line["quantity"], line["total"], line["total_with_tax"]) == (100, 2, 180, Decimal("219.6"))
    assert line["discounts"] == [{"value": 10, "type": "percent"}]
    assert (invoice["customer"]["name"], invoice["customer"]["vat_id"]) == (CUSTOMER["name"], "SI68202938")
    assert (invoice["customer"]["tax_number"], invoice["customer"]["address"]) == (None, "Žagarska 1")
    assert (invoice["total_paid"], invoice["total_due"], invoice["paid_in_full"]) == (0, Decimal("219.6"), False)
    assert (invoice["issuer"]["country_code"], invoice["metadata"], invoice["voided_at"]) == (
        "SI",
        {"order": "7"},
        None,
    )
    assert sk.get(f"/invoices/{invoice['id']}") == invoice == sk.get(f"/documents/{invoice['id']}")


@pytest.mark.parametrize("kind", PATHS)
def test_every_type_is_made_listed_changed_and_finalised(sk: Backend, kind: str) -> None:
    path = PATHS[kind]
    draft = sk.post(path, body(is_draft=True))
    assert (draft["type"], draft["number"], draft["is_draft"]) == (kind, None, True)
    changed = sk.patch(f"{path}/{draft['id']}", {"note": "Hi", "items": [LINE, LINE], "change_reason": "more"})
    assert (changed["note"], changed["total"]) == ("Hi", 360)
    issued = sk.post(f"/documents/{draft['id']}/finalize", {"type": kind}, status=200)
    assert issued["number"].endswith("2026-00001")
    assert issued["id"] in [row["id"] for row in sk.get(path, query_string={"limit": 100})["data"]]
    versions = sk.get(f"/documents/{draft['id']}/versions")["versions"]
    assert [(each["version"], each["reason"]) for each in versions] == [(3, None), (2, "more"), (1, None)]
    sk.refused(409, "document_issued", "PATCH", f"{path}/{draft['id']}", {"note": "x"})
    assert sk.patch(f"{path}/{draft['id']}", {"metadata": {"a": "b"}})["metadata"] == {"a": "b"}
    sk.refused(409, "document_issued", "DELETE", f"{path}/{draft['id']}")
    sk.refused(409, "document_issued", "POST", f"/documents/{draft['id']}/finalize", {})


def test_a_document_is_found_at_its_own_address_only(sk: Backend, oak: Backend, account: Backend) -> None:
    draft = sk.post("/invoices", body(is_draft=True))
    for method, path in (("GET", "/estimates"), ("PATCH", "/estimates"), ("DELETE", "/estimates")):
        sk.refused(404, "not_found", method, f"{path}/{draft['id']}", None if method == "GET" else {})
    sk.refused(404, "not_found", "POST", f"/documents/{draft['id']}/finalize", {"type": "estimate"})
    oak.refused(404, "not_found", "GET", f"/invoices/{draft['id']}")
    assert account.get(f"/invoices/{draft['id']}")["id"] == draft["id"]
    sk.delete(f"/invoices/{draft['id']}")
    sk.refused(404, "not_found", "GET", f"/invoices/{draft['id']}")


def test_fields_of_other_types_and_unknown_ones_are_refused(sk: Backend) -> None:
    wrong: list[tuple[str, dict[str, Any], list[Any]]] = [
        ("/invoices", {"number": "2026-1"}, ["number"]),
        ("/invoices", {"date_valid_till": "2026-12-31"}, ["date_valid_till"]),
        ("/credit-notes", {"date_due": "2026-12-31"}, ["date_due"]),
        ("/estimates", {"hide_prices": True}, ["hide_prices"]),
        ("/invoices", {"items": []}, ["items"]),
        ("/invoices", {"items": [LINE | {"price": "100"}]}, ["items", 0, "price"]),
        ("/invoices", {"items": [LINE | {"taxes": [{"rate": 101}]}]}, ["items", 0, "taxes", 0, "rate"]),
        ("/invoices", {"items": [LINE | {"taxes": [{"category": "AE"}]}]}, ["items", 0, "taxes", 0, "category"]),
        ("/invoices", {"legends": []}, ["legends"]),
        ("/invoices", {"date": "15.3.2026"}, ["date"]),
        ("/invoices", {"customer": {"name": ""}}, ["customer", "name"]),
    ]
    for path, fields, place in wrong:
        error = sk.refused(422, "validation_failed", "POST", path, body() | fields)
        assert error["cause"]["issues"][0]["path"] == place
    error = sk.refused(
        422, "validation_failed", "POST", "/invoices", body(items=[LINE | {"price": 1, "gross_price": 1}])
    )
    assert error["cause"]["issues"][0]["path"] == ["items", 0, "gross_price"]


def test_an_expected_total_names_both_figures(sk: Backend) -> None:
    error = sk.refused(422, "total_mismatch", "POST", "/invoices", body(expected_total_with_tax=219))
    assert error["cause"] == {"expected": 219, "computed": Decimal("219.6")}
    assert sk.post("/invoices", body(expected_total_with_tax=Decimal("219.60")))["number"] == "2026-00001"


def test_taxes_left_out_empty_and_reversed(sk: Backend) -> None:
    line = {"name": "Work", "price": 100}
    german = {"name": "Eiche GmbH", "vat_id": "DE136695976", "country_code": "DE"}

    def taxed(**more: Any) -> Any:
        asked = {"items": [line | more], "customer": german, "type": "invoice"}
        return sk.post("/documents/preview", asked, status=200)["taxes"][0]["category"]

    assert taxed() == taxed(taxes=None) == taxed(taxes=[{}]) == taxed(taxes=[]) == "K"
    assert taxed(classification="service") == taxed(taxes=[{"reverse_charge": True}]) == "AE"
    assert taxed(taxes=[{"rate": Decimal("9.5")}]) == "S"
    assert sk.get("/documents/next-number") == {"number": "2026-00001"}
    assert sk.get("/documents/next-number", query_string={"type": "estimate"})["number"] == "EST-2026-00001"


def test_a_credit_note_for_some_lines(sk: Backend) -> None:
    invoice = sk.post("/invoices", body(items=[LINE, LINE]))
    path = f"/documents/{invoice['id']}/credit-note"
    asked = {"items": [{"id": invoice["items"][0]["id"], "quantity": 1}], "reason": "Broken"}
    note = sk.post(path, asked)
    assert (note["total"], note["note"], note["number"]) == (90, "Broken", "CN-2026-00001")
    assert note["document_relations"][0]["relation_type"] == "credit_for"
    assert sk.post(path)["total"] == 270
    error = sk.refused(409, "credit_exceeds_invoice", "POST", path)
    assert "left to credit" in error["message"]


def test_a_credit_note_by_hand_names_its_invoice(sk: Backend) -> None:
    invoice = sk.post("/invoices", body())
    note = sk.post("/credit-notes", body(linked_documents=[invoice["id"]]))
    assert note["document_relations"][0]["target_id"] == invoice["id"]
    error = sk.refused(409, "credit_exceeds_invoice", "POST", "/credit-notes", body(linked_documents=[invoice["id"]]))
    assert error["cause"] == {"invoice_id": invoice["id"], "left": 0, "asked": Decimal("219.6")}


def test_an_estimate_becomes_an_invoice(sk: Backend) -> None:
    estimate = sk.post("/estimates", body(date_valid_till="2099-12-31", title_type="proforma_invoice"))
    assert estimate["date_valid_till"] == "2099-12-31T00:00:00.000Z"
    invoice = sk.post(f"/documents/{estimate['id']}/convert", {"to": "invoice", "is_draft": False})
    assert (invoice["number"], invoice["total"]) == ("2026-00001", estimate["total"])
    assert invoice["document_relations"][0]["relation_type"] == "converted_from"
    sk.refused(422, "validation_failed", "POST", f"/documents/{invoice['id']}/convert", {"to": "estimate"})
    sk.refused(409, "not_voidable", "POST", f"/documents/{estimate['id']}/void", {})


def test_the_pdf_is_the_one_that_stays(sk: Backend) -> None:
    invoice = sk.post("/invoices", body(note="Hvala"))
    answers = [sk.call("GET", f"/documents/{invoice['id']}/pdf") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].data == answers[1].data
    assert answers[0].data.startswith(b"%PDF")
    assert answers[0].mimetype == "application/pdf"
    assert answers[0].headers["Content-Disposition"] == 'attachment; filename="invoice-2026-00001.pdf"'


def test_a_pdf_of_many_lines_is_waited_for(sk: Backend) -> None:
    invoice = sk.post("/invoices", body(items=[LINE] * 51))
    answer = sk.call("GET", f"/documents/{invoice['id']}/pdf")
    assert answer.status_code == 202
    assert parsed(answer) == {"status": "processing"}
    assert int(answer.headers["Retry-After"]) > 0


def test_files_of_a_document(sk: Backend, world: World) -> None:
    invoice = sk.post("/invoices", body())
    assert sk.get(f"/documents/{invoice['id']}/files")["data"] == []


def test_the_same_call_makes_one_invoice(sk: Backend) -> None:
    first, again = (sk.post("/invoices", body(), headers={"Idempotency-Key": "order-7"}) for _ in range(2))
    assert first == again
    assert sk.get("/documents/next-number")["number"] == "2026-00002"


def test_an_entity_key_issues_in_its_own_entity(ek: Backend, world: World) -> None:
    assert ek.post("/invoices", body())["entity_id"] == world.cast.elm
    ek.refused(404, "not_found", "POST", "/invoices", body(), entity_id=world.cast.birch)


def test_a_page_shows_it_whole(sk: Backend, world: World) -> None:
    german = {
        "name": "Eiche GmbH",
        "vat_id": "DE136695976",
        "address": "Allee 1",
        "city": "Berlin",
        "country_code": "DE",
    }
    invoice = sk.post(
        "/invoices",
        body(
            customer=german, items=[{"name": "Deska", "price": 5, "quantity": 3}], note="Hvala lepa", reference="PO-7"
        ),
    )
    page = world.enter("admin").get(f"/documents/{invoice['id']}/").text
    wanted = ("2026-00001", "Eiche GmbH", "Allee 1", "DE136695976", "Deska", "Hvala lepa", "PO-7", "46. člena ZDDV-1")
    assert [text for text in wanted if text not in page] == []
