"""A client looks for a document: by filters that stand in the address, page by page, without script."""

from urllib.parse import parse_qs, urlsplit

import pytest
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
    page = Page(answer)
    assert answer.status_code == 400
    assert "Back to the list" in page.text
    assert "Go to the overview" in page.text


def test_a_range_of_amounts_stands_in_the_address_the_form_and_its_chips(world: World) -> None:
    session = world.enter("editor", locale="en")
    page = Page(session.get("/documents/?min=1.000,00&max=3000&page=2"))
    fields = {field.get("name"): field.get("value") for field in page.all("input")}
    assert (fields["min"], fields["max"]) == ("1000", "3000")
    chips = {link["id"]: link["href"] for link in page.all("a") if link.get("class") == "chip"}
    assert set(chips) == {"chip-min", "chip-max"}
    assert chips["chip-min"].endswith("/documents/?max=3000")
    assert rows(page)


@pytest.mark.parametrize(
    ("query", "said", "left"),
    [
        ("min=cheap&status=open", "What was entered as an amount cannot be read", "?status=open"),
        ("min=5&max=4&q=a", "The amount it begins with is higher", "?q=a"),
        ("from=yesterday", "What was entered as a date cannot be read", ""),
        ("status=lost&min=5&cursor=x", "names a filter or an order", "?min=5"),
    ],
)
def test_a_wrong_filter_is_named_and_the_way_back_leaves_it_out(world: World, query: str, said: str, left: str) -> None:
    session = world.enter("editor", locale="en")
    page = Page(session.get(f"/documents/?{query}"))
    assert said in page.text
    (back,) = [link["href"] for link in page.all("a") if link.get("class") == "button button--main"]
    assert back.endswith(f"/documents/{left}")
    assert session.get(back).status_code == 200


def test_the_list_says_what_its_sum_is_of(world: World) -> None:
    session = world.enter("editor", locale="en")
    for query, word in [("", "Sum:"), ("status=overdue", "Still open:"), ("paid=this_year", "Money received:")]:
        assert word in Page(session.get(f"/documents/?{query}")).text


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
