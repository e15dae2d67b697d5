"""Collects every message from code and templates into the catalogues, keeping the translations that are there.

Run from the repository: `python config/setup/messages.py`. With `--check` it changes nothing and fails on any fault.
"""

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from portal.translations import DOMAIN, LOCALES, SOURCE_LOCALE, catalogue_path

ROOT = Path(__file__).parents[2]
TRANSLATED = [locale for locale in LOCALES if locale != SOURCE_LOCALE]

_METHODS = [("portal/sdk/**", "ignore"), ("portal/**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
_KEYWORDS = DEFAULT_KEYWORDS | {"N_": None}
_PLACEHOLDER = re.compile(r"%(?:\((?P<name>\w+)\))?[sd]")
_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def _wanted_folder(folder: str) -> bool:
    parts = Path(folder).relative_to(ROOT).parts
    return not parts or (parts[0] in {"portal", "templates"} and "__pycache__" not in parts)


def extract() -> Catalog:
    """Every message in the code and the templates, with the files it stands in."""
    catalogue = Catalog(domain=DOMAIN, charset="utf-8")
    found = extract_from_dir(
        ROOT,
        method_map=_METHODS,
        options_map=_OPTIONS,
        keywords=_KEYWORDS,
        comment_tags=("translators:",),
        directory_filter=_wanted_folder,
    )
    for file, line, message, comments, context in found:
        catalogue.add(message, locations=[(file, line)], auto_comments=comments, context=context)
    return catalogue


def read_catalogue(path: Path, locale: str) -> Catalog:
    """The catalogue in a file, or an empty one where there is none yet."""
    if not path.exists():
        return Catalog(locale=locale, domain=DOMAIN, charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale=locale, domain=DOMAIN)


def written(catalogue: Catalog) -> bytes:
    """The text of a catalogue, the same on every run."""
    # A header of our own: babel's carries dates, which would change the file on every run.
    head = _HEADER.format(language=catalogue.locale, plural_forms=catalogue.plural_forms)
    text = io.BytesIO()
    write_po(text, catalogue, sort_output=True, ignore_obsolete=True, omit_header=True, no_location=True)
    return head.encode() + text.getvalue()


def update(locale: str, template: Catalog) -> int:
    """Bring one catalogue up to the template; returns how many messages it still has to translate."""
    path = catalogue_path(locale)
    catalogue = read_catalogue(path, locale)
    catalogue.update(template, no_fuzzy_matching=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(catalogue))
    return sum(1 for message in catalogue if message.id and not _complete(message))


def _texts(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value or ""] if value is None or isinstance(value, str) else list(value)


def _complete(message: Message) -> bool:
    return all(_texts(message.string))


def _placeholders(text: str) -> set[str]:
    return {found.group(0) for found in _PLACEHOLDER.finditer(text)}


def _misplaced(message: Message) -> bool:
    sources = _texts(message.id)
    allowed = set().union(*map(_placeholders, sources))
    needed = set.intersection(*map(_placeholders, sources))
    return any(not needed <= _placeholders(text) <= allowed for text in _texts(message.string) if text)


def faults(locale: str, template: Catalog, path: Path | None = None) -> list[str]:
    """What is wrong with one catalogue: missing, obsolete, fuzzy or with other placeholders; empty when all is well."""
    catalogue = read_catalogue(path or catalogue_path(locale), locale)
    wanted = {(message.context, str(message.id)): message for message in template if message.id}
    held = {(message.context, str(message.id)): message for message in catalogue if message.id}
    lacking = [key for key in wanted if key not in held or not _complete(held[key])]
    return [
        *(f"{locale}: not translated: {key}" for key in lacking),
        *(f"{locale}: no longer used: {key}" for key in held if key not in wanted),
        *(f"{locale}: no longer used: {message.id}" for message in catalogue.obsolete.values()),
        *(f"{locale}: fuzzy: {key}" for key, message in held.items() if message.fuzzy),
        *(f"{locale}: other placeholders: {key}" for key, message in held.items() if _misplaced(message)),
    ]


def main() -> int:
    """Update or check every catalogue; the exit status is 1 when there is something left to do."""
    template = extract()
    if "--check" in sys.argv[1:]:
        found = [fault for locale in TRANSLATED for fault in faults(locale, template)]
        sys.stdout.writelines(f"{fault}\n" for fault in found)
        return 1 if found else 0
    open_messages = {locale: update(locale, template) for locale in TRANSLATED}
    sys.stdout.writelines(f"{locale}: {count} to translate\n" for locale, count in open_messages.items())
    return 1 if any(open_messages.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
