"""The guide's `generateToken`: a link for an entity's client, as the entity's `client_access` has it."""

from portal.api.route import Call, NoQuery, Noun, Reach
from portal.api.schemas.links import TokenIn, TokenOut
from portal.database import Visit
from portal.policy import Permission
from portal.services.entry.tokens import TokenRequest, generate_token, shortened

noun = Noun("tokens", "A link for the entity's client, by the entity's own setting: no access, as a whole, or by user.")


@noun.route(
    "POST",
    "/entities/<entity_id>/token",
    reach=Reach.PATH,
    permission=Permission.MANAGE_ENTITY,
    body=TokenIn,
    answer=TokenOut,
)
def create(visit: Visit, call: Call[TokenIn, NoQuery]) -> TokenOut:
    """Issue a link for the entity's client; it opens once, within minutes. `url` is where to send the browser."""
    parts = call.parts
    asked = TokenRequest(user_id=call.body.user_id, **call.body.opening())
    link = generate_token(visit, parts.sealer, parts.settings, asked)
    return TokenOut.of_link(link, parts.settings, shortened(visit.at, asked.lifetime, link))
