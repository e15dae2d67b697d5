"""Tickets: a minute's right to fetch one thing for one session, where its cookie cannot go along."""

from contextlib import ExitStack

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import policy
from portal.database import Visit
from portal.door import look_up
from portal.errors import NotFound, RenderPending
from portal.policy import Permission
from portal.services.entry.sessions import resume_session
from portal.services.reports.asked import ReportAsked
from portal.services.tickets import fetching, sealing
from portal.tokens import Ticket, open_ticket
from portal.web.answers import attachment, begins_anew, hands_out, stored_file
from portal.web.asking import asking, visitor_address
from portal.web.guard import come_yourself, public
from portal.web.limits import few_downloads, few_reports
from portal.web.parts import parts

blueprint = Blueprint("downloads", __name__)
_NEEDED = {
    sealing.PDF: Permission.READ_DOCUMENTS,
    sealing.XML.removesuffix("_"): Permission.READ_DOCUMENTS,
    sealing.EXPORT: Permission.EXPORT_DOCUMENTS,
    sealing.REPORT: Permission.READ_DOCUMENTS,
}


@blueprint.get("/dl/<ticket>/<path:name>")
@public
@few_downloads
def fetch(ticket: str, name: str) -> ResponseReturnValue:
    """The bytes that a ticket was made for; the session behind it must still live and hold the permission."""
    current = asking()
    if current.prefetching:
        return come_yourself()
    paper = open_ticket(parts().ring, ticket, now=current.at, max_lifetime=parts().settings.span("ticket_seconds"))
    found = look_up(parts().database, f"session:{paper.session_id}")
    if found is None:
        raise NotFound("the ticket's session is unknown")
    current.scope = found.scope
    resumed = resume_session(parts().database, found.scope, paper.session_id, current.at)
    current.resumed, current.locale_claim = resumed, resumed.session.locale
    with parts().database.visit(resumed.actor, at=current.at, address=visitor_address()) as visit:
        # `current.visit` stays empty: no page of the session can be linked to from an address outside it.
        needed = _NEEDED.get(paper.subject_kind.partition("_")[0], Permission.READ_FILES)
        policy.check(visit.actor, needed, viewers_export=visit.account.viewers_export)
        if current.quiet:
            return Response(mimetype="application/octet-stream")
        return _hand_out(visit, paper, name)


def _hand_out(visit: Visit, paper: Ticket, name: str) -> ResponseReturnValue:
    """The bytes, or the page that waits for them. A download leaves the page it began on standing: one that waited
    is therefore told that the PDF is ready, and that page begins the download."""
    shown, waited = request.args.get("show") == "1", request.args.get("waited") == "1"
    storage, pool = parts().storage, parts().pool
    if _may_leave(shown) and (place := fetching.link_elsewhere(visit, storage, paper)) is not None:
        return redirect(place, 303)
    if paper.subject_kind == sealing.EXPORT:
        file = fetching.fetch_export(visit, storage, paper)
        response = stored_file(file)
        if hands_out(response):
            with ExitStack() as refused:
                refused.callback(response.close)
                fetching.note_export(visit, file, paper, anew=begins_anew(response))
                refused.pop_all()
        return response
    if paper.subject_kind == sealing.REPORT:
        handed: ResponseReturnValue = _report(visit, paper, inline=shown)
        return handed
    try:
        # Nothing else is waited for, and only so is a ticket renewed.
        if waited and not shown and paper.subject_kind == sealing.PDF:
            fetching.await_pdf(visit, storage, pool, paper)
            return render_template("downloads/ready.html", next_url=_next_url(visit, paper, name, waited=None))
        return attachment(fetching.fetch(visit, storage, pool, paper), inline=shown)
    except RenderPending as pending:
        next_url = _next_url(visit, paper, name, waited="1")
        return render_template("downloads/waiting.html", next_url=next_url, seconds=pending.retry_after), 202


def _may_leave(shown: bool) -> bool:
    """Whether the browser may be sent to the object store: for a whole file to save, in a window of its own. In a frame
    the firm's page decides what may be loaded (its `frame-src`), and it knows the portal and not the store."""
    return not shown and request.headers.get("Sec-Fetch-Dest") == "document" and "Range" not in request.headers


@few_reports
def _report(visit: Visit, paper: Ticket, *, inline: bool) -> ResponseReturnValue:
    """A report's file, worked out anew with each use."""
    asked = ReportAsked.read(request.args)
    return attachment(fetching.fetch_report(visit, parts().pool, paper, asked), inline=inline)


def _next_url(visit: Visit, paper: Ticket, name: str, *, waited: str | None) -> str:
    """The same address with a fresh ticket: who waits may wait for longer than a ticket lasts."""
    lifetime = parts().settings.span("ticket_seconds")
    fresh = sealing.renewed(visit, parts().ring, paper, lifetime)
    return url_for("downloads.fetch", ticket=fresh, name=name, show=request.args.get("show"), waited=waited)
