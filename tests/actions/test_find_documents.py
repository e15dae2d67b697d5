"""A client looks for a document: by filters that stand in the address, page by page, without script."""

from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select

from portal.models import Document
from tests.support.pages import Page
from tests.support.portal import Session, World, on_both


def rows(page: Page) -> list[str]:
    return [link["href"] for link in page.all("a") if link.get("class") == "row-link"]


def every_row(session: Session, path: str) -> list[str]:
    found: list[str] = []
    while path:
        page = Page(session.get(path))
        found += rows(page)
        path = next((link["href"] for link in page.all("a") if link.get("id") == "pager-older"), "")
    return found


@on_both
def test_the_list_holds_every_issued_document_once(world: World) -> None:
    session = world.enter("editor")
    with world.visit("editor") as visit:
        wanted = visit.session.scalars(select(Document.id).where(Document.direction == "issued")).all()
    found = every_row(session, "/documents/")
    assert len(found) == len(wanted)
    assert {urlsplit(link).path.split("/")[-2] for link in found} == set(wanted)


def test_received_documents_are_a_list_of_their_own(world: World) -> None:
    session = world.enter("editor")
    issued, received = every_row(session, "/documents/"), every_row(session, "/documents/?direction=received")
    assert received
    assert not set(issued) & set(received)


def test_an_address_with_filters_can_be_shared(world: World) -> None:
    path = "/documents/?status=overdue&currency=EUR&sort=-gross_total"
    here, there = world.enter("editor").get(path), world.enter("admin").get(path)
    assert [link.split("/")[-2] for link in rows(Page(here))] == [link.split("/")[-2] for link in rows(Page(there))]
    form = {field.get("name"): field.get("value") for field in Page(here).all("input")}
    assert form["sort"] == "-gross_total"


def test_each_active_filter_is_a_chip_that_takes_it_away(world: World) -> None:
    session = world.enter("editor")
    page = Page(session.get("/documents/?status=overdue&q=zavod&from=2020-01-01&paid="))
    chips = {link["id"]: link["href"] for link in page.all("a") if link.get("class") == "chip"}
    assert set(chips) == {"chip-q", "chip-status", "chip-from"}
    assert set(parse_qs(urlsplit(chips["chip-q"]).query)) == {"status", "from"}


def test_a_sorted_column_says_so_and_its_head_turns_the_order(world: World) -> None:
    session = world.enter("editor")
    page = Page(session.get("/documents/?sort=gross_total"))
    assert [head["aria-sort"] for head in page.all("th") if "aria-sort" in head] == ["ascending"]
    (head,) = (link["href"] for link in page.all("a") if link.get("id") == "sort-gross_total")
    assert "sort=-gross_total" in head


def test_nothing_found_says_so_and_how_to_go_on(world: World) -> None:
    page = Page(world.enter("viewer", locale="en").get("/documents/?q=there-is-no-such-thing"))
    assert "No document matches" in page.text
    assert rows(page) == []


def test_a_filter_without_meaning_is_refused_with_a_way_on(world: World) -> None:
    answer = world.enter("viewer", locale="en").get("/documents/?status=lost")
    assert answer.status_code == 400
    assert "Go to the overview" in Page(answer).text


def test_what_people_typed_is_shown_and_never_run(world: World) -> None:
    answer = world.enter("viewer").get("/documents/?q=<script>alert(1)</script>")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_viewers_are_not_shown_drafts(world: World) -> None:
    drafts = {world.cast.documents[name] for name in world.cast.documents if name.startswith("draft")}
    assert drafts
    found = {link.split("/")[-2] for link in every_row(world.enter("viewer"), "/documents/")}
    assert not drafts & found
    assert drafts <= {link.split("/")[-2] for link in every_row(world.enter("editor"), "/documents/")}
