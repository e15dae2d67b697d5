"""Reading back what was printed: text by pdftotext, structure by pikepdf."""

import io
import subprocess
from collections.abc import Iterator

import pikepdf

from tests.support.needs import require_program


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, laid out as on paper."""
    return _read(pdf, "-layout").split("\f")[:-1]


def _read(pdf: bytes, order: str) -> str:
    program = require_program("pdftotext", install="apt-get install poppler-utils")
    return subprocess.run([program, order, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def text_of(pdf: bytes) -> str:
    """All text in the order it was drawn, every run of space as one."""
    return " ".join(_read(pdf, "-raw").replace("\N{NO-BREAK SPACE}", " ").split())


def squeezed(pdf: bytes) -> str:
    """All text without any space, for what may break anywhere."""
    return "".join(text_of(pdf).split())


def objects_of(pdf: bytes) -> Iterator[pikepdf.Object]:
    """Every object of the file."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        yield from opened.objects


def plain_bytes(pdf: bytes) -> bytes:
    """The whole file with every stream decompressed, to search for what must not be in it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, qdf=True, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    return out.getvalue()
