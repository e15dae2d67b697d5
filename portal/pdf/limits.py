"""Content that is refused before anything is drawn: what no renderer should be asked to lay out."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from portal.errors import RenderFailed
from portal.pdf.content import TEMPLATE_VERSION, PrintedDocument

MOST_LINES = 5_000
LONGEST_TEXT = 100_000
MOST_TEXT = 5_000_000


def refuse_oversize(content: PrintedDocument) -> None:
    """Raise `RenderFailed`, in a sentence for a person, for a document too large or of an unknown template."""
    if content.template_version != TEMPLATE_VERSION:
        raise RenderFailed(
            f"template version {content.template_version[:20]!r} is not known; this is {TEMPLATE_VERSION}"
        )
    if len(content.lines) > MOST_LINES:
        raise RenderFailed(
            f"the document has {len(content.lines):,} lines; at most {MOST_LINES:,} can be printed: export it"
        )
    total = 0
    for text in _texts(content):
        total += len(text)
        if len(text) > LONGEST_TEXT:
            raise RenderFailed(f"a text has {len(text):,} characters; at most {LONGEST_TEXT:,} can be printed")
    if total > MOST_TEXT:
        raise RenderFailed(f"the texts have {total:,} characters together; at most {MOST_TEXT:,} can be printed")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
