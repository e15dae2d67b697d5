"""Drawing one document in this process with WeasyPrint: PDF/A-3a, PDF/UA-1 and Factur-X; equal bytes for equal content.

Not for threads that answer requests: only the pool's children, the bench and tests call it, one document at a time.
"""

import warnings
from functools import lru_cache
from typing import NamedTuple

from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration

from portal.formats import MINUS
from portal.pdf.attaching import attachment_of
from portal.pdf.content import PrintedDocument
from portal.pdf.designs import Design, design_of
from portal.pdf.digest import digest
from portal.pdf.finishing import finish
from portal.pdf.glyphs import unprintable
from portal.pdf.limits import refuse_oversize
from portal.pdf.metadata import HybridMetadata
from portal.pdf.page import compose
from portal.pdf.pictures import ClosedFetcher, pictures_of
from portal.pdf.report_content import Printable
from portal.pdf.sheet import Sheet
from portal.resources import template_root

VARIANT = "pdf/a-3a"
REPORT = "report"
_MOST_CACHED_PICTURES = 64


class _Press(NamedTuple):
    """What is costly to make and the same for all documents of a process."""

    fonts: FontConfiguration
    styles: dict[str, CSS]
    pictures: dict[str, object]


@lru_cache(maxsize=1)
def _press() -> _Press:
    fonts = FontConfiguration()
    shared = _style_text("document")
    styles = {
        design: CSS(string=shared + _style_text(design), font_config=fonts, url_fetcher=ClosedFetcher({}))
        for design in (*Design, REPORT)
    }
    return _Press(fonts, styles, {})


def _style_text(name: str) -> str:
    return (template_root() / "pdf" / f"{name}.css").read_text(encoding="utf-8")


def _style_of(content: Printable) -> str:
    return design_of(content.template_version) if isinstance(content, PrintedDocument) else REPORT


def prepare() -> None:
    """Find the fonts and parse the style sheets, so that the first document does not wait for them."""
    _press()
    unprintable(MINUS)


def render(content: Printable) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1, and Factur-X where it has an e-invoice.

    Identifier and dates are taken from the content, so equal digests give equal bytes. Raises `RenderFailed` when it is
    too large, and whatever WeasyPrint raises.
    """
    refuse_oversize(content)
    press, pictures = _press(), pictures_of(content)
    if len(press.pictures) > _MOST_CACHED_PICTURES:
        press.pictures.clear()
    sheet = Sheet(compose(content, pictures), ClosedFetcher(pictures.by_address()))
    with warnings.catch_warnings():
        # WeasyPrint opens its colour profile and leaves the closing to the garbage collector.
        warnings.filterwarnings("ignore", "unclosed file .*icc", ResourceWarning)
        drawn = sheet.render(
            font_config=press.fonts,
            stylesheets=[press.styles[_style_of(content)]],
            cache=press.pictures,
            pdf_variant=VARIANT,
        )
        drawn.metadata = HybridMetadata(**vars(drawn.metadata))
        if isinstance(content, PrintedDocument) and content.einvoice is not None and content.issue_date is not None:
            drawn.metadata.attachments = [attachment_of(content.einvoice, content.issue_date)]
        pdf: bytes = drawn.write_pdf(
            finisher=finish, pdf_variant=VARIANT, pdf_identifier=bytes.fromhex(digest(content))[:16]
        )
    return pdf
