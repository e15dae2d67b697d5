"""Exports as the API takes and gives them."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from portal.api.schemas.base import Body, Day, Instant, Out, Query

Form = Literal["xlsx", "csv"]
AnyForm = Literal["xlsx", "csv", "pdf", "xml", "pack"]
Locale = Literal["en", "sl", "de", "it", "fr", "es", "pt", "nl", "pl", "hr"]
Period = Annotated[
    str,
    Field(
        pattern=r"^((this|last)_(month|quarter|year)|[0-9]{4}(-(Q[1-4]|0[1-9]|1[0-2]))?)$",
        description="`this_month`, `last_month`, `…_quarter` or `…_year`, as the entity's calendar has it today; or "
        "a period by its name, as in tax reports: `2026-03`, `2026-Q1`, `2026`.",
    ),
]
Ids = Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=500)]
_TYPES = "invoice, credit_note, advance_invoice, estimate, delivery_note"


class ExportQuery(Query):
    """Which documents are exported, by their dates, both included; drafts never are."""

    format: Form = "xlsx"
    type: Annotated[str | None, Field(max_length=200, description=f"One of {_TYPES}.")] = None
    types: Annotated[str | None, Field(max_length=200, description=f"Several, with commas: {_TYPES}.")] = None
    date_from: Day
    date_to: Day
    direction: Literal["issued", "received"] = "issued"
    locale: Annotated[Locale, Field(description="The language of the column titles; types and states stay codes.")] = (
        "en"
    )
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

    document_ids: Ids | None = None
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


class ExportIn(Body):
    """Which file of which documents: by period, by days (both included), or, for archives, by id; drafts only by id.

    A `pack` is of a period alone, and holds what its tax reports count: PDFs, e-invoices, the reports as xlsx, a page
    to read them by, and a list with the SHA-256 of each file and the totals.
    """

    format: Annotated[
        AnyForm,
        Field(description="A table, an archive of PDFs or of e-invoices, or the pack of a period with all of it."),
    ]
    types: (
        Annotated[list[str], Field(min_length=1, max_length=5, description=f"Some of {_TYPES}; else all.")] | None
    ) = None
    period: Period | None = None
    date_from: Day | None = None
    date_to: Day | None = None
    document_ids: Ids | None = None
    direction: Literal["issued", "received"] = "issued"
    locale: (
        Annotated[
            Locale, Field(description="Of a table's titles (its codes stay), or of a pack; else the entity's own.")
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _one_way(self) -> Any:
        ways = (self.period is not None, self.document_ids is not None, bool(self.date_from or self.date_to))
        if sum(ways) != 1 or (ways[2] and not (self.date_from and self.date_to)):
            raise ValueError("state one of: period; date_from and date_to; document_ids")
        if self.document_ids is not None and self.types:
            raise ValueError("types go with period or days, not with document_ids")
        if self.format == "pack" and (self.period is None or self.types or "direction" in self.model_fields_set):
            raise ValueError("a pack is of a period, with all that its reports count; state period alone")
        return self


class FailedDocument(Out):
    """A document that is not in the file, or of a pack one whose PDF or e-invoice is not: `code` is `no_xml`,
    `not_drawn`, `missing` or `damaged`, `message` says why."""

    document_id: str
    number: str
    code: str
    message: str


class ExportOut(Out):
    """How far an export is: `queued`, `running`, `done`, `failed` or `cancelled`. `file_url` is where the file is, once
    done; `seconds_left` an estimate, while there can be one."""

    id: str
    format: AnyForm
    status: str
    progress: Annotated[int, Field(ge=0, le=100)]
    total_docs: int
    done_docs: int
    seconds_left: int | None
    types: list[str] | None
    period: str | None
    date_from: Day | None
    date_to: Day | None
    direction: str | None
    failed: list[FailedDocument]
    error: str | None
    file_name: str
    file_url: str | None
    bytes: int | None
    sha256: str | None
    requested_by: str
    created_at: Instant
    started_at: Instant | None
    finished_at: Instant | None
    expires_at: Instant | None
