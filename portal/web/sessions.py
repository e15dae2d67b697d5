"""Flask-Login as a thin loader: the prefix of the address names a session, its cookie or handle proves it."""

from flask import Flask, request
from flask.sessions import NullSession, SessionInterface
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from portal.errors import NotSignedIn, SessionEnded
from portal.identity import Scope
from portal.services.entry.sessions import Resumed, find_session, firm_of_slot, framing_origin, resume_session
from portal.web.addresses import COOKIE_PREFIX
from portal.web.asking import Asking, asking
from portal.web.parts import parts

NEWEST_SLOTS_KEPT = 8


class NoFlaskSession(SessionInterface):
    """Flask's own signed cookie is never used: what it holds would stay true after sign-out."""

    def open_session(self, app: Flask, request: object) -> NullSession:
        return NullSession()

    def save_session(self, app: Flask, session: object, response: object) -> None:
        return None


class SessionUser(UserMixin):
    """What Flask-Login calls the user: here, one session."""

    def __init__(self, resumed: Resumed) -> None:
        self.resumed = resumed

    def get_id(self) -> str:
        return self.resumed.session.id


def set_up_sessions(app: Flask) -> None:
    """Put the loader in place of Flask's own sessions."""
    app.session_interface = NoFlaskSession()
    manager = LoginManager()
    # Addresses and agents change in frames and on phones; the row on the server is the guard.
    manager.session_protection = None
    manager.request_loader(_load)
    # A name that no cookie can have: the remember cookie, were there one, would be looked at before our loader.
    app.config["REMEMBER_COOKIE_NAME"] = ";"
    # Templates never ask for `current_user`; asked on an error page, the loader would only fail once more.
    manager.init_app(app, add_context_processor=False)


def current_session() -> Resumed:
    """The live session of this request. Raises NotSignedIn, or SessionEnded when there was one."""
    if not current_user.is_authenticated:
        raise NotSignedIn("no session stands behind this address")
    resumed: Resumed = current_user.resumed
    return resumed


def _load(_request: object) -> SessionUser | None:
    current = asking()
    found = _held(current)
    if found is None:
        return None
    scope, session_id = found
    try:
        current.resumed = resume_session(parts().database, scope, session_id, current.at)
    except SessionEnded:
        current.parent = framing_origin(parts().database, scope, session_id, current.at)
        raise
    row = current.resumed.session
    expected = ("cookie", current.slot) if current.slot else ("url", row.slot)
    if (row.mode, row.slot) != expected:
        raise SessionEnded("the session is not kept in this way")
    current.locale_claim = row.locale
    return SessionUser(current.resumed)


def held_session() -> tuple[Scope, str]:
    """Scope and id of the session that this request holds the secret of, live or over. Raises NotSignedIn."""
    found = _held(asking())
    if found is None:
        raise NotSignedIn("no session stands behind this address")
    return found


def _held(current: Asking) -> tuple[Scope, str] | None:
    secret = _secret_of_request()
    found = find_session(parts().database, secret) if secret else None
    if found is None:
        current.scope = firm_of_slot(parts().database, current.slot) if current.slot else None
        return None
    current.scope = found[0]
    _refuse_outside_frame(current)
    current.secret = secret
    return found


def _secret_of_request() -> str | None:
    """The secret with the name of its kind before it, so that a cookie's never opens as a handle or the reverse."""
    current = asking()
    if current.slot:
        cookie = request.cookies.get(COOKIE_PREFIX + current.slot)
        return f"cookie:{cookie}" if cookie else None
    return f"url:{current.handle}" if current.handle else None


def _refuse_outside_frame(current: Asking) -> None:
    """A handle that is pasted, shared or opened in a new tab arrives as a document of its own: not in a frame."""
    reading = request.method in {"GET", "HEAD"}
    if current.handle and reading and request.headers.get("Sec-Fetch-Dest") == "document":
        if current.scope is not None:
            # Its page names the firm to turn to, and nothing of the client.
            current.scope = Scope(current.scope.account_id, current.scope.environment)
        raise NotSignedIn("the address of a framed session was opened outside its frame")


def keep_cookie(response: Response, slot: str, secret: str, *, framed: bool) -> None:
    """Give the browser its session cookie, and let go of the oldest slots: all of them travel on each request."""
    held = [name for name in request.cookies if name.startswith(COOKIE_PREFIX)]
    for name in held[: max(0, len(held) - NEWEST_SLOTS_KEPT + 1)]:
        drop_cookie(response, name.removeprefix(COOKIE_PREFIX), framed=framed)
    response.set_cookie(
        COOKIE_PREFIX + slot,
        secret,
        secure=True,
        httponly=True,
        path="/",
        samesite="None" if framed else "Lax",
        partitioned=framed,
    )


def drop_cookie(response: Response, slot: str, *, framed: bool) -> None:
    """Take a cookie back with the attributes it was given: a partitioned one is not deleted without them."""
    response.delete_cookie(
        COOKIE_PREFIX + slot,
        path="/",
        secure=True,
        httponly=True,
        samesite="None" if framed else "Lax",
        partitioned=framed,
    )
