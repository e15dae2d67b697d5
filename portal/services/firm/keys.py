"""Keys of the account and its entities: made once, shown once, ended for good."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from portal.database import Database, Visit
from portal.door import digest_of, look_up
from portal.errors import Invalid, NotFound
from portal.identity import Environment, Role, new_id, system
from portal.models import Credential, Entity, Key
from portal.services.fields import clean_text
from portal.services.history.activity import Event, Thing, record
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyKind, KeyRing, OfflineKey, make_bearer_key, make_signing_key

LIVE_OF_ONE_NAME = 2
"""The key that is in use, and the one that takes its place."""
SHORTEST_LINK = 10
SHORTEST_LIFE = timedelta(seconds=60)
LONGEST_NAME = 120
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


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyView:
    """A key as its firm sees it; never its text. `limits` only for `lk_` keys, `entity_id` only for `ek_` keys."""

    id: str
    kind: KeyKind
    name: str
    hint: str
    entity_id: str | None
    limits: SigningLimits | None
    created_at: datetime
    ends_at: datetime | None
    last_used_at: datetime | None

    def live_at(self, at: datetime) -> bool:
        return self.ends_at is None or at < self.ends_at


def create_key(
    visit: Visit,
    ring: KeyRing,
    kind: KeyKind,
    name: str,
    *,
    lifetime: timedelta | None = None,
    limits: SigningLimits | None = None,
) -> NewKey:
    """Make a key in the visit's scope: `ek_` inside an entity, `sk_` and `lk_` outside any.

    To rotate a key make a second one of its kind and name, use that, and end the first: two of them may be live, never
    three. Raises Invalid for that, for a life under a minute, and for limits that make no sense.
    """
    if (kind is KeyKind.ENTITY) != (visit.scope.entity_id is not None):
        raise Invalid("kind: an ek_ key belongs to one entity, sk_ and lk_ keys to the account")
    if (kind is KeyKind.LINK) != (limits is not None):
        raise Invalid("limits: exactly a link-signing key has them")
    if lifetime is not None and lifetime < SHORTEST_LIFE:
        raise Invalid(f"ttl: {lifetime.total_seconds():.0f} s is too short; use at least {SHORTEST_LIFE.seconds} s")
    name = clean_text(name, "name", longest=LONGEST_NAME)
    if limits is not None:
        refuse_odd_limits(visit, limits)
    key_id = new_id("key")
    signs = kind is KeyKind.LINK
    text = (
        make_signing_key(ring, visit.scope.environment, key_id)
        if signs
        else make_bearer_key(kind, visit.scope.environment)
    )
    ends_at = visit.at + lifetime if lifetime else None
    with visit.write() as writing:
        # First: it locks the chain, so that of two who make a third key at once the later one sees the earlier's.
        record(visit, writing, Event.KEY_CREATED, Thing(key_id, name), kind=kind.value)
        _refuse_third(writing, kind, name, visit)
        row = Key(
            id=key_id, kind=kind.value, name=name, hint=f"{text[:16]}…{text[-4:]}", created_at=visit.at, ends_at=ends_at
        )
        row.limits = _limits_as_json(limits, ring.newest, visit.at) if limits else {}
        writing.add(row)
        for secret in (text, name_of_key(key_id)):
            writing.add(Credential(digest=digest_of(secret), kind=f"key_{kind}", subject=key_id, ends_at=ends_at))
    return NewKey(key_id, text)


def end_key(visit: Visit, key_id: str) -> None:
    """Revoke a key, unless it has ended. Its links stop opening, and the sessions they became end with their next
    request. Raises NotFound."""
    with visit.write() as writing:
        key = writing.scalars(select(Key).where(Key.id == key_id)).one_or_none()
        if key is None:
            raise NotFound("no such key")
        if key.ends_at is not None and key.ends_at <= visit.at:
            return
        key.ends_at = visit.at
        for credential in writing.scalars(select(Credential).where(Credential.subject == key_id)):
            credential.ends_at = visit.at
        record(visit, writing, Event.KEY_ENDED, Thing(key_id, key.name))


def list_keys(visit: Visit, *, ended: bool = False) -> tuple[KeyView, ...]:
    """The live keys of this entity, or of the account and all its entities, newest first; with those that have ended
    where they are asked for."""
    keys = visit.session.scalars(select(Key).order_by(Key.created_at.desc(), Key.id))
    return tuple(view for view in map(view_of_key, keys) if ended or view.live_at(visit.at))


def show_key(visit: Visit, key_id: str) -> KeyView:
    """One key, live or ended. Raises NotFound."""
    key = visit.session.scalars(select(Key).where(Key.id == key_id)).one_or_none()
    if key is None:
        raise NotFound("no such key")
    return view_of_key(key)


def refuse_odd_limits(visit: Visit, limits: SigningLimits) -> None:
    """Invalid for limits under which no link could be signed, or that name an entity the account does not have."""
    if limits.max_role is None and not limits.allow_full_entity:
        raise Invalid("max_role: a key that signs neither for users nor for a full entity is of no use")
    if not SHORTEST_LINK <= limits.max_seconds <= _DAY:
        raise Invalid(f"max_seconds: {limits.max_seconds} is not between {SHORTEST_LINK} and {_DAY}")
    if limits.entity_ids is None:
        return
    if not limits.entity_ids:
        raise Invalid("entity_ids: a list without any entity allows none; leave it out to allow all")
    known = set(visit.session.scalars(select(Entity.id).where(Entity.id.in_(limits.entity_ids))))
    if unknown := sorted(set(limits.entity_ids) - known):
        raise Invalid(f"entity_ids: there is no entity {unknown[0]} in this account and environment")


def _refuse_third(writing: FencedSession, kind: KeyKind, name: str, visit: Visit) -> None:
    alike = select(Key.id).where(
        Key.kind == kind.value, Key.name == name, or_(Key.ends_at.is_(None), Key.ends_at > visit.at)
    )
    if len(writing.scalars(alike).all()) >= LIVE_OF_ONE_NAME:
        raise Invalid(f"name: {LIVE_OF_ONE_NAME} {kind}_ keys called {name!r} are live already; end one of them first")


def name_of_key(key_id: str) -> str:
    """What the door knows a key by when only its id is at hand: in an offline token, on a session."""
    return f"key:{key_id}"


def key_is_live(database: Database, key_id: str, at: datetime) -> bool:
    """Whether the key still stands; its links and sessions fall with it."""
    found = look_up(database, name_of_key(key_id))
    return found is not None and found.live_at(at)


def offline_key(database: Database, key_id: str, at: datetime, *, ended: bool = False) -> OfflineKey | None:
    """The limits of a live link-signing key, or of one that has `ended`; None for an unknown one, or another kind."""
    found = look_up(database, name_of_key(key_id))
    if found is None or found.kind != "key_lk" or not (ended or found.live_at(at)):
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


def view_of_key(key: Key) -> KeyView:
    """A key's row as its firm sees it."""
    kind = KeyKind(key.kind)
    return KeyView(
        id=key.id,
        kind=kind,
        name=key.name,
        hint=key.hint,
        entity_id=key.entity_id,
        limits=_shown_limits(key.limits) if kind is KeyKind.LINK else None,
        created_at=key.created_at,
        ends_at=key.ends_at,
        last_used_at=key.last_used_at,
    )


def _shown_limits(limits: dict[str, Any]) -> SigningLimits:
    return SigningLimits(
        max_role=Role(limits["max_role"]) if limits["max_role"] else None,
        allow_full_entity=limits["allow_full_entity"],
        entity_ids=tuple(limits["entity_ids"]) if limits["entity_ids"] is not None else None,
        max_seconds=limits["max_seconds"],
    )
