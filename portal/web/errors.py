"""Errors as pages: one table from what went wrong to its status and words; nothing is revealed, nothing dead-ends."""

import secrets
from dataclasses import dataclass

from flask import Flask, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from portal import errors
from portal.logs import log
from portal.web.asking import asking

KINDS: dict[type[errors.PortalError], tuple[int, str]] = {
    errors.NotSignedIn: (401, "not_signed_in"),
    errors.SessionEnded: (401, "session_ended"),
    errors.CookiesBlocked: (403, "cookies_blocked"),
    errors.NotAllowed: (403, "not_allowed"),
    errors.NotFound: (404, "not_found"),
    errors.TooManyRequests: (429, "too_many_requests"),
    errors.ForgedRequest: (403, "forged_request"),
    errors.LinkRefused: (410, "link_revoked"),
    errors.LinkMalformed: (400, "link_malformed"),
    errors.LinkExpired: (410, "link_expired"),
    errors.LinkUsed: (410, "link_used"),
    errors.LinkRevoked: (410, "link_revoked"),
    errors.Invalid: (400, "bad_request"),
    errors.RenderFailed: (500, "render_failed"),
    errors.RenderTimedOut: (503, "render_timed_out"),
    errors.RenderBusy: (503, "render_busy"),
    errors.Missing: (500, "file_missing"),
}
_HTTP = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 429: "too_many_requests"}
_RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """What an error page shows; its words stand in the template, by `kind`."""

    kind: str
    status: int
    reference: str = ""
    action: str = "none"
    action_url: str | None = None
    retry_after: int | None = None


def set_up_errors(app: Flask) -> None:
    """Turn whatever is raised into a page."""
    app.register_error_handler(errors.PortalError, _product_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def kind_of(error: errors.PortalError) -> tuple[int, str]:
    """Status and words of an error, by its nearest listed kind."""
    return next((KINDS[kind] for kind in type(error).__mro__ if kind in KINDS), (500, "server_error"))


def _product_error(error: errors.PortalError) -> ResponseReturnValue:
    status, kind = kind_of(error)
    retry = error.retry_after if isinstance(error, errors.TooManyRequests) else None
    if isinstance(error, errors.RenderFailed):
        retry = _RETRY_SECONDS
    level = log.error if status == 500 else log.info
    reference = secrets.token_hex(4) if status >= 500 else ""
    level("refused", kind=kind, status=status, why=str(error), reference=reference or None)
    return _page(kind, status, reference=reference, retry_after=retry)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if 300 <= status < 400:
        return error.get_response()
    retry = _RETRY_SECONDS * 2 if isinstance(error, RateLimitExceeded) else None
    response = make_response(_page(_HTTP.get(status, "server_error"), status, retry_after=retry))
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _unforeseen(error: Exception) -> ResponseReturnValue:
    reference = secrets.token_hex(4)
    log.exception("failed", reference=reference, error=type(error).__name__)
    # What broke may be the visit itself: the page is drawn without it.
    asking().visit = None
    g.known = g.get("known", (None, None))
    g.origins = g.get("origins", ())
    return _page("server_error", 500, reference=reference)


def _page(kind: str, status: int, *, reference: str = "", retry_after: int | None = None) -> ResponseReturnValue:
    action, action_url = _way_on(kind)
    page = ErrorPage(
        kind=kind, status=status, reference=reference, action=action, action_url=action_url, retry_after=retry_after
    )
    response = make_response(render_template("errors/page.html", page=page), status)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _way_on(kind: str) -> tuple[str, str | None]:
    """The button of the page: try again where that can help, else back to the overview of a live session."""
    if kind.startswith("render_") and request.method == "GET":
        return "retry", request.path
    if asking().visit is not None:
        return "home", url_for("overview.show")
    return "none", None
