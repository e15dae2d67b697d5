"""The headers of every answer, errors included: who may frame it, what it may load, that nobody keeps it."""

from flask import Flask, Response, g, request

from portal.api.errors import is_api
from portal.errors import Invalid
from portal.identity import Environment, system
from portal.services.firm.origins import clean_origin, list_origins
from portal.web.asking import asking
from portal.web.parts import parts

_PAGE = (
    "default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors {ancestors}"
)
# WebKitGTK shows a PDF in a page of its own making, whose layout stands in style attributes; without them it is a
# corner of the frame. A PDF has none that could do harm, and `nosniff` keeps it a PDF.
_STYLES_OF_A_PDF = "'self' 'unsafe-inline'"
# The same bytes for everybody; whatever else is answered may be one client's and is kept by nobody.
PUBLIC_CONTENT = frozenset({"static", "brand.sheet", "brand.logo", "brand.entity_logo"})
# Fetched by the firms' own pages, from addresses that stay the same when what is there changes.
FOR_FIRMS = ("/static/sdk/", "/static/embed.v1.", "/static/embed.doctor.v1.")


def set_up_headers(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(_seal)
    app.teardown_request(_let_go)


def known_origins() -> tuple[str, ...]:
    """The origins that may frame the account of this request, as far as one was proven; empty for a stranger's."""
    if "origins" not in g:
        current = asking()
        if current.visit is not None:
            g.origins = list_origins(current.visit)
        elif current.scope is not None:
            with parts().database.visit(system(current.scope), at=current.at) as visit:
                g.origins = list_origins(visit)
        else:
            g.origins = ()
    found: tuple[str, ...] = g.origins
    return found


def _let_go(_error: BaseException | None) -> None:
    """Give the connection back that pages and headers of a visit took up again after its view was done."""
    visit = asking().visit
    if visit is not None:
        visit.stop_reading()


def _whoever_frames(response: Response) -> tuple[str, ...]:
    """The framing origin itself, for an error page that knows no account: it says nothing of anybody and has nothing
    to press, and without this a frame with a broken link would show the browser's own error and no way on."""
    if response.status_code < 400 or asking().scope is not None:
        return ()
    try:
        return (clean_origin(request.headers.get("Referer", ""), Environment.SANDBOX),)
    except Invalid:
        return ()


def _seal(response: Response) -> Response:
    headers = response.headers
    if is_api() and response.mimetype != "text/html":
        # Answered to programs: nothing of it is ever shown, framed or run.
        headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Cache-Control"] = "no-store"
        return response
    origins = known_origins() or _whoever_frames(response)
    ancestors = " ".join(origins)
    # The portal itself too: a PDF may be shown inside one of its pages.
    nobody = asking().scope is None and not ancestors
    # Should a browser ever show what was to be saved, then in an origin of its own, without scripts.
    saved = headers.get("Content-Disposition", "").startswith("attachment")
    policy = _PAGE.format(
        styles=_STYLES_OF_A_PDF if response.mimetype == "application/pdf" and not saved else "'self'",
        ancestors="'none'" if nobody else f"'self' {ancestors}".strip(),
    )
    headers["Content-Security-Policy"] = f"{policy}; sandbox" if saved else policy
    headers["Referrer-Policy"] = "strict-origin"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Robots-Tag"] = "noindex, nofollow"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    if parts().settings.base_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint not in PUBLIC_CONTENT or response.status_code >= 400:
        headers["Cache-Control"] = "no-store"
    elif request.path.startswith(FOR_FIRMS):
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        headers["Cache-Control"] = "public, max-age=3600"
    return response
