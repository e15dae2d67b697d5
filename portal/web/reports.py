"""Reports: the periods of a year, one report, the documents behind one of its figures, the way to its files."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import formats
from portal.database import Visit
from portal.errors import Invalid, NotFound
from portal.policy import Permission
from portal.reports import Figure, ReportDocument, ReportPeriod
from portal.reports.period import Length
from portal.services.reports.asked import ReportAsked
from portal.services.reports.files import ReportForm
from portal.services.reports.overview import YearView, first_year, show_year
from portal.services.reports.views import ReportView, figure_of
from portal.services.reports.words import change_titles, change_word, relevant_changes, state_sentence
from portal.services.reports.written import Written
from portal.services.tickets.sealing import ticket_for_report
from portal.web.addresses import Pages
from portal.web.frame import region, words
from portal.web.guard import requires
from portal.web.limits import few_pdfs, few_reports
from portal.web.parts import parts

blueprint = Pages("reports", __name__)
ROWS_OF_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class Near:
    """Another period: what it is called, and the address of the same report of it."""

    label: str
    url: str


@blueprint.page("/reports/")
@requires(Permission.READ_DOCUMENTS)
@few_reports
def index(visit: Visit) -> ResponseReturnValue:
    """The periods of a year, this one's unless the address says."""
    year = _year(request.args.get("year"))
    view = show_year(visit, year)
    return render_template("reports/index.html", view=view, label_of=_label, figure=_money, latest=_latest_over(view))


@blueprint.page("/reports/<kind>/<period>/")
@requires(Permission.READ_DOCUMENTS)
@few_reports
def show(visit: Visit, kind: str, period: str) -> ResponseReturnValue:
    """One report of one period, or one customer's statement."""
    asked = _asked(kind, period)
    view = asked.view(visit)
    start = _start()
    sections = [Written(section, view.locale) for section in view.report.sections]
    return render_template(
        "reports/show.html",
        view=view,
        asked=asked,
        sections=sections,
        start=start,
        page_rows=ROWS_OF_A_PAGE,
        state=state_sentence(view, visit),
        near=_near(view, visit),
        forms=_forms(visit, asked),
        may_pack=visit.may(Permission.EXPORT_DOCUMENTS),
        changes=[(each, change_word(each.kind, words())) for each in relevant_changes(view)],
        change_titles=change_titles(words()),
    )


@blueprint.page("/reports/<kind>/<period>/documents")
@requires(Permission.READ_DOCUMENTS)
@few_reports
def behind(visit: Visit, kind: str, period: str) -> ResponseReturnValue:
    """Exactly the documents that a figure is the sum of, and what each adds to it."""
    asked = _asked(kind, period)
    view = asked.view(visit)
    figure = figure_of(view, request.args.get("figure", ""))
    return render_template(
        "reports/behind.html",
        view=view,
        asked=asked,
        figure=figure,
        totals=_texts(figure, figure.amounts),
        entries=list(_entries(figure)),
        start=_start(),
        page_rows=ROWS_OF_A_PAGE,
        state=state_sentence(view, visit),
    )


@blueprint.page("/reports/<kind>/<period>/file")
@requires(Permission.READ_DOCUMENTS)
@few_pdfs
def file(visit: Visit, kind: str, period: str) -> ResponseReturnValue:
    """On to a ticket for the report as a file: a download may not bring the session's cookie along."""
    asked = _asked(kind, period, form=request.args.get("form", ""))
    place = ticket_for_report(visit, parts().ring, asked, parts().settings.span("ticket_seconds"))
    # The ticket is for exactly this: the address has to say it again.
    said = urlencode(asked.said())
    return redirect(f"{url_for('downloads.fetch', ticket=place.ticket, name=place.name)}?{said}", 303)


def _asked(kind: str, period: str, form: str | None = None) -> ReportAsked:
    """What the address asks for. Raises NotFound where it names no report that there is."""
    said = {"report": kind, "period": period, "lang": words().locale, "customer": request.args.get("customer", "")}
    try:
        return ReportAsked.read(said | ({"form": form} if form is not None else {}))
    except Invalid as error:
        raise NotFound(str(error)) from error


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return ReportPeriod.parse(text).year


def _start() -> int:
    """How many rows of a long table are left out before the page."""
    text = request.args.get("from", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _label(period: ReportPeriod) -> str:
    if period.length is Length.MONTH:
        return formats.month_name(period.first, region())
    return period.label(words(), region())


def _money(amount: Decimal, currency: str) -> str:
    return formats.money(amount, currency, region())


def _latest_over(view: YearView) -> ReportPeriod:
    """The period that is most likely asked for: the last month that is over, else the one that runs."""
    over = [each.period for each in view.months if each.is_over]
    return over[-1] if over else view.months[0].period


def _near(view: ReportView, visit: Visit) -> tuple[Near | None, Near | None]:
    """The same report of the period before, from the first year on, and of the one after, as far as that has begun."""
    found: list[Near | None] = []
    earliest = first_year(visit)
    for step in (-1, 1):
        period = view.period.later(step)
        # Without an end at either side, whoever follows links would never stop.
        if period.first > visit.today or period.year < earliest:
            found.append(None)
            continue
        url = url_for("reports.show", kind=view.kind.slug, period=period.name)
        found.append(Near(_label(period), url))
    return found[0], found[1]


def _forms(visit: Visit, asked: ReportAsked) -> list[tuple[str, str]]:
    """The files that this visitor may take: name and address."""
    wanted = [form for form in ReportForm if visit.may(replace(asked, form=form).needs())]
    kind, period = asked.kind.slug, asked.period.name
    return [
        (form.value, url_for("reports.file", kind=kind, period=period, customer=asked.party, form=form.value))
        for form in wanted
    ]


def _texts(figure: Figure, amounts: tuple[Decimal, ...]) -> list[str]:
    return [formats.amount(amount, figure.currency, region()) for amount in amounts]


def _entries(figure: Figure) -> Iterator[tuple[ReportDocument, list[str]]]:
    return ((entry.document, _texts(figure, entry.amounts)) for entry in figure.entries)
