"""Who calls and where they go: the bearer key, how often it may call, and the one scope that the visit is in."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from flask import request
from flask_limiter import RateLimitExceeded

from portal.database import Visit
from portal.errors import NoKey, NotAllowed, NotFound, TooManyRequests
from portal.identity import Actor, ActorKind
from portal.services.api_calls import note_effect
from portal.services.entry.api_keys import actor_of_key, entity_of, key_still_stands, only_entity, within
from portal.tenancy.fence import FencedSession
from portal.web.asking import asking, visitor_address
from portal.web.limits import few_calls, few_strangers, retry_after
from portal.web.parts import parts


@contextmanager
def enter(reach: str, path: Mapping[str, str]) -> Iterator[Visit]:
    """A visit of the calling key in the scope that the route reaches. Raises NoKey, NotAllowed, NotFound, Invalid."""
    current, database = asking(), parts().database
    actor = _caller()
    actor = _narrowed(actor, reach, path)
    current.scope = actor.scope

    def recheck(session: FencedSession, caller: Actor) -> None:
        key_still_stands(database, caller, current.at)
        # Inside another scope the call's own row is not seen: such calls note their effect before they enter.
        if current.turn is not None and session.scope == actor.scope:
            note_effect(session, current.turn)

    with database.visit(actor, at=current.at, address=visitor_address(), recheck=recheck) as visit:
        current.visit = visit
        if actor.scope.entity_id is not None:
            # An id that an account key merely says is no entity until it is found in the account.
            _ = visit.entity
        yield visit


def _caller() -> Actor:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    try:
        if scheme.lower() != "bearer" or not text.strip():
            raise NoKey("no key was sent: say Authorization: Bearer and the key")
        actor = actor_of_key(parts().database, text.strip(), asking().at)
    except NoKey:
        _within(_count_stranger)
        raise
    asking().scope, asking().key_id = actor.scope, actor.subject
    _within(_count_call)
    named = request.headers.get("x-account-id")
    if named is not None and named != actor.scope.account_id:
        raise NotFound("x-account-id names another account than the key's")
    return actor


def _narrowed(actor: Actor, reach: str, path: Mapping[str, str]) -> Actor:
    database, at = parts().database, asking().at
    header = request.headers.get("x-entity-id") or None
    if reach == "own" or (reach == "wide" and header is None):
        return actor
    if reach == "account":
        if actor.kind is not ActorKind.ACCOUNT_KEY:
            raise NotAllowed("an entity key reaches its own entity only: call this with an sk_ key")
        return actor
    if reach in {"entity", "wide"}:
        return within(actor, header or only_entity(database, actor, at))
    if reach == "path":
        if header not in {None, path["entity_id"]}:
            raise NotFound("x-entity-id disagrees with the entity in the path")
        return within(actor, path["entity_id"])
    thing_id = next(iter(path.values()))
    return within(actor, header or entity_of(database, actor, thing_id, at))


@few_calls
def _count_call() -> None:
    """One call of the key more."""


@few_strangers
def _count_stranger() -> None:
    """One call more from an address that shows no key."""


def _within(count: Callable[[], None]) -> None:
    try:
        count()
    except RateLimitExceeded as error:
        raise TooManyRequests(retry_after()) from error
