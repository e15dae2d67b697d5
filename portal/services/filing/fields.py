"""What can be said of a file: its name, category, month, note and document, each cleaned."""

import re
from datetime import date
from typing import TypedDict

from portal.database import Visit
from portal.errors import Invalid, NotFound
from portal.formats import file_name
from portal.services.fields import optional_text
from portal.services.reading.readable import readable_document

LONGEST_NOTE = 1_000
_CATEGORY = re.compile(r"[a-z][a-z0-9_]{0,23}")


class FileParticulars(TypedDict, total=False):
    """What can be said of a file; in a change, what is not named stays, and None clears all but name and category."""

    name: str
    category: str
    period: date | None
    """Any day of its month."""
    note: str | None
    document_id: str | None


def cleaned_particulars(visit: Visit, said: FileParticulars, extension: str) -> dict[str, object]:
    """Columns and their values. Raises Invalid."""
    columns: dict[str, object] = {}
    if "name" in said:
        columns["name"] = cleaned_name(said["name"], extension)
    if "category" in said:
        columns["category"] = _category(said["category"])
    if "period" in said:
        period = said["period"]
        columns["period"] = None if period is None else period.replace(day=1)
    if "note" in said:
        columns["note"] = optional_text(said["note"], "note", longest=LONGEST_NOTE)
    if "document_id" in said:
        columns["document_id"] = _document_id(visit, said["document_id"])
    return columns


def cleaned_name(name: str, extension: str) -> str:
    """The last part of what a file was called, safe everywhere, with the extension of what it is."""
    last = re.split(r"[/\\]", name)[-1]
    stem, point, _ = last.rpartition(".")
    return file_name(stem if point else last, extension=extension)


def _category(text: str) -> str:
    if not _CATEGORY.fullmatch(text):
        raise Invalid("category: must be small letters, digits and _, at most 24, as in bank_statement")
    return text


def _document_id(visit: Visit, document_id: str | None) -> str | None:
    if document_id is None:
        return None
    try:
        return readable_document(visit, document_id).id
    except NotFound as error:
        raise Invalid("document_id: there is no such document in this entity") from error
