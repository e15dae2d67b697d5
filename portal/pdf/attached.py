"""What a PDF of ours carries: read without a library for PDFs, for those who know the digest of what they look for."""

import re
import zlib
from collections.abc import Iterator

from portal.pdf.limits import LARGEST_EINVOICE

_FILE = re.compile(rb"/Type\s*/EmbeddedFile\b.{0,1000}?>>\s*stream\r?\n", re.DOTALL)


def attached_files(pdf: bytes) -> Iterator[bytes]:
    """The files that seem to be attached to a PDF, as WeasyPrint attaches them: packed streams of objects that call
    themselves such.

    Nothing else of the PDF is read. It may hold what only looks like a file, so nobody may take one of these for the
    true one but by its digest.
    """
    for found in _FILE.finditer(pdf):
        unpacking = zlib.decompressobj()
        try:
            # One byte more: what is longer than an e-invoice may be is cut, and by its digest is not one.
            yield unpacking.decompress(memoryview(pdf)[found.end() :], LARGEST_EINVOICE + 1)
        except zlib.error:
            continue
