"""What the doctor in a firm's page asks: whether its origin may frame this account, and what time it is here."""

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from portal.errors import LinkExpired, LinkRefused
from portal.services.entry.explaining import glance_at
from portal.services.entry.links import open_link
from portal.tokens import ExpiredToken
from portal.web.asking import asking
from portal.web.guard import public
from portal.web.headers import known_origins
from portal.web.limits import few_attempts
from portal.web.parts import parts

MOST_ORIGINS = 8
blueprint = Blueprint("embed_doctor", __name__, url_prefix="/embed")


@blueprint.post("/doctor")
@public
@few_attempts
def examine() -> ResponseReturnValue:
    """Of a token in the body: `good`, `used`, `revoked`, `expired` or `malformed`, which of the page's origins are not
    registered with its account, and the server's time. Consumes nothing, writes nothing, takes no cookie.

    Any page may ask: it brings the token, and learns no more than that token's own page would say.
    """
    state = _look(request.form.get("token"))
    asked = request.form.get("origins", "").split()[:MOST_ORIGINS]
    # Without a true token there is no account whose list it could be.
    unlisted = [each for each in asked if each not in known_origins()] if asking().scope else []
    response: Response = jsonify(v=1, token=state, unlisted=unlisted, time=asking().at.timestamp())
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _look(token: object) -> str:
    current, here = asking(), parts()
    try:
        opened = open_link(here.database, here.sealer, here.settings, token, current.at)
    except ExpiredToken as expired:
        current.scope = expired.claims.scope
        return LinkExpired.reason
    except LinkRefused as refusal:
        return refusal.reason
    current.scope = opened.claims.scope
    return glance_at(here.database, opened, current.at)
