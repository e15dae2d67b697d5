"""Reports of a period as the API takes and gives them."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from portal.api.schemas.base import Body, Currency, Day, Instant, Money, Out, Query

KindName = Literal["vat_summary", "input_vat", "sales_ledger", "kir", "aging", "statement"]
Form = Literal["json", "pdf", "xlsx", "csv"]
_PERIOD = "A month like `2026-03`, a quarter like `2026-Q1`, or a year like `2026`."
Period = Annotated[str, Field(max_length=7, description=_PERIOD)]


class PeriodQuery(Query):
    """A period by its name, or as a year with a month or a quarter of it."""

    period: Annotated[str | None, Field(max_length=7, description=_PERIOD)] = None
    year: Annotated[int | None, Field(ge=1950, le=2200)] = None
    quarter: Annotated[int | None, Field(ge=1, le=4)] = None
    month: Annotated[int | None, Field(ge=1, le=12)] = None

    @model_validator(mode="after")
    def _one_way(self) -> Any:
        if (self.period is None) == (self.year is None):
            raise ValueError("state period, or year with month or quarter")
        if self.year is None and (self.quarter or self.month):
            raise ValueError("month and quarter need a year")
        if self.quarter is not None and self.month is not None:
            raise ValueError("state month or quarter, not both")
        return self

    @property
    def named(self) -> str:
        """The period's name."""
        if self.period is not None:
            return self.period
        if self.quarter is not None:
            return f"{self.year}-Q{self.quarter}"
        return f"{self.year}-{self.month:02}" if self.month is not None else str(self.year)


class ReportQuery(PeriodQuery):
    """Which period, in which form, and in which language its words are."""

    format: Form = "json"
    locale: Annotated[str | None, Field(max_length=12, description="`en`, `sl` or `de`; else the entity's.")] = None


class StatementQuery(ReportQuery):
    """For one customer its statement of account; without one, what all of them come to."""

    customer: Annotated[
        str | None, Field(max_length=260, description="A customer's id, or another `customer` of the statement.")
    ] = None


class FigureQuery(PeriodQuery):
    """A figure, as a report's rows name it in `figures`."""

    report: KindName
    figure: Annotated[str, Field(max_length=400)]
    customer: Annotated[str | None, Field(max_length=260)] = None


class ClosePeriodIn(Body):
    """The period to close for good. It has to be over."""

    period: Period


class ReportColumnOut(Out):
    """A column of a table; `type` is text, amount, day, count or rate."""

    key: str
    title: str
    type: str


class ReportRowOut(Out):
    """A row. A `total` is the sum of the `plain` rows above it; an `aside` is in no sum.

    `values` are by column: texts, numbers, and days like `2026-03-15`. `figures` names, by column, the figure whose
    documents `/tax-reports/documents` lists.
    """

    kind: str
    document_id: str | None
    values: dict[str, str | Money | None]
    figures: dict[str, str]


class ReportSectionOut(Out):
    """A table. All of its amounts are in its currency: amounts in two currencies are never added up."""

    key: str
    title: str
    currency: str
    note: str
    columns: list[ReportColumnOut]
    rows: list[ReportRowOut]


class ReportRemarkOut(Out):
    """What a reader has to know; `figure` names the documents that it is about."""

    text: str
    figure: str | None


class ReportChangeOut(Out):
    """What happened in a closed period after it was closed. It is in no figure of the report."""

    kind: str
    document_id: str
    number: str
    document_type: str
    direction: str
    party_name: str
    currency_code: Currency
    base: Money
    tax: Money
    balance: Money


class ReportOut(Out):
    """A report. While `state` is `provisional` its figures can change; when it is `closed` they do not."""

    report: KindName
    title: str
    period: str
    date_from: Day
    date_to: Day
    as_of: Day
    state: Literal["provisional", "closed"]
    is_over: bool
    closed_at: Instant | None
    closed_by: str | None
    customer: str | None
    locale: str
    filed: Literal[False]
    sections: list[ReportSectionOut]
    remarks: list[ReportRemarkOut]
    later_changes: list[ReportChangeOut]


class ReportKindOut(Out):
    """One kind of report, and the forms that it comes in."""

    report: KindName
    path: str
    formats: list[Form]


class VatTotalOut(Out):
    """What a VAT summary came to in one currency."""

    currency: Currency
    documents: int
    base: Money
    tax: Money


class ClosedPeriodOut(Out):
    """A closed period, and what its VAT summaries came to: of what was issued and of what was received."""

    period: str
    date_from: Day
    date_to: Day
    closed_at: Instant
    closed_by: str
    issued: list[VatTotalOut]
    received: list[VatTotalOut]


class ReportEntryOut(Out):
    """A document behind a figure, and what it adds to each of the figure's amounts."""

    document_id: str
    document_type: str
    number: str
    date: Day
    tax_point: Day
    party_name: str
    is_voided: bool
    amounts: list[Money]


class ReportFigureOut(Out):
    """Exactly the documents that a figure is the sum of; `amounts` are those sums."""

    figure: str
    title: str
    currency_code: str
    columns: list[str]
    amounts: list[Money]
    documents: list[ReportEntryOut]
