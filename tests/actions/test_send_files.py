"""A client sends files from the pages, takes one back, and both sides see what is new to them."""

import io
import tracemalloc
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.errors import Conflict
from portal.models import Activity, File, Job
from portal.services.filing.keeping import keep_file, take_back
from portal.services.filing.limits import FileLimits
from portal.services.filing.looks import ONE_LOOK, count_new, look_through
from tests.services.test_pictures import photograph
from tests.support.api import backend
from tests.support.pages import Page
from tests.support.portal import Session, World, on_both

PDF = b"%PDF-1.7\n%%EOF\n"
ROOMY = FileLimits(1_000_000, 100_000_000)
Sent = tuple[bytes, str]


def send(session: Session, *files: Sent, **fields: Any) -> TestResponse:
    parts = [(io.BytesIO(data), name) for data, name in files]
    return session.post("/files/upload", {"category": "receipt", "files": parts, **fields})


def form_of(session: Session, *files: Sent) -> bytes:
    """The same form as bytes."""
    part = "--x\r\nContent-Disposition: form-data; name="
    body = f'{part}"csrf_token"\r\n\r\n{session.csrf_token}\r\n{part}"category"\r\n\r\nreceipt\r\n'.encode()
    for data, name in files:
        body += f'{part}"files"; filename="{name}"\r\n\r\n'.encode() + data + b"\r\n"
    return body + b"--x--\r\n"


def send_form(session: Session, body: bytes) -> TestResponse:
    """Send large files so: the test client's own way would leave a temporary file open."""
    return session.browser.open(
        session.address("/files/upload"),
        method="POST",
        input_stream=io.BytesIO(body),
        content_length=len(body),
        content_type="multipart/form-data; boundary=x",
    )


def rows(world: World) -> list[File]:
    with world.visit("full") as visit:
        return list(visit.session.scalars(select(File).where(File.sent_by == "client").order_by(File.name)))


@on_both
@pytest.mark.parametrize("mode", ["cookie", "url"])
def test_several_files_are_kept_with_what_is_said_of_them(world: World, mode: str) -> None:
    framed = mode == "url"
    session = world.enter("editor", framed=framed, cookies=not framed, locale="en")
    sent = send(session, (PDF, "../Račun.pdf"), (photograph(), "IMG.HEIC.jpg"), period="2026-03", note="Mar")
    assert sent.status_code == 303
    page = Page(session.get(sent.location))
    assert "2 files were added" in page.text
    picture, paper = sorted(rows(world), key=lambda file: file.mime, reverse=True)
    assert (paper.name, paper.category, str(paper.period), paper.note) == ("Racun.pdf", "receipt", "2026-03-01", "Mar")
    assert (picture.mime, paper.mime, paper.added_subject) == (
        "image/jpeg",
        "application/pdf",
        world.person("editor").user_id,
    )
    with world.visit("editor") as visit:
        told = visit.session.scalars(select(Activity).where(Activity.object_id == paper.id)).one()
        assert (told.event, told.actor_kind, told.details["sent_by"]) == ("file:added", "user", "client")
    # The same post again, as after a reload, adds nothing.
    assert send(session, (PDF, "again.pdf"), period="2026-03").status_code == 303
    assert len(rows(world)) == 2


def test_a_refused_file_says_why_and_the_others_stay(world: World) -> None:
    session = world.enter("editor", locale="en")
    bad = {
        "evil.pdf": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "could run programs"),
        "page.png": (b"<!doctype html><script>x</script>", "could run programs"),
        "tool.jpg": (b"MZ\x90\x00\x03" + bytes(60), "This kind of file is not taken"),
        "torn.jpg": (photograph()[:200], "damaged or cut off"),
        "none.txt": (b"", "The file is empty"),
        "move.gif": (b"GIF89a" + bytes(40), "GIFs are not taken"),
        "<b>.zip": (b"PK\x03\x04torn", "cannot be opened"),
    }
    answer = send(session, (PDF, "good.pdf"), *((data, name) for name, (data, _) in bad.items()), note="Kept note")
    assert answer.status_code == 422
    page = Page(answer)
    for name, (_, why) in bad.items():
        assert name in page.text
        assert why in page.text
    assert "7 files were not kept" in page.text
    assert "The other file is here: good.pdf" in page.text
    assert 'value="Kept note"' in answer.text
    assert page.misnested == page.open_elements == []
    assert [file.name for file in rows(world)] == ["good.pdf"]


def test_a_post_that_cannot_be_looked_at_keeps_nothing(world: World) -> None:
    session = world.enter("editor", locale="en")
    many = [(PDF + bytes([65 + place]), f"{place}.pdf") for place in range(21)]
    assert "No file was chosen" in send(session).text
    assert "Too many files at once" in send(session, *many).text
    assert "The note is too long" in send(session, (PDF, "a.pdf"), note="x" * 1001).text
    for fields in (
        {"category": "e_invoice"},
        {"period": "2026-13"},
        {"period": "March"},
        {"period": "0000-05"},
        {"period": "٢٠٢٦-03"},
        {"period": "2026-03\n"},
    ):
        assert send(session, (PDF, "a.pdf"), **fields).status_code == 422
    assert send(session, (PDF, "a.pdf"), csrf_token="x").status_code == 403
    assert send(world.enter("viewer"), (PDF, "a.pdf")).status_code == 403
    assert "files/upload" not in world.enter("viewer").get("/files/").text
    assert rows(world) == []


def test_no_room_says_so_and_leaves_no_bytes_behind(world: World) -> None:
    backend(world, "live_sk", entity=False).patch("/account", {"limits": {"file_megabytes": 1, "files_megabytes": 1}})
    session = world.enter("editor", locale="en")
    folder = world.parts.storage.root / world.cast.ada / "sandbox" / world.cast.elm
    assert send_form(session, form_of(session, (PDF + b"1" * 900_000, "fits.pdf"))).status_code == 303
    before = set(folder.iterdir())
    more = ((PDF + b"2" * 900_000, "second.pdf"), (PDF + b"3" * 1_000_000, "large.pdf"))
    answer = send_form(session, form_of(session, *more))
    assert "There is no room left" in answer.text
    assert "larger than 1 MB" in answer.text
    assert set(folder.iterdir()) == before


@on_both
def test_the_sender_takes_a_file_back_until_the_firm_has_fetched_it(world: World) -> None:
    editor, admin = world.enter("editor", locale="en"), world.enter("admin", locale="en")
    send(editor, (PDF + b"1", "first.pdf"))
    send(editor, (PDF + b"2", "second.pdf"))
    first, second = rows(world)
    waiting = {"query": '{"sent_by": "client", "fetched_at": null}'}
    firm = backend(world)
    assert {file["id"] for file in firm.get("/files", query_string=waiting)["data"]} == {first.id, second.id}
    assert f"/files/{first.id}/remove" in editor.get("/files/").text
    assert f"/files/{first.id}/remove" not in admin.get("/files/").text
    assert admin.post(f"/files/{first.id}/remove").status_code == 409
    # The client's own looking at it, and a HEAD of the firm's, fetch nothing.
    assert admin.fetch(f"/files/{first.id}/download").status_code == 200
    assert firm.call("HEAD", f"/files/{first.id}/content").status_code == 200
    assert editor.post(f"/files/{first.id}/remove").status_code == 303
    assert not world.parts.storage.has(world.cast.scope, first.sha256)
    assert firm.call("GET", f"/files/{second.id}/content").data == PDF + b"2"
    assert firm.get("/files", query_string=waiting)["data"] == []
    refused = editor.post(f"/files/{second.id}/remove")
    assert refused.status_code == 409
    assert "can no longer be taken back" in refused.text
    assert [file.id for file in rows(world)] == [second.id]


def test_a_member_of_staff_who_saves_it_has_fetched_it(world: World) -> None:
    send(world.enter("full"), (PDF, "a.pdf"))
    (file,) = rows(world)
    assert world.enter("staff").fetch(f"/files/{file.id}/download").status_code == 200
    assert rows(world)[0].fetched_at is not None
    with world.visit("full") as visit, pytest.raises(Conflict) as refused:
        take_back(visit, world.parts.storage, file.id)
    assert refused.value.code in {"file_is_fetched", "file_of_another"}


@on_both
def test_each_visitor_sees_what_is_new_to_them_alone(world: World) -> None:
    at = world.cast.at + timedelta(days=1)
    with world.visit("editor", at=at) as visit:
        look_through(visit, quiet=False)
    later = at + timedelta(days=1)
    with world.visit("ek", at=later) as visit:
        kept = keep_file(visit, world.parts.storage, ROOMY, "new.pdf", io.BytesIO(PDF))
    for pause, count in ((timedelta(0), 1), (timedelta(minutes=1), 0)):
        with world.visit("editor", at=later + pause) as visit:
            assert count_new(visit) == count
            # A look that nobody sees leaves it new.
            assert look_through(visit, quiet=True).holds("firm", "shared", kept.created_at)
            assert look_through(visit, quiet=False).holds("firm", "shared", kept.created_at)
            assert count_new(visit) == 0
    with world.visit("editor", at=later + ONE_LOOK * 2) as visit:
        assert not look_through(visit, quiet=False).holds("firm", "shared", kept.created_at)
    with world.visit("viewer", at=later) as visit:
        assert count_new(visit) > 0
    with world.visit("staff", at=later) as visit:
        assert count_new(visit) == 0


def test_the_tab_counts_until_the_page_was_seen(world: World) -> None:
    session, admin = world.enter("editor", locale="en"), world.enter("admin", locale="en")
    with world.visit("editor", at=datetime.now(UTC) - ONE_LOOK * 2) as visit:
        look_through(visit, quiet=False)
    with world.visit("ek") as visit:
        keep_file(visit, world.parts.storage, ROOMY, "new.pdf", io.BytesIO(PDF))
    send(admin, (PDF + b"1", "from-a-colleague.pdf"))
    assert "1 new" in Page(session.get("/documents/")).text
    session.head("/files/")
    assert "1 new" in Page(session.get("/documents/")).text
    page = session.get("/files/").text
    assert page.count('class="mark"') == 1
    assert "tabs__count" not in session.get("/documents/").text


def test_the_firm_is_told_by_its_webhook(world: World) -> None:
    backend(world).post("/webhooks", {"url": "https://hooks.ada.example/x", "events": ["file.created", "file.deleted"]})
    editor = world.enter("editor")
    send(editor, (PDF, "a.pdf"))
    editor.post(f"/files/{rows(world)[0].id}/remove")
    with world.visit("ek") as visit:
        jobs = visit.session.scalars(select(Job.parameters).where(Job.kind == "spread_event"))
        told = sorted(each["event"] for each in jobs if each["event"].startswith("file."))
        assert visit.session.scalar(select(func.count()).select_from(File).where(File.sent_by == "client")) == 0
    assert told == ["file.created", "file.deleted"]


def test_what_is_saved_can_do_nothing_where_it_is_shown(world: World) -> None:
    session = world.enter("editor")
    send(session, (b'<?xml version="1.0"?><a/>', "a.xml"), (PDF, "b.pdf"), (photograph(), "c.jpg"))
    for file in rows(world):
        place = session.get(f"/files/{file.id}/download").location
        for shown in ("", "?show=1"):
            answer = session.browser.open(place + shown)
            inline = shown and file.mime == "image/jpeg"
            policy = answer.headers["Content-Security-Policy"]
            assert answer.headers["Content-Disposition"].startswith("inline" if inline else "attachment")
            assert policy.endswith("; sandbox") is not bool(inline)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_memory_stays_flat_under_a_large_post(world: World) -> None:
    session = world.enter("editor")
    body = form_of(session, (PDF + b"1" * 19_900_000, "a.pdf"))
    tracemalloc.start()
    answer = send_form(session, body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.status_code == 303
    assert rows(world)[0].size == len(PDF) + 19_900_000
    assert peak < 4_000_000
