"""Exports as the API takes and gives them."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from portal.api.schemas.base import Body, Day, Instant, Out, Query

Form = Literal["xlsx", "csv"]
_TYPES = "invoice, credit_note, advance_invoice, estimate, delivery_note"


class ExportQuery(Query):
    """Which documents are exported, by their dates, both included; drafts never are."""

    format: Form = "xlsx"
    type: Annotated[str | None, Field(max_length=200, description=f"One of {_TYPES}.")] = None
    types: Annotated[str | None, Field(max_length=200, description=f"Several, with commas: {_TYPES}.")] = None
    date_from: Day
    date_to: Day
    direction: Literal["issued", "received"] = "issued"
    entities: Annotated[
        Literal["all"] | None,
        Field(description="For account keys without `x-entity-id`: every entity; each row names its own."),
    ] = None

    def chosen(self) -> tuple[str, ...]:
        """The types that are named, none for all."""
        named = ",".join(each for each in (self.type, self.types) if each)
        return tuple(each.strip() for each in named.split(",") if each.strip())


class PdfExportIn(Body):
    """The documents by id, or by type and days."""

    document_ids: Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=500)] | None = (
        None
    )
    types: Annotated[list[str], Field(min_length=1, max_length=5)] | None = None
    date_from: Day | None = None
    date_to: Day | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Any:
        by_days = (self.date_from, self.date_to)
        if (self.document_ids is None) == (None in by_days):
            raise ValueError("state document_ids, or date_from and date_to")
        if self.document_ids is not None and (self.types or any(by_days)):
            raise ValueError("state document_ids alone, or types with date_from and date_to")
        return self


class FailedPdf(Out):
    """A document that no PDF could be made of."""

    document_id: str
    message: str


class ExportOut(Out):
    """How far an export is: `queued`, `running`, `done` or `failed`. `file_url` is where the archive is, once done."""

    id: str
    status: str
    progress: Annotated[int, Field(ge=0, le=100)]
    total_docs: int
    failed: list[FailedPdf]
    error: str | None
    file_name: str
    file_url: str | None
    bytes: int | None
    created_at: Instant
    finished_at: Instant | None
    expires_at: Instant | None
