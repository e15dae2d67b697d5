"""Archives from strangers: looked at by their list of contents, never unpacked, refused before they can do harm."""

import io
import tracemalloc
import zipfile
from contextlib import suppress

import pytest

from portal.errors import Invalid
from portal.services.filing.types import type_of_content
from tests.services.test_file_keeping import zipped


def zipped_anew(data: bytes, method: int) -> bytes:
    """An archive of one entry that is packed in some way."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("mimetype", data)
    return buffer.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_is_looked_at_and_never_unpacked(method: int) -> None:
    """A thousand bytes of bzip2 hold gigabytes, and torn ones break the library in ways of their own."""
    sent = zipped_anew(b"\0" * 5_000_000, method)
    tracemalloc.start()
    assert type_of_content(io.BytesIO(sent), "a.zip").extension == "zip"
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    whole = zipped_anew(b"application/vnd.oasis.opendocument.text", method)
    for place in range(4, len(whole)):
        bent = bytearray(whole)
        bent[place] ^= 0xFF
        for data in (whole[:place], bytes(bent)):
            # No other error than this ever comes out.
            with suppress(Invalid):
                type_of_content(io.BytesIO(data), "a.zip")


def test_a_crowded_archive_is_refused_before_its_list_is_read() -> None:
    """Whatever it says of their number, the library would make an object of half a kilobyte of each entry."""
    whole = zipped("a")
    listed = whole.index(b"PK\x01\x02")
    entry, end = whole[listed : listed + 47], whole[-22:]
    crowd = entry * 100_000
    size = len(crowd).to_bytes(4, "little")
    sent = io.BytesIO(whole[:listed] + crowd + end[:12] + size + end[16:])
    tracemalloc.start()
    with pytest.raises(Invalid, match="too many entries"):
        type_of_content(sent, "a.zip")
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
