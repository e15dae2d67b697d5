"""Tickets: a minute's right to fetch one thing for one session, where its cookie cannot go along."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from portal import policy
from portal.door import look_up
from portal.errors import NotFound
from portal.policy import Permission
from portal.services import downloads
from portal.services.sessions import resume_session
from portal.tokens import open_ticket
from portal.web.answers import attachment
from portal.web.asking import asking, visitor_address
from portal.web.guard import come_yourself, public
from portal.web.limits import few_downloads
from portal.web.parts import parts

blueprint = Blueprint("downloads", __name__)


@blueprint.get("/dl/<ticket>/<path:name>")
@public
@few_downloads
def fetch(ticket: str, **_name: str) -> ResponseReturnValue:
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
    current.resumed = resumed
    with parts().database.visit(resumed.actor, at=current.at, address=visitor_address()) as visit:
        # `current.visit` stays empty: no page of the session can be linked to from an address outside it.
        needed = Permission.READ_DOCUMENTS if paper.subject_kind == "pdf" else Permission.READ_FILES
        policy.check(visit.actor, needed, viewers_export=visit.account.viewers_export)
        if current.quiet:
            return Response(mimetype="application/octet-stream")
        taken = downloads.fetch(visit, parts().storage, parts().pool, paper)
        return attachment(taken, inline=request.args.get("show") == "1")
