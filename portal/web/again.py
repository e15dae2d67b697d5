"""The way back in from a dead link or an ended session at top level: what its page's form sends and means."""

import re
from contextlib import suppress

from flask import request

from portal.errors import PortalError
from portal.services.entry.links import open_link
from portal.services.entry.new_links import LostLink, link_of_session
from portal.tokens import ExpiredToken, Opened
from portal.web.addresses import SlotConverter
from portal.web.asking import asking
from portal.web.host_page import parent_origin, view_here
from portal.web.parts import parts
from portal.web.sessions import held_session

_DEAD = frozenset({"link_expired", "link_used"})
_SLOT = re.compile(SlotConverter.regex)


def again_here(kind: str) -> tuple[tuple[str, str], ...]:
    """The form's fields on a page of this kind; empty where nobody can be mailed, or the page around is asked."""
    current = asking()
    if current.framed or parent_origin():
        return ()
    if kind in _DEAD:
        token = request.values.get("token")
        opened = _opened(token)
        if opened is not None and opened.claims.is_mailed:
            return ("token", str(token)), ("view", view_here() or opened.claims.view or "")
    if kind == "session_ended" and current.slot:
        lost, recipient = _link_of_slot()
        if lost is not None and recipient is not None:
            return ("slot", current.slot), ("view", view_here())
    return ()


def lost_by_whoever_asks() -> LostLink | None:
    """The link that the form is about: its true token was sent, or the cookie of the session that it became."""
    if (opened := _opened(request.form.get("token"))) is not None:
        return LostLink(opened.claims.scope, opened.claims.jti, asking().wishes.view, opened)
    slot = request.form.get("slot", "")
    if _SLOT.fullmatch(slot):
        asking().slot = slot
        return _link_of_slot()[0]
    return None


def _opened(token: str | None) -> Opened | None:
    try:
        return open_link(parts().database, parts().sealer, parts().settings, token, asking().at)
    except ExpiredToken as expired:
        return expired.opened
    except PortalError:
        return None


def _link_of_slot() -> tuple[LostLink | None, str | None]:
    with suppress(PortalError):
        scope, session_id = held_session()
        if found := link_of_session(parts().database, scope, session_id, asking().at):
            link_id, recipient = found
            return LostLink(scope, link_id, asking().wishes.view), recipient
    return None, None
