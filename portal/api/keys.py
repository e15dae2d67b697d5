"""Keys of the account and of its entities: made and shown once, listed, ended for good."""

from datetime import timedelta
from typing import Any

from portal.api.listed import wanted_of
from portal.api.route import Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, page_of
from portal.api.schemas.keys import (
    AccountKeyIn,
    EntityKeyIn,
    KeyOut,
    KeyQuery,
    NewKeyOut,
    SigningLimitsIn,
    SigningLimitsOut,
)
from portal.database import Visit
from portal.policy import Permission
from portal.services.firm.key_lists import find_keys
from portal.services.firm.keys import KeyView, NewKey, SigningLimits, create_key, end_key, show_key
from portal.tokens import KeyKind

noun = Noun("keys", "Keys: `sk_` of the account, `ek_` of one entity, `lk_` to sign links with. Shown once.")
_ACCOUNT: dict[str, Any] = {"reach": Reach.ACCOUNT, "permission": Permission.MANAGE_ACCOUNT}
_ENTITY: dict[str, Any] = {"reach": Reach.ENTITY, "permission": Permission.MANAGE_ACCOUNT}


@noun.route("GET", "/account/keys", **_ACCOUNT, query=KeyQuery, answer=Listed[KeyOut])
def list_all(visit: Visit, call: Call[Body, KeyQuery]) -> Listed[KeyOut]:
    """List the live keys of the account and of its entities, newest first."""
    return _listed(visit, call)


@noun.route("POST", "/account/keys", **_ACCOUNT, body=AccountKeyIn, answer=NewKeyOut)
def create(visit: Visit, call: Call[AccountKeyIn, NoQuery]) -> NewKeyOut:
    """Make an account key or a link-signing key. Two of one kind and name may be live, to rotate them."""
    body, kind = call.body, KeyKind(call.body.kind)
    limits = _limits(body.limits or SigningLimitsIn.model_validate({})) if kind is KeyKind.LINK or body.limits else None
    return _new(visit, create_key(visit, call.parts.ring, kind, body.name, lifetime=_life(body), limits=limits))


@noun.route("GET", "/account/keys/<key_id>", **_ACCOUNT, answer=KeyOut)
def show(visit: Visit, call: Call[Body, NoQuery]) -> KeyOut:
    """Show a key, live or ended."""
    return KeyOut(**_fields(visit, show_key(visit, call.path["key_id"])))


@noun.route("DELETE", "/account/keys/<key_id>", **_ACCOUNT)
def end(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """End a key for good; its links stop opening, and the sessions they became end with their next request."""
    end_key(visit, call.path["key_id"])


@noun.route("GET", "/entities/api-keys", **_ENTITY, query=KeyQuery, answer=Listed[KeyOut])
def list_entity_keys(visit: Visit, call: Call[Body, KeyQuery]) -> Listed[KeyOut]:
    """List the live keys of an entity, newest first."""
    return _listed(visit, call)


@noun.route("POST", "/entities/api-keys", **_ENTITY, body=EntityKeyIn, answer=NewKeyOut)
def create_entity_key(visit: Visit, call: Call[EntityKeyIn, NoQuery]) -> NewKeyOut:
    """Make a key of one entity."""
    made = create_key(visit, call.parts.ring, KeyKind.ENTITY, call.body.name, lifetime=_life(call.body))
    return _new(visit, made)


@noun.route("DELETE", "/entities/api-keys/<key_id>", **_ENTITY)
def end_entity_key(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """End a key of an entity for good."""
    end_key(visit, call.path["key_id"])


def _listed(visit: Visit, call: Call[Body, KeyQuery]) -> Listed[KeyOut]:
    found = find_keys(visit, call.parts.ring, wanted_of(call.query), ended=call.query.include_ended)
    return page_of(found, [KeyOut(**_fields(visit, key)) for key in found.rows])


def _new(visit: Visit, made: NewKey) -> NewKeyOut:
    return NewKeyOut(**_fields(visit, show_key(visit, made.id)), key=made.text)


def _fields(visit: Visit, key: KeyView) -> dict[str, Any]:
    return {
        "id": key.id,
        "kind": key.kind,
        "name": key.name,
        "environment": visit.scope.environment,
        "entity_id": key.entity_id,
        "prefix_hint": key.hint,
        "limits": SigningLimitsOut.of(key.limits) if key.limits else None,
        "created_at": key.created_at,
        "expires_at": key.ends_at,
        "last_used_at": key.last_used_at,
    }


def _life(body: EntityKeyIn) -> timedelta | None:
    return timedelta(seconds=body.ttl) if body.ttl else None


def _limits(wanted: SigningLimitsIn) -> SigningLimits:
    return SigningLimits(
        max_role=wanted.max_role,
        allow_full_entity=wanted.allow_full_entity,
        entity_ids=None if wanted.entity_ids is None else tuple(wanted.entity_ids),
        max_seconds=wanted.max_seconds,
    )
