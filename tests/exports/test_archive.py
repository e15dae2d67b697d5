"""Archives of many files: safe names, told apart, the bytes as they are, one file in memory at a time."""

import io
import tracemalloc
import zipfile
from collections.abc import Iterator

from portal.exports import zip_chunks


def opened(*files: tuple[str, bytes]) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(zip_chunks(files))))


def test_every_file_is_in_as_it_was() -> None:
    files = {"invoice-1.pdf": b"%PDF-1", "invoice-2.pdf": b"", "c.xml": b"<x/>" * 1000}
    with opened(*files.items()) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_no_name_leads_out_and_none_is_another_ones() -> None:
    hostile = ["../../evil.sh", "C:\\win.ini", "/etc/passwd", "a\x00b.pdf", "\u202efdp.exe", "x" * 300 + ".pdf"]
    hostile += ["1.pdf", "1.PDF", "1.pdf", "", "con.pdf"]
    with opened(*((name, b"") for name in hostile)) as archive:
        names = archive.namelist()
    assert len({name.casefold() for name in names}) == len(hostile)
    for name in names:
        assert not {"/", "\\", ":", "\0"} & set(name)
        assert not name.startswith(".")
        assert ".." not in name
        assert name.isascii()
        assert len(name) <= 100


def test_names_that_are_cut_to_the_same_are_told_apart() -> None:
    with opened(*(("y" * 300 + ".pdf", b"") for _ in range(3))) as archive:
        assert len(set(archive.namelist())) == 3


def test_one_file_is_in_memory_at_a_time() -> None:
    def files() -> Iterator[tuple[str, bytes]]:
        for number in range(50):
            yield f"{number}.pdf", bytes(1_000_000)

    tracemalloc.start()
    try:
        size = sum(map(len, zip_chunks(files())))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 50_000_000
    assert peak < 6_000_000
