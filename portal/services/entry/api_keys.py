"""The bearer key of a call: who stands behind it, how far it reaches, and when it was used last."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from portal.database import Database, Visit
from portal.door import Found, look_up
from portal.errors import Invalid, NoKey, NotFound
from portal.identity import Actor, ActorKind, Scope, system
from portal.models import Entity, Key, Link, Webhook, WebhookDelivery, Whereabouts
from portal.services.firm.keys import key_is_live
from portal.tokens import parse_key

NOTED_EVERY = timedelta(minutes=5)
_ACTORS = {"key_sk": ActorKind.ACCOUNT_KEY, "key_ek": ActorKind.ENTITY_KEY}


def actor_of_key(database: Database, text: str, at: datetime) -> Actor:
    """The live key behind a bearer token, in its own scope. Raises NoKey, with words for the firm's developer."""
    try:
        parse_key(text)
    except Invalid as error:
        raise NoKey(str(error)) from error
    found = look_up(database, text)
    if found is None:
        raise NoKey("the key is unknown here: is it one of this portal's?")
    if found.kind not in _ACTORS:
        raise NoKey("a link-signing key opens no API: call it with an sk_ or ek_ key")
    if not found.live_at(at):
        raise NoKey("the key has ended: make a new one")
    return Actor(_ACTORS[found.kind], found.scope, subject=found.subject, name=_noted_name(database, found, at))


def _noted_name(database: Database, found: Found, at: datetime) -> str:
    """The key's name; that it was used is written down every few minutes."""
    chosen = select(Key).where(Key.id == found.subject)
    with database.visit(system(found.scope), at=at) as visit:
        key = visit.session.scalars(chosen).one()
        if key.last_used_at is None or at - key.last_used_at >= NOTED_EVERY:
            with visit.write() as writing:
                writing.scalars(chosen).one().last_used_at = at
        return key.name


def own_key(visit: Visit) -> Key:
    """The row of the key that makes this visit."""
    return visit.session.scalars(select(Key).where(Key.id == visit.actor.subject)).one()


def key_still_stands(database: Database, actor: Actor, at: datetime) -> None:
    """Asked again inside each write of a call, which began at `at`. Raises NoKey when its key has ended."""
    # By the clock: at the call's own instant a key that was ended meanwhile still stood.
    now = max(at, datetime.now(UTC))
    if actor.subject is None or not key_is_live(database, actor.subject, now):
        raise NoKey("the key has ended: make a new one")


def only_entity(database: Database, actor: Actor, at: datetime) -> str:
    """The entity that a key means when none is named: its own, or the only one of its account.

    Never a silent choice: Invalid with code `entity_required` when there are several, or none.
    """
    if actor.scope.entity_id is not None:
        return actor.scope.entity_id
    with database.visit(actor, at=at) as visit:
        ids = visit.session.scalars(select(Entity.id).limit(2)).all()
    if len(ids) != 1:
        held = "several entities" if ids else "no entity yet"
        raise Invalid(f"x-entity-id: this key reaches {held}; name one in this header", code="entity_required")
    return ids[0]


# Most things are noted by their whereabouts; these an account sees, as they are.
_SEEN_FROM_OUTSIDE = (Whereabouts, Link, Webhook, WebhookDelivery)


def entity_of(database: Database, actor: Actor, thing_id: str, at: datetime) -> str:
    """The entity that a thing of the account is in, by its id. Raises NotFound."""
    if actor.scope.entity_id is not None:
        return actor.scope.entity_id
    with database.visit(actor, at=at) as visit:
        asked = (select(kind.entity_id).where(kind.id == thing_id) for kind in _SEEN_FROM_OUTSIDE)
        found = next(filter(None, (visit.session.scalars(each).one_or_none() for each in asked)), None)
    found = found or _entity_of_session(database, actor, thing_id)
    if found is None:
        raise NotFound("no such thing in this account")
    return found


def _entity_of_session(database: Database, actor: Actor, session_id: str) -> str | None:
    """Sessions are seen from inside their entity alone; the door knows the entity of each, and whose it is."""
    found = look_up(database, f"session:{session_id}")
    if found is None or (found.scope.account_id, found.scope.environment) != (
        actor.scope.account_id,
        actor.scope.environment,
    ):
        return None
    return found.scope.entity_id


def within(actor: Actor, entity_id: str) -> Actor:
    """The same key, inside one entity. NotFound for an entity key and any entity but its own."""
    if actor.scope.entity_id not in {None, entity_id}:
        raise NotFound("no such entity for this key")
    scope = Scope(actor.scope.account_id, actor.scope.environment, entity_id)
    return Actor(actor.kind, scope, subject=actor.subject, name=actor.name)
