"""Exports: those that are made and kept, a form to begin one, the way to its file."""

from collections.abc import Iterator
from contextlib import suppress

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.database import Visit
from portal.errors import Conflict, Invalid
from portal.policy import Permission
from portal.reports import ReportPeriod
from portal.reports.period import Length
from portal.services.exports.asked import OF_DOCUMENTS, ExportAsked, ExportKind
from portal.services.exports.asking import begin_export, cancel_export
from portal.services.exports.export_views import list_exports
from portal.services.exports.exporting import DIRECTIONS, SHEETS, ExportWanted
from portal.services.reading.periods import Period, span_of
from portal.services.tickets.sealing import ticket_for_export
from portal.web.addresses import Pages
from portal.web.forms import ExportForm, PackForm
from portal.web.frame import region, words
from portal.web.guard import requires
from portal.web.parts import parts

blueprint = Pages("exports", __name__)
_OFFERED = {Length.MONTH: 12, Length.QUARTER: 5, Length.YEAR: 3}


@blueprint.page("/exports/")
@requires(Permission.EXPORT_DOCUMENTS)
def index(visit: Visit) -> ResponseReturnValue:
    """What is being made, and what is kept."""
    return render_template(
        "exports/list.html",
        exports=list_exports(visit),
        all_types=tuple(SHEETS),
        period_label=lambda period: period.label(words(), region()),
    )


@blueprint.page("/exports/new")
@requires(Permission.EXPORT_DOCUMENTS)
def new(visit: Visit) -> ResponseReturnValue:
    """The form, filled for what is asked most: last month's documents as a table."""
    direction = "received" if request.args.get("direction") == "received" else "issued"
    return _form(visit, ExportForm(data=_usual(direction)), "")


@blueprint.page("/exports/begin", methods=("POST",))
@requires(Permission.EXPORT_DOCUMENTS)
def begin(visit: Visit) -> ResponseReturnValue:
    """Begin what the form asks for and show it in the list; the form again, with a word on it, where it cannot be."""
    form = ExportForm(request.form)
    try:
        begin_export(visit, _asked(visit, form))
    except Conflict:
        return _form(visit, form, "too_many"), 409
    except Invalid as error:
        problem = error.code or str(error).partition(":")[0]
        return _form(visit, form, problem), 422
    return redirect(url_for("exports.index"), 303)


@blueprint.page("/exports/pack", methods=("POST",))
@requires(Permission.EXPORT_DOCUMENTS)
def pack(visit: Visit) -> ResponseReturnValue:
    """Begin the pack of a period and show it in the list; the form, with a word on it, where it cannot be."""
    form = PackForm(request.form)
    try:
        period = ReportPeriod.parse(form.period.data or "")
        begin_export(visit, ExportAsked(kind=ExportKind.PACK, period=period, locale=words().locale))
    except Conflict:
        return _form(visit, ExportForm(data=_usual("issued")), "too_many"), 409
    except Invalid as error:
        return _form(visit, ExportForm(data=_usual("issued")), error.code or "pack"), 422
    return redirect(url_for("exports.index"), 303)


@blueprint.page("/exports/<id:export_id>/cancel", methods=("POST",))
@requires(Permission.EXPORT_DOCUMENTS)
def cancel(visit: Visit, export_id: str) -> ResponseReturnValue:
    """Call an unfinished export off; the list shows how it ended."""
    # It may have been finished between the page and the press, and the list says so.
    with suppress(Conflict):
        cancel_export(visit, export_id)
    return redirect(url_for("exports.index"), 303)


@blueprint.page("/exports/<id:export_id>/download")
@requires(Permission.EXPORT_DOCUMENTS)
def download(visit: Visit, export_id: str) -> ResponseReturnValue:
    """On to a ticket for the file: a download may not bring the session's cookie along."""
    lifetime = parts().settings.span("ticket_seconds")
    try:
        place = ticket_for_export(visit, parts().ring, parts().storage, export_id, lifetime)
    except Conflict:
        return redirect(url_for("exports.index"), 303)
    return redirect(url_for("downloads.fetch", ticket=place.ticket, name=place.name), 303)


def _usual(direction: str) -> dict[str, object]:
    return {
        "format": ExportKind.XLSX.value,
        "direction": direction,
        "types": list(SHEETS),
        "period": Period.LAST_MONTH.value,
    }


def _asked(visit: Visit, form: ExportForm) -> ExportAsked:
    """What the form says. Invalid begins with the field that says nothing, or too little."""
    if not form.validate():
        raise Invalid(f"{next(iter(form.errors))}: cannot be taken")
    first, last = form.date_from.data, form.date_to.data
    if form.period.data:
        first, last = span_of(Period(form.period.data), visit.today)
    if first is None or last is None:
        raise Invalid("date_from: is missing")
    wanted = ExportWanted(
        first=first, last=last, types=tuple(form.types.data or ()), direction=form.direction.data or ""
    )
    return ExportAsked(kind=ExportKind(form.format.data or ""), wanted=wanted, locale=words().locale, in_words=True)


def _form(visit: Visit, form: ExportForm, problem: str) -> str:
    spans = [(period.value, span_of(period, visit.today)) for period in Period]
    return render_template(
        "exports/new.html",
        form=form,
        problem=problem,
        kinds=tuple(kind.value for kind in OF_DOCUMENTS),
        directions=DIRECTIONS,
        types=tuple(SHEETS),
        spans=spans,
        packs=list(_packs(visit)),
    )


def _packs(visit: Visit) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The periods to take along, the latest first, those of one length together: name and label of each."""
    for length, count in _OFFERED.items():
        around = ReportPeriod.around(visit.today, length)
        yield (
            length.name.lower(),
            [(each.name, each.label(words(), region())) for each in map(around.later, range(0, -count, -1))],
        )
