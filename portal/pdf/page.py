"""From content to the HTML that is drawn: words in the document's language, figures and dates in its locale."""

import re
from decimal import Decimal
from functools import partial

from portal import formats
from portal.pdf.colour import colours_of
from portal.pdf.content import PrintedDocument
from portal.pdf.designs import design_of
from portal.pdf.epc import grouped_iban
from portal.pdf.glyphs import unprintable
from portal.pdf.pictures import Pictures
from portal.pdf.report_content import Printable, PrintedReport
from portal.templating import templates_in
from portal.translations import SOURCE_LOCALE, supported, translator


def compose(content: Printable, pictures: Pictures) -> str:
    """The whole page as XHTML. Every text of the content is escaped; nothing in it can become markup.

    A character that no font can set is shown as U+FFFD, whether it came with an imported document, is a control
    character that XML has no place for, or lost its font since. Raises `RenderFailed` for an unknown template.
    """
    language = supported(content.language) or SOURCE_LOCALE
    if isinstance(content, PrintedReport):
        template = templates_in(language).get_template("pdf/report.html")
        page = template.render(report=content, language=language, page_words=_page_words(language))
    else:
        page = _document(content, pictures, language)
    missing = unprintable(page)
    return page.translate({ord(each): "\N{REPLACEMENT CHARACTER}" for each in missing}) if missing else page


def _document(content: PrintedDocument, pictures: Pictures, language: str) -> str:
    locale, currency = content.locale, content.currency
    return (
        templates_in(language)
        .get_template(f"pdf/{design_of(content.template_version)}.html")
        .render(
            doc=content,
            language=language,
            pictures=pictures,
            colours=colours_of(content.accent),
            money=partial(_money, currency=currency, locale=locale),
            foreign_money=partial(_money, locale=locale),
            amount=partial(formats.amount, currency=currency, locale=locale),
            price=partial(formats.price, currency=currency, locale=locale),
            number=partial(formats.number, locale=locale),
            percent=partial(formats.percent, locale=locale),
            day=partial(formats.short_date, locale=locale),
            page_words=_page_words(language),
            iban=grouped_iban,
        )
    )


def _money(value: Decimal, currency: str, locale: str) -> str:
    # Japanese writes a full-width yen sign; no font we print with has it, and PDF/A forbids a missing glyph.
    return formats.money(value, currency, locale).replace("\N{FULLWIDTH YEN SIGN}", "\N{YEN SIGN}")


def _page_words(language: str) -> tuple[str, str, str]:
    """What stands before, between and after the page's number and the count of pages, which only the renderer knows."""
    before, between, after = re.split(
        r"<\w+>", translator(language).gettext("Page %(page)s of %(pages)s", page="<n>", pages="<n>")
    )
    return before, between, after
