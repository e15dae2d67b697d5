"""Models of what looks into mail before its reader does, after reports of such machines, some of which press buttons
(Supabase auth #1214, next-auth #1840, FusionAuth #2922)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import html
from werkzeug.test import TestResponse

from tests.links.browsers import Browser

PRESSES_DEEP = 3
MOST_LINKS = 4
# What a machine types: something, of the length that is asked for or not.
TYPED = ("000000", "test")


@dataclass
class Seen:
    """What a machine got: pages of a session, and statuses of all kinds."""

    inside: int = 0
    statuses: set[int] = field(default_factory=set)


def fetch(browsers: Callable[[], Browser], token: str, seen: Seen) -> None:
    """Asks for the address: HEAD, GET, again, ahead of a visitor, and as the preview of a chat."""
    browser = browsers()
    for method, headers in (
        ("HEAD", {}),
        ("GET", {}),
        ("GET", {"Sec-Purpose": "prefetch"}),
        ("GET", {"User-Agent": "Slackbot-LinkExpanding 1.0"}),
        ("GET", {"Sec-Purpose": "prefetch;prerender"}),
    ):
        _note(seen, browser.get(f"/embed?token={token}", method, **headers))


def run_scripts(browsers: Callable[[], Browser], token: str, seen: Seen) -> None:
    """A browser without anybody in it: does what the page's script does, and sends the form where `data-auto` is 1."""
    browser = browsers()
    page = _note(seen, browser.get(f"/embed?token={token}", **{"Sec-Fetch-Dest": "document"}))
    for form in _forms(page):
        if form.get("data-auto") == "1":
            _send(browser, form, "", seen)


def press_the_button(browsers: Callable[[], Browser], token: str, seen: Seen) -> None:
    """Presses the button of the page, keeps cookies, and follows what the next page links to."""
    browser = browsers()
    page = _note(seen, browser.get(f"/embed?token={token}", **{"Sec-Fetch-Dest": "document"}))
    for form in _forms(page):
        after = _send(browser, form, TYPED[0], seen)
        for address in _links(after):
            _note(seen, browser.get(address, **{"Sec-Fetch-Dest": "document"}))


def press_everything(browsers: Callable[[], Browser], token: str, seen: Seen) -> None:
    """Twice over, the second time without cookies: presses every button of every page at the door, three deep, and
    types something into each field."""
    for typed in TYPED:
        browser = browsers()
        pages = [_note(seen, browser.get(f"/embed?token={token}", **{"Sec-Fetch-Dest": "document"}))]
        for _ in range(PRESSES_DEEP):
            pages = [_send(browser, form, typed, seen) for page in pages for form in _forms(page)]
            if typed == TYPED[1]:
                browser.forget()


MODELS = {
    "fetches": fetch,
    "runs scripts": run_scripts,
    "presses the button": press_the_button,
    "presses everything": press_everything,
}


def _forms(page: TestResponse) -> Iterator[html.FormElement]:
    """Those at the door; whoever is inside has seen enough."""
    for form in _elements(page, "form"):
        if isinstance(form, html.FormElement) and str(form.action).startswith("/embed/"):
            yield form


def _links(page: TestResponse) -> list[str]:
    found = (str(link.get("href")) for link in _elements(page, "a"))
    return [address for address in found if address.startswith("/")][:MOST_LINKS]


def _elements(page: TestResponse, tag: str) -> Iterator[html.HtmlElement]:
    if page.mimetype == "text/html" and page.data:
        yield from html.document_fromstring(page.text).iter(tag)


def _send(browser: Browser, form: html.FormElement, typed: str, seen: Seen) -> TestResponse:
    """Press its button, and go wherever that leads."""
    fields = {name: value or "" for name, value in form.form_values()}
    fields |= {each.name: typed for each in form.inputs if each.get("type", "text") == "text" and each.name}
    answer = _note(seen, browser.post(str(form.action), fields, **{"Sec-Fetch-Dest": "document"}))
    while answer.status_code == 303:
        place = urlsplit(answer.location)
        answer = _note(seen, browser.get(f"{place.path}?{place.query}", **{"Sec-Fetch-Dest": "document"}))
    return answer


def _note(seen: Seen, answer: TestResponse) -> TestResponse:
    seen.statuses.add(answer.status_code)
    seen.inside += answer.status_code == 200 and answer.request.path.startswith(("/w/", "/u/"))
    return answer
