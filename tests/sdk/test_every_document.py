"""The Python SDK before a portal that is served: documents from draft to credit note, files, history, exports."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from portal_sdk import Portal, PortalError
from portal_sdk.schemas import Document
from tests.sdk.samples import WORK

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def test_a_document_from_draft_to_credit_note(firm: Portal, entity_id: str) -> None:
    shown = firm.documents.preview(type="invoice", customer={"name": "Oak"}, items=WORK, entity_id=entity_id)
    draft = firm.invoices.create(customer={"name": "Oak"}, items=WORK, is_draft=True, entity_id=entity_id)
    assert shown["total_with_tax"] == draft["total_with_tax"] == Decimal("588.65")
    firm.invoices.update(draft["id"], note="Thank you", changeReason="courtesy")
    assert firm.invoices.versions(draft["id"])[0]["reason"] == "courtesy"
    coming = firm.documents.next_number("invoice", entity_id=entity_id)["number"]
    issued = firm.invoices.finalize(draft["id"])
    assert issued["number"] == coming
    assert firm.invoices.render_pdf(issued["id"]).content.startswith(b"%PDF-")
    paid = firm.payments.create(document_id=issued["id"], amount=Decimal("88.65"), entity_id=entity_id)
    assert firm.documents.get(issued["id"])["total_due"] == Decimal(500)
    firm.payments.update(paid["id"], reference="SI00")
    firm.payments.delete(paid["id"])
    firm.payments.restore(paid["id"])
    credit = firm.invoices.credit_note(issued["id"], reason="returned")
    assert credit["type"] == "credit_note"
    assert list(firm.credit_notes.iterate(entity_id=entity_id)) == [firm.credit_notes.get(credit["id"])]


def test_the_other_types(firm: Portal, entity_id: str) -> None:
    for noun in (firm.advance_invoices, firm.estimates, firm.delivery_notes):
        made = noun.create(customer={"name": "Oak"}, items=WORK, entity_id=entity_id)
        assert noun.get(made["id"])["number"] == made["number"]
        copied = noun.convert(made["id"], "invoice")
        assert copied["is_draft"]
        firm.invoices.delete(copied["id"])


def test_voiding(firm: Portal, invoice: Document) -> None:
    assert firm.invoices.void(invoice["id"], reason="wrong buyer")["void_reason"] == "wrong buyer"
    with pytest.raises(PortalError) as refused:
        firm.invoices.void(invoice["id"])
    assert refused.value.status == 409


def test_files(firm: Portal, entity_id: str, invoice: Document, tmp_path: Path) -> None:
    (tmp_path / "izpisek.pdf").write_bytes(PDF)
    file = firm.files.upload(tmp_path / "izpisek.pdf", period="2026-03", documentId=invoice["id"], entity_id=entity_id)
    assert (file["filename"], file["period"], file["document_id"]) == ("izpisek.pdf", "2026-03", invoice["id"])
    assert firm.files.update(file["id"], note="March")["note"] == "March"
    found = firm.files.content(file["id"])
    assert (found.content, found.filename) == (PDF, "izpisek.pdf")
    assert file["id"] in {each["id"] for each in firm.invoices.files(invoice["id"])}
    firm.files.delete(file["id"])
    assert file["id"] not in {each["id"] for each in firm.files.iterate(entity_id=entity_id)}


def test_history(firm: Portal, entity_id: str) -> None:
    stated = {
        "type": "invoice",
        "number": "OLD-7",
        "date": "2025-02-03",
        "currencyCode": "EUR",
        "customer": {"name": "Oak"},
        "total": Decimal(100),
        "totalWithTax": Decimal(122),
        "taxes": [{"rate": 22, "base": 100, "amount": 22}],
    }
    brought = firm.documents.import_pdf(stated, PDF, direction="issued", entity_id=entity_id)
    assert (brought["number"], brought["total_with_tax"]) == ("OLD-7", Decimal(122))
    assert firm.documents.render_pdf(brought["document_id"]).content == PDF


def test_exports(firm: Portal, entity_id: str, invoice: Document) -> None:
    # The entity's today, which is not always that of UTC.
    today = date.fromisoformat(invoice["date"][:10])
    days = {"dateFrom": today.replace(month=1, day=1), "dateTo": today}
    table = firm.exports.export_documents(days, entity_id=entity_id, type="invoice", format="csv")
    assert str(invoice["number"]) in table.content.decode("utf-8-sig")
    papers = firm.exports.export_pdfs(document_ids=[invoice["id"]], entity_id=entity_id)
    (name,) = zipfile.ZipFile(io.BytesIO(papers.content)).namelist()
    assert name.endswith(".pdf")
    begun = firm.exports.create(format="csv", types=["invoice"], period="this_year", entity_id=entity_id)
    done = firm.exports.wait(begun["id"])
    assert (done["status"], done["progress"]) == ("done", 100)
    assert str(invoice["number"]) in firm.exports.content(begun["id"]).content.decode("utf-8-sig")
    assert begun["id"] in {export["id"] for export in firm.exports.iterate(entity_id=entity_id)}
    with pytest.raises(PortalError) as refused:
        firm.exports.cancel(begun["id"])
    assert refused.value.code == "export_over"
