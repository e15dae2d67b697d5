"""What a file is by its content: the types that are taken, and refusals for all others, whatever they are called."""

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from portal.errors import Invalid

XML, CSV, TEXT, ZIP = "application/xml", "text/csv", "text/plain", "application/zip"
PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_MOST_ENTRIES = 10_000
_LOOKED_AT = 4_096

# A file begins with one of these bytes when it is of that type.
_SIGNATURES = (
    (b"%PDF-", PDF, "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF87a", "image/gif", "gif"),
    (b"GIF89a", "image/gif", "gif"),
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
_TAKEN = "PDF, PNG, JPEG, GIF, WebP, XML, CSV, plain text, ZIP, XLSX, DOCX, ODS and ODT are taken"


@dataclass(frozen=True, slots=True)
class FileType:
    """A media type and the extension that its files bear here."""

    mime: str
    extension: str


def type_of_content(data: bytes, name: str) -> FileType:
    """What the bytes are. The name decides nothing but whether a text is called a CSV.

    Raises Invalid for what is empty, can act in a browser or on a machine, or is none of the types taken.
    """
    if not data:
        raise Invalid("file: is empty")
    for signature, mime, extension in _SIGNATURES:
        if data.startswith(signature):
            return FileType(mime, extension)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileType("image/webp", "webp")
    if data.startswith(b"PK\x03\x04"):
        return _type_of_archive(data)
    return _type_of_text(data, name)


def _type_of_archive(data: bytes) -> FileType:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            kind = archive.open("mimetype").read(100).decode("ascii") if "mimetype" in names[:1] else ""
    except (BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, KeyError) as error:
        raise Invalid("file: begins like a ZIP archive and cannot be read as one") from error
    if len(names) > _MOST_ENTRIES:
        raise Invalid(f"file: is an archive of more than {_MOST_ENTRIES} entries")
    if any(_PROGRAMS.search(name) for name in names):
        raise Invalid("file: holds a program or macros; save it without them")
    for inner, mime, extension in _INNER:
        if inner in names:
            return FileType(mime, extension)
    if kind in _OPEN_DOCUMENTS:
        return FileType(kind, _OPEN_DOCUMENTS[kind])
    return FileType(ZIP, "zip")


def _type_of_text(data: bytes, name: str) -> FileType:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"file: is of no type that is taken; {_TAKEN}, texts in UTF-8") from error
    if _CONTROL.search(text) or text.startswith("#!"):
        raise Invalid(f"file: is of no type that is taken; {_TAKEN}")
    beginning = data[:_LOOKED_AT]
    if _ACTIVE.search(beginning) or any(namespace in data for namespace in _ACTIVE_NAMESPACES):
        raise Invalid(f"file: is a page or drawing that a browser would run; {_TAKEN}")
    if text.lstrip().startswith("<"):
        return FileType(XML, "xml")
    return FileType(CSV, "csv") if name.lower().endswith(".csv") else FileType(TEXT, "txt")
