"""The firm's origins: what may show the portal in a frame, and where clients may be sent back to."""

from typing import Any

from portal.api.listed import wanted_of
from portal.api.route import Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, ListQuery, page_of
from portal.api.schemas.keys import OriginIn, OriginOut
from portal.database import Visit
from portal.errors import Conflict
from portal.policy import Permission
from portal.services.firm.origins import add_origin, find_origins, list_all_origins, remove_origin

noun = Noun("origins", "Exact origins of the firm's: those that may frame the portal, and those that get clients back.")
_ACCOUNT: dict[str, Any] = {"reach": Reach.ACCOUNT, "permission": Permission.MANAGE_ACCOUNT}


@noun.route("GET", "/account/origins", **_ACCOUNT, query=ListQuery, answer=Listed[OriginOut])
def list_all(visit: Visit, call: Call[Body, ListQuery]) -> Listed[OriginOut]:
    """List the account's origins, in alphabetical order unless asked otherwise."""
    found = find_origins(visit, call.parts.ring, wanted_of(call.query))
    return page_of(found, [OriginOut.of(origin) for origin in found.rows])


@noun.route("POST", "/account/origins", **_ACCOUNT, body=OriginIn, answer=OriginOut)
def create(visit: Visit, call: Call[OriginIn, NoQuery]) -> OriginOut:
    """Register an origin; one that stands gets exactly these rights."""
    body = call.body
    cleaned = add_origin(visit, body.origin, frames=body.frames, returns=body.returns)
    for origin in list_all_origins(visit):
        if origin.origin == cleaned:
            return OriginOut.of(origin)
    raise Conflict("the origin was removed at the same moment")


@noun.route("DELETE", "/account/origins/<origin_id>", **_ACCOUNT)
def remove(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """Take an origin's rights away."""
    remove_origin(visit, call.path["origin_id"])
