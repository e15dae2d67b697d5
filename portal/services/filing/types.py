"""What a file is by its content: the types that are taken, and refusals for all others, whatever they are called.

Content is read from a file in pieces: how large it may be is settled elsewhere, and memory does not grow with it.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from portal.services.filing.refusals import FileRefused, Reason
from portal.storage import pieces_of

XML, CSV, TEXT, ZIP = "application/xml", "text/csv", "text/plain", "application/zip"
PDF, PNG, JPEG, GIF, WEBP = "application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_MOST_ENTRIES = 10_000
# Every line of an archive's list of contents begins so.
_ENTRY = b"PK\x01\x02"
_LOOKED_AT = 4_096

PDF_BEGINS = b"%PDF-"
# A file begins with one of these bytes when it is of that type.
_SIGNATURES = (
    (PDF_BEGINS, PDF, "pdf"),
    (b"\x89PNG\r\n\x1a\n", PNG, "png"),
    (b"\xff\xd8\xff", JPEG, "jpg"),
    (b"GIF87a", GIF, "gif"),
    (b"GIF89a", GIF, "gif"),
)
# By the entry that only such an archive has.
_INNER = (
    ("xl/workbook.xml", f"{_OFFICE}.spreadsheetml.sheet", "xlsx"),
    ("word/document.xml", f"{_OFFICE}.wordprocessingml.document", "docx"),
)
_OPEN_DOCUMENTS = {
    f"{_OPEN}.spreadsheet": "ods",
    f"{_OPEN}.text": "odt",
}
# A program in an archive's clothes, or an office file that brings one along.
_PROGRAMS = re.compile(r"(?i)(^|/)(vbaProject\.bin|META-INF/MANIFEST\.MF|AndroidManifest\.xml)$")
_ACTIVE = re.compile(rb"(?i)<\s*(?:!doctype|html|head|body|script|iframe|svg|[a-z0-9]+:svg|[a-z0-9]+:html)\b")
_ACTIVE_NAMESPACES = (b"http://www.w3.org/1999/xhtml", b"http://www.w3.org/2000/svg")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class FileType:
    """A media type and the extension that its files bear here."""

    mime: str
    extension: str


def type_of_content(content: IO[bytes], name: str) -> FileType:
    """What the content is, read from its beginning; where it stands afterwards is undefined.

    The name decides nothing but whether a text is called a CSV. Raises FileRefused for what is empty, can act in a
    browser or on a machine, or is none of the types taken.
    """
    content.seek(0)
    head = content.read(_LOOKED_AT)
    if not head:
        raise FileRefused(Reason.EMPTY)
    for signature, mime, extension in _SIGNATURES:
        if head.startswith(signature):
            return FileType(mime, extension)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileType(WEBP, "webp")
    if head.startswith(b"PK\x03\x04"):
        return _type_of_archive(content)
    return _type_of_text(content, head, name)


def _type_of_archive(content: IO[bytes]) -> FileType:
    if _count(content, _ENTRY) > _MOST_ENTRIES:
        # Before the list is read: the library makes an object of each, whatever the archive says of their number.
        raise FileRefused(Reason.ARCHIVE_CROWDED)
    try:
        with ZipFile(content) as archive:
            names = archive.namelist()
            kind = _stated_kind(archive)
    except (BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, KeyError, EOFError) as error:
        raise FileRefused(Reason.ARCHIVE_BROKEN) from error
    if any(_PROGRAMS.search(name) for name in names):
        raise FileRefused(Reason.PROGRAM)
    for inner, mime, extension in _INNER:
        if inner in names:
            return FileType(mime, extension)
    if kind in _OPEN_DOCUMENTS:
        return FileType(kind, _OPEN_DOCUMENTS[kind])
    return FileType(ZIP, "zip")


def _stated_kind(archive: ZipFile) -> str:
    """What an open document says of itself in its first entry, which the standard has stored as it is (ODF 1.3 part 2,
    3.3). Nothing is ever unpacked: a thousand bytes could hold gigabytes."""
    first = archive.infolist()[:1]
    if not first or first[0].filename != "mimetype" or first[0].compress_type != ZIP_STORED:
        return ""
    with archive.open(first[0]) as entry:
        return entry.read(100).decode("ascii")


def _count(content: IO[bytes], wanted: bytes) -> int:
    return sum(part.count(wanted) for part in _overlapping(content, len(wanted)))


def _type_of_text(content: IO[bytes], head: bytes, name: str) -> FileType:
    beginning = _refuse_odd_text(content)
    if _ACTIVE.search(head) or _names_active_namespace(content):
        raise FileRefused(Reason.ACTIVE)
    if beginning.lstrip().startswith("<"):
        return FileType(XML, "xml")
    return FileType(CSV, "csv") if name.lower().endswith(".csv") else FileType(TEXT, "txt")


def _refuse_odd_text(content: IO[bytes]) -> str:
    """Read it all as UTF-8 without control characters, and return how it begins."""
    decoder, beginning = codecs.getincrementaldecoder("utf-8-sig")(), ""
    try:
        for piece in pieces_of(content):
            text = decoder.decode(piece)
            # A beginning of white space alone says nothing: the first letter decides, however late it comes.
            beginning = (beginning.lstrip() or text)[:_LOOKED_AT]
            if _CONTROL.search(text):
                raise FileRefused(Reason.UNKNOWN)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise FileRefused(Reason.UNKNOWN) from error
    if beginning.startswith("#!"):
        raise FileRefused(Reason.UNKNOWN)
    return beginning


def _names_active_namespace(content: IO[bytes]) -> bool:
    parts = _overlapping(content, max(map(len, _ACTIVE_NAMESPACES)))
    return any(namespace in part for part in parts for namespace in _ACTIVE_NAMESPACES)


def _overlapping(content: IO[bytes], longest: int) -> Iterator[bytes]:
    """The content in pieces that overlap: `longest` bytes in a row, two or more, are whole in just one of them."""
    before = b""
    for piece in pieces_of(content):
        part = before + piece
        yield part
        before = part[1 - longest :]
