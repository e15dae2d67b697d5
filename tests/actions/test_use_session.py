"""A client asks what this session is, changes its language, and signs out for good."""

import pytest

from tests.support.pages import Page
from tests.support.portal import World, on_both


@pytest.mark.parametrize(
    ("who", "access", "may", "may_not"),
    [
        ("viewer", "Viewer", "Read and download files", "See drafts"),
        ("editor", "Editor", "See drafts", "See what everybody did"),
        ("admin", "Administrator", "See what everybody did", "Ask questions"),
        ("full", "Whole company", "See what everybody did", "Look after people"),
        ("staff", "Accountant", "See what everybody did", "Hand over files"),
    ],
)
def test_the_session_says_whose_it_is_and_what_it_may(
    world: World, who: str, access: str, may: str, may_not: str
) -> None:
    text = Page(world.enter(who, locale="en").get("/session/")).text
    assert "Elm Studio d.o.o." in text
    assert access in text
    assert may in text
    assert may_not not in text
    assert "Ada & Co" in text


@on_both
def test_a_language_is_kept_for_the_rest_of_the_session(world: World) -> None:
    session = world.enter("viewer", locale="en")
    page = session.address("/documents/?status=overdue")
    sent = session.post("/session/language", {"locale": "de", "next": page})
    assert (sent.status_code, sent.location) == (303, page)
    assert 'lang="de"' in session.get("/").text
    assert 'lang="de"' in session.get("/files/").text


def test_a_language_that_the_portal_does_not_speak_is_refused(world: World) -> None:
    assert world.enter("viewer").post("/session/language", {"locale": "xx"}).status_code == 400


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/documents/", "", "/w/aaaaaaaaaaaa/", "\\\\evil.example", "../../x"],
)
def test_a_form_cannot_lead_out_of_the_session(world: World, elsewhere: str) -> None:
    session = world.enter("viewer")
    for place in (elsewhere, session.prefix + "/../../" + elsewhere.strip("/")):
        sent = session.post("/session/language", {"locale": "sl", "next": place})
        assert sent.location == session.address("/")


@on_both
def test_signing_out_ends_the_session_on_the_server(world: World) -> None:
    session = world.enter("viewer", locale="en")
    kept = session.secret.removeprefix("cookie:")
    answer = session.post("/session/sign-out")
    assert answer.status_code == 200
    assert "You are signed out" in Page(answer).text
    assert Page(answer).links("/documents/") == []
    client = world.app.test_client()
    again = client.get(
        session.address("/"),
        base_url=world.settings.origin,
        headers={"Cookie": f"__Host-es_{session.slot}={kept}", "Sec-Fetch-Dest": "document"},
    )
    assert again.status_code == 401


def test_signing_out_offers_the_way_back_that_the_link_named(world: World) -> None:
    back = f"{world.cast.origin}/clients"
    answer = world.enter("viewer", return_to=back).post("/session/sign-out")
    assert Page(answer).links(back) == [back]


def test_nothing_is_done_without_the_forms_own_token(world: World) -> None:
    session = world.enter("viewer")
    for path in ("/session/sign-out", "/session/language"):
        assert session.post(path, {"csrf_token": "0" * 64, "locale": "de"}).status_code == 403
    assert session.get("/").status_code == 200
