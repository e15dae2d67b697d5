"""How many exports each asker may have, for how long, and how what is over leaves: its row first, then its bytes.

An asker is a person or a key; the sessions without a user are one asker together. Nobody's exports take the room of
another's: a client's user cannot hold up, or push out, what the firm or another user asked for.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from portal.database import Visit
from portal.errors import Conflict
from portal.models import Export
from portal.services.exports.export_views import UNFINISHED, ExportState
from portal.services.filing.keeping import lock_files, release_bytes
from portal.storage import Storage
from portal.tenancy.fence import FencedSession

MOST_UNFINISHED = 3
MOST_KEPT = 20
MOST_BYTES = 500_000_000
"""Of one file."""
MOST_BYTES_PACKED = 1_000_000_000
"""Of the pack of a period."""
MOST_BYTES_KEPT = 1_000_000_000
"""Of all finished files of one asker together."""
KEPT_FOR = timedelta(days=7)
# Longer than the longest pause between two attempts at a job: what is older is nobody's work any more.
_LEFT_BEHIND = timedelta(days=1)
_UNFINISHED = [state.value for state in UNFINISHED]


def refuse_crowd(writing: FencedSession, asker: str | None) -> None:
    """Raise Conflict while as many exports are being made for the asker, a subject or None for the sessions without a
    user, as may be; one at a time for an entity gets past here."""
    lock_files(writing)
    begun = select(func.count()).select_from(Export).where(_of(asker), Export.state.in_(_UNFINISHED))
    count = writing.scalar(begun) or 0
    if count >= MOST_UNFINISHED:
        raise Conflict(
            f"{count} exports of yours are being made: wait until one is finished, or cancel one",
            code="too_many_exports",
        )


def end_export(writing: FencedSession, export: Export, state: ExportState, at: datetime) -> None:
    """The export is over, in this state and with the size that it has: its time to be kept begins, and room is made.

    However it ends: called off or failing again and again, it would make everybody's list longer without end.
    """
    export.state = state.value
    export.finished_at, export.expires_at = at, at + KEPT_FOR
    writing.flush()
    _make_room(writing, export.requested_subject, at)


def _make_room(writing: FencedSession, asker: str | None, at: datetime) -> None:
    """Let the asker's oldest go where more of theirs is kept than may be: nobody finds them from now on."""
    kept = writing.scalars(
        select(Export)
        .where(_of(asker), Export.state.not_in(_UNFINISHED), Export.expires_at > at)
        .order_by(Export.finished_at.desc(), Export.id.desc())
    )
    size = 0
    for count, export in enumerate(kept, start=1):
        size += export.size or 0
        # The newest stays, whatever its size.
        if count > MOST_KEPT or (size > MOST_BYTES_KEPT and count > 1):
            export.expires_at = at


def remove_expired(visit: Visit, storage: Storage) -> int:
    """Remove what is over at the visit's instant from the entity that it is inside of, bytes included, and what
    workers that died left half written. Returns how many exports were removed."""
    visit.stop_reading()
    expired = select(Export).where(Export.expires_at <= visit.at)
    digests: list[str | None] = []
    if visit.session.scalars(expired.limit(1)).first() is not None:
        with visit.write() as writing:
            for export in writing.scalars(expired):
                digests.append(export.sha256)
                writing.delete(export)
    for digest in digests:
        if digest is not None:
            release_bytes(visit, storage, digest)
    storage.remove_unfinished(visit.scope, visit.at - _LEFT_BEHIND)
    return len(digests)


def _of(asker: str | None) -> ColumnElement[bool]:
    return Export.requested_subject.is_not_distinct_from(asker)
