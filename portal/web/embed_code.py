"""The page that asks for a code from the recipient's mailbox before a mailed link opens once more."""

import re
from dataclasses import dataclass

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.errors import CodeWrong, LinkRefused
from portal.services.entry.claims import ask_for_code, claim_link
from portal.services.entry.codes import DIGITS, CodeAnswer
from portal.tokens import Opened
from portal.web.asking import asking, visitor_address
from portal.web.entering import Carried, carried, enter, note_refusal, open_token, refuse_other_pages, whoever_presses
from portal.web.frame import words
from portal.web.guard import public
from portal.web.limits import few_attempts
from portal.web.parts import parts
from portal.web.wishes import take_wishes

blueprint = Blueprint("embed_code", __name__, url_prefix="/embed")
_CODE = re.compile(rf"[0-9]{{{DIGITS}}}")
_BETWEEN = re.compile(r"[\s\-.]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePage:
    """`asked` is the secret by which this page alone may use its code. `problem` is empty, or `form` for what cannot be
    a code, `wrong` while tries are left, or `over`."""

    carried: Carried
    asked: str
    problem: str = ""
    tries_left: int = 0
    another: bool = False
    """Whether it was asked for on the page of the one before."""


def code_page(opened: Opened) -> ResponseReturnValue:
    """Have a code mailed, and show where it is typed. To whom it went is told to nobody here."""
    given = parts()
    asked = ask_for_code(given.database, given.settings, opened, asking().at, visitor_address(), words().locale)
    return _show(asked)


@blueprint.post("/code")
@public
@few_attempts
def answer() -> ResponseReturnValue:
    """Open the link with what was typed."""
    take_wishes()
    refuse_other_pages()
    opened = open_token(request.form.get("token"))
    asked, code = request.form.get("asked", ""), _BETWEEN.sub("", request.form.get("code", ""))
    if not _CODE.fullmatch(code):
        return _show(asked, "form")
    given, browser = parts(), whoever_presses()
    try:
        claimed = claim_link(
            given.database, given.settings, opened, browser, asking().at, CodeAnswer(asked=asked, code=code)
        )
    except CodeWrong as wrong:
        return _show(asked, "wrong" if wrong.tries_left else "over", wrong.tries_left)
    except LinkRefused as refusal:
        note_refusal(opened, refusal)
        raise
    return enter(claimed, framed=browser.framed)


def _show(asked: str, problem: str = "", tries_left: int = 0) -> ResponseReturnValue:
    page = CodePage(
        carried=carried(request.form.get("token", "")),
        asked=asked,
        problem=problem,
        tries_left=tries_left,
        another="another" in request.form,
    )
    return make_response(render_template("embed/code.html", page=page), 422 if problem else 200)
