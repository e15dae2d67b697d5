"""Each design, in each language, of each type: one file that is PDF/A-3a, PDF/UA-1 and, for invoices, Factur-X."""

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pikepdf
import pytest
from weasyprint import HTML

from portal.errors import Invalid, RenderFailed
from portal.pdf import Design, PrintedDocument, PrintedReference, PrintedType, Ribbon, template_version, unprintable
from portal.pdf.content import WITH_EINVOICE
from portal.pdf.engine import VARIANT, render
from portal.pdf.glyphs import _INVISIBLE
from portal.pdf.limits import LARGEST_EINVOICE, refuse_oversize
from portal.pdf.metadata import HybridMetadata
from portal.translations import translator
from tests.pdf.lint import faults_of
from tests.pdf.reading import pages_of, text_of
from tests.pdf.samples import invoice, line, png_logo, svg_logo
from tests.support.languages import LANGUAGES

TITLES = {
    PrintedType.INVOICE: "Invoice",
    PrintedType.CREDIT_NOTE: "Credit note",
    PrintedType.ADVANCE_INVOICE: "Advance invoice",
    PrintedType.ESTIMATE: "Estimate",
    PrintedType.DELIVERY_NOTE: "Delivery note",
}
XML = '<?xml version="1.0" encoding="UTF-8"?>\n<rsm:CrossIndustryInvoice xmlns:rsm="urn:č"/>'.encode()


def full(kind: PrintedType, count: int = 2) -> PrintedDocument:
    """A document of a type with everything that may stand on it."""
    lines = tuple(replace(line(number), discount=Decimal(number)) for number in range(1, count + 1))
    return replace(
        invoice(count),
        type=kind,
        lines=lines,
        preceding=(PrintedReference("2026-000099", date(2026, 10, 1)),) if kind == "credit_note" else (),
        notes=("Thank you.\nWe bake every day but Monday.",),
        legends=("Reverse charge",),
        payment_terms="Within 15 days",
        ribbon=Ribbon.SANDBOX,
        logo=png_logo() if kind in WITH_EINVOICE else svg_logo(),
        prices_shown=kind != "delivery_note",
        einvoice=XML if kind in WITH_EINVOICE else None,
    )


@pytest.mark.parametrize("design", list(Design))
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(PrintedType))
def test_every_paper_conforms(design: Design, language: str, kind: PrintedType) -> None:
    document = replace(full(kind), language=language, locale=language, template_version=template_version(design))
    pdf = render(document)
    assert faults_of(pdf, einvoice=kind in WITH_EINVOICE) == []
    assert f"{translator(language).gettext(TITLES[kind])} 2026-000123" in text_of(pdf)


@pytest.mark.parametrize("design", list(Design))
def test_a_long_paper_conforms_as_a_short_one(design: Design) -> None:
    pdf = render(replace(full(PrintedType.INVOICE, 110), template_version=template_version(design)))
    assert faults_of(pdf, einvoice=True) == []
    assert len(pages_of(pdf)) > 4


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_the_lint_sees_what_the_renderer_does_by_itself() -> None:
    html = "<html><title>x</title><h2>Skipped</h2><img src='data:,' alt=''><p style='opacity:.5'>\ue000"
    found = faults_of(HTML(string=html).write_pdf(pdf_variant=VARIANT, pdf_identifier=b"x" * 16), einvoice=True)
    for fault in ("is None", "no language", "headings [2]", "a missing glyph", "associated files {}", "0 extension"):
        assert any(fault in each for each in found), (fault, found)


def test_the_einvoice_comes_out_as_it_went_in() -> None:
    with pikepdf.open(io.BytesIO(render(full(PrintedType.CREDIT_NOTE)))) as opened:
        (name,) = opened.attachments
        attached = opened.attachments[name]
        assert name == "factur-x.xml"
        assert attached.get_file().read_bytes() == XML
        assert attached.get_file().mime_type == "text/xml"
        assert str(attached.obj.EF.F.Params.ModDate).startswith("D:20261103")


def test_bytes_are_the_same_in_another_process() -> None:
    program = (
        "import hashlib; from portal.pdf.engine import render; from tests.pdf.test_conformance import full;"
        "print(hashlib.sha256(render(full('invoice'))).hexdigest())"
    )
    # Other seeds: an order taken from a set would show.
    seen = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", program],
            env={"PYTHONPATH": ".", "PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_an_einvoice_belongs_to_an_issued_invoice_and_has_an_end() -> None:
    for document in (replace(invoice(), type=PrintedType.ESTIMATE), replace(invoice(), issue_date=None)):
        with pytest.raises(Invalid, match="e-invoice"):
            replace(document, einvoice=XML)
    with pytest.raises(RenderFailed, match="20,000,001 bytes of XML"):
        refuse_oversize(replace(invoice(), einvoice=b"x" * (LARGEST_EINVOICE + 1)))


def test_metadata_of_another_form_are_refused() -> None:
    class Other(HybridMetadata):
        pass

    odd = Other(title="</rdf:RDF>")
    assert odd.generate_rdf_metadata("a", 3, "A").count(b"</rdf:RDF>") == 1


def test_documents_of_the_first_template_are_drawn_in_its_successor() -> None:
    document = invoice()
    assert text_of(render(replace(document, template_version="1"))) == text_of(
        render(replace(document, template_version=template_version(Design.CLASSIC)))
    )


def test_control_characters_do_not_break_the_page() -> None:
    assert "a\N{REPLACEMENT CHARACTER}b" in text_of(render(replace(invoice(), notes=("a\x0bb",))))


def test_what_is_called_printable_has_its_glyph() -> None:
    # A character of every block that some font has, and all that are said to need none.
    every = [chr(code) for code in range(0xA0, 0x1FBFF, 61) if chr(code).isprintable()]
    printable = "".join(each for each in every if not unprintable(each))
    assert len(printable) > 300
    shown = " ".join(printable) + "".join(f"x{each}" for each in sorted(_INVISIBLE))
    assert faults_of(render(replace(invoice(), notes=(shown,)))) == []


def test_what_is_called_unprintable_has_none() -> None:
    assert unprintable("漢č漢字 \ue000\x01") == ("漢", "字", "\ue000", "\x01")
    pdf = render(replace(invoice(), notes=("漢字",)))
    assert "\N{REPLACEMENT CHARACTER}" * 2 in text_of(pdf)
    assert faults_of(pdf) == []
