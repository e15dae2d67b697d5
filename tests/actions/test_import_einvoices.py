"""`portal import-einvoices` as an operator runs it: a folder in, a line for each file, sums, and an exit code."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from portal.cli.import_einvoices import command
from portal.database import Database
from portal.einvoice import DEFAULT_LIMIT
from portal.errors import Invalid, NotFound
from portal.identity import Scope, system
from portal.migrations import migrate
from portal.models import Document, File
from portal.storage import Storage
from tests.einvoice.samples import cii_invoice, ubl_credit_note, ubl_invoice
from tests.services.importing import entity_of, firm_of
from tests.support.needs import require_shared

XXE = b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>"


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A portal of its own, found by its settings as the command finds it."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    url = f"sqlite:///{data_dir / 'portal.db'}"
    monkeypatch.setenv("PORTAL_DATA_DIR", str(data_dir))
    monkeypatch.setenv("PORTAL_DATABASE_URL", url)
    monkeypatch.delenv("PORTAL_CONFIG", raising=False)
    migrate(url)
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def entity(portal: Database) -> Scope:
    return entity_of(portal, firm_of(portal), vat_id="SI12345679")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def run(folder: Path, entity: Scope, *options: str) -> Result:
    result = CliRunner().invoke(command, [str(folder), "--entity", str(entity.entity_id), *options])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def documents(portal: Database, entity: Scope) -> list[str | None]:
    with portal.visit(system(entity)) as visit:
        return list(visit.session.scalars(select(Document.number).order_by(Document.number)))


def test_a_folder_goes_in_by_name_and_a_second_time_adds_nothing(portal: Database, entity: Scope, folder: Path) -> None:
    (folder / "b.XML").write_bytes(cii_invoice())
    (folder / "a.xml").write_bytes(ubl_invoice())
    (folder / "c.xml").write_bytes(ubl_credit_note(number="D-1", stated={"gross": "1099.00"}))
    (folder / "d.xml").write_bytes(ubl_invoice(prepaid="1"))
    first = run(folder, entity)
    assert first.exit_code == 0
    assert first.output.splitlines() == [
        "1 of 4  a.xml: added issued invoice 2026-001",
        "2 of 4  b.XML: a second original of issued invoice 2026-001",
        "3 of 4  c.xml: added issued credit note D-1; its stated sums do not add up",
        "4 of 4  d.xml: added, in conflict with another issued invoice 2026-001",
        "",
        "4 files: 3 documents added, 1 second originals, 0 known already, 0 refused",
        "In conflict with themselves: 2026-001",
        "The files are 3 documents, with VAT, as stated:",
        "  EUR            1,099.00  1 × credit note",
        "  EUR            2,196.00  2 × invoice",
    ]
    second = run(folder, entity)
    assert second.exit_code == 0
    assert "\n4 files: 0 documents added, 0 second originals, 4 known already, 0 refused\n" in second.output
    assert second.output.splitlines()[-4:] == first.output.splitlines()[-4:]
    assert documents(portal, entity) == ["2026-001", "2026-001", "D-1"]


def test_bad_files_are_refused_by_name_and_the_rest_go_on(portal: Database, entity: Scope, folder: Path) -> None:
    (folder / "1-broken.xml").write_bytes(ubl_invoice()[:-9])
    (folder / "2-hostile.xml").write_bytes(XXE)
    (folder / "3-foreign.xml").write_bytes(b"<svg/>")
    with (folder / "4-large.xml").open("wb") as large:
        large.truncate(50_000_000)
    os.mkfifo(folder / "5-endless.xml")
    (folder / "6-gone.xml").symlink_to(folder / "nowhere")
    (folder / "7-strangers.xml").write_bytes(ubl_invoice(seller_vat="SI1"))
    (folder / "8-good\x1b[2J.xml").write_bytes(ubl_invoice())
    (folder / "notes.txt").write_text("not for us")
    result = run(folder, entity)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0] == "left out  notes.txt: not an .xml file"
    assert lines[1].startswith("1 of 8  1-broken.xml: refused, the file is not well-formed XML")
    assert lines[2].startswith("2 of 8  2-hostile.xml: refused, the file declares a document type")
    assert lines[3].startswith("3 of 8  3-foreign.xml: refused, the file is XML, but neither")
    assert (
        lines[4] == f"4 of 8  4-large.xml: refused, the file has 50000000 bytes, more than the {DEFAULT_LIMIT} allowed"
    )
    assert lines[5] == "5 of 8  5-endless.xml: refused, it is not a file"
    assert lines[6] == "6 of 8  6-gone.xml: refused, it is a link; put the file itself into the folder"
    assert lines[7].startswith("7 of 8  7-strangers.xml: refused, neither the seller (Studio Lipa d.o.o., SI1) nor")
    assert lines[8] == "8 of 8  8-good?[2J.xml: added issued invoice 2026-001"
    assert "8 files: 1 documents added, 0 second originals, 0 known already, 7 refused" in lines
    assert documents(portal, entity) == ["2026-001"]


def test_told_which_way_strangers_go(portal: Database, entity: Scope, folder: Path) -> None:
    (folder / "a.xml").write_bytes(ubl_invoice(seller_vat="SI1"))
    assert run(folder, entity).exit_code == 1
    assert "a.xml: added received invoice 2026-001" in run(folder, entity, "--as", "received").output


def test_an_entity_that_is_not_there(portal: Database, entity: Scope, folder: Path) -> None:
    with pytest.raises(NotFound, match="there is no entity ent_nowhere"):
        run(folder, entity.within("ent_nowhere"))
    with pytest.raises(NotFound, match="in that account and environment"):
        run(folder, entity, "--environment", "live")
    with pytest.raises(NotFound, match="in that account and environment"):
        run(folder, entity, "--account", "acc_another")
    (folder / "a.xml").write_bytes(ubl_invoice())
    assert run(folder, entity, "--account", entity.account_id, "--environment", "sandbox").exit_code == 0


def test_a_folder_without_an_einvoice(portal: Database, entity: Scope, folder: Path) -> None:
    (folder / "notes.txt").write_text("nothing")
    with pytest.raises(Invalid, match=r"there is no \.xml file"):
        run(folder, entity)


def test_the_published_files(portal: Database, entity: Scope) -> None:
    folder = require_shared("einvoices")
    result = run(folder, entity, "--as", "issued")
    assert result.exit_code == 0
    assert "46 of 46  xrechnung-04.01a-INVOICE_ubl.xml: added issued invoice 12345" in result.output
    assert "46 files: 34 documents added, 11 second originals, 1 known already, 0 refused" in result.output
    assert "In conflict with themselves: 12345, 1234567, TOSL108" in result.output
    assert "46 files: 0 documents added, 0 second originals, 46 known already" in run(folder, entity).output
    storage = Storage(Path(os.environ["PORTAL_DATA_DIR"]) / "files")
    with portal.visit(system(entity)) as visit:
        kept = {
            storage.get(entity, digest)
            for digest in visit.session.scalars(select(File.sha256).where(File.purpose == "original"))
        }
    assert kept == {path.read_bytes() for path in folder.iterdir() if path.suffix.lower() == ".xml"}


def test_what_has_no_room_is_refused_by_name(
    portal: Database, entity: Scope, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_FILES_MEGABYTES", "1")
    monkeypatch.setenv("PORTAL_FILE_MEGABYTES", "1")
    for name in "ab":
        (folder / f"{name}.xml").write_bytes(ubl_invoice(extra=f"<!-- {name * 600_000} -->"))
    result = run(folder, entity)
    assert result.exit_code == 1
    assert "2 of 2  b.xml: refused, the entity's files have" in result.output
    assert len(documents(portal, entity)) == 1
