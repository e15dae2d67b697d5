"""Tax reports: the kinds, one report in any form, the documents behind a figure, periods closed."""

from collections.abc import Callable

from flask import Response, request

from portal.api.route import Answer, Call, NoQuery, Noun, Reach, View
from portal.api.schemas.base import Body, Listed, whole_list
from portal.api.schemas.tax_reports import (
    ClosedPeriodOut,
    ClosePeriodIn,
    FigureQuery,
    ReportFigureOut,
    ReportKindOut,
    ReportOut,
    ReportQuery,
    StatementQuery,
)
from portal.api.streams import saved_as
from portal.api.tax_report_bodies import closed_body, figure_body, report_body
from portal.database import Visit
from portal.errors import Invalid, NotFound
from portal.policy import Permission
from portal.reports import ReportKind, ReportPeriod
from portal.services.reports.asked import ReportAsked
from portal.services.reports.closing import close_period, list_closed
from portal.services.reports.files import ReportForm, file_name, note_taken, report_file
from portal.services.reports.views import figure_of, kinds_of

noun = Noun(
    "tax-reports",
    "VAT summaries, ledgers and receivables of a month, a quarter or a year; provisional until the period is closed."
    " Nothing is filed with a tax office.",
)


@noun.route(
    "GET",
    "/tax-reports",
    reach=Reach.ENTITY,
    permission=Permission.READ_DOCUMENTS,
    answer=Listed[ReportKindOut],
)
def list_kinds(visit: Visit, _call: Call[Body, NoQuery]) -> Listed[ReportKindOut]:
    """List the kinds of report that the entity has, with the address of each."""
    return whole_list(
        [
            ReportKindOut.model_validate(
                {
                    "report": kind.value,
                    "path": f"/api/v1/tax-reports/{kind.slug}",
                    "formats": ["json", *(form.value for form in ReportForm)],
                }
            )
            for kind in kinds_of(visit)
        ]
    )


@noun.route(
    "GET",
    "/tax-reports/periods",
    reach=Reach.ENTITY,
    permission=Permission.READ_DOCUMENTS,
    answer=Listed[ClosedPeriodOut],
)
def list_periods(visit: Visit, _call: Call[Body, NoQuery]) -> Listed[ClosedPeriodOut]:
    """List the closed periods, the latest first; every other one is provisional."""
    return whole_list([closed_body(each) for each in list_closed(visit)])


@noun.route(
    "POST",
    "/tax-reports/periods",
    reach=Reach.ENTITY,
    permission=Permission.WRITE_DOCUMENTS,
    body=ClosePeriodIn,
    answer=ClosedPeriodOut,
)
def close(visit: Visit, call: Call[ClosePeriodIn, NoQuery]) -> ClosedPeriodOut:
    """Close a period for good: its reports are frozen, and what changes later is listed beside them."""
    return closed_body(close_period(visit, call.body.period))


@noun.route(
    "GET",
    "/tax-reports/documents",
    reach=Reach.ENTITY,
    permission=Permission.READ_DOCUMENTS,
    query=FigureQuery,
    answer=ReportFigureOut,
)
def documents(visit: Visit, call: Call[Body, FigureQuery]) -> ReportFigureOut:
    """List exactly the documents behind a figure, and what each adds to it."""
    query = call.query
    asked = ReportAsked(
        kind=ReportKind(query.report), period=ReportPeriod.parse(query.named), party=query.customer or None
    )
    try:
        return figure_body(figure_of(asked.view(visit), query.figure))
    except NotFound as error:
        raise Invalid("figure: is none of this report; take one of its rows' figures") from error


def _report_route(kind: ReportKind) -> Callable[[View], View]:
    return noun.route(
        "GET",
        f"/tax-reports/{kind.slug}",
        reach=Reach.ENTITY,
        permission=Permission.READ_DOCUMENTS,
        query=StatementQuery if kind is ReportKind.STATEMENT else ReportQuery,
        answer=ReportOut,
    )


@_report_route(ReportKind.VAT_SUMMARY)
def vat_summary(visit: Visit, call: Call[Body, ReportQuery]) -> Response | Answer:
    """VAT on what was billed, by category and rate, in each currency. Also as pdf, xlsx or csv."""
    return _answered(visit, call, ReportKind.VAT_SUMMARY)


@_report_route(ReportKind.INPUT_VAT)
def input_vat(visit: Visit, call: Call[Body, ReportQuery]) -> Response | Answer:
    """VAT on the bills of suppliers, by category and rate, in each currency. Also as pdf, xlsx or csv."""
    return _answered(visit, call, ReportKind.INPUT_VAT)


@_report_route(ReportKind.SALES_LEDGER)
def sales_ledger(visit: Visit, call: Call[Body, ReportQuery]) -> Response | Answer:
    """Every billed document by VAT point, voided ones with zero. Also as pdf, xlsx or csv."""
    return _answered(visit, call, ReportKind.SALES_LEDGER)


@_report_route(ReportKind.KIR)
def kir(visit: Visit, call: Call[Body, ReportQuery]) -> Response | Answer:
    """Data for the Slovenian record of charged VAT, not filed; for entities in Slovenia. Also as pdf, xlsx or csv."""
    return _answered(visit, call, ReportKind.KIR)


@_report_route(ReportKind.AGING)
def aging(visit: Visit, call: Call[Body, ReportQuery]) -> Response | Answer:
    """What customers owe at the end of the period, by how late it is. Also as pdf, xlsx or csv."""
    return _answered(visit, call, ReportKind.AGING)


@_report_route(ReportKind.STATEMENT)
def statement(visit: Visit, call: Call[Body, StatementQuery]) -> Response | Answer:
    """A customer's statement of account, or what each customer comes to. Also as pdf, xlsx or csv."""
    return _answered(visit, call, ReportKind.STATEMENT, call.query.customer)


def _answered(
    visit: Visit, call: Call[Body, ReportQuery], kind: ReportKind, customer: str | None = None
) -> Response | Answer:
    query = call.query
    form = None if query.format == "json" else ReportForm(query.format)
    period = ReportPeriod.parse(query.named)
    asked = ReportAsked(kind=kind, period=period, party=customer or None, form=form, language=query.locale)
    view = asked.view(visit)
    if form is None:
        return Answer(report_body(view))
    data = report_file(visit, call.parts.pool, view, form)
    if request.method != "HEAD":
        with visit.write() as writing:
            note_taken(visit, writing, view, form)
    return saved_as(file_name(view, form), form.mime, data)
