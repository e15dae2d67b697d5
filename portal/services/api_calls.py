"""Calls that may be made again: the first one counts, every later one of the same name is answered the same.

One row a name and key, begun before the call and finished after it. Its `took_effect` is set in the transaction of
the call's own first write, so that a call that died without one may be made again, and one that died with one never is.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from portal.database import Visit
from portal.errors import Conflict, Invalid
from portal.identity import new_id
from portal.models import ApiCall
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing, close_box, open_box

KEPT_FOR = timedelta(hours=24)
LEASE = timedelta(seconds=60)
LONGEST_NAME = 255
_AT_ONCE = 100


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


def begin_call(visit: Visit, ring: KeyRing, name: str, same: str) -> Replay | str:
    """The id of the call to make now, or the answer that was given already.

    Raises Invalid (`idempotency_key_reused`) for another call under the same name, Conflict while the first one still
    runs (`idempotency_in_progress`) or when it died after its effect (`idempotency_outcome_unknown`).
    """
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise Invalid(f"idempotency-key: must be 1 to {LONGEST_NAME} printable characters")
    try:
        with visit.write() as writing:
            _forget_old(visit, writing)
            row = writing.scalars(_by_name(visit, name)).one_or_none()
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


def note_effect(writing: FencedSession, call_id: str) -> None:
    """Said inside each write of a call: from its first one on, the call is never made a second time."""
    row = writing.scalars(select(ApiCall).where(ApiCall.id == call_id)).one_or_none()
    if row is not None:
        row.took_effect = True


def finish_call(visit: Visit, ring: KeyRing, call_id: str, answer: Replay) -> None:
    """Keep the answer for whoever asks again; encrypted, since it may hold a key or a link that is shown once."""
    with visit.write() as writing:
        row = writing.scalars(select(ApiCall).where(ApiCall.id == call_id)).one()
        row.status, row.headers, row.body = answer.status, dict(answer.headers), close_box(ring, answer.body)


def forget_call(visit: Visit, call_id: str) -> None:
    """Let the call be made again, unless it had an effect."""
    with visit.write() as writing:
        row = writing.scalars(select(ApiCall).where(ApiCall.id == call_id)).one()
        if not row.took_effect:
            writing.delete(row)


def _forget_old(visit: Visit, writing: FencedSession) -> None:
    """Answers whose day is over go with the next call of their key: what they hold is no longer anybody's to keep."""
    old = select(ApiCall).where(ApiCall.key_id == visit.actor.subject, ApiCall.ends_at <= visit.at).limit(_AT_ONCE)
    for row in writing.scalars(old).all():
        writing.delete(row)
    writing.flush()


def _by_name(visit: Visit, name: str) -> Select[ApiCall]:
    return select(ApiCall).where(ApiCall.key_id == visit.actor.subject, ApiCall.name == name)


def _begin_anew(visit: Visit, writing: FencedSession, name: str, same: str) -> str:
    row = ApiCall(
        id=new_id("call"),
        key_id=visit.actor.subject,
        name=name,
        fingerprint=same,
        started_at=visit.at,
        ends_at=visit.at + KEPT_FOR,
    )
    writing.add(row)
    return row.id


def _again(visit: Visit, ring: KeyRing, row: ApiCall, same: str) -> Replay | str:
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
    return row.id


def _reused() -> Invalid:
    return Invalid(
        "idempotency-key: was used for another call; take a new one for each call", code="idempotency_key_reused"
    )
