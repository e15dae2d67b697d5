"""Export jobs over the API: begun, asked for, called off, fetched whole and in parts; what cannot be is refused."""

import io
import zipfile
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.models import File
from tests.jobs.support import worker_of
from tests.support.api import Backend


def days(backend: Backend) -> dict[str, str]:
    today = backend.world.cast.at.date()
    return {"date_from": (today - timedelta(days=900)).isoformat(), "date_to": today.isoformat()}


def begin(backend: Backend, **asked: Any) -> Any:
    return backend.post("/exports", {"format": "csv", **days(backend), **asked}, status=202)


def content_of(backend: Backend, export_id: str, **more: Any) -> TestResponse:
    return backend.call("GET", f"/exports/{export_id}/content", **more)


@pytest.mark.parametrize("form", ["xlsx", "csv", "pdf", "xml"])
def test_every_kind_of_file_is_made_by_a_worker(sk: Backend, form: str) -> None:
    begun = begin(sk, format=form, types=["invoice"], direction="received")
    assert (begun["status"], begun["progress"], begun["done_docs"]) == ("queued", 0, 0)
    worker_of(sk.world).run_due()
    done = sk.get(f"/exports/{begun['id']}")
    assert (done["status"], done["progress"], done["error"]) == ("done", 100, None)
    assert done["done_docs"] + len(done["failed"]) == done["total_docs"] > 0
    response = content_of(sk, begun["id"])
    assert response.headers["Content-Disposition"] == f"attachment; filename={done['file_name']}"
    assert (len(response.data), sha256(response.data).hexdigest()) == (done["bytes"], done["sha256"])
    if form in {"pdf", "xml"}:
        with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
            assert archive.testzip() is None
            assert len(archive.namelist()) == done["done_docs"]
    assert [export["id"] for export in sk.get("/exports")["data"]] == [begun["id"]]


def test_a_period_is_packed_by_its_name_or_as_the_calendar_has_it(sk: Backend) -> None:
    begun = sk.post("/exports", {"format": "pack", "period": "2026-Q4", "locale": "de"}, status=202)
    assert (begun["format"], begun["period"], begun["file_name"]) == ("pack", "2026-Q4", "pack-2026-Q4.zip")
    assert (begun["date_from"], begun["date_to"], begun["types"]) == ("2026-10-01", "2026-12-31", None)
    today = sk.world.cast.at.date()
    this = sk.post("/exports", {"format": "pack", "period": "this_year"}, status=202)
    assert this["period"] == str(today.year)
    table = sk.post("/exports", {"format": "csv", "period": "2026-10"}, status=202)
    assert (table["period"], table["date_from"], table["date_to"]) == (None, "2026-10-01", "2026-10-31")
    for asked in ({**days(sk)}, {"period": "2026", "types": ["invoice"]}, {"period": "2026", "direction": "issued"}):
        refused = sk.post("/exports", {"format": "pack", **asked}, status=422)
        assert "a pack is of a period" in str(refused)


def test_xml_is_the_original_byte_for_byte_and_what_has_none_is_named(sk: Backend) -> None:
    begun = begin(sk, format="xml", direction="received")
    worker_of(sk.world).run_due()
    done = sk.get(f"/exports/{begun['id']}")
    with zipfile.ZipFile(io.BytesIO(content_of(sk, begun["id"]).data)) as archive:
        packed = {sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    with sk.world.visit("ek") as visit:
        originals = set(visit.session.scalars(select(File.sha256).where(File.purpose == "original")))
    assert packed
    assert packed <= originals
    own = begin(sk, format="xml", types=["estimate"])
    worker_of(sk.world).run_due()
    failed = sk.get(f"/exports/{own['id']}")
    assert (failed["status"], failed["file_url"]) == ("failed", None)
    assert "no valid e-invoice" in failed["error"]
    assert {each["code"] for each in done["failed"]} <= {"no_xml"}


def test_a_period_is_the_entitys_own_and_titles_are_in_its_language(sk: Backend) -> None:
    asked = {"format": "csv", "period": "last_year", "types": ["invoice"]}
    begun = sk.post("/exports", asked, status=202)
    year = sk.world.cast.at.year - 1
    assert (begun["date_from"], begun["date_to"]) == (f"{year}-01-01", f"{year}-12-31")
    worker_of(sk.world).run_due()
    titles = content_of(sk, begun["id"]).data.decode("utf-8-sig").splitlines()[0].split(",")
    assert "Številka" in titles
    german = begin(sk, locale="de", types=["invoice"])
    worker_of(sk.world).run_due()
    assert "Rechnungsdatum" in content_of(sk, german["id"]).text
    at_once = {**days(sk), "format": "csv", "locale": "de"}
    assert "Rechnungsdatum" in sk.call("GET", "/documents/export", query_string=at_once).text


def test_a_broken_download_goes_on_where_it_stopped(sk: Backend) -> None:
    begun = begin(sk)
    worker_of(sk.world).run_due()
    whole = content_of(sk, begun["id"])
    tag, size = whole.headers["ETag"], len(whole.data)
    assert whole.headers["Accept-Ranges"] == "bytes"
    rest = content_of(sk, begun["id"], headers={"Range": f"bytes={size // 2}-", "If-Range": tag})
    assert (rest.status_code, whole.data[: size // 2] + rest.data) == (206, whole.data)
    assert rest.headers["Content-Range"] == f"bytes {size // 2}-{size - 1}/{size}"
    rest.close()
    other = content_of(sk, begun["id"], headers={"Range": f"bytes={size // 2}-", "If-Range": '"another"'})
    assert (other.status_code, other.data) == (200, whole.data)
    beyond = content_of(sk, begun["id"], headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{size}")
    rows = sk.get("/activities", query_string={"limit": 20, "resource_id": begun["id"]})["data"]
    assert [row["action"] for row in rows] == ["downloaded", "downloaded", "completed", "exported"]


def test_a_few_at_once_and_what_is_called_off_makes_room(sk: Backend) -> None:
    begun = [begin(sk)["id"] for _ in range(3)]
    sk.refused(409, "too_many_exports", "POST", "/exports", {"format": "csv", **days(sk)})
    cancelled = sk.post(f"/exports/{begun[0]}/cancel", status=200)
    assert cancelled["status"] == "cancelled"
    sk.refused(409, "export_over", "POST", f"/exports/{begun[0]}/cancel")
    sk.refused(409, "export_not_done", "GET", f"/exports/{begun[0]}/content")
    assert begin(sk)["status"] == "queued"
    assert worker_of(sk.world).run_due() == 3
    assert sorted(each["status"] for each in sk.get("/exports")["data"]) == ["cancelled", "done", "done", "done"]


@pytest.mark.parametrize(
    "body",
    [
        {"format": "pdf"},
        {"format": "docx", "period": "last_month"},
        {"format": "csv", "period": "yesterday"},
        {"format": "csv", "document_ids": ["inv_a"]},
        {"format": "csv", "period": "last_month", "date_from": "2026-01-01", "date_to": "2026-01-02"},
        {"format": "pdf", "document_ids": ["inv_a"], "types": ["invoice"]},
        {"format": "csv", "date_to": "2026-01-02"},
        {"format": "csv", "period": "last_month", "types": ["receipt"]},
    ],
)
def test_an_export_that_cannot_be_is_refused(sk: Backend, body: dict[str, Any]) -> None:
    sk.refused(422, "validation_failed", "POST", "/exports", body)


def test_nothing_is_not_exported(sk: Backend) -> None:
    asked = {"format": "csv", "date_from": "1990-01-01", "date_to": "1990-02-01"}
    sk.refused(422, "nothing_to_export", "POST", "/exports", asked)
