"""The door of every page: a view declares a permission and gets a visit, or says aloud that it is public."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal import policy
from portal.errors import ForgedRequest, Invalid
from portal.policy import Permission
from portal.services.entry.sessions import note_seen, still_live
from portal.web.asking import asking, visitor_address
from portal.web.forms import SessionForm
from portal.web.headers import known_origins
from portal.web.parts import parts
from portal.web.sessions import current_session

View = Callable[..., ResponseReturnValue]
READING = frozenset({"GET", "HEAD"})
# The test of the whole house reads this: view function -> the permission it demands, None for public ones.
DECLARED: dict[Any, Permission | None] = {}


def requires(permission: Permission, *, keeps_alive: bool = True) -> Callable[[View], View]:
    """Let in whoever holds the permission; the view's first argument is then the visit.

    A view that pages ask by themselves must not keep a session alive that nobody uses.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            current = asking()
            if current.prefetching:
                return come_yourself()
            # Before anything of the body is read: a stranger's files are not even put down anywhere.
            resumed = current_session()
            if request.method not in READING:
                refuse_foreign()
            refuse_nul(request.values)
            if request.method not in READING:
                refuse_forged()
            database, settings = parts().database, parts().settings

            def recheck(session: Any, actor: Any) -> None:
                still_live(session, actor, current.at)

            with database.visit(resumed.actor, at=current.at, address=visitor_address(), recheck=recheck) as visit:
                current.visit = visit
                known_origins()
                policy.check(visit.actor, permission, viewers_export=visit.account.viewers_export)
                if keeps_alive and not current.quiet and not current.polling:
                    note_seen(visit, settings, resumed.session)
                return view(visit, **arguments)

        DECLARED[guarded] = permission
        return guarded

    return declare


def come_yourself() -> Response:
    """For a browser that fetches ahead: nothing yet. It asks again when somebody looks, and then it is written down."""
    return Response(status=503, headers={"Retry-After": "0"})


def refuse_nul(sent: MultiDict[str, str]) -> None:
    """Raise Invalid for a NUL in what was sent: no text in a database may hold one."""
    if any("\0" in value for value in sent.values()):
        raise Invalid("the request holds a NUL character")


def public(view: View) -> View:
    """Say aloud that a view needs no session."""
    DECLARED[view] = None
    return view


def refuse_forged() -> None:
    """Raise ForgedRequest unless the form brings the token of this very session (ASVS 3.5.1)."""
    pressed = SessionForm(request.form)
    if not pressed.validate():
        raise ForgedRequest(f"the form's token does not fit: {pressed.errors}")


def refuse_foreign() -> None:
    """Raise ForgedRequest for a write whose headers say that it comes from elsewhere: nothing else of it is read."""
    if request.headers.get("Origin") != parts().settings.origin:
        raise ForgedRequest("the request does not come from the portal's own origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise ForgedRequest("the browser says that the request comes from another site")


def check_every_view_is_guarded(app: Flask) -> None:
    """Raise RuntimeError for a view that declares neither a permission nor that it is public."""
    for endpoint, view in app.view_functions.items():
        if endpoint != "static" and view not in DECLARED:
            raise RuntimeError(f"the view {endpoint} declares neither @requires nor @public")
