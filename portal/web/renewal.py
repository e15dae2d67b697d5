"""A session that lives on while its client is there: the time left, a press that keeps it, a link that renews it."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from portal.database import Visit
from portal.errors import LinkRefused
from portal.policy import Permission
from portal.services.entry.link_refusals import refuse_link
from portal.services.entry.links import open_link
from portal.services.entry.renewal import renew_session, time_left
from portal.services.entry.sessions import Resumed, resume_session
from portal.web.addresses import Pages
from portal.web.asking import asking, visiting_browser, visitor_address
from portal.web.guard import public, refuse_foreign, refuse_forged, requires
from portal.web.limits import few_renewals
from portal.web.parts import parts
from portal.web.sessions import current_session, held_session

blueprint = Pages("renewal", __name__)


@blueprint.page("/session/left")
@requires(Permission.SEE_OWN_SESSION, keeps_alive=False)
def left(visit: Visit) -> ResponseReturnValue:
    """Seconds left, as whom. A page asks this again and again, and no session lives longer for it."""
    return _told(visit, current_session())


@blueprint.page("/session/stay", methods=("POST",))
@requires(Permission.SEE_OWN_SESSION)
def stay(visit: Visit) -> ResponseReturnValue:
    """Somebody pressed to stay: a use of the session like any other."""
    return _told(visit, current_session())


@blueprint.page("/session/renew", methods=("POST",))
@public
@few_renewals
def renew() -> ResponseReturnValue:
    """Lengthen this session by a fresh link of its own person; public, as its time may be over already."""
    refuse_foreign()
    scope, session_id = held_session()
    refuse_forged()
    current = asking()
    database, settings = parts().database, parts().settings
    opened = open_link(database, parts().sealer, settings, request.form.get("token"), current.at)
    try:
        renew_session(database, settings, session_id, opened, visiting_browser(), current.at)
    except LinkRefused as refusal:
        refuse_link(database, opened.claims, refusal, current.at, visitor_address())
        raise
    resumed = current.resumed = resume_session(database, scope, session_id, current.at)
    with database.visit(resumed.actor, at=current.at, address=visitor_address()) as visit:
        return _told(visit, resumed)


def _told(visit: Visit, resumed: Resumed) -> ResponseReturnValue:
    found = time_left(visit, parts().settings, resumed.session)
    return jsonify(left=found.seconds, limit=found.limit, ask_at=found.ask_at, access=visit.actor.access)
