"""Reports of a period: VAT summaries, ledgers, receivables; provisional until the period is closed."""

from typing import Literal, cast

from portal_sdk.downloads import Download
from portal_sdk.resources.base import Arguments, Resource
from portal_sdk.schemas import ClosedPeriod, Report, ReportFigure, ReportKind
from portal_sdk.transport import Transport

ReportName = Literal["vat_summary", "input_vat", "sales_ledger", "kir", "aging", "statement"]


class TaxReport(Resource):
    """One kind of report. A period is a month (`2026-03`), a quarter (`2026-Q1`) or a year (`2026`)."""

    def __init__(self, transport: Transport, path: str) -> None:
        super().__init__(transport)
        self._path = path

    def get(self, period: str, *, entity_id: str | None = None, locale: str | None = None, **more: object) -> Report:
        """The report of a period. A `statement` takes a `customer`; without one it tells of all of them."""
        arguments = Arguments(more, period=period, locale=locale, entity_id=entity_id)
        return cast(Report, self._read(self._path, arguments))

    def download(
        self,
        period: str,
        *,
        format: Literal["pdf", "xlsx", "csv"] = "xlsx",
        entity_id: str | None = None,
        locale: str | None = None,
        **more: object,
    ) -> Download:
        """The same as a file."""
        arguments = Arguments(more, period=period, format=format, locale=locale, entity_id=entity_id)
        return self._download(self._path, arguments)


class TaxReports(Resource):
    """The reports of an entity, each by its name, and the periods that are closed. Nothing is filed with anybody."""

    def __init__(self, transport: Transport) -> None:
        super().__init__(transport)
        self.vat_summary = TaxReport(transport, "/tax-reports/vat-summary")
        self.input_vat = TaxReport(transport, "/tax-reports/input-vat")
        self.sales_ledger = TaxReport(transport, "/tax-reports/sales-ledger")
        self.kir = TaxReport(transport, "/tax-reports/kir")
        self.aging = TaxReport(transport, "/tax-reports/aging")
        self.statement = TaxReport(transport, "/tax-reports/statement")

    def kinds(self, *, entity_id: str | None = None) -> list[ReportKind]:
        """The kinds of report that the entity has."""
        return self._page("/tax-reports", Arguments(entity_id=entity_id)).data

    def closed_periods(self, *, entity_id: str | None = None) -> list[ClosedPeriod]:
        """The periods that are closed, the latest first."""
        return self._page("/tax-reports/periods", Arguments(entity_id=entity_id)).data

    def close_period(
        self, period: str, *, entity_id: str | None = None, idempotency_key: str | None = None
    ) -> ClosedPeriod:
        """Close a period that is over, for good: its reports are frozen, later changes stand beside them."""
        arguments = Arguments(period=period, entity_id=entity_id, idempotency_key=idempotency_key)
        return cast(ClosedPeriod, self._write("POST", "/tax-reports/periods", arguments))

    def documents(
        self, report: ReportName, period: str, figure: str, *, entity_id: str | None = None, **more: object
    ) -> ReportFigure:
        """Exactly the documents behind a figure that a row of the report names, and what each adds to it."""
        arguments = Arguments(more, report=report, period=period, figure=figure, entity_id=entity_id)
        return cast(ReportFigure, self._read("/tax-reports/documents", arguments))
