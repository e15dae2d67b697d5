"""A client looks through the files and takes one along."""

import pytest
from sqlalchemy import select

from portal.models import File
from portal.services.filing import files
from portal.services.filing.files import list_files
from tests.support.pages import Page
from tests.support.portal import World, on_both


@on_both
def test_files_stand_by_category_and_every_one_can_be_reached(world: World) -> None:
    session = world.enter("viewer")
    page = Page(session.get("/files/"))
    with world.visit("viewer") as visit:
        categories = set(visit.session.scalars(select(File.category)))
        wanted = set(visit.session.scalars(select(File.id)))
    found: set[str] = set()
    for category in categories:
        (link, *_) = page.links(f"category={category}")
        found |= {address.split("/")[-2] for address in Page(session.get(link)).links("/download")}
    assert found == wanted


@on_both
def test_a_category_is_paged_without_gap_or_repeat(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PAGE_ROWS", 2)
    with world.visit("admin") as visit:
        ring = world.parts.ring
        category, count = max(list_files(visit, ring).categories, key=lambda pair: pair[1])
        pages = [list_files(visit, ring, category)]
        while pages[-1].older:
            pages.append(list_files(visit, ring, category, pages[-1].older))
        seen = [file.id for page in pages for group in page.groups for file in group.files]
        assert len(pages) > 1
        assert len(seen) == len(set(seen)) == count
        assert list_files(visit, ring, category, pages[1].newer).groups == pages[0].groups


def test_a_file_is_the_bytes_that_were_put_there(world: World) -> None:
    session = world.enter("viewer")
    for name, file_id in world.cast.files.items():
        fetched = session.fetch(f"/files/{file_id}/download")
        assert fetched.status_code == 200, name
        with world.visit("viewer") as visit:
            row = visit.session.scalars(select(File).where(File.id == file_id)).one()
        assert fetched.data == world.parts.storage.get(world.cast.scope, row.sha256)
        assert fetched.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_whose_bytes_are_gone_leads_back_and_can_be_tried_again(world: World) -> None:
    session = world.enter("viewer", locale="en")
    file_id = next(iter(world.cast.files.values()))
    with world.visit("viewer") as visit:
        row = visit.session.scalars(select(File).where(File.id == file_id)).one()
    scope = world.cast.scope
    (kept,) = world.parts.storage.root.glob(f"{scope.account_id}/*/{scope.entity_id}/{row.sha256}")
    data = kept.read_bytes()
    kept.unlink()
    path = session.address(f"/files/{file_id}/download")
    gone = session.get(path)
    page = Page(gone)
    assert gone.status_code == 500
    assert "This file cannot be read right now" in page.text
    assert page.links("/download") == [path]
    for way in (session.address("/files/"), session.address("/")):
        assert way in page.links()
        assert session.get(way).status_code == 200
    kept.write_bytes(data)
    assert session.fetch(path).data == data


def test_an_empty_shelf_says_what_will_stand_there(world: World) -> None:
    assert "No files yet" in Page(world.enter("nova_full", locale="en").get("/files/")).text


def test_an_unknown_category_shows_no_files(world: World) -> None:
    answer = world.enter("viewer", locale="en").get("/files/?category=<b>none</b>")
    assert answer.status_code == 200
    assert "No files yet" in Page(answer).text
    assert "<b>none" not in answer.text
