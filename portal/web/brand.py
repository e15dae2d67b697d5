"""The account's colour and logo, as files of their own: the content policy allows no style inside a page."""

import re

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from portal.colors import readable_pair
from portal.errors import Missing, NotFound
from portal.identity import Environment, Scope
from portal.web.guard import public
from portal.web.parts import parts

blueprint = Blueprint("brand", __name__, url_prefix="/brand")
_COLOR = re.compile(r"[0-9a-f]{6}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_YEAR = 31_536_000


@blueprint.get("/<color>.css")
@public
def sheet(color: str) -> ResponseReturnValue:
    """The custom properties of one accent colour, readable in both schemes."""
    if not _COLOR.fullmatch(color):
        raise NotFound("not a colour")
    light, dark = readable_pair(f"#{color}")
    css = (
        f":root{{--brand:{light.ground};--brand-text:{light.text};"
        f"--brand-dark:{dark.ground};--brand-dark-text:{dark.text}}}\n"
    )
    return _lasting(Response(css, mimetype="text/css"))


@blueprint.get("/<id:account_id>/<digest>.png")
@public
def logo(account_id: str, digest: str) -> ResponseReturnValue:
    """A firm's logo. Its address holds its digest: whoever has it has seen the logo already."""
    if not _DIGEST.fullmatch(digest):
        raise NotFound("not a digest")
    try:
        data = parts().storage.get(Scope(account_id, Environment.LIVE), digest)
    except Missing as error:
        raise NotFound("no such logo") from error
    return _lasting(Response(data, mimetype="image/png"))


def _lasting(response: Response) -> Response:
    response.cache_control.public, response.cache_control.max_age = True, _YEAR
    return response
