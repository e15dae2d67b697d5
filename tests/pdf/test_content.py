"""What a printed document may be made of, and the key it is cached under."""

import pickle
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.errors import Invalid, RenderFailed
from portal.pdf import Logo, PrintedPayment, Ribbon, digest, worker
from portal.pdf.colour import ink_on
from portal.pdf.limits import LONGEST_TEXT, MOST_LINES, refuse_oversize
from tests.pdf.samples import SVG, invoice, line, png_logo, svg_logo


def test_a_document_survives_the_way_to_a_child() -> None:
    document = replace(invoice(3), logo=png_logo(), ribbon=Ribbon.SANDBOX, einvoice=bytes(range(256)))
    assert worker.read(pickle.dumps(document)) == document


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "#12345g", "url(http://x)", "#123456;x", ""])
def test_only_a_plain_colour_is_taken(colour: str) -> None:
    with pytest.raises(Invalid, match="accent colour"):
        replace(invoice(), accent=colour)


@pytest.mark.parametrize("tag", ["", "x", "sl\n", "../../etc", "en-US-posix-very-much-too-long-for-a-tag"])
def test_only_a_language_tag_is_taken(tag: str) -> None:
    with pytest.raises(Invalid, match="language"):
        replace(invoice(), locale=tag)


def test_tax_in_another_currency_names_that_currency() -> None:
    with pytest.raises(Invalid, match="BR-53"):
        replace(invoice(), tax_in_accounting_currency=Decimal(1))


@pytest.mark.parametrize(
    ("content", "mime", "alt", "reason"),
    [
        (SVG, "image/svg+xml", " ", "cannot see"),
        (SVG, "image/png", "x", "not a PNG"),
        (SVG, "application/postscript", "x", "cannot be printed"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "x", "not a PNG"),
        (b"<svg>" + b" " * 500_000, "image/svg+xml", "x", "more than 500000"),
    ],
)
def test_a_logo_is_what_it_claims(content: bytes, mime: str, alt: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        Logo(content, mime, alt)


def test_a_picture_bomb_is_refused_by_its_size_in_pixels() -> None:
    with pytest.raises(Invalid, match="2001 × 2000 pixels"):
        png_logo(2001, 2000)


def test_equal_content_has_one_key() -> None:
    assert digest(invoice(2)) == digest(invoice(2))


@pytest.mark.parametrize(
    "changed",
    [
        replace(invoice(), number="2026-000124"),
        replace(invoice(), issue_date=date(2026, 11, 4)),
        replace(invoice(), language="sl"),
        replace(invoice(), ribbon=Ribbon.VOIDED),
        replace(invoice(), logo=svg_logo()),
        replace(invoice(), logo=png_logo()),
        replace(invoice(), template_version="2-modern"),
        replace(invoice(), einvoice=b"<a/>"),
        replace(invoice(), lines=(replace(line(), net=Decimal("125.01")),)),
        replace(invoice(), payment=PrintedPayment()),
    ],
)
def test_whatever_is_printed_changes_the_key(changed: object) -> None:
    assert isinstance(changed, type(invoice()))
    assert digest(changed) != digest(invoice())


def test_half_a_character_is_refused_in_words() -> None:
    with pytest.raises(RenderFailed, match="not valid Unicode"):
        digest(replace(invoice(), notes=("\ud800",)))


def test_the_largest_document_passes_and_the_next_is_refused() -> None:
    refuse_oversize(invoice(MOST_LINES))
    with pytest.raises(RenderFailed, match=r"5,001 lines; at most 5,000"):
        refuse_oversize(invoice(MOST_LINES + 1))


def test_the_longest_text_passes_and_the_next_is_refused_wherever_it_is() -> None:
    refuse_oversize(replace(invoice(), notes=("x" * LONGEST_TEXT,)))
    long = "x" * (LONGEST_TEXT + 1)
    for document in (
        replace(invoice(), notes=(long,)),
        replace(invoice(), lines=(replace(line(), description=long),)),
        replace(invoice(), buyer=replace(invoice().buyer, name=long)),
        replace(invoice(), payment=PrintedPayment(reference=long)),
    ):
        with pytest.raises(RenderFailed, match=r"100,001 characters"):
            refuse_oversize(document)


def test_many_texts_together_are_refused() -> None:
    with pytest.raises(RenderFailed, match="together"):
        refuse_oversize(replace(invoice(), notes=("x" * LONGEST_TEXT,) * 51))


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(RenderFailed, match="template version '7'"):
        refuse_oversize(replace(invoice(), template_version="7"))


@pytest.mark.parametrize(("ground", "ink"), [("#000000", "#ffffff"), ("#ffd23f", "#000000"), ("#1f3a5f", "#ffffff")])
def test_ink_can_be_read_on_the_accent(ground: str, ink: str) -> None:
    assert ink_on(ground) == ink
