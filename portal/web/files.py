"""Files by category, their bytes, and the client's own: put there from a form, taken back."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from portal.database import Visit
from portal.errors import Conflict, Invalid
from portal.policy import Permission
from portal.reports import ReportPeriod
from portal.services.filing.files import list_files
from portal.services.filing.keeping import take_back
from portal.services.filing.limits import limits_of
from portal.services.filing.looks import look_through
from portal.services.filing.uploading import (
    CATEGORIES,
    MOST_AT_ONCE,
    SentFile,
    Uploaded,
    months_to_choose,
    upload_files,
)
from portal.services.tickets.sealing import ticket_for_file
from portal.web.addresses import Pages
from portal.web.asking import asking
from portal.web.forms import UploadForm
from portal.web.guard import requires
from portal.web.parts import parts

blueprint = Pages("files", __name__)


@blueprint.page("/files/")
@requires(Permission.READ_FILES)
def index(visit: Visit) -> ResponseReturnValue:
    """The first files of each category, or all of one, page by page; what is new to whoever looks is marked."""
    added = request.args.get("added", type=int)
    return _page(visit, UploadForm(data={"category": CATEGORIES[0]}), added=added or 0)


@blueprint.page("/files/upload", methods=("POST",))
@requires(Permission.UPLOAD_FILES)
def upload(visit: Visit) -> ResponseReturnValue:
    """Keep what can be kept of the files that were sent; where some cannot be, the page says which and why."""
    form = UploadForm(request.form)
    sent = [_sent(part) for part in request.files.getlist("files") if part.filename]
    problem = _problem(form, sent)
    if problem:
        return _page(visit, form, problem=problem), 422
    limits = limits_of(visit, parts().settings)
    try:
        period = ReportPeriod.parse(form.period.data).first if form.period.data else None
        done = upload_files(
            visit,
            parts().storage,
            limits,
            sent,
            {"category": form.category.data or "", "period": period, "note": form.note.data},
        )
    except Invalid:
        return _page(visit, form, problem="form"), 422
    if done.refused:
        return _page(visit, form, done=done), 422
    return redirect(url_for("files.index", added=len(done.kept)), 303)


@blueprint.page("/files/<id:file_id>/remove", methods=("POST",))
@requires(Permission.UPLOAD_FILES)
def remove(visit: Visit, file_id: str) -> ResponseReturnValue:
    """Take back a file of one's own that the firm has not fetched yet; where it has, the list says so."""
    try:
        take_back(visit, parts().storage, file_id)
    except Conflict as conflict:
        return _page(visit, UploadForm(data={"category": CATEGORIES[0]}), problem=conflict.code or "form"), 409
    return redirect(url_for("files.index"), 303)


@blueprint.page("/files/<id:file_id>/download")
@requires(Permission.READ_FILES)
def download(visit: Visit, file_id: str) -> ResponseReturnValue:
    """On to a ticket for the bytes: a download may not bring the session's cookie along."""
    place = ticket_for_file(visit, parts().ring, parts().storage, file_id, parts().settings.span("ticket_seconds"))
    return redirect(url_for("downloads.fetch", ticket=place.ticket, name=place.name), 303)


def _sent(part: FileStorage) -> SentFile:
    return SentFile(part.filename or "", part.stream)


def _problem(form: UploadForm, sent: list[SentFile]) -> str:
    """What is wrong with the post as a whole; empty where its files can be looked at one by one."""
    if not form.validate():
        return "note" if "note" in form.errors else "form"
    if not sent:
        return "no_files"
    return "too_many" if len(sent) > MOST_AT_ONCE else ""


def _page(visit: Visit, form: UploadForm, *, problem: str = "", done: Uploaded | None = None, added: int = 0) -> str:
    category = request.args.get("category") or None
    news = look_through(visit, quiet=asking().quiet)
    view = list_files(visit, parts().ring, category, request.args.get("cursor"), news=news)
    newer = url_for("files.index", category=category, cursor=view.newer) if view.newer else None
    older = url_for("files.index", category=category, cursor=view.older) if view.older else None
    return render_template(
        "files/list.html",
        view=view,
        newer_url=newer,
        older_url=older,
        may_upload=visit.may(Permission.UPLOAD_FILES),
        form=form,
        problem=problem,
        done=done,
        added=min(max(added, 0), MOST_AT_ONCE),
        categories=CATEGORIES,
        months=months_to_choose(visit.today),
        most_at_once=MOST_AT_ONCE,
        largest=limits_of(visit, parts().settings).one,
    )
