"""Drawing one document in this process with WeasyPrint: PDF/A-3a, the same bytes for the same content.

Not for threads that answer requests: only the pool's children, the bench and tests call it, one document at a time.
"""

import warnings
from functools import lru_cache
from typing import NamedTuple

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from portal.pdf.content import PrintedDocument
from portal.pdf.digest import digest
from portal.pdf.limits import refuse_oversize
from portal.pdf.page import compose
from portal.pdf.pictures import ClosedFetcher, pictures_of
from portal.resources import template_root

VARIANT = "pdf/a-3a"
_MOST_CACHED_PICTURES = 64


class _Press(NamedTuple):
    """What is costly to make and the same for all documents of a process."""

    fonts: FontConfiguration
    style: CSS
    pictures: dict[str, object]


@lru_cache(maxsize=1)
def _press() -> _Press:
    fonts = FontConfiguration()
    text = (template_root() / "pdf" / "document.css").read_text(encoding="utf-8")
    return _Press(fonts, CSS(string=text, font_config=fonts, url_fetcher=ClosedFetcher({})), {})


def prepare() -> None:
    """Find the fonts and parse the style sheet, so that the first document does not wait for them."""
    _press()


def render(content: PrintedDocument) -> bytes:
    """The document as PDF/A-3a. Raises `RenderFailed` when it is too large, and whatever WeasyPrint raises.

    Identifier and dates are taken from the content, so equal digests give equal bytes.
    """
    refuse_oversize(content)
    press, pictures = _press(), pictures_of(content)
    if len(press.pictures) > _MOST_CACHED_PICTURES:
        press.pictures.clear()
    page = HTML(string=compose(content, pictures), url_fetcher=ClosedFetcher(pictures.by_address()))
    with warnings.catch_warnings():
        # WeasyPrint opens its colour profile and leaves the closing to the garbage collector.
        warnings.filterwarnings("ignore", "unclosed file .*icc", ResourceWarning)
        pdf: bytes = page.write_pdf(
            font_config=press.fonts,
            stylesheets=[press.style],
            cache=press.pictures,
            pdf_variant=VARIANT,
            pdf_identifier=bytes.fromhex(digest(content))[:16],
        )
    return pdf
