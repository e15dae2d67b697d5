"""The key that calls, and the account behind it."""

from typing import Any

from portal.api.route import Call, NoQuery, Noun, Reach
from portal.api.schemas.account import AccountOut, AccountPatch, MeOut
from portal.api.schemas.base import Body
from portal.database import Visit
from portal.errors import NotAllowed
from portal.identity import Environment
from portal.policy import Permission
from portal.services.entry.api_keys import own_key
from portal.services.firm.accounts import AccountView, change_account, show_account

noun = Noun("account", "The firm's account, and the key that calls.")
_CONTACT = ("name", "email", "phone", "hours")


@noun.route(
    "GET",
    "/me",
    reach=Reach.OWN,
    permission=Permission.READ_DOCUMENTS,
    answer=MeOut,
)
def me(visit: Visit, _call: Call[Body, NoQuery]) -> MeOut:
    """Which key this is, and how far it reaches."""
    key = own_key(visit)
    return MeOut.model_validate(
        {
            "key_id": key.id,
            "name": key.name,
            "kind": key.kind,
            "hint": key.hint,
            "account_id": visit.scope.account_id,
            "environment": visit.scope.environment,
            "entity_id": visit.scope.entity_id,
            "expires_at": key.ends_at,
            "permissions": sorted(visit.permissions),
        }
    )


@noun.route(
    "GET",
    "/account",
    reach=Reach.ACCOUNT,
    permission=Permission.MANAGE_ACCOUNT,
    answer=AccountOut,
)
def show(visit: Visit, _call: Call[Body, NoQuery]) -> AccountOut:
    """Show the account."""
    return _shown(show_account(visit))


@noun.route(
    "PATCH",
    "/account",
    reach=Reach.ACCOUNT,
    permission=Permission.MANAGE_ACCOUNT,
    body=AccountPatch,
    answer=AccountOut,
)
def change(visit: Visit, call: Call[AccountPatch, NoQuery]) -> AccountOut:
    """Change the account, with a live key: what it says stands in both environments."""
    if visit.scope.environment is not Environment.LIVE:
        raise NotAllowed("the account is changed with a live key: what it says stands in live as in the sandbox")
    changes: Any = call.body.given()
    return _shown(change_account(visit, call.parts.settings, **changes))


def _shown(view: AccountView) -> AccountOut:
    contact = {f"contact_{name}": getattr(view.contact, name) for name in _CONTACT}
    urls = {name: getattr(view.contact, name) for name in ("privacy_url", "imprint_url")}
    own = ("id", "name", "accent_color", "viewers_export", "created_at")
    fields = {name: getattr(view, name) for name in own}
    return AccountOut.model_validate({**fields, **contact, **urls, "limits": dict(view.limits)})
