"""A client reads one document: what it says, what belongs to it, its PDF, and that it was looked at."""

import pytest
from sqlalchemy import func, select

from portal import formats
from portal.models import Activity, Document
from portal.services.history.activity import Event
from tests.support.pages import Page
from tests.support.portal import World, on_both


def views(world: World, document_id: str) -> int:
    with world.visit("admin") as visit:
        statement = select(func.count(Activity.id)).where(
            Activity.object_id == document_id, Activity.event == Event.DOCUMENT_VIEWED.value
        )
        return visit.session.scalars(statement).one()


@pytest.mark.slow
@on_both
def test_every_document_of_the_cast_opens(world: World) -> None:
    session = world.enter("editor", locale="en")
    for name, document_id in world.cast.documents.items():
        answer = session.get(f"/documents/{document_id}/")
        assert answer.status_code == 200, name
        page = Page(answer)
        assert (page.misnested, page.open_elements) == ([], []), name


def test_the_page_shows_status_parties_lines_and_how_it_is_paid(world: World) -> None:
    with world.visit("editor") as visit:
        wanted = visit.session.get_one(Document, world.cast.documents["overdue_invoice"])
    page = Page(world.enter("editor", locale="en").get(f"/documents/{wanted.id}/"))
    assert str(wanted.number) in page.text
    assert "Overdue" in page.text
    assert wanted.party_name in page.text
    assert "days late" in page.text
    assert next(field["data-copy"] for field in page.all("span") if "data-copy" in field) == wanted.payment["iban"]


def test_a_credit_note_and_its_invoice_lead_to_each_other(world: World) -> None:
    session = world.enter("editor")
    credit, invoice = world.cast.documents["credit_note"], world.cast.documents["credited_invoice"]
    assert Page(session.get(f"/documents/{credit}/")).links(invoice)
    assert Page(session.get(f"/documents/{invoice}/")).links(credit)


@on_both
def test_looking_is_written_down_once_and_head_and_prefetch_are_not_looking(world: World) -> None:
    document_id = world.cast.documents["paid_invoice"]
    session, before = world.enter("viewer"), views(world, document_id)
    session.head(f"/documents/{document_id}/")
    session.get(f"/documents/{document_id}/", headers={"Sec-Purpose": "prefetch"})
    assert views(world, document_id) == before
    session.get(f"/documents/{document_id}/")
    assert views(world, document_id) == before + 1


def test_viewers_see_their_own_history_and_admins_everybodys(world: World) -> None:
    path = f"/documents/{world.cast.documents['unpaid_invoice']}/"
    world.enter("editor").get(path)
    with world.visit("editor") as visit:
        (name,) = visit.session.scalars(
            select(Activity.actor_name).where(Activity.subject == visit.actor.subject).limit(1)
        )
    assert name in Page(world.enter("admin").get(path)).text
    assert name not in Page(world.enter("viewer").get(path)).text


@on_both
def test_the_history_says_once_what_was_done_often(world: World) -> None:
    path = f"/documents/{world.cast.documents['unpaid_invoice']}/"
    session = world.enter("viewer", locale="en")
    for _ in range(5):
        session.get(path)
    page = Page(session.get(path))
    assert page.text.count("Document opened") == 1
    assert "5 times" in page.text
    assert "last" in page.text
    for who in ("admin", "staff"):
        assert Page(world.enter(who, locale="en").get(path)).text.count("6 times") == 1


def test_a_credit_note_takes_off_and_is_settled_not_paid(world: World) -> None:
    session = world.enter("editor", locale="en")
    words = {"unpaid": "Open", "partially_paid": "Partly settled", "paid": "Settled"}
    listed = Page(session.get("/documents/?type=credit_note"))
    for status, word in words.items():
        with world.visit("editor") as visit:
            note = visit.session.get_one(Document, world.cast.documents[f"{status}_credit_note"])
        page = Page(session.get(f"/documents/{note.id}/"))
        taken_off = formats.money(-note.gross_total, note.currency, "en_SI")
        assert " ".join(taken_off.split()) in page.text
        assert word in page.words
        assert not {"Unpaid", "Partly paid"} & set(page.words)
        assert word in listed.words
        assert formats.amount(-note.gross_total, note.currency, "en_SI") in listed.text
    assert "taken off" in listed.text


def test_a_paper_that_payments_have_outrun_says_so_beside_its_pdf(world: World) -> None:
    session = world.enter("editor", locale="en")
    for name, outrun in [("overdue_partly_paid", True), ("paid_invoice", True), ("unpaid_invoice", False)]:
        page = Page(session.get(f"/documents/{world.cast.documents[name]}/"))
        assert ("The PDF shows the invoice as issued" in page.text) is outrun
        assert [link.get("aria-describedby") for link in page.all("a") if link["href"].endswith("/pdf")] == [
            "pdf-note" if outrun else None
        ]


def test_the_pdf_and_the_originals_are_fetched_with_tickets(world: World) -> None:
    session = world.enter("viewer")
    path = f"/documents/{world.cast.documents['paid_invoice']}/pdf"
    sent = session.get(path)
    assert sent.status_code == 303
    assert sent.location.startswith("/dl/")
    fetched = session.fetch(path)
    assert fetched.data.startswith(b"%PDF-")


@on_both
def test_a_draft_does_not_exist_for_a_viewer(world: World) -> None:
    draft = world.cast.documents["draft"]
    session = world.enter("viewer")
    never = session.get("/documents/inv_aaaaaaaaaaaaaaaaaaaaaaaaaa/")
    for path in (f"/documents/{draft}/", f"/documents/{draft}/pdf"):
        refused = session.get(path)
        assert refused.status_code == 404
        assert refused.data == never.data
