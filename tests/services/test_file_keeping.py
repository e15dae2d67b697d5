"""Files that the firm puts there: by content, within limits, changed, deleted with their bytes, told of."""

import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portal.errors import Conflict, Invalid, NotFound
from portal.models import Activity, Document, File
from portal.services.filing.keeping import change_file, delete_file, keep_file, take_back
from portal.services.filing.limits import FileLimits, limits_of
from portal.services.filing.types import type_of_content
from portal.services.filing.views import KeptFile, list_kept_files, read_content, show_file
from portal.services.lists.listing import Wanted
from portal.services.paper.printing import print_document
from tests.support.portal import World, on_both

PDF = b"%PDF-1.7\n%%EOF\n"
ROOMY = FileLimits(1_000_000, 100_000_000)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def zipped(*names: str, mimetype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


TAKEN: dict[str, tuple[bytes, str]] = {
    "application/pdf": (PDF, "pdf"),
    "image/png": (b"\x89PNG\r\n\x1a\nrest", "png"),
    "image/jpeg": (b"\xff\xd8\xff\xe0rest", "jpg"),
    "image/gif": (b"GIF89arest", "gif"),
    "image/webp": (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "webp"),
    "application/xml": (b'\xef\xbb\xbf<?xml version="1.0"?><Invoice/>', "xml"),
    "text/csv": ("a;b\r\nš;2\r\n".encode(), "csv"),
    "application/zip": (zipped("a.pdf"), "zip"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (zipped("xl/workbook.xml"), "xlsx"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (zipped("word/document.xml"), "docx"),
    "application/vnd.oasis.opendocument.spreadsheet": (
        zipped("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        "ods",
    ),
}
REFUSED: dict[str, bytes] = {
    "nothing": b"",
    "a program": b"MZ\x90\x00\x03" + bytes(60),
    "another program": b"\x7fELF\x02\x01" + bytes(60),
    "a script": b"#!/bin/sh\necho\n",
    "a page": b"<!DOCTYPE html><p>hi",
    "a page without a head": b"  <p>hi</p><SCRIPT >x</script>",
    "a drawing": SVG,
    "a drawing by another prefix": b'<a xmlns:s="http://www.w3.org/2000/svg"><s:path/></a>',
    "macros": zipped("xl/workbook.xml", "xl/vbaProject.bin"),
    "a Java program": zipped("META-INF/MANIFEST.MF", "A.class"),
    "a torn archive": zipped("a.pdf")[:30],
    "UTF-16": "a,b".encode("utf-16"),
    "Latin-1": "č".encode("cp1250"),
}


@pytest.mark.parametrize("mime", TAKEN)
def test_the_type_is_what_the_bytes_are(mime: str) -> None:
    data, extension = TAKEN[mime]
    found = type_of_content(io.BytesIO(data), "evil.csv" if mime == "text/csv" else "evil.exe.html")
    assert (found.mime, found.extension) == (mime, extension)


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_all_else_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match=r"^file: "):
        type_of_content(io.BytesIO(data), "harmless.pdf")


def keep(world: World, data: bytes = PDF, name: str = "a.pdf", who: str = "ek", **said: Any) -> KeptFile:
    with world.visit(who) as visit:
        return keep_file(visit, world.parts.storage, ROOMY, name, io.BytesIO(data), **said)


@on_both
def test_a_file_is_kept_shown_listed_read_and_written_down(world: World) -> None:
    document_id = world.cast.documents["paid_invoice"]
    kept = keep(
        world,
        name="..\\..\\Račun št. 5.exe",
        category="receipt",
        period=date(2026, 3, 17),
        note="for March",
        document_id=document_id,
    )
    assert (kept.name, kept.mime, kept.size) == ("Racun-st.-5.pdf", "application/pdf", len(PDF))
    assert (kept.purpose, kept.category, kept.period) == ("shared", "receipt", date(2026, 3, 1))
    with world.visit("ek") as visit:
        assert show_file(visit, kept.id) == kept
        query = {"document_id": document_id, "period": "2026-03-01"}
        assert [file.id for file in list_kept_files(visit, world.parts.ring, Wanted(query=query)).rows] == [kept.id]
        assert read_content(visit, world.parts.storage, kept.id).data == PDF
        events = visit.session.scalars(select(Activity.event).where(Activity.object_id == kept.id)).all()
        assert sorted(events) == ["file:added", "file:downloaded"]


@on_both
def test_the_same_bytes_in_one_place_are_one_file(world: World) -> None:
    first = keep(world, category="receipt", period=date(2026, 3, 1))
    assert keep(world, name="b.pdf", category="receipt", period=date(2026, 3, 31)).id == first.id
    others = [keep(world, category="contract", period=date(2026, 3, 1)), keep(world, category="receipt")]
    assert len({first.id, *(other.id for other in others)}) == 3


@on_both
def test_many_at_once_make_one_file(world: World) -> None:
    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(lambda _: keep(world).id, range(12)))) == 1


def test_limits_hold_and_the_accounts_own_are_lower(world: World) -> None:
    with world.visit("ek") as visit:
        used = sum(visit.session.scalars(select(File.size)))
        with pytest.raises(Invalid) as refused:
            keep_file(visit, world.parts.storage, FileLimits(len(PDF) - 1, 10**9), "a.pdf", io.BytesIO(PDF))
        assert refused.value.code == "file_too_large"
        with pytest.raises(Conflict) as full:
            keep_file(visit, world.parts.storage, FileLimits(10**6, used + len(PDF) - 1), "a.pdf", io.BytesIO(PDF))
        assert (full.value.code, full.value.cause) == (
            "quota_exceeded",
            {"used": used, "limit": used + len(PDF) - 1, "wanted": len(PDF)},
        )
        assert keep_file(
            visit, world.parts.storage, FileLimits(10**6, used + len(PDF)), "a.pdf", io.BytesIO(PDF)
        ).size == len(PDF)
        settings = world.settings
        assert settings.most("file_megabytes", {"file_megabytes": 3}) == 3
        assert settings.most("file_megabytes", {"file_megabytes": 300}) == settings.file_megabytes
        assert limits_of(visit, settings).one == 20_000_000


@on_both
def test_a_file_is_renamed_and_moved(world: World) -> None:
    kept = keep(world, note="old", period=date(2026, 3, 1))
    with world.visit("ek") as visit:
        changed = change_file(visit, kept.id, name="New name.html", category="contract", period=None, note=None)
        assert (changed.name, changed.category, changed.period, changed.note) == (
            "New-name.pdf",
            "contract",
            None,
            None,
        )
        assert changed.sha256 == kept.sha256
        with pytest.raises(Invalid, match=r"^category: "):
            change_file(visit, kept.id, category="Bank statement")
        with pytest.raises(Invalid, match=r"^document_id: "):
            change_file(visit, kept.id, document_id="inv_x")


@on_both
def test_bytes_go_with_the_last_file_that_has_them(world: World) -> None:
    first, second = keep(world), keep(world, category="contract")
    storage = world.parts.storage
    with world.visit("ek") as visit:
        delete_file(visit, storage, first.id)
        assert storage.has(visit.scope, first.sha256)
        delete_file(visit, storage, second.id)
        assert not storage.has(visit.scope, first.sha256)
        with pytest.raises(NotFound):
            delete_file(visit, storage, second.id)
        assert keep_file(visit, storage, ROOMY, "a.pdf", io.BytesIO(PDF)).id not in {first.id, second.id}


def test_bytes_that_are_a_documents_pdf_stay(world: World) -> None:
    document_id = world.cast.documents["paid_invoice"]
    with world.visit("ek") as visit:
        document = visit.session.get_one(Document, document_id)
        printed = print_document(visit, world.parts.storage, world.parts.pool, document)
        kept = keep_file(visit, world.parts.storage, ROOMY, "copy.pdf", io.BytesIO(printed.data))
        delete_file(visit, world.parts.storage, kept.id)
        assert world.parts.storage.has(visit.scope, kept.sha256)


def of_import(world: World) -> str:
    with world.visit("ek") as visit:
        return visit.session.scalars(select(File.id).where(File.purpose == "original").limit(1)).one()


def attempts(world: World, file_id: str) -> list[Callable[[Any], object]]:
    return [
        lambda visit: delete_file(visit, world.parts.storage, file_id),
        lambda visit: change_file(visit, file_id, name="other.xml"),
        lambda visit: change_file(visit, file_id, document_id=None),
    ]


def test_what_a_document_was_imported_from_is_kept_with_it(world: World) -> None:
    file_id = of_import(world)
    for attempt in attempts(world, file_id):
        with world.visit("ek") as visit, pytest.raises(Conflict) as refused:
            attempt(visit)
        assert refused.value.code == "file_is_kept"
    with world.visit("ek") as visit:
        assert change_file(visit, file_id, note="checked").note == "checked"


@on_both
def test_another_entitys_file_is_none(world: World) -> None:
    for file_id in (*world.cast.files_of[world.cast.birch].values(), "fil_" + "a" * 26):
        for attempt in attempts(world, file_id):
            with world.visit("ek") as visit, pytest.raises(NotFound):
                attempt(visit)


@on_both
def test_what_the_firm_sends_too_cannot_be_taken_back(world: World) -> None:
    """It is one file to both: else a client could make the firm's vanish, which it was told is kept."""
    sent = keep(world, who="editor")
    assert keep(world, name="b.pdf").id == sent.id
    with world.visit("editor") as visit, pytest.raises(Conflict, match="fetched"):
        take_back(visit, world.parts.storage, sent.id)
