"""Colour, corners and logo, as files of their own: the content policy allows no style inside a page."""

import re

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from portal.colors import readable_pair
from portal.errors import Missing, NotFound
from portal.identity import Environment, Scope
from portal.models import Account, Entity
from portal.services.firm.looks import LARGEST_RADIUS, Look, logo_of_pages
from portal.web.asking import asking
from portal.web.guard import public
from portal.web.parts import parts

blueprint = Blueprint("brand", __name__, url_prefix="/brand")
_LOOK = re.compile(r"(?P<color>[0-9a-f]{6})?(?:-r(?P<radius>[0-9]{1,2}))?")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_YEAR = 31_536_000


@blueprint.get("/<look>.css")
@public
def sheet(look: str) -> ResponseReturnValue:
    """The custom properties of an accent colour, readable in both schemes, and of a corner: `1d6b4f-r4`."""
    said = _LOOK.fullmatch(look)
    if not said or int(said["radius"] or 0) > LARGEST_RADIUS:
        raise NotFound("not a look")
    properties: dict[str, str] = {}
    if said["color"]:
        light, dark = readable_pair(f"#{said['color']}")
        properties |= {"brand": light.ground, "brand-text": light.text}
        properties |= {"brand-dark": dark.ground, "brand-dark-text": dark.text}
    if said["radius"]:
        properties["brand-round"] = f"{int(said['radius'])}px"
    css = "".join(f"--{name}:{value};" for name, value in properties.items())
    return _lasting(Response(f":root{{{css}}}\n", mimetype="text/css"))


@blueprint.get("/<id:account_id>/<digest>.png")
@public
def logo(account_id: str, digest: str) -> ResponseReturnValue:
    """A firm's logo. Its address holds its digest: whoever has it has seen the logo already."""
    return _picture(Scope(account_id, Environment.LIVE), digest)


@blueprint.get("/<id:account_id>/<environment>/<id:entity_id>/<digest>.png")
@public
def entity_logo(account_id: str, environment: str, entity_id: str, digest: str) -> ResponseReturnValue:
    """An entity's own logo, as long as its pages show it; of its other bytes none is to be had here."""
    if environment not in list(Environment):
        raise NotFound("not an environment")
    scope = Scope(account_id, Environment(environment), entity_id)
    if logo_of_pages(parts().database, scope, asking().at) != digest:
        raise NotFound("not the logo of the entity's pages")
    return _picture(scope, digest)


def sheet_url(look: Look) -> str:
    """Where the style sheet of a look is; empty for the portal's own."""
    said = [(look.accent_color or "").removeprefix("#")]
    if look.corner_radius is not None:
        said.append(f"r{look.corner_radius}")
    return url_for("brand.sheet", look="-".join(said)) if any(said) else ""


def logo_url(account: Account, entity: Entity | None, look: Look) -> str:
    """Where the logo of a page is: the entity's own or the firm's; empty without one."""
    if entity is not None and look.own_logo:
        return url_for(
            "brand.entity_logo",
            account_id=account.id,
            environment=entity.environment,
            entity_id=entity.id,
            digest=look.own_logo,
        )
    return url_for("brand.logo", account_id=account.id, digest=account.logo_sha256) if account.logo_sha256 else ""


def _picture(scope: Scope, digest: str) -> ResponseReturnValue:
    if not _DIGEST.fullmatch(digest):
        raise NotFound("not a digest")
    try:
        data = parts().storage.get(scope, digest)
    except Missing as error:
        raise NotFound("no such logo") from error
    return _lasting(Response(data, mimetype="image/png"))


def _lasting(response: Response) -> Response:
    response.cache_control.public, response.cache_control.max_age = True, _YEAR
    return response
