"""A client opens the portal and sees what is owed, what came in and what is new."""

from dataclasses import replace
from datetime import timedelta

from freezegun import freeze_time

from portal.demo.people import Person
from portal.identity import Environment, Scope, system
from portal.models import Document
from portal.services.firm.staff import add_staff, assign_staff
from portal.translations import LOCALES
from tests.services.bills import like
from tests.support.pages import Page
from tests.support.portal import World, on_both


@on_both
def test_the_first_page_shows_four_figures_that_lead_to_their_lists(world: World) -> None:
    session = world.enter("editor")
    page = Page(session.get("/"))
    assert "Elm Studio d.o.o." in page.text
    for query in ("status=open", "status=overdue", "paid=this_year", "period=this_month"):
        (link,) = page.links(query)
        assert session.get(link).status_code == 200


def test_the_chart_is_also_a_table(world: World) -> None:
    page = Page(world.enter("viewer").get("/"))
    rows = [attributes for attributes in page.all("th") if attributes.get("scope") == "row"]
    assert len(rows) == 12


def test_an_empty_entity_is_told_why_and_what_comes(world: World) -> None:
    for locale, words in [("en", "No documents yet"), ("sl", "Dokumentov še ni"), ("de", "Noch keine Dokumente")]:
        assert words in Page(world.enter("nova_full", locale=locale).get("/")).text


def test_an_entity_that_has_only_received_is_greeted_with_that(world: World) -> None:
    with world.visit("admin") as visit:
        bill = visit.session.get_one(Document, world.cast.documents["unpaid_invoice"])
    with world.visit("nova_full") as visit, visit.write() as writing:
        writing.add(like(bill, direction="received"))
    page = Page(world.enter("nova_full", locale="en").get("/"))
    assert "No documents yet" not in page.text
    assert bill.party_name in page.text
    assert page.links("direction=received")


def test_a_chart_without_bars_says_so_and_has_no_scale(world: World) -> None:
    with world.visit("admin") as visit:
        draft = visit.session.get_one(Document, world.cast.documents["voided_invoice"])
    with world.visit("nova_full") as visit, visit.write() as writing:
        writing.add(like(draft))
    answer = world.enter("nova_full", locale="en").get("/")
    assert "Nothing was invoiced or paid in EUR" in Page(answer).text
    assert "chart__scale" not in answer.text


def test_the_menu_has_a_name_in_words(world: World) -> None:
    page = Page(world.enter("viewer", locale="en").get("/"))
    assert "Menu" in page.words


@on_both
def test_each_visitor_s_last_visit_is_their_own(world: World) -> None:
    """Users, members of staff and labels of full-entity sessions, each for themselves; one sitting is one visit."""
    first = "This is the first visit"
    with world.database.visit(system(Scope(world.cast.ada, Environment.SANDBOX))) as visit:
        tim = add_staff(visit, name="Tim Rus", email="tim@ada.example")
    with world.database.visit(system(world.cast.scope)) as visit:
        assign_staff(visit, tim, "Tim Rus")
    people = [world.person(who) for who in ("editor", "full", "staff")]
    others = [
        world.person("admin"),
        replace(world.person("full"), label="Back office"),
        replace(world.person("staff"), staff_id=tim),
    ]

    def sees(who: Person) -> str:
        return Page(world.enter(who, locale="en").get("/")).text

    with freeze_time(world.cast.at + timedelta(minutes=5)) as clock:
        for person in people:
            assert first in sees(person)
            assert first in sees(person)
        clock.tick(timedelta(hours=2))
        for person, other in zip(people, others, strict=True):
            assert first not in sees(person)
            assert first in sees(other)


def test_every_page_is_well_formed_in_every_language_and_needs_nothing_from_elsewhere(world: World) -> None:
    paths = ["/", "/documents/", "/documents/?direction=received&q=nothing-like-it", "/files/", "/session/"]
    paths += ["/activity/", *(f"/documents/{world.cast.documents[name]}/" for name in ("overdue_invoice", "draft"))]
    for locale in LOCALES:
        session = world.enter("admin", locale=locale)
        for path in paths:
            page = Page(session.get(path))
            assert (page.misnested, page.open_elements) == ([], []), path
            assert f'lang="{locale}"' in session.get(path).text
            assert not [
                attributes for _, attributes in page.elements if "style" in attributes or "onclick" in attributes
            ]
            ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
            assert len(ids) == len(set(ids)), path
            for name in ("script", "img", "iframe"):
                assert all(attributes["src"].startswith("/") for attributes in page.all(name))
