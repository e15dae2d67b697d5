"""Errors as pages: one table from what went wrong to its status and words; nothing is revealed, nothing dead-ends."""

import secrets
from contextlib import suppress
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Flask, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import RequestRedirect

from portal import errors
from portal.api.errors import answer_error, is_api
from portal.door import look_up
from portal.identity import Scope
from portal.logs import log
from portal.services.entry.links import open_link
from portal.services.reading.document_filters import InvalidFilter
from portal.tokens import ExpiredTicket, ExpiredToken, open_ticket
from portal.web.again import again_here
from portal.web.asking import asking
from portal.web.error_page import ErrorPage
from portal.web.headers import known_origins
from portal.web.host_page import parent_origin, view_here
from portal.web.parts import parts
from portal.web.sessions import current_session

KINDS: dict[type[errors.PortalError], tuple[int, str]] = {
    errors.NotSignedIn: (401, "not_signed_in"),
    errors.SessionEnded: (401, "session_ended"),
    errors.CookiesBlocked: (403, "cookies_blocked"),
    errors.OtherPerson: (409, "other_person"),
    errors.NotAllowed: (403, "not_allowed"),
    errors.NotFound: (404, "not_found"),
    errors.TooManyRequests: (429, "too_many_requests"),
    errors.ForgedRequest: (403, "forged_request"),
    errors.OpenedElsewhere: (403, "opened_elsewhere"),
    errors.LinkRefused: (410, "link_revoked"),
    errors.LinkMalformed: (400, "link_malformed"),
    errors.LinkBeyondKey: (400, "link_beyond_key"),
    errors.LinkExpired: (410, "link_expired"),
    errors.LinkUsed: (410, "link_used"),
    errors.LinkRevoked: (410, "link_revoked"),
    # Its own view shows the page again; whoever else meets it meets an input that is not right.
    errors.CodeWrong: (400, "bad_request"),
    errors.Invalid: (400, "bad_request"),
    InvalidFilter: (400, "bad_filter"),
    errors.RenderFailed: (500, "render_failed"),
    errors.RenderTimedOut: (503, "render_timed_out"),
    errors.RenderBusy: (503, "render_busy"),
    errors.Missing: (500, "file_missing"),
    errors.StorageUnavailable: (503, "storage_unavailable"),
    errors.DatabaseUnavailable: (503, "unavailable"),
}
_HTTP = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 429: "too_many_requests"}
_RETRY_SECONDS = 30
# What a fresh link from the page around helps with.
_ASKING = frozenset({"link_expired", "link_used", "link_revoked", "link_malformed", "not_signed_in", "session_ended"})
_WORTH_REPEATING = frozenset(
    {"render_failed", "render_timed_out", "render_busy", "file_missing", "storage_unavailable"}
)


def set_up_errors(app: Flask) -> None:
    """Turn whatever is raised into a page."""
    app.register_error_handler(errors.PortalError, _product_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)
    app.before_request(_redirect_within)


def kind_of(error: errors.PortalError) -> tuple[int, str]:
    """Status and words of an error, by its nearest listed kind."""
    return next((KINDS[kind] for kind in type(error).__mro__ if kind in KINDS), (500, "server_error"))


def _product_error(error: errors.PortalError) -> ResponseReturnValue:
    if is_api():
        return answer_error(error)
    _learn_scope()
    status, kind = kind_of(error)
    retry = error.retry_after if isinstance(error, errors.TooManyRequests) else None
    if status == 503 or isinstance(error, errors.RenderFailed):
        retry = _RETRY_SECONDS
    level = log.error if status == 500 else log.info
    # Where only the log says why, the page needs a way into it.
    reference = secrets.token_hex(4) if status >= 500 or kind == "link_beyond_key" else ""
    level("refused", kind=kind, status=status, why=str(error), reference=reference or None)
    field = error.field if isinstance(error, InvalidFilter) else ""
    if kind == "opened_elsewhere":
        field = parts().settings.origin
    elif kind == "session_ended":
        field = error.code or ""
    return _page(kind, status, reference=reference, retry_after=retry, field=field)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if is_api() and not isinstance(error, InternalServerError):
        return answer_error(error)
    if isinstance(error, InternalServerError) and isinstance(error.original_exception, Exception):
        return _unforeseen(error.original_exception)
    status = error.code or 500
    _learn_scope()
    retry = _RETRY_SECONDS * 2 if isinstance(error, RateLimitExceeded) else None
    response = make_response(_page(_HTTP.get(status, "server_error"), status, retry_after=retry))
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _unforeseen(error: Exception) -> ResponseReturnValue:
    if is_api():
        _let_visit_go()
        return answer_error(error)
    reference = secrets.token_hex(4)
    log.exception("failed", reference=reference, error=type(error).__name__)
    # What broke may be the visit itself: the page is drawn without it.
    _let_visit_go()
    try:
        _learn_scope()
        known_origins()
        return _page("server_error", 500, reference=reference)
    except Exception as second:
        log.error("no firm on the page of an error", reference=reference, error=type(second).__name__)
        asking().scope, g.known, g.origins = None, (None, None), ()
        return _page("server_error", 500, reference=reference)


def _let_visit_go() -> None:
    current = asking()
    if current.visit is not None:
        with suppress(Exception):
            current.visit.stop_reading()
    current.visit = None


def _redirect_within() -> ResponseReturnValue | None:
    """The router's own redirect as a path alone: the host in its address is whatever the request claimed it to be."""
    if not isinstance(request.routing_exception, RequestRedirect):
        return None
    _learn_scope()
    place = urlsplit(request.routing_exception.new_url)
    return redirect(urlunsplit(("", "", f"/{place.path.lstrip('/')}", place.query, "")), 308)


def _learn_scope() -> None:
    """Find out whose address this is where no view came to look: the page then names the firm, inside its frame."""
    current = asking()
    if current.scope is None:
        with suppress(errors.PortalError, HTTPException):
            current.scope = _scope_of_address()


def _scope_of_address() -> Scope | None:
    current = asking()
    _, area, *rest = request.path.split("/")
    if area in {"w", "u"} and rest:
        current.slot, current.handle = (rest[0], None) if area == "w" else (None, rest[0])
        current_session()
    elif area == "embed" and len(rest) == 3:
        return _scope_behind(f"check:{rest[2]}")
    elif area == "embed":
        token = request.args.get("token") or request.form.get("token")
        try:
            return open_link(parts().database, parts().sealer, parts().settings, token, current.at).claims.scope
        except ExpiredToken as expired:
            return expired.claims.scope
    elif area == "dl" and rest:
        try:
            return _scope_behind(f"session:{open_ticket(parts().ring, rest[0], now=current.at).session_id}")
        except ExpiredTicket as expired:
            return _scope_behind(f"session:{expired.ticket.session_id}")
    return current.scope


def _scope_behind(secret: str) -> Scope | None:
    found = look_up(parts().database, secret)
    return found.scope if found else None


def _page(
    kind: str, status: int, *, reference: str = "", retry_after: int | None = None, field: str = ""
) -> ResponseReturnValue:
    ways = _ways_on(kind, field)
    action, action_url = ways[0] if ways else ("none", None)
    page = ErrorPage(
        kind=kind,
        status=status,
        reference=reference,
        action=action,
        action_url=action_url,
        others=ways[1:],
        field=field,
        retry_after=retry_after,
        asks=kind in _ASKING and bool(parent_origin()),
        asked_before=asking().asked_before,
        view=view_here(),
        again=again_here(kind),
    )
    response = make_response(render_template("errors/page.html", page=page), status)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _ways_on(kind: str, field: str) -> tuple[tuple[str, str], ...]:
    """The buttons of the page, the main one first: again where that can help, back to where the press was, home."""
    current = asking()
    inside = current.visit is not None or (current.resumed is not None and bool(current.slot or current.handle))
    ways = []
    if kind == "opened_elsewhere" and (token := request.form.get("token")):
        ways.append(("there", f"{field}/embed?{urlencode({'token': token})}"))
    if kind in _WORTH_REPEATING and request.method == "GET":
        ways.append(("retry", request.path))
    if inside and kind == "bad_filter":
        ways.append(("list", _list_without(field)))
    if inside and kind == "file_missing":
        ways.append(("files", url_for("files.index")))
    if inside:
        ways.append(("home", url_for("overview.show")))
    return tuple(ways)


def _list_without(field: str) -> str:
    """The list that was asked for, but for the filter that could not be understood."""
    left_out = {"cursor", *({"min", "max"} if field == "range" else {field})}
    query = {name: value for name, value in request.args.items() if name not in left_out}
    place = url_for("documents.index")
    return f"{place}?{urlencode(query)}" if query else place
