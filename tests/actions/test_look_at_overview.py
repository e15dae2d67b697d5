"""A client opens the portal and sees what is owed, what came in and what is new."""

from portal.translations import LOCALES
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


def test_the_second_visit_says_what_is_new_since_the_first(world: World) -> None:
    browser = world.browser()
    assert "This is the first visit" in Page(browser.enter("full", locale="en").get("/")).text
    assert "Nothing new since" in Page(browser.enter("full", locale="en").get("/")).text


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
