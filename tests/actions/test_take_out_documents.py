"""A client takes documents out: chooses, watches, calls off, downloads; by each way into the portal."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from portal.identity import ActorKind, system
from portal.models import Activity
from portal.services.firm.accounts import change_account
from tests.jobs.support import worker_of
from tests.support.portal import Session, World

ALL = {
    "format": "csv",
    "direction": "issued",
    "types": ["invoice", "credit_note"],
    "period": "",
    "date_from": "2020-01-01",
    "date_to": "2029-12-31",
}


def begin(session: Session, **changed: object) -> int:
    return session.post("/exports/begin", {**ALL, **changed}).status_code


def status(world: World, address: str) -> int:
    response = world.browser().open(address)
    response.get_data()
    response.close()
    return response.status_code


def download_address(session: Session) -> str:
    page = session.get("/exports/").text
    return page.partition('/download"')[0].rpartition('href="')[2] + "/download"


@pytest.mark.parametrize("mode", ["cookie", "url"])
def test_from_the_form_to_the_file(world: World, mode: str) -> None:
    session = world.enter("viewer", framed=mode == "url", cookies=mode == "cookie", locale="de")
    assert 'value="last_month" selected' in session.get("/exports/new").text
    assert begin(session) == 303
    waiting = session.get("/exports/").text
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert "<progress" in waiting
    worker_of(world).run_due()
    ready = session.get("/exports/").text
    assert "http-equiv" not in ready
    response = session.fetch(download_address(session))
    assert response.status_code == 200
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))
    assert {row["Art"] for row in rows} == {"Rechnung", "Gutschrift"}
    trail = session.get("/activity/").text
    assert "Export heruntergeladen" in trail


def test_a_ticket_goes_on_with_a_broken_download_and_ends_with_its_minute(world: World) -> None:
    session = world.enter("admin")
    begin(session)
    worker_of(world).run_due()
    address = str(session.get(download_address(session)).location)
    whole = world.browser().open(address)
    half = len(whole.data) // 2
    headers = {"Range": f"bytes={half}-", "If-Range": whole.headers["ETag"]}
    for _ in range(6):
        rest = world.browser().open(address, headers=headers)
        assert (rest.status_code, whole.data[:half] + rest.data) == (206, whole.data)
        rest.close()
    assert [status(world, address) for _ in range(5)] == [200] * 4 + [410]
    with freeze_time(datetime.now(UTC) + timedelta(minutes=2)):
        assert status(world, address) == 410


def test_all_but_the_first_byte_is_told_as_the_whole(world: World) -> None:
    session = world.enter("admin")
    begin(session)
    worker_of(world).run_due()
    address = str(session.get(download_address(session)).location)
    for _ in range(3):
        part = world.browser().open(address, headers={"Range": "bytes=1-"})
        assert part.status_code == 206
        part.close()
    with world.visit("admin") as visit:
        told = visit.session.scalars(select(Activity).where(Activity.event == "export:downloaded")).all()
        assert len(told) == 1


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"types": []}, 422, "No kind of document is chosen"),
        ({"date_from": ""}, 422, "The days are missing"),
        ({"date_to": "2019-01-01"}, 422, "These days cannot be exported at once"),
        ({"date_from": "1990-01-01", "date_to": "1990-02-01"}, 422, "There are no documents between these days"),
        ({"format": "docx"}, 422, "could not be understood"),
        ({"period": "yesterday"}, 422, "could not be understood"),
    ],
)
def test_what_cannot_be_is_said_on_the_form(world: World, changed: dict[str, object], status: int, words: str) -> None:
    session = world.enter("viewer", locale="en")
    answer = session.post("/exports/begin", {**ALL, **changed})
    assert (answer.status_code, words in answer.text) == (status, True)
    assert 'value="2029-12-31"' in answer.text or "date_to" in changed


def test_a_period_is_taken_along_from_its_report(world: World) -> None:
    session = world.enter("viewer", locale="en")
    report = session.get("/reports/vat-summary/2026-10/").text
    assert "Take this period with you" in report
    assert 'name="period" value="2026-10"' in report
    assert session.post("/exports/pack", {"period": "2026-10"}).status_code == 303
    page = session.get("/exports/").text
    assert "October 2026" in page
    assert "Everything of the period in one ZIP" in page
    for period, words in (("1950-01", "There are no documents"), ("soon", "This period cannot be taken along")):
        answer = session.post("/exports/pack", {"period": period})
        assert (answer.status_code, words in answer.text) == (422, True)
    with world.database.visit(system(world.cast.account_scope)) as visit:
        change_account(visit, world.database, world.settings, viewers_export=False)
    assert "Take this period with you" not in session.get("/reports/vat-summary/2026-10/").text


def test_three_at_once_and_one_called_off(world: World) -> None:
    session = world.enter("viewer", locale="en")
    assert [begin(session) for _ in range(4)] == [303, 303, 303, 409]
    page = session.get("/exports/").text
    path = page.partition('/cancel"')[0].rpartition('action="')[2] + "/cancel"
    assert session.post(path).status_code == 303
    assert session.post(path).status_code == 303
    assert "Cancelled" in session.get("/exports/").text
    assert begin(session) == 303


def test_an_account_switches_exports_off_for_viewers(world: World) -> None:
    session, admin = world.enter("viewer"), world.enter("admin")
    begin(admin)
    worker_of(world).run_due()
    ticket = str(admin.get(download_address(admin)).location)
    address = str(session.get(download_address(session)).location)
    with world.database.visit(system(world.cast.account_scope)) as visit:
        assert visit.actor.kind is ActorKind.SYSTEM
        change_account(visit, world.database, world.settings, viewers_export=False)
    assert 'exports/"' not in session.get("/").text
    for path in ("/exports/", "/exports/new"):
        assert session.get(path).status_code == 403
    assert begin(session) == 403
    assert status(world, address) == 403
    assert status(world, ticket) == 200
