"""The catalogues are complete, the right language is chosen, and counted messages follow each language's plurals."""

from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Catalog

from config.setup import messages
from portal import translations
from portal.api.schemas.exports import Locale

OTHER_LOCALES = [locale for locale in translations.LOCALES if locale != translations.SOURCE_LOCALE]


@pytest.fixture(scope="module")
def template() -> Catalog:
    """Every message there is; collecting them takes a second and a half."""
    return messages.extract()


@pytest.mark.parametrize("locale", OTHER_LOCALES)
def test_every_message_of_code_and_templates_is_translated_and_no_other(locale: str, template: Catalog) -> None:
    assert messages.faults(locale, template) == []


def test_the_api_takes_the_languages_there_are() -> None:
    assert get_args(Locale) == translations.LOCALES


@pytest.mark.parametrize("locale", translations.LOCALES)
def test_a_count_has_a_form_in_each_language(locale: str) -> None:
    words = translations.translator(locale)
    for count in (0, 1, 2, 3, 5, 11, 21, 22, 101, 1_000_000):
        said = words.ngettext("%(count)s document", "%(count)s documents", count, count=count)
        assert said.startswith(f"{count} ")
        assert words.ngettext("%(num)s day late", "%(num)s days late", count).startswith(f"{count} ")
    one, many = (words.ngettext("%(num)s day late", "%(num)s days late", count) for count in (1, 5))
    assert one.removeprefix("1") != many.removeprefix("5")


def test_no_two_languages_have_the_same_words() -> None:
    """A catalogue that was filled with another's, or a sentence left in English, is told by its long sentences."""
    seen: dict[str, str] = {}
    for locale in OTHER_LOCALES:
        for message in messages.read_catalogue(translations.catalogue_path(locale), locale):
            text = message.string if isinstance(message.string, str) else ""
            if message.id and len(text) > 40 and "(" not in text:
                assert text != message.id, (locale, text)
                assert seen.setdefault(text, locale) == locale, (locale, text)


def test_every_template_gives_its_messages(template: Catalog) -> None:
    found = {file for message in template for file, _ in message.locations}
    assert "templates/errors/words.html" in found
    assert "templates/documents/show.html" in found


@pytest.mark.parametrize("locale", OTHER_LOCALES)
def test_updating_a_complete_catalogue_changes_nothing(locale: str, template: Catalog) -> None:
    before = translations.catalogue_path(locale).read_bytes()
    catalogue = messages.read_catalogue(translations.catalogue_path(locale), locale)
    catalogue.update(template, no_fuzzy_matching=True)
    assert messages.written(catalogue) == before


def test_a_missing_an_obsolete_and_a_misfilled_message_are_each_named(tmp_path: Path, template: Catalog) -> None:
    path = tmp_path / "messages.po"
    text = translations.catalogue_path("sl").read_text()
    text = text.replace('msgid "Overview"', 'msgid "Underview"')
    text = text.replace('msgstr "Portal zagotavlja %(firm)s"', 'msgstr "Portal zagotavlja %(form)s"')
    path.write_text(text)
    found = messages.faults("sl", template, path)
    assert [fault.split(":")[1].strip() for fault in found] == [
        "not translated",
        "no longer used",
        "other placeholders",
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 11, 21, 100, 101, 102, 103, 104, 105])
def test_slovenian_has_four_plural_forms(count: int) -> None:
    ending = {1: "", 2: "a", 3: "i", 4: "i"}.get(count % 100, "ov")
    text = translations.translator("sl").ngettext("%(count)s document", "%(count)s documents", count, count=count)
    assert text == f"{count} dokument{ending}"


def test_german_and_english_have_two() -> None:
    for locale, one, two in [("de", "1 Dokument", "2 Dokumente"), ("en", "1 document", "2 documents")]:
        speak = translations.translator(locale)
        assert speak.ngettext("%(count)s document", "%(count)s documents", 1, count=1) == one
        assert speak.ngettext("%(count)s document", "%(count)s documents", 2, count=2) == two


def test_values_are_filled_into_the_translated_text() -> None:
    speak = translations.translator("de")
    assert speak.gettext("Provided by %(firm)s", firm="Novak & Co") == "Bereitgestellt von Novak & Co"
    assert speak.pgettext("column of line numbers", "No.") == "Nr."


def test_text_without_a_translation_stays_english() -> None:
    assert translations.translator("sl").gettext("never written anywhere") == "never written anywhere"
    assert translations.translator("xx").locale == "en"


@pytest.mark.parametrize(
    ("claim", "parameter", "accept_language", "entity_locale", "chosen"),
    [
        (None, None, None, None, "en"),
        (None, None, None, "sl_SI", "sl"),
        (None, None, "de-AT,de;q=0.9,en;q=0.8", "sl_SI", "de"),
        ("sl", None, "de", "de_AT", "sl"),
        ("sl", "en", "de", "de_AT", "en"),
        ("fi", "sv", "fi;q=0.9, sl;q=0.2", "de_AT", "sl"),
        (None, None, "en;q=0, de;q=0.1", None, "de"),
        (None, None, "*;q=x,;;,fi-de-de-de-de", "sl", "sl"),
        ("../../etc", "%00", "\x00", "..", "en"),
    ],
)
def test_the_language_is_the_persons_choice_then_the_links_the_browsers_the_entitys(
    claim: str | None, parameter: str | None, accept_language: str | None, entity_locale: str | None, chosen: str
) -> None:
    found = translations.negotiate(
        claim=claim, parameter=parameter, accept_language=accept_language, entity_locale=entity_locale
    )
    assert found == chosen


def test_an_endless_header_is_read_only_at_its_beginning() -> None:
    header = ",".join(["xx"] * 100_000 + ["sl"])
    assert (
        translations.negotiate(claim=None, parameter=None, accept_language=header, entity_locale=None)
        == translations.SOURCE_LOCALE
    )
