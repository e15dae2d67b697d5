"""The firm's pages: a menu, one page that frames the portal, a redirect, a plain link, and its legal pages."""

from collections.abc import Callable

from flask import Flask, Response, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.demo.host.backend import FirmBackend
from portal.demo.host.cases import CASES, CHAPTERS, Case
from portal.resources import resource

_POLICY = (
    "default-src 'none'; script-src {portal}; connect-src 'self' {portal}; style-src 'self'; img-src 'self' data:; "
    "frame-src {portal}; form-action 'self' {portal}; base-uri 'none'; frame-ancestors 'none'"
)
LEGAL = {
    "privacy": ("Privacy", "Ada & Co is invented, and so is everybody here. Nothing you do in it leaves this machine."),
    "imprint": (
        "Imprint",
        "Ada & Co, Računska ulica 1, 1000 Ljubljana. A firm that exists in this demonstration only.",
    ),
}


def create_site(backend: FirmBackend) -> Flask:
    """The site as a WSGI application; a link is minted with each click, never before."""
    site = Flask(
        "portal.demo.host",
        template_folder=str(resource("templates") / "demo"),
        static_folder=str(resource("static") / "demo"),
        root_path=str(resource("static")),
    )
    site.jinja_env.trim_blocks = site.jinja_env.lstrip_blocks = True
    site.context_processor(lambda: {"portal_url": backend.portal_url})
    site.after_request(_sealed(backend.portal_url))

    @site.get("/")
    def menu() -> ResponseReturnValue:
        return render_template("menu.html", chapters=CHAPTERS)

    @site.get("/open/<key>")
    def framed(key: str) -> ResponseReturnValue:
        case = _case(key)
        frames = [(title, None if case.renews else mint(backend)) for title, mint in case.frames]
        return render_template("frame.html", case=case, frames=frames)

    @site.post("/token/<key>/<int:number>")
    def token(key: str, number: int) -> ResponseReturnValue:
        frames = _case(key).frames
        if number >= len(frames):
            abort(404)
        return {"token": frames[number][1](backend)}

    @site.get("/go/<key>")
    def redirected(key: str) -> ResponseReturnValue:
        return redirect(backend.address(_case(key).mint(backend)), 303)

    @site.get("/link/<key>")
    def plain(key: str) -> ResponseReturnValue:
        case = _case(key)
        return render_template("link.html", case=case, address=backend.address(case.mint(backend)))

    @site.get("/<any(privacy, imprint):page>")
    def legal(page: str) -> ResponseReturnValue:
        title, text = LEGAL[page]
        return render_template("legal.html", title=title, text=text)

    return site


def _case(key: str) -> Case:
    if key not in CASES:
        abort(404)
    return CASES[key]


def _sealed(portal_url: str) -> Callable[[Response], Response]:
    """Nothing with a link in it may be kept anywhere: a browser's back button must not open a used one."""

    def seal(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = _POLICY.format(portal=portal_url)
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return seal
