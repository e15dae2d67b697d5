"""Keys of the account and its entities: made once, shown once, ended for good."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.database import Database, Visit
from portal.door import digest_of, look_up
from portal.errors import Invalid, NotFound
from portal.identity import Environment, Role, new_id, system
from portal.models import Credential, Key
from portal.services.activity import Event, Thing, record
from portal.tokens import KeyKind, KeyRing, OfflineKey, make_bearer_key, make_signing_key

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class NewKey:
    """The key's id and its text, which is shown this once and never again."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningLimits:
    """What links signed with an `lk_` key may open at most."""

    max_role: Role | None = Role.VIEWER
    allow_full_entity: bool = False
    entity_ids: tuple[str, ...] | None = None
    max_seconds: int = 300


def create_key(
    visit: Visit,
    ring: KeyRing,
    kind: KeyKind,
    name: str,
    *,
    lifetime: timedelta | None = None,
    limits: SigningLimits | None = None,
) -> NewKey:
    """Make a key in the visit's scope: `ek_` inside an entity, `sk_` and `lk_` outside any."""
    if (kind is KeyKind.ENTITY) != (visit.scope.entity_id is not None):
        raise Invalid("kind: an ek_ key belongs to one entity, sk_ and lk_ keys to the account")
    if (kind is KeyKind.LINK) != (limits is not None):
        raise Invalid("limits: exactly a link-signing key has them")
    key_id = new_id("key")
    signs = kind is KeyKind.LINK
    text = (
        make_signing_key(ring, visit.scope.environment, key_id)
        if signs
        else make_bearer_key(kind, visit.scope.environment)
    )
    ends_at = visit.at + lifetime if lifetime else None
    with visit.write() as writing:
        row = Key(
            id=key_id, kind=kind.value, name=name, hint=f"{text[:16]}…{text[-4:]}", created_at=visit.at, ends_at=ends_at
        )
        row.limits = _limits_as_json(limits, ring.newest, visit.at) if limits else {}
        writing.add(row)
        for secret in (text, name_of_key(key_id)):
            writing.add(Credential(digest=digest_of(secret), kind=f"key_{kind}", subject=key_id, ends_at=ends_at))
        record(visit, writing, Event.KEY_CREATED, Thing(key_id, name), kind=kind.value)
    return NewKey(key_id, text)


def end_key(visit: Visit, key_id: str) -> None:
    """Revoke a key. Its links stop opening and the sessions they became end with their next request."""
    with visit.write() as writing:
        key = writing.scalars(select(Key).where(Key.id == key_id)).one_or_none()
        if key is None:
            raise NotFound("no such key")
        key.ends_at = visit.at
        for credential in writing.scalars(select(Credential).where(Credential.subject == key_id)):
            credential.ends_at = visit.at
        record(visit, writing, Event.KEY_ENDED, Thing(key_id, key.name))


def name_of_key(key_id: str) -> str:
    """What the door knows a key by when only its id is at hand: in an offline token, on a session."""
    return f"key:{key_id}"


def key_is_live(database: Database, key_id: str, at: datetime) -> bool:
    """Whether the key still stands; its links and sessions fall with it."""
    found = look_up(database, name_of_key(key_id))
    return found is not None and found.live_at(at)


def offline_key(database: Database, key_id: str, at: datetime) -> OfflineKey | None:
    """The limits of a live link-signing key; None for an unknown, ended or other kind of key."""
    found = look_up(database, name_of_key(key_id))
    if found is None or found.kind != "key_lk" or not found.live_at(at):
        return None
    with database.visit(system(found.scope), at=at) as visit:
        limits = visit.session.scalars(select(Key.limits).where(Key.id == key_id)).one()
    return _limits_from_json(key_id, found.scope.account_id, found.scope.environment, limits)


def _limits_as_json(limits: SigningLimits, ring_kid: str, not_before: datetime) -> dict[str, Any]:
    return {
        "ring_kid": ring_kid,
        "max_role": limits.max_role.value if limits.max_role else None,
        "allow_full_entity": limits.allow_full_entity,
        "entity_ids": list(limits.entity_ids) if limits.entity_ids is not None else None,
        "max_seconds": min(limits.max_seconds, _DAY),
        "not_before": not_before.replace(microsecond=0).isoformat(),
    }


def _limits_from_json(key_id: str, account_id: str, environment: Environment, limits: dict[str, Any]) -> OfflineKey:
    return OfflineKey(
        key_id=key_id,
        account_id=account_id,
        environment=environment,
        ring_kid=limits["ring_kid"],
        max_role=Role(limits["max_role"]) if limits["max_role"] else None,
        allow_full_entity=limits["allow_full_entity"],
        entity_ids=frozenset(limits["entity_ids"]) if limits["entity_ids"] is not None else None,
        max_lifetime=timedelta(seconds=limits["max_seconds"]),
        not_before=datetime.fromisoformat(limits["not_before"]),
    )
