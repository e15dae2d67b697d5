"""This session: what it is, its language, and its end."""

from urllib.parse import unquote

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.database import Visit
from portal.errors import Invalid, NotSignedIn
from portal.policy import Permission
from portal.services.entry.session_page import choose_language, show_session
from portal.services.entry.sessions import end_session
from portal.web.addresses import Pages
from portal.web.asking import asking
from portal.web.error_page import ErrorPage
from portal.web.forms import LanguageForm
from portal.web.guard import public, requires
from portal.web.sessions import current_session, drop_cookie

blueprint = Pages("session", __name__)


@blueprint.get("/")
@public
def nobody() -> ResponseReturnValue:
    """The bare address of the portal, typed by hand: nobody is signed in here, and the page says how one gets in."""
    raise NotSignedIn("the address names no session")


@blueprint.page("/session/")
@requires(Permission.SEE_OWN_SESSION)
def show(visit: Visit) -> ResponseReturnValue:
    """Which entity, as whom, what it may see, until when, by whose link."""
    return render_template("session/show.html", view=show_session(visit, current_session().session))


@blueprint.page("/session/language", methods=("POST",))
@requires(Permission.SEE_OWN_SESSION)
def language(visit: Visit) -> ResponseReturnValue:
    """Remember the chosen language for this session and go back to the page it was chosen on."""
    form = LanguageForm(request.form)
    if not form.validate():
        raise Invalid(f"the language form does not fit: {form.errors}")
    choose_language(visit, current_session().session.id, form.locale.data or "")
    return redirect(_inside(form.next.data or ""), 303)


@blueprint.page("/session/sign-out", methods=("POST",))
@requires(Permission.SEE_OWN_SESSION)
def sign_out(visit: Visit) -> ResponseReturnValue:
    """End the session on the server and say so; the cookie goes too."""
    session = current_session().session
    end_session(visit, session.id, "signed out")
    current = asking()
    current.visit = None
    page = ErrorPage(
        kind="sign_out_done",
        status=200,
        action="return" if session.return_to else "none",
        action_url=session.return_to,
    )
    response = make_response(render_template("errors/page.html", page=page))
    if current.slot:
        drop_cookie(response, current.slot, framed=session.framed)
    return response


def _inside(path: str) -> str:
    """The path when it lies inside this very session, else the overview: a form must not redirect anywhere."""
    home = url_for("overview.show")
    plain = path.isascii() and path.isprintable() and "\\" not in path and ".." not in unquote(path)
    return path if plain and path.startswith(home) and not path.startswith("//") else home
