"""The file itself: what it claims to be, what is in it, and that it never changes."""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from portal.pdf import (
    Logo,
    Ribbon,
)
from portal.pdf.engine import render
from tests.pdf.reading import objects_of
from tests.pdf.samples import invoice, png_logo, svg_logo
from tests.support.needs import require_program


def test_the_same_content_gives_the_same_bytes_whatever_was_drawn_between() -> None:
    document = replace(invoice(), logo=png_logo())
    first = render(document)
    render(replace(invoice(2), logo=svg_logo(), language="de"))
    assert render(document) == first
    assert render(replace(document, number="2026-000124")) != first


def test_one_sellers_logo_is_never_drawn_for_another() -> None:
    small, large = (
        {
            (int(each.Width), int(each.Height))
            for each in objects_of(render(replace(invoice(), logo=png_logo(width))))
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        }
        for width in (40, 44)
    )
    assert (small, large) == ({(40, 10)}, {(44, 10)})


@pytest.mark.parametrize("logo", [None, png_logo(), svg_logo()])
def test_it_is_tagged_and_claims_pdf_a_3a(logo: Logo | None) -> None:
    pdf = render(replace(invoice(2), logo=logo, language="sl"))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.open_metadata().pdfa_status == "3A"
        root = opened.Root
        assert str(root.Lang) == "sl"
        assert bool(root.MarkInfo.Marked)
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        assert str(opened.docinfo["/Title"]).endswith("Alpska pekarna d.o.o.")
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20261103")
        assert "/Names" not in root or "/EmbeddedFiles" not in root.Names
    alternatives = [str(each.get("/Alt", "")) for each in dictionaries(pdf) if each.get("/S") == "/Figure"]
    assert len(alternatives) == (1 if logo is None else 2)
    assert all(alternatives)


def dictionaries(pdf: bytes) -> Iterator[pikepdf.Object]:
    return (each for each in objects_of(pdf) if isinstance(each, pikepdf.Dictionary))


def test_fonts_are_embedded_and_pictures_not_smoothed() -> None:
    pdf = render(replace(invoice(), logo=png_logo()))
    fonts = {
        str(each.FontName).split("+")[1]: "/FontFile2" in each or "/FontFile3" in each
        for each in dictionaries(pdf)
        if each.get("/Type") == "/FontDescriptor"
    }
    assert fonts == {"Noto-Sans": True, "Noto-Sans-Bold": True, "Noto-Serif-Bold": True}
    smoothed = [
        bool(each.Interpolate)
        for each in objects_of(pdf)
        if isinstance(each, pikepdf.Stream) and "/Interpolate" in each
    ]
    assert smoothed == [False]


def test_the_file_is_sound(tmp_path: Path) -> None:
    program = require_program("qpdf", install="apt-get install qpdf")
    file = tmp_path / "sound.pdf"
    file.write_bytes(render(replace(invoice(40), logo=png_logo(), ribbon=Ribbon.SANDBOX)))
    done = subprocess.run([program, "--check", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
