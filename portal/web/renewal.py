"""A session that lives on while its client is there: the time left, a press that keeps it, a link that renews it."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from portal.database import Visit
from portal.errors import LinkRefused
from portal.policy import Permission
from portal.services.entry.browsers import Browser
from portal.services.entry.link_refusals import refuse_link
from portal.services.entry.links import open_link
from portal.services.entry.renewal import renew_session, time_left
from portal.services.entry.sessions import resume_session
from portal.web.addresses import Pages
from portal.web.asking import asking, visitor_address
from portal.web.guard import public, refuse_foreign, refuse_forged, requires
from portal.web.limits import few_attempts
from portal.web.parts import parts
from portal.web.sessions import current_session, held_session

blueprint = Pages("renewal", __name__)


@blueprint.page("/session/left")
@requires(Permission.SEE_OWN_SESSION, keeps_alive=False)
def left(visit: Visit) -> ResponseReturnValue:
    """Seconds left, as whom. A page asks this again and again, and no session lives longer for it."""
    return _told(visit)


@blueprint.page("/session/stay", methods=("POST",))
@requires(Permission.SEE_OWN_SESSION)
def stay(visit: Visit) -> ResponseReturnValue:
    """Somebody pressed to stay: a use of the session like any other."""
    return _told(visit)


@blueprint.page("/session/renew", methods=("POST",))
@public
@few_attempts
def renew() -> ResponseReturnValue:
    """Lengthen this session by a fresh link of its own person; public, as its time may be over already."""
    refuse_foreign()
    scope, session_id = held_session()
    refuse_forged()
    current = asking()
    database, settings = parts().database, parts().settings
    opened = open_link(database, parts().sealer, settings, request.form.get("token"), current.at)
    browser = Browser(
        framed=current.framed,
        address=visitor_address(),
        user_agent=request.headers.get("User-Agent"),
        parent_origin=None,
    )
    try:
        renew_session(database, settings, session_id, opened, browser, current.at)
    except LinkRefused as refusal:
        refuse_link(database, opened.claims, refusal, current.at, visitor_address())
        raise
    current.resumed = resume_session(database, scope, session_id, current.at)
    with database.visit(current.resumed.actor, at=current.at, address=visitor_address()) as visit:
        return _told(visit)


def _told(visit: Visit) -> ResponseReturnValue:
    resumed = asking().resumed or current_session()
    found = time_left(visit, parts().settings, resumed.session.id)
    return jsonify(left=found.seconds, limit=found.limit, ask_at=found.ask_at, access=access_of(visit))


def access_of(visit: Visit) -> str:
    """As whom the visit is made, in the word that pages show: a role, or the kind of access."""
    return visit.actor.role.value if visit.actor.role else visit.actor.kind.value
