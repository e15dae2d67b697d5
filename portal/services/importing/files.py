"""The files of an imported document: its original, byte for byte, and what the e-invoice carried along."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from portal.database import Visit
from portal.einvoice import Attachment, EInvoice
from portal.formats import file_name
from portal.identity import new_id
from portal.models import File
from portal.services.filing.sides import name_of, side_of
from portal.storage import Storage

ORIGINAL, ATTACHMENT = "original", "attachment"
UNKNOWN_TYPE = "application/octet-stream"
PDF = "application/pdf"

# The types EN 16931 allows for a supporting document (BT-125-1), and the extension each is saved under.
_EXTENSIONS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_CATEGORIES = {ORIGINAL: "e_invoice", ATTACHMENT: "attachment"}


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are in the storage, and what is known of them."""

    purpose: str
    name: str
    mime: str
    size: int
    sha256: str


def original_name(name: str) -> str:
    """A safe name for an original, from what its sender or the disk calls it; always `.xml`."""
    stem, _ = _split(name)
    return file_name(stem, extension="xml")


def keep_files(visit: Visit, storage: Storage, name: str, data: bytes, invoice: EInvoice) -> tuple[Kept, ...]:
    """Put the original and the embedded attachments into the storage; the original comes first.

    An attachment that is only mentioned, or lies elsewhere on the net, is not fetched.
    """
    scope = visit.scope
    original = Kept(ORIGINAL, original_name(name), "application/xml", len(data), storage.put(scope, data))
    return original, *(
        Kept(ATTACHMENT, _name_of(attachment), _type_of(attachment), len(content), storage.put(scope, content))
        for attachment in invoice.attachments
        if (content := attachment.content) is not None
    )


def keep_pdf(visit: Visit, storage: Storage, name: str, data: bytes) -> tuple[Kept, ...]:
    """Put the PDF of a document into the storage, as its original."""
    stem, _ = _split(name)
    return (Kept(ORIGINAL, file_name(stem, extension="pdf"), PDF, len(data), storage.put(visit.scope, data)),)


def file_rows(visit: Visit, kept: Iterable[Kept], document_id: str, issue_date: date) -> Iterator[File]:
    """One row a file, hung on the document and filed under the month of its date."""
    for file in kept:
        yield File(
            id=new_id("fil"),
            document_id=document_id,
            purpose=file.purpose,
            category="original" if (file.purpose, file.mime) == (ORIGINAL, PDF) else _CATEGORIES[file.purpose],
            period=issue_date.replace(day=1),
            name=file.name,
            mime=file.mime,
            size=file.size,
            sha256=file.sha256,
            added_by=name_of(visit.actor),
            added_subject=visit.actor.subject,
            sent_by=side_of(visit.actor),
            created_at=visit.at,
        )


def _type_of(attachment: Attachment) -> str:
    """The stated type when the standard allows it; a browser is never told another one by a stranger's file."""
    stated = (attachment.mime or "").partition(";")[0].strip().lower()
    return stated if stated in _EXTENSIONS else UNKNOWN_TYPE


def _name_of(attachment: Attachment) -> str:
    stem, ending = _split(attachment.filename or "")
    extension = _EXTENSIONS.get(_type_of(attachment)) or ending or "bin"
    return file_name(stem or attachment.id or ATTACHMENT, extension=extension)


def _split(name: str) -> tuple[str, str]:
    """The last part of a path of either kind, without and with what stands behind its last point."""
    last = re.split(r"[/\\]", name)[-1]
    stem, point, ending = last.rpartition(".")
    return (stem, ending) if point else (last, "")
