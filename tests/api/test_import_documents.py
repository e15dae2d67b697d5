"""Bringing history over the API: e-invoices as bodies and as files, PDFs with their figures, served as they were."""

import io
import json
import re
from typing import Any

from werkzeug.test import TestResponse

from portal.api.schemas.imports import ImportFields
from portal.models import Document, Entity
from tests.einvoice.samples import SampleLine, ubl_invoice
from tests.support.api import Backend, parsed
from tests.support.needs import ROOT

PDF = b"%PDF-1.4\nthe paper as it was sent\n%%EOF\n"
FIELDS: dict[str, Any] = {
    "type": "invoice",
    "number": "R-2019/17",
    "date": "2019-04-02",
    "date_due": "2019-05-02",
    "currency_code": "EUR",
    "customer": {"name": "Kupec d.o.o.", "tax_number": "SI55555555", "country_code": "SI", "city": "Celje"},
    "total": 100,
    "total_with_tax": 122.0,
    "taxes": [{"rate": 22, "base": 100, "amount": 22}],
    "items": [{"name": "Delo", "quantity": 2, "price": 50, "total": 100, "tax_rate": 22}],
    "metadata": {"old_id": "17"},
}


def our_vat_id(backend: Backend) -> str:
    with backend.world.visit("ek") as visit:
        return str(visit.entity.vat_id)


def send(backend: Backend, data: bytes = PDF, fields: object = None, name: str = "a.pdf", **asked: str) -> TestResponse:
    form: dict[str, Any] = {"file": (io.BytesIO(data), name)}
    if fields is not None:
        form["fields"] = json.dumps(fields)
    return backend.call("POST", "/documents/import", data=form, content_type="multipart/form-data", query_string=asked)


def made(response: TestResponse, status: int = 201) -> Any:
    assert response.status_code == status, response.text
    return parsed(response)


def test_an_e_invoice_is_taken_as_a_body_and_as_a_file(sk: Backend) -> None:
    data = ubl_invoice(seller_vat=our_vat_id(sk))
    found = made(sk.call("POST", "/documents/import", data=data, content_type="application/xml"))
    assert (found["outcome"], found["direction"], found["type"]) == ("added", "issued", "invoice")
    again = made(send(sk, data, name="b.xml"), 200)
    assert (again["outcome"], again["document_id"]) == ("same_file", found["document_id"])
    other = made(send(sk, ubl_invoice(seller_vat=our_vat_id(sk), prepaid="1")))
    assert (other["outcome"], other["in_conflict"]) == ("in_conflict", True)


def test_what_belongs_to_nobody_needs_a_direction(sk: Backend) -> None:
    data = ubl_invoice(seller_vat="SI1", buyer_vat="SI2")
    refused = made(send(sk, data), 422)
    assert refused["code"] == "einvoice_refused"
    assert "?direction=issued or ?direction=received" in refused["message"]
    assert made(send(sk, data, direction="received"))["direction"] == "received"


def test_a_pdf_with_its_figures_is_that_document_for_good(sk: Backend) -> None:
    found = made(send(sk, PDF, FIELDS))
    assert (found["outcome"], found["number"], found["has_errors"]) == ("added", "R-2019/17", False)
    with sk.world.visit("ek") as visit:
        document = visit.session.get_one(Document, found["document_id"])
        assert (document.origin, document.series, document.meta) == ("imported", None, {"old_id": "17"})
        assert document.buyer["vat_id"] == "SI55555555"
        assert document.seller["name"] == visit.entity.name
    session = sk.world.enter("viewer")
    page = session.get(f"/documents/{found['document_id']}/")
    assert page.status_code == 200
    assert "R-2019/17" in page.text
    assert session.fetch(f"/documents/{found['document_id']}/pdf").data == PDF
    assert made(send(sk, PDF, FIELDS), 200)["outcome"] == "same_file"


def test_figures_that_do_not_add_up_are_kept_and_said(sk: Backend) -> None:
    found = made(send(sk, PDF, FIELDS | {"total_with_tax": 123}))
    assert (found["has_errors"], found["total_with_tax"]) == (True, 123)


def test_what_is_wrong_is_named(sk: Backend) -> None:
    wrong: list[tuple[dict[str, Any], list[object]]] = [
        ({"type": "receipt"}, ["type"]),
        ({"total": "100"}, ["total"]),
        ({"colour": "red"}, ["colour"]),
        ({"customer": {"name": "A", "country_code": "Slovenia"}}, ["customer", "country_code"]),
        ({"customer": None}, ["customer"]),
        ({"taxes": [{"base": 100, "amount": 0}]}, ["taxes", "0", "category"]),
        ({"currency_code": "XXQ"}, ["currency_code"]),
    ]
    for changed, path in wrong:
        refusal = made(send(sk, PDF, FIELDS | changed), 422)
        assert refusal["cause"]["issues"][0]["path"] == path, refusal
    assert made(send(sk, b"<html>", FIELDS), 422)["cause"]["issues"][0]["path"] == ["file"]
    assert made(send(sk, PDF), 422)["cause"]["issues"][0]["path"] == ["fields"]
    assert made(send(sk, b"no xml"), 422)["code"] == "einvoice_refused"
    sk.refused(415, "unsupported_media_type", "POST", "/documents/import", FIELDS)


def test_history_stays_in_its_entity(sk: Backend, oak: Backend) -> None:
    found = made(send(sk, PDF, FIELDS))
    with sk.world.database.visit(sk.world.actor("both")) as visit:
        assert visit.session.get(Entity, sk.world.cast.oak) is None
    assert oak.call("GET", f"/documents/{found['document_id']}").status_code == 404


def test_figures_that_only_others_write_are_shown_as_they_are(sk: Backend) -> None:
    """A caller may not send them, and a supplier's file has them: what reads it must not break, least of all a list."""
    line = SampleLine(quantity="1.00000000000000000000000000001", price="0.00000000000001", rate="7.1234567")
    fine = made(send(sk, ubl_invoice(number="S-1", lines=(line,)), direction="issued"))
    gross = "9000000000000.0001"
    large = ubl_invoice(number="S-2", stated={"gross": gross, "due": gross}, lines=(SampleLine(rate="101"),))
    large_id = made(send(sk, large, direction="issued"))["document_id"]
    shown = sk.get(f"/documents/{fine['document_id']}")
    assert [(str(each["quantity"]), f"{each['price']:f}") for each in shown["items"]] == [(line.quantity, line.price)]
    assert str(shown["taxes"][0]["rate"]) == "7.1234567"
    assert str(sk.get(f"/documents/{large_id}")["total_with_tax"]) == gross
    assert {"S-1", "S-2"} <= {each["number"] for each in sk.get("/invoices", query_string={"limit": 100})["data"]}


def test_the_figures_of_the_guide_are_taken(sk: Backend) -> None:
    guide = (ROOT / "docs" / "api.md").read_text(encoding="utf-8").partition("## Bringing history")[2]
    fields = json.loads(guide.partition("```json\n")[2].partition("```")[0])
    assert made(send(sk, PDF, fields))["has_errors"] is False
    named = set(re.findall(r"[`\"](\w+)[`\"]", guide.partition("## ")[0]))
    assert set(ImportFields.model_fields) <= named
