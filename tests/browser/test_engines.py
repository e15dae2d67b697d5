"""The portal in a firm's page in Chromium, Firefox and WebKitGTK, with cookies allowed and blocked: docs/browsers.md.

What a frame shows is compared with what the server wrote down: whose document was opened, by whose session.
"""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.demo.entities import BIRCH, ELM, NOVA
from portal.identity import system
from portal.models import Activity
from portal.services.history.activity import Event
from tests.browser.embedding import newest, page_with_element, shift
from tests.browser.engines_client import COVERED, ROWS, Client, Spot
from tests.browser.engines_start import CONFIGURATIONS, Configuration, Mode, TopLevel, started
from tests.browser.site import Site
from tests.support.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = {"full": ELM["name"], "birch_full": BIRCH["name"], "nova_full": NOVA["name"]}
MARKS = {"full": "Elm Studio", "birch_full": "CANARY-BIRCH", "nova_full": "Nova pekarna"}
NOT_SIGNED_IN = "You are not signed in here"


@pytest.fixture(scope="module", params=CONFIGURATIONS, ids=str)
def browser(
    request: pytest.FixtureRequest, live: Live, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    """One start a configuration, for all tests."""
    configuration: Configuration = request.param
    folder = tmp_path_factory.mktemp(configuration.name)
    with started(configuration, folder) as driver:
        yield Client(configuration, driver, live, site, folder / "downloads")


@pytest.fixture
def client(browser: Client) -> Iterator[Client]:
    """Somebody at that browser, with nothing open."""
    yield browser
    browser.leave()


def test_a_client_works_in_a_frame(client: Client, tmp_path: Path) -> None:
    [spot] = client.frame("full")
    only_own(spot, "full")
    spot.tab("/files/")
    name = send(spot, tmp_path)
    assert name in {row.object_name for row in trail(client.live, "full", Event.FILE_ADDED)}
    for language in ("de", "en"):
        spot.speak(language)
        only_own(spot, "full")

    spot.tab("/documents/")
    document = spot.open_document()
    kind, path = spot.place()
    spot.click(".actions .button--main")
    assert client.downloaded().read_bytes().startswith(b"%PDF-")
    assert spot.place() == (kind, path), "the page stays where it was"
    only_own(spot, "full")
    assert document in {row.object_id for row in trail(client.live, "full", Event.DOCUMENT_DOWNLOADED)}
    if client.configuration.whole:
        shows_its_pdf(client, spot)
        nothing_covers_what_is_to_be_pressed(spot)
        only_own(spot, "full")


def test_the_firms_page_is_loaded_again(client: Client) -> None:
    going = client.site.redirect(client.live.link("full", locale="en"))
    around = client.visit(client.site.frame(going))
    spot = client.landed(Spot(client.driver, around.window, 0))
    before = spot.place()[0]
    client.reload(spot)
    if client.configuration.mode is Mode.COOKIE:
        assert client.landed(spot).place()[0] == before
    else:
        spot.heading("This link has already been used")
    client.site.redirects[going.removeprefix(client.site.origin())] = client.live.link("full", locale="en")
    client.reload(spot)
    assert client.landed(spot).place()[0] != before
    only_own(spot, "full")


def test_the_element_hands_a_token_over_and_renews_its_session(client: Client) -> None:
    """Where nothing else is looked at that no setting changes, this is not either."""
    if not client.configuration.whole:
        return
    live = client.live
    tokens = [live.issue("editor", locale="en").token for _ in range(2)]
    around = client.visit(client.site.page(page_with_element(live, tokens, view="/files/")))
    spot = client.landed(Spot(client.driver, around.window, None, "client-portal iframe"))
    assert spot.place()[1] == "/files/"
    only_own(spot, "full")
    spot.ask("(document.querySelector('[name=note]').value = 'half of a sentence')")
    session = newest(live, "editor")
    shift(live, "editor", session, last_seen_at=-timedelta(minutes=19), idle_until=timedelta(minutes=1))
    spot.ask("document.dispatchEvent(new Event('visibilitychange'))")
    client.soon(lambda: newest(live, "editor").idle_until > datetime.now(UTC) + timedelta(minutes=10), "a renewal")
    assert newest(live, "editor").id == session.id
    assert spot.ask("document.querySelector('[name=note]').value") == "half of a sentence"
    assert around.ask("asked.join()") == "open,idle"


def test_the_doctor_says_what_is_wrong(client: Client) -> None:
    """In the engines that tests/browser/test_doctor.py does not run: what the browser itself refuses and keeps."""
    if client.configuration.name not in {"firefox", "webkit"}:
        return
    live, words = client.live, "allow-scripts allow-same-origin allow-forms"
    found = "told.filter(each => each[0] === 'doctor').at(-1)?.[1].findings.map(each => each.code).join()"
    refused = client.visit(
        client.site.page(page_with_element(live, [live.issue("full").token], doctor=True), name="stranger")
    )
    refused.ask("element.querySelector('iframe') && (element.examine(), true)")
    assert refused.ask(found).split(",")[0] == "origin_not_listed"
    assert "is not one of the origins" in refused.ask("document.querySelector('[data-portal-doctor]').textContent")
    page = page_with_element(live, [live.issue("full").token], doctor=True, sandbox=words)
    around = client.visit(client.site.page(page))
    codes = set(around.ask(found).split(",")) - {"preview_blocked"}
    kept = {"cookies_blocked"} if client.configuration.mode is Mode.ADDRESS else set()
    assert codes == {"downloads_blocked", "new_tabs_blocked"} | kept


def test_three_clients_never_mix(client: Client, tmp_path: Path) -> None:
    began = datetime.now(UTC)
    people = ("full", "birch_full"), ("nova_full", "full")
    spots = [(who, spot) for each in people for who, spot in zip(each, client.frame(*each), strict=True)]
    for end in ("/documents/", "/files/"):
        for _, spot in spots:
            spot.click(f"nav.tabs a[href$='{end}']")
        for who, spot in spots:
            spot.arrived(end)
            only_own(spot, who)
    sent = [(who, send(spot, tmp_path)) for who, spot in spots]
    for _, spot in spots:
        spot.click("nav.tabs a[href$='/documents/']")
    opened = [(who, spot.open_document()) for who, spot in spots if who != "nova_full"]  # It has none.
    for who, spot in spots:
        only_own(spot, who)
    written_where_done(client.live, began, {Event.FILE_ADDED: sent, Event.DOCUMENT_VIEWED: opened})
    (_, first), *others = spots
    first.click("details.menu:not([open]) summary")
    first.click(".menu__sheet form[action*=sign-out] button")
    first.heading("You are signed out")
    for who, spot in others:
        spot.tab("/files/")
        only_own(spot, who)


def test_a_firm_redirects_its_own_window_to_a_link(client: Client) -> None:
    going = client.site.redirect(client.live.link("birch_full", locale="en"))
    window = client.visit(client.site.page(f'<a id="go" href="{going}">Invoices</a>'))
    window.click("#go")
    if client.configuration.top_level is TopLevel.OPENS:
        assert window.place()[0].startswith("w/")
        only_own(window, "birch_full")
    else:
        # In the browser's language, or where it names none in the entity's.
        window.heading(
            "Your browser blocks the cookie this page needs",
            "Ihr Browser blockiert das Cookie, das diese Seite braucht",
        )


def shows_its_pdf(client: Client, spot: Spot) -> None:
    """The PDF of the document that is open shows in the frame, and beside it by a ticket and not without."""
    kind, path = spot.place()
    pdf = f"/{kind}{path}pdf"
    spot.click(".preview-panel summary")
    spot.ask("(document.querySelector('iframe.preview').scrollIntoView(), true)")  # Only then is it asked for.
    if client.configuration.engine == "chromium":  # Whose driver loses its way into a frame that became a PDF.
        spot.ask("document.querySelector('iframe.preview').contentDocument?.contentType === 'application/pdf'")
    else:
        preview = Spot(client.driver, spot.window, spot.frame, "iframe.preview")
        preview.ask("document.contentType === 'application/pdf'")
        # WebKitGTK shows it in a frame within, which has to fill what is there.
        preview.ask("[...document.querySelectorAll('iframe')].every(each => each.clientWidth > innerWidth * 0.9)")

    beside = client.follow(spot, client.ticket(spot, f"{pdf}?show=1"))
    beside.ask("document.contentType === 'application/pdf' && location.pathname.startsWith('/dl/')")
    client.follow(spot, client.ticket(spot, pdf))
    assert client.downloaded().read_bytes().startswith(b"%PDF-")
    # Without a ticket a window of its own has neither the frame's cookie nor the right to use its address.
    without = client.follow(spot, pdf)
    without.heading(NOT_SIGNED_IN)
    assert NAMES["full"] not in without.ask("document.body.innerText")


def nothing_covers_what_is_to_be_pressed(spot: Spot) -> None:
    """On each tab every control within view is on top of its place, and a row belongs to its own link."""
    for end in ("/files/", "/reports/", "/exports/", "direction=received", "/documents/"):
        spot.tab(end)
        number, covered = spot.ask(COVERED)
        assert (end, covered) == (end, [])
        assert number > 5
    rows = spot.ask(ROWS)
    assert rows
    assert all(rows), "the whole of a row opens its document"


def send(spot: Spot, folder: Path) -> str:
    """Send the accountant a file from the tab of files, as nobody did before, and say its name."""
    note = folder / f"{secrets.token_hex(6)}.txt"
    note.write_text(f"for my accountant: {note.name}", encoding="utf-8")
    spot.click("#upload:not([open]) summary")
    spot.give("#upload-files", note)
    spot.click("#upload-send")
    spot.ask("document.querySelector('.done') && document.body.textContent.includes(arguments[0])", note.name)
    return note.name


def trail(live: Live, who: str, event: Event) -> list[Activity]:
    """What was written down of this kind for the entity that this person enters."""
    with live.database.visit(system(live.cast.people[who].scope), at=datetime.now(UTC)) as visit:
        return list(visit.session.scalars(select(Activity).where(Activity.event == event.value)))


def written_where_done(live: Live, began: datetime, done: dict[Event, list[tuple[str, str]]]) -> None:
    """What each person did, by id or name, stands in their own entity's trail and nowhere else, a session a frame."""
    for who in NAMES:
        for event, all_of_it in done.items():
            mine = sorted(what for each, what in all_of_it if each == who)
            rows = [row for row in trail(live, who, event) if row.at >= began]
            told = sorted(str(row.object_name if event is Event.FILE_ADDED else row.object_id) for row in rows)
            assert (who, event, told) == (who, event, mine)
            assert len({row.session_id for row in rows}) == len(rows)


def only_own(spot: Spot, who: str) -> None:
    """This client's name stands there, and no word of the others'."""
    name, content = spot.ask(
        "document.querySelector('.who__name') && document.readyState === 'complete' &&"
        " [document.querySelector('.who__name').textContent, document.documentElement.outerHTML]"
    )
    assert name == NAMES[who]
    assert [other for other in NAMES.keys() - {who} if NAMES[other] in content or MARKS[other] in content] == []
