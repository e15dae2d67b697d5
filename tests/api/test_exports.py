"""Exports over the API: tables and archives, streamed, of one entity, or by name of all."""

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from werkzeug.test import TestResponse

from portal.models import Document
from tests.jobs.support import worker_of
from tests.support.api import Backend, parsed


def days(backend: Backend) -> dict[str, str]:
    today = backend.world.cast.at.date()
    return {"date_from": (today - timedelta(days=900)).isoformat(), "date_to": today.isoformat()}


def export(backend: Backend, status: int = 200, **asked: str) -> TestResponse:
    response = backend.call("GET", "/documents/export", query_string={**days(backend), **asked})
    assert response.status_code == status, response.text
    return response


def read_csv(response: TestResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))


def test_xlsx_has_a_sheet_a_type(sk: Backend) -> None:
    response = export(sk, types="invoice,credit_note")
    book = openpyxl.load_workbook(io.BytesIO(response.data))
    assert book.sheetnames == ["Invoices", "Credit notes"]
    assert book["Invoices"].max_row > 5
    assert str(response.mimetype).endswith("spreadsheetml.sheet")
    assert response.headers["Content-Disposition"].startswith("attachment; filename=documents-")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_csv_has_the_rows_of_the_sheets(sk: Backend) -> None:
    rows = read_csv(export(sk, type="invoice", format="csv"))
    sheet = openpyxl.load_workbook(io.BytesIO(export(sk, type="invoice").data)).active
    assert sheet is not None
    assert [row["Document ID"] for row in rows] == [row[-1].value for row in sheet.iter_rows(min_row=2)]
    everything = read_csv(export(sk, format="csv"))
    assert {row["Type"] for row in everything} >= {"invoice", "credit_note", "estimate", "delivery_note"}
    assert None not in everything[0]


def test_one_entity_is_exported_unless_all_are_asked_for(account: Backend, ek: Backend) -> None:
    cast = account.world.cast
    assert parsed(export(account, 422))["code"] == "entity_required"
    rows = read_csv(export(account, entities="all", format="csv"))
    assert {cast.elm, cast.birch} <= {row["Entity ID"] for row in rows}
    assert {cast.scopes[row["Entity ID"]].account_id for row in rows} == {cast.ada}
    assert "Entity ID" not in read_csv(export(ek, format="csv"))[0]
    assert parsed(export(ek, 422, entities="all"))["cause"]["issues"][0]["path"] == ["entities"]


def test_the_trail_of_each_entity_says_so(account: Backend, sk: Backend) -> None:
    export(account, entities="all", format="csv")
    for entity_id in (account.world.cast.elm, account.world.cast.birch):
        newest = sk.get("/activities", entity_id=entity_id)["data"][0]
        assert "export" in str(newest).lower()


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"type": "receipt"}, "types"),
        ({"format": "pdf"}, "format"),
        ({"date_from": "2026"}, "date_from"),
        ({"date_to": "1999-01-01"}, "date_to"),
        ({"date_from": "1999-01-01"}, "date_to"),
        ({"dateFrom": "2026-01-01"}, "dateFrom"),
    ],
)
def test_what_is_wrong_is_named(sk: Backend, asked: dict[str, str], path: str) -> None:
    assert parsed(export(sk, 422, **asked))["cause"]["issues"][0]["path"] == [path]


def pdfs(backend: Backend, body: dict[str, Any]) -> TestResponse:
    return backend.call("POST", "/documents/export/pdf", body)


def names_in(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert all(archive.read(name).startswith(b"%PDF-") for name in archive.namelist())
        return archive.namelist()


def test_pdfs_that_are_drawn_come_at_once_and_others_by_a_worker(sk: Backend, account: Backend) -> None:
    documents = sk.world.cast.documents
    ids = [documents[name] for name in ("paid_invoice", "overdue_invoice", "paid_credit_note")]
    response = pdfs(sk, {"document_ids": ids})
    assert response.status_code == 202, response.text
    begun = parsed(response)
    assert (begun["status"], begun["total_docs"], begun["file_url"]) == ("queued", 3, None)
    account.refused(409, "export_not_done", "GET", f"/exports/{begun['id']}/content")
    worker_of(sk.world).run_due()
    done = account.get(f"/exports/{begun['id']}")
    assert (done["status"], done["progress"], done["failed"]) == ("done", 100, [])
    archive = account.call("GET", f"/exports/{begun['id']}/content")
    assert len(names_in(archive.data)) == 3
    with sk.world.visit("ek") as visit:
        assert all(visit.session.get_one(Document, each).pdf_sha256 for each in ids)
    at_once = pdfs(sk, {"document_ids": [*ids, ids[0]]})
    assert (at_once.status_code, at_once.mimetype) == (200, "application/zip")
    assert names_in(at_once.data) == names_in(archive.data)


def test_one_that_is_not_drawn_is_drawn_in_the_call(sk: Backend) -> None:
    response = pdfs(sk, {"document_ids": [sk.world.cast.documents["paid_invoice"]]})
    assert response.status_code == 200
    assert len(names_in(response.data)) == 1


def test_pdfs_by_days(sk: Backend) -> None:
    response = pdfs(sk, {"types": ["credit_note"], **days(sk)})
    assert response.status_code == 202
    assert parsed(response)["total_docs"] > 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"document_ids": []},
        {"document_ids": ["inv_unknown"]},
        {"document_ids": ["inv_unknown"], "date_from": "2026-01-01", "date_to": "2026-02-01"},
        {"date_from": "2026-01-01"},
        {"types": ["receipt"], "date_from": "2026-01-01", "date_to": "2026-02-01"},
        {"date_from": "1990-01-01", "date_to": "1990-02-01"},
    ],
)
def test_what_cannot_be_an_archive_is_refused(sk: Backend, body: dict[str, Any]) -> None:
    sk.refused(422, "validation_failed", "POST", "/documents/export/pdf", body)


def test_another_firm_finds_nothing(sk: Backend, oak: Backend) -> None:
    documents = sk.world.cast.documents
    begun = parsed(pdfs(sk, {"document_ids": [documents["paid_invoice"], documents["overdue_invoice"]]}))
    oak.refused(404, "not_found", "GET", f"/exports/{begun['id']}")
    oak.refused(404, "not_found", "GET", f"/exports/{begun['id']}/content")
    oak.refused(
        422, "validation_failed", "POST", "/documents/export/pdf", {"document_ids": [documents["paid_invoice"]]}
    )
