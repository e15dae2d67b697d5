"""The key that calls, and the account behind it."""

from typing import Any

from flask import Response

from portal.api.multipart import sent_bytes
from portal.api.route import Call, NoBody, NoQuery, Noun, Reach
from portal.api.schemas.account import AccountOut, AccountPatch, MeOut
from portal.api.schemas.base import Body
from portal.api.streams import saved_as
from portal.database import Visit
from portal.errors import NotAllowed
from portal.identity import Environment
from portal.pdf import LOGO_BYTES
from portal.policy import Permission
from portal.services.entry.api_keys import own_key
from portal.services.firm.accounts import (
    AccountView,
    change_account,
    remove_account_logo,
    set_account_logo,
    show_account,
)
from portal.services.firm.logos import PNG, account_logo

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
    _refuse_sandbox(visit)
    changes: Any = call.body.given()
    return _shown(change_account(visit, call.parts.database, call.parts.settings, **changes))


@noun.route("GET", "/account/logo", reach=Reach.OWN, permission=Permission.READ_DOCUMENTS, answer=PNG)
def logo(visit: Visit, call: Call[Body, NoQuery]) -> Response:
    """The logo on the firm's pages; an entity key may read it, too."""
    kept = account_logo(visit, call.parts.storage)
    return saved_as(kept.name, kept.mime, kept.data)


@noun.route(
    "PUT",
    "/account/logo",
    reach=Reach.ACCOUNT,
    permission=Permission.MANAGE_ACCOUNT,
    answer=AccountOut,
    upload=True,
    takes=(PNG,),
)
def set_logo(visit: Visit, call: Call[NoBody, NoQuery]) -> AccountOut:
    """Show a logo on the firm's pages, with a live key: a PNG, as the body or as part `file` of a form."""
    _refuse_sandbox(visit)
    set_account_logo(visit, call.parts.database, call.parts.storage, sent_bytes(LOGO_BYTES, (PNG,)))
    return _shown(show_account(visit))


@noun.route("DELETE", "/account/logo", reach=Reach.ACCOUNT, permission=Permission.MANAGE_ACCOUNT)
def remove_logo(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """Show no logo on the firm's pages, with a live key."""
    _refuse_sandbox(visit)
    remove_account_logo(visit, call.parts.database)


def _refuse_sandbox(visit: Visit) -> None:
    if visit.scope.environment is not Environment.LIVE:
        raise NotAllowed(
            "what the account says stands in live as in the sandbox, and is changed with a live key: "
            "portal key create NAME --kind sk --account ID --environment live"
        )


def _shown(view: AccountView) -> AccountOut:
    contact = {f"contact_{name}": getattr(view.contact, name) for name in _CONTACT}
    urls = {name: getattr(view.contact, name) for name in ("privacy_url", "imprint_url")}
    own = ("id", "name", "accent_color", "corner_radius", "theme", "viewers_export", "created_at")
    fields = {name: getattr(view, name) for name in own}
    logo_url = "/api/v1/account/logo" if view.logo_sha256 else None
    return AccountOut.model_validate({**fields, **contact, **urls, "logo_url": logo_url, "limits": dict(view.limits)})
