"""Templates that are filled without a request: papers and pages that go into files."""

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.resources import template_root
from portal.translations import translator


@lru_cache(maxsize=32)
def templates_in(language: str) -> Environment:
    """The templates, with the words of a language that the portal has. Every text is escaped; a name that is not given
    is an error."""
    environment = Environment(
        loader=FileSystemLoader(template_root()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = translator(language)
    environment.globals.update(_=words.gettext, ngettext=words.ngettext, pgettext=words.pgettext)
    return environment
