"""One hostile file or visitor holds up nobody else: what is capped, refused early, or written once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.cli.import_einvoices import read_file
from portal.einvoice import Reference, read_einvoice
from portal.errors import EInvoiceRefused, LinkUsed, RenderFailed, SessionEnded
from portal.models import Activity, Document
from portal.services.entry.link_refusals import refuse_link
from portal.services.entry.links import revoke_link
from portal.services.entry.sessions import find_session, resume_session, still_live
from portal.services.history.activity import Event
from portal.services.importing.limits import MOST_REFERENCES, refuse_unstorable
from portal.services.paper import printing
from portal.services.paper.printing import print_document
from portal.services.reading import documents
from portal.tokens import Access
from tests.einvoice.samples import ubl_invoice
from tests.support.portal import World


def test_a_crowd_of_references_is_refused() -> None:
    invoice = read_einvoice(ubl_invoice())
    crowd = tuple(Reference(number=f"R-{number}") for number in range(MOST_REFERENCES + 1))
    fields = {name: getattr(invoice, name) for name in type(invoice).__slots__}

    with pytest.raises(EInvoiceRefused, match=r"preceding invoices \(BG-3\)"):
        refuse_unstorable(type(invoice)(**(fields | {"preceding": crowd})))


def test_a_long_document_shows_its_first_lines_and_says_how_many_are_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MOST_LINES", 20)
    page = world.enter("viewer", locale="en").get(f"/documents/{world.cast.documents['long_invoice']}/").text

    assert "130 more lines are not shown here." in page


def test_a_document_too_long_to_draw_takes_no_renderer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "MOST_PRINTED_LINES", 20)
    with world.visit("admin") as visit:
        document = visit.session.scalars(
            select(Document).where(Document.id == world.cast.documents["long_invoice"])
        ).one()
        with pytest.raises(RenderFailed, match="150 lines"):
            print_document(visit, world.parts.storage, world.parts.pool, document)
    assert world.parts.pool.drawn() == 0


@pytest.mark.parametrize("path", ["/", "/documents/", "/documents/{paper}/", "/documents/{paper}/pdf"])
def test_a_prefetch_gets_nothing_and_leaves_nothing(world: World, path: str) -> None:
    session = world.enter("viewer")
    before = rows_of_trail(world)

    answer = session.get(path.format(paper=world.cast.documents["paid_invoice"]), headers={"Sec-Purpose": "prefetch"})

    assert (answer.status_code, answer.data) == (503, b"")
    assert rows_of_trail(world) == before


def test_a_nul_is_refused_before_it_reaches_a_database(world: World) -> None:
    session = world.enter("viewer")
    for path in ("/files/?category=a%00", "/documents/?q=%00", "/documents/?customer=a%00b"):
        assert session.get(path).status_code == 400


def test_a_link_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret, folder = tmp_path / "private.xml", tmp_path / "drop"
    folder.mkdir()
    secret.write_bytes(ubl_invoice())
    (folder / "mine.xml").symlink_to(secret)

    with pytest.raises(EInvoiceRefused, match="it is a link"):
        read_file(folder / "mine.xml")


def rows_of_trail(world: World) -> int:
    with world.visit("admin") as visit:
        return visit.session.scalar(select(func.count()).select_from(Activity)) or 0


def test_a_write_is_refused_once_the_link_is_revoked(world: World) -> None:
    session = world.enter("viewer")
    found_at = find_session(world.database, session.secret)
    assert found_at is not None
    found = resume_session(world.database, *found_at, datetime.now(UTC))
    with world.visit("admin") as firm:
        revoke_link(firm, str(found.actor.link_id))

    with world.visit("admin") as visit, visit.write() as writing, pytest.raises(SessionEnded, match="revoked"):
        still_live(writing, found.actor, datetime.now(UTC))


def test_the_same_refusal_is_written_once_a_minute(world: World) -> None:
    opened = world.parts.sealer.open(
        world.token("full"), now=datetime.now(UTC), max_lifetime=timedelta(hours=1), offline_key=lambda _id: None
    )
    assert opened.claims.access is Access.FULL_ENTITY
    now = datetime.now(UTC)
    for seconds in (0, 1, 30, 59, 61):
        refuse_link(world.database, opened.claims, LinkUsed("again"), now + timedelta(seconds=seconds), None)

    with world.visit("admin") as visit:
        refused = select(func.count()).select_from(Activity).where(Activity.event == Event.LINK_REFUSED)
        assert visit.session.scalar(refused.where(Activity.object_id == opened.claims.jti)) == 2
