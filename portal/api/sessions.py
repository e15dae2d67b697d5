"""Sessions: what opened links have become, and their end."""

from typing import Any

from portal.api.listed import wanted_of
from portal.api.route import Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, page_of
from portal.api.schemas.sessions import SessionOut, SessionQuery
from portal.database import Visit
from portal.policy import Permission
from portal.services.entry.link_lists import REASON
from portal.services.entry.session_lists import LiveSession, find_sessions, show_session
from portal.services.entry.sessions import end_session

noun = Noun("sessions", "Sessions: what opened links have become. One that is ended opens nothing from then on.")
_INSIDE: dict[str, Any] = {"reach": Reach.ENTITY, "permission": Permission.MANAGE_ENTITY}
_THIS: dict[str, Any] = {"reach": Reach.THING, "permission": Permission.MANAGE_ENTITY}


@noun.route("GET", "/sessions", **_INSIDE, query=SessionQuery, answer=Listed[SessionOut])
def list_all(visit: Visit, call: Call[Body, SessionQuery]) -> Listed[SessionOut]:
    """List an entity's live sessions, the one seen last first unless asked otherwise."""
    query = call.query
    found = find_sessions(visit, call.parts.ring, wanted_of(query), user_id=query.user_id, key_id=query.key_id)
    return page_of(found, [_shown(visit, session) for session in found.rows])


@noun.route("DELETE", "/sessions/<session_id>", **_THIS)
def end(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """End a session for good."""
    end_session(visit, show_session(visit, call.path["session_id"]).id, REASON)


def _shown(visit: Visit, session: LiveSession) -> SessionOut:
    fields = {name: getattr(session, name) for name in LiveSession.__dataclass_fields__}
    return SessionOut.model_validate({**fields, "entity_id": visit.scope.entity_id})
