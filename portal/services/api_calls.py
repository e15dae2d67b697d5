"""Calls that may be made again: the first one counts, every later one of the same name is answered the same.

One row a name and key, begun before the call and finished after it. Its `took_effect` is set in the transaction of
the call's own first write, so that a call that died without one may be made again, and one that died with one never is.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from portal.database import Visit
from portal.errors import Conflict, Invalid
from portal.identity import new_id
from portal.models import ApiCall
from portal.services.outbox.jobs import keep_clean
from portal.services.removing import remove_some
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing, close_box, open_box

KEPT_FOR = timedelta(hours=24)
LEASE = timedelta(seconds=60)
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Replay:
    """What was answered the first time, byte for byte."""

    status: int
    headers: Mapping[str, str]
    body: str


def fingerprint(*parts: bytes) -> str:
    """What makes two calls the same call: SHA-256 over the length and bytes of each part."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to make a call, until another caller takes it over."""

    call_id: str
    started_at: datetime


def begin_call(visit: Visit, ring: KeyRing, name: str, same: str) -> Replay | Turn:
    """The turn to make the call now, or the answer that was given already.

    Raises Invalid (`idempotency_key_reused`) for another call under the same name, Conflict while the first one still
    runs (`idempotency_in_progress`) or when it died after its effect (`idempotency_outcome_unknown`).
    """
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise Invalid(f"idempotency-key: must be 1 to {LONGEST_NAME} printable characters")
    try:
        with visit.write() as writing:
            # Locked: the first caller may be about to write after all, and then its effect counts.
            row = writing.scalars(_by_name(visit, name).with_for_update()).one_or_none()
            if row is not None and row.ends_at <= visit.at:
                writing.delete(row)
                writing.flush()
                row = None
            return _begin_anew(visit, writing, name, same) if row is None else _again(visit, ring, row, same)
    except IntegrityError:
        # Begun a moment ago beside this one, or in another entity.
        row = visit.session.scalars(_by_name(visit, name)).one_or_none()
        if row is None:
            raise _reused() from None
        return _again(visit, ring, row, same)


def note_effect(writing: FencedSession, turn: Turn) -> None:
    """Said inside each write of a call: from its first one on, the call is never made a second time.

    Raises Conflict (`idempotency_in_progress`) when the call took so long that it was begun anew elsewhere.
    """
    row = writing.scalars(_taken(turn).with_for_update()).one_or_none()
    if row is None:
        raise Conflict(
            "the call took too long and is being made again: ask once more for its answer",
            code="idempotency_in_progress",
        )
    row.took_effect = True


def finish_call(visit: Visit, ring: KeyRing, turn: Turn, answer: Replay) -> None:
    """Keep the answer for whoever asks again; encrypted, since it may hold a key or a link that is shown once."""
    with visit.write() as writing:
        row = writing.scalars(_taken(turn)).one_or_none()
        if row is None:
            return
        row.status, row.headers, row.body = answer.status, dict(answer.headers), close_box(ring, answer.body)


def forget_call(visit: Visit, turn: Turn) -> None:
    """Let the call be made again, unless it had an effect."""
    with visit.write() as writing:
        row = writing.scalars(_taken(turn)).one_or_none()
        if row is not None and not row.took_effect:
            writing.delete(row)


def forget_calls(visit: Visit, writing: FencedSession) -> bool:
    """Remove the answers whose day is over: what they hold is no longer anybody's to keep."""
    return remove_some(writing, ApiCall, ApiCall.ends_at <= visit.at)


def _taken(turn: Turn) -> Select[ApiCall]:
    return select(ApiCall).where(ApiCall.id == turn.call_id, ApiCall.started_at == turn.started_at)


def _by_name(visit: Visit, name: str) -> Select[ApiCall]:
    return select(ApiCall).where(ApiCall.key_id == visit.actor.subject, ApiCall.name == name)


def _begin_anew(visit: Visit, writing: FencedSession, name: str, same: str) -> Turn:
    row = ApiCall(
        id=new_id("call"),
        key_id=visit.actor.subject,
        name=name,
        fingerprint=same,
        started_at=visit.at,
        ends_at=visit.at + KEPT_FOR,
    )
    writing.add(row)
    keep_clean(visit, writing)
    return Turn(row.id, row.started_at)


def _again(visit: Visit, ring: KeyRing, row: ApiCall, same: str) -> Replay | Turn:
    if row.fingerprint != same:
        raise _reused()
    if row.status is not None:
        return Replay(row.status, row.headers, open_box(ring, row.body or ""))
    if visit.at - row.started_at < LEASE:
        raise Conflict(
            "the same call is being made right now: wait a moment and ask again", code="idempotency_in_progress"
        )
    if row.took_effect:
        raise Conflict(
            "the first call took effect and its answer was lost: look at what it made before you call anew",
            code="idempotency_outcome_unknown",
        )
    row.started_at = visit.at
    return Turn(row.id, row.started_at)


def _reused() -> Invalid:
    return Invalid(
        "idempotency-key: was used for another call; take a new one for each call", code="idempotency_key_reused"
    )
