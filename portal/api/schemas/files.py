"""Files as the API takes and gives them."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from portal.api.schemas.base import Body, Instant, Out, Text

_MONTH = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def _month(value: Any) -> date:
    """A month, or any day of it."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _MONTH.fullmatch(value):
        raise ValueError("must be a month, as in 2026-03")
    try:
        return date.fromisoformat(value if len(value) > len("2026-03") else f"{value}-01")
    except ValueError as error:
        raise ValueError("must be a month, as in 2026-03") from error


Month = Annotated[
    date,
    BeforeValidator(_month),
    PlainSerializer(lambda day: f"{day:%Y-%m}", return_type=str, when_used="unless-none"),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"}),
]
"""A month, as `2026-03`; a day stands for its month."""
Category = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,23}$", description="As in bank_statement, receipt, other.")]
FileName = Annotated[str, Field(min_length=1, max_length=255)]


class FileFields(Body):
    """What can be said of a file."""

    filename: FileName | None = None
    category: Category | None = None
    period: Month | None = None
    note: Annotated[str, Field(max_length=1000)] | None = None
    document_id: str | None = None


class FilePatch(FileFields):
    """What is changed; null clears the period, the note and the document."""


class FileOut(Out):
    """A file; `url` is where its bytes are, for the same key. `purpose` is `shared`, or `original` and `attachment` for
    what an imported document came from and came with. What the client sent (`sent_by` is `client`) has no `fetched_at`
    until your side first takes its bytes."""

    id: str
    entity_id: str
    document_id: str | None
    category: str
    purpose: str
    period: Month | None
    filename: Annotated[str, Field(validation_alias=AliasChoices("name", "filename"))]
    mime_type: Annotated[str, Field(validation_alias=AliasChoices("mime", "mime_type"))]
    bytes: Annotated[int, Field(validation_alias=AliasChoices("size", "bytes"))]
    sha256: str
    note: Text | None
    added_by: str
    sent_by: str
    fetched_at: Instant | None
    url: str
    created_at: Instant
