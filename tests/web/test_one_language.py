"""A page speaks one language: nothing of another stands on any page, in any of its attributes, or in any refusal."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from lxml import html

from config.setup import messages
from portal.translations import LOCALES, SOURCE_LOCALE, catalogue_path
from tests.browser.places import places
from tests.support.portal import Session, World

SHOWN = (
    "title",
    "aria-label",
    "placeholder",
    "alt",
    "data-word-copy",
    "data-word-copied",
    "data-silent",
    "data-asking",
)
# Read as words in one language and as a proper name or an abbreviation in another.
SHORT = 4


@cache
def known(language: str) -> frozenset[str]:
    """Everything the portal says in a language without a value in it."""
    source = language == SOURCE_LOCALE
    # Not collected from the templates: one that lost its mark, and stays English in all languages, would not be there.
    place = LOCALES[1] if source else language
    said = (each.id if source else each.string for each in messages.read_catalogue(catalogue_path(place), place))
    return frozenset(each for each in said if isinstance(each, str) and is_plain(each))


def is_plain(text: str) -> bool:
    return len(text) > SHORT and "%(" not in text


def said_on(page: str) -> Iterator[str]:
    """Each piece of text of a page, and each attribute that is shown or read out; names of languages are their own."""
    for element in html.document_fromstring(page).iter("*"):
        if element.tag in {"script", "style"}:
            continue
        if any(above.get("lang") for above in (element, *element.iterancestors()) if above.tag != "html"):
            continue
        pieces = [element.text, *(child.tail for child in element), *(element.get(name) for name in SHOWN)]
        for piece in filter(None, pieces):
            if text := re.sub(r"\s+", " ", piece).strip():
                yield text


def foreign(page: str, language: str) -> set[str]:
    """What of the page the portal says in another language and not in this one."""
    own, found = known(language), set(said_on(page))
    return {text for other in LOCALES if other != language for text in found & (known(other) - own)}


def refusals(session: Session) -> Iterator[tuple[str, str]]:
    """Pages that say no: not there, not understood, not taken."""
    for name, path in (
        ("nothing", "/nothing-there/"),
        ("filter", "/documents/?status=blue"),
        ("amount", "/documents/?min=many"),
        ("date", "/documents/?from=soon"),
        ("range", "/documents/?min=9&max=1"),
        ("report", "/reports/kir/soon/"),
    ):
        yield name, session.get(path).text
    for name, path, form in (
        ("upload", "/files/upload", {"category": "receipt"}),
        ("export", "/exports/", {"format": "csv", "date_from": "2026-02-30"}),
        ("pack", "/exports/pack", {"period": "soon"}),
    ):
        yield name, session.post(path, form).text


@pytest.mark.parametrize(
    "language", [pytest.param(each, marks=() if each == "de" else pytest.mark.slow) for each in LOCALES]
)
def test_no_page_mixes_languages(world: World, language: str) -> None:
    session = world.enter("admin", locale=language)
    pages = {place.name: session.get(place.path).text for place in places(world.cast)}
    pages |= dict(refusals(session))
    token = world.token("viewer", locale=language)
    browser = world.browser()
    pages["link"] = browser.open(f"/embed?token={token}").text
    browser.follow(token)
    pages["used"] = world.browser().exchange(token).text
    pages["signed out"] = session.post("/session/sign-out", {}).text
    assert len(known(language) & set(said_on(pages["overview"]))) > 20, (
        "the page's own words are known when they are seen"
    )
    mixed = {name: what for name, page in pages.items() if (what := foreign(page, language))}
    assert mixed == {}
    for name, page in pages.items():
        assert f'<html lang="{language}"' in page, name
