"""Files over the API: forms, metadata, bytes that are only ever saved, limits, and whose they are."""

import io
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from portal.app import largest_request
from portal.errors import SettingsRefused
from tests.support.api import Backend, backend, parsed

PDF = b"%PDF-1.7\n%%EOF\n"


def send(backend: Backend, data: bytes = PDF, name: str = "Račun 1.pdf", **fields: Any) -> TestResponse:
    headers = fields.pop("headers", {})
    form = {"file": (io.BytesIO(data), name), **fields}
    return backend.call("POST", "/files", data=form, content_type="multipart/form-data", headers=headers)


def send_large(backend: Backend, data: bytes) -> TestResponse:
    """The same, put together here: the test client would leave a temporary file open."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    form = head + data + b"\r\n--x--\r\n"
    return backend.call("POST", "/files", data=form, content_type="multipart/form-data; boundary=x")


def made(response: TestResponse, status: int = 201) -> Any:
    assert response.status_code == status, response.text
    return parsed(response)


def test_a_file_is_put_there_shown_changed_and_deleted(sk: Backend, account: Backend) -> None:
    document_id = sk.world.cast.documents["paid_invoice"]
    response = send(sk, category="receipt", period="2026-03", note="March", document_id=document_id)
    file = made(response)
    assert response.headers["Location"] == f"/api/v1/files/{file['id']}"
    assert file["id"].startswith("fil_")
    assert (file["filename"], file["mime_type"], file["bytes"]) == ("Racun-1.pdf", "application/pdf", len(PDF))
    assert (file["category"], file["period"], file["document_id"]) == ("receipt", "2026-03", document_id)
    assert account.get(f"/files/{file['id']}") == file
    changed = sk.patch(f"/files/{file['id']}", {"filename": "April.pdf", "period": "2026-04", "note": None})
    assert (changed["filename"], changed["period"], changed["note"], changed["category"]) == (
        "April.pdf",
        "2026-04",
        None,
        "receipt",
    )
    sk.delete(f"/files/{file['id']}")
    sk.refused(404, "not_found", "GET", f"/files/{file['id']}")
    sk.refused(404, "not_found", "GET", f"/files/{file['id']}/content")


def test_bytes_are_saved_and_never_shown(ek: Backend) -> None:
    file = made(send(ek, b"<a/>", "note.xml"))
    response = ek.call("GET", f"/files/{file['id']}/content")
    assert response.data == b"<a/>"
    assert response.headers["Content-Disposition"] == "attachment; filename=note.xml"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]


def test_the_list_asks_and_pages(sk: Backend) -> None:
    ids = [made(send(sk, PDF + bytes([65 + place]), f"{place}.pdf", category="receipt"))["id"] for place in range(3)]
    page = sk.get("/files", query_string={"query": '{"category": "receipt"}', "limit": 2})
    assert page["pagination"]["has_more"]
    rest = sk.get(
        "/files",
        query_string={
            "query": '{"category": "receipt"}',
            "limit": 2,
            "next_cursor": page["pagination"]["next_cursor"],
        },
    )
    found = [file["id"] for file in (*page["data"], *rest["data"])]
    assert set(ids) <= set(found)
    assert len(set(found)) == len(found) == page["pagination"]["total"]
    assert [file["id"] for file in sk.get("/files", query_string={"search": "1.pdf", "order_by": "-bytes"})["data"]]


def test_what_is_wrong_is_named(sk: Backend) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"category": "Receipts!"}, "category"),
        ({"period": "March"}, "period"),
        ({"period": "2026-13"}, "period"),
        ({"document_id": "inv_unknown"}, "document_id"),
        ({"colour": "red"}, "colour"),
    ]
    for fields, path in wrong:
        refusal = made(send(sk, **fields), 422)
        assert refusal["code"] == "validation_failed"
        assert refusal["cause"]["issues"][0]["path"] == [path]
    assert made(send(sk, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.pdf"), 422)["code"] == "validation_failed"
    sk.refused(415, "unsupported_media_type", "POST", "/files", {"category": "receipt"})
    missing = sk.call("POST", "/files", data={"category": "receipt"}, content_type="multipart/form-data")
    assert made(missing, 422)["cause"]["issues"][0]["path"] == ["file"]


def test_the_accounts_own_limit_holds(sk: Backend) -> None:
    account = backend(sk.world, "live_sk", entity=False)
    assert account.patch("/account", {"limits": {"file_megabytes": 1, "files_megabytes": 2}})["limits"] == {
        "file_megabytes": 1,
        "files_megabytes": 2,
    }
    assert made(send_large(sk, PDF + b"2" * 1_000_000), 422)["code"] == "file_too_large"
    assert made(send_large(sk, PDF + b"1" * 900_000))["bytes"] == 900_000 + len(PDF)
    made(send_large(sk, PDF + b"2" * 900_000))
    assert made(send_large(sk, PDF + b"3" * 900_000), 409)["code"] == "quota_exceeded"
    refused = account.refused(422, "validation_failed", "PATCH", "/account", {"limits": {"file_megabytes": 26}})
    assert refused["cause"]["issues"][0]["path"] == ["limits", "file_megabytes"]


def test_a_file_of_the_largest_size_fits_into_a_request(sk: Backend) -> None:
    """Where the operator lets files be larger, the server has to take them."""
    for megabytes in (1, sk.world.settings.file_megabytes, 60):
        taken = largest_request(replace(sk.world.settings, file_megabytes=megabytes))
        assert taken > megabytes * 1_000_000 + len(PDF)
        assert taken >= 25_000_000
    with pytest.raises(SettingsRefused, match="PORTAL_FILE_MEGABYTES"):
        replace(sk.world.settings, file_megabytes=101)


def test_the_same_call_twice_is_one_file_and_the_same_answer(sk: Backend) -> None:
    headers = {"Idempotency-Key": "upload-1"}
    first, again = send(sk, headers=headers), send(sk, headers=headers)
    assert made(first) == made(again)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert made(send(sk, PDF + b"2", headers=headers), 422)["code"] == "idempotency_key_reused"


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_another_firms_file_is_none(oak: Backend, sk: Backend, ek: Backend, method: str) -> None:
    body = {"note": "x"} if method == "PATCH" else None
    elms = next(iter(sk.world.cast.files.values()))
    birchs = next(iter(sk.world.cast.files_of[sk.world.cast.birch].values()))
    for other, file_id in ((oak, elms), (ek, birchs), (sk, birchs), (sk, "fil_" + "a" * 26)):
        other.refused(404, "not_found", method, f"/files/{file_id}", body)


def test_an_original_stays(sk: Backend) -> None:
    found = sk.get("/files", query_string={"query": '{"purpose": "original"}'})["data"][0]
    sk.refused(409, "file_is_kept", "DELETE", f"/files/{found['id']}")
    sk.refused(409, "file_is_kept", "PATCH", f"/files/{found['id']}", {"filename": "x.xml"})
