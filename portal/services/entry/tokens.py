"""The guide's `generateToken`: a link for an entity's client, as the entity's `client_access` setting has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.database import Visit
from portal.errors import Invalid, MintRefused
from portal.identity import ClientAccess
from portal.services.entry.access import name_of
from portal.services.entry.links import IssuedLink, LinkRequest, issue_link
from portal.services.fields import optional_text
from portal.settings import Settings
from portal.tokens import Access, LinkSealer

LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """Whom a token is for and how it is to open; nothing here chooses between the three kinds of access."""

    user_id: str | None = None
    label: str | None = None
    view: str | None = None
    locale: str | None = None
    return_to: str | None = None
    recipient: str | None = None
    require_code: bool = False
    lifetime: timedelta | None = None


def generate_token(visit: Visit, sealer: LinkSealer, settings: Settings, asked: TokenRequest) -> IssuedLink:
    """A link into this entity, by its setting: `none` refuses (`client_access_off`), `entity` gives the entity as a
    whole with the user as a label, `users` gives the role that the user has.

    Under `users` a missing user is Invalid (`user_required`): it never means the whole entity. Raises what
    `issue_link` raises.
    """
    access = ClientAccess(visit.entity.client_access)
    if access is ClientAccess.NONE:
        raise MintRefused("client_access_off: this entity gives its client no access", code="client_access_off")
    if access is ClientAccess.ENTITY:
        return issue_link(visit, sealer, settings, _as_whole(visit, asked))
    if not asked.user_id:
        raise Invalid("user_id: this entity lets its client in user by user; name one", code="user_required")
    return issue_link(visit, sealer, settings, _request(asked, Access.USER, asked.user_id))


def shortened(at: datetime, lifetime: timedelta | None, link: IssuedLink) -> list[str]:
    """A warning for a link that lives for less than was asked."""
    lives = link.expires_at - at.replace(microsecond=0)
    if lifetime is None or lives >= lifetime:
        return []
    return [f"lifetime: the link lives for {lives.total_seconds():.0f} s, the longest that is allowed"]


def _as_whole(visit: Visit, asked: TokenRequest) -> LinkRequest:
    label = asked.label or name_of(visit.session, asked.user_id, None) or asked.user_id
    return _request(asked, Access.FULL_ENTITY, None, optional_text(label, "label", longest=LONGEST_LABEL))


def _request(asked: TokenRequest, access: Access, user_id: str | None, label: str | None = None) -> LinkRequest:
    return LinkRequest(
        access=access,
        user_id=user_id,
        label=label or asked.label,
        lifetime=asked.lifetime,
        view=asked.view,
        locale=asked.locale,
        recipient=asked.recipient,
        require_code=asked.require_code,
        return_to=asked.return_to,
    )
