"""What is new in the files to one visitor: what the other side put there since they last looked through them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select

from portal.database import Visit
from portal.identity import ActorKind, new_id
from portal.models import Entity, File, FileLook, Membership, StaffAssignment
from portal.services.filing.keeping import SHARED, lock_files
from portal.services.filing.sides import other_side, visitor_of
from portal.services.reading.readable import readable_files
from portal.tenancy.fence import FencedSession

# Looks that follow each other as closely as this are one: what was new at the first stays marked through them.
ONE_LOOK = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class News:
    """Which side's files are new to a visitor, and from when on."""

    sent_by: str
    since: datetime

    def holds(self, sent_by: str, purpose: str, added_at: datetime) -> bool:
        """Whether a file is among them."""
        return purpose == SHARED and sent_by == self.sent_by and added_at > self.since


def count_new(visit: Visit) -> int:
    """How many files the other side put there since this visitor last looked; one query, for every page's tabs."""
    visitor = visitor_of(visit.actor)
    looked = select(FileLook.looked_at).where(FileLook.kind == visitor.kind, FileLook.who == visitor.who)
    since = func.coalesce(looked.scalar_subquery(), _known_since(visit).scalar_subquery())
    return visit.session.scalars(select(func.count(File.id)).where(*_news(visit), File.created_at > since)).one()


def look_through(visit: Visit, *, quiet: bool) -> News:
    """What is new to this visitor as they look through the files now; `quiet` leaves no trace of the look.

    Nothing is written where nothing is new.
    """
    look = _look(visit, visit.session)
    line = look.looked_at if look else visit.session.scalars(_known_since(visit)).one()
    since = look.before_at if look and visit.at - look.looked_at <= ONE_LOOK else line
    later = select(File.id).where(*_news(visit), File.created_at > line).limit(1)
    if not quiet and visit.session.scalars(later).first() is not None:
        _note(visit, since)
    return News(other_side(visit.actor), since)


def _note(visit: Visit, since: datetime) -> None:
    with visit.write() as writing:
        # One at a time for an entity: two tabs of the same visitor may look for the first time at once.
        lock_files(writing)
        look = _look(visit, writing)
        if look is None:
            kind, who = visitor_of(visit.actor)
            writing.add(FileLook(id=new_id("lok"), kind=kind, who=who, looked_at=visit.at, before_at=since))
        elif look.looked_at < visit.at:
            look.looked_at, look.before_at = visit.at, since


def _look(visit: Visit, session: FencedSession) -> FileLook | None:
    kind, who = visitor_of(visit.actor)
    return session.scalars(select(FileLook).where(FileLook.kind == kind, FileLook.who == who)).one_or_none()


def _known_since(visit: Visit) -> Select[datetime]:
    """Whoever never looked has missed what came since they were let in, and nothing of what was there before."""
    actor = visit.actor
    if actor.kind is ActorKind.USER:
        return select(Membership.created_at).where(Membership.user_id == actor.subject)
    if actor.kind is ActorKind.STAFF:
        return select(StaffAssignment.created_at).where(StaffAssignment.staff_id == actor.subject)
    return select(Entity.created_at)


def _news(visit: Visit) -> tuple[ColumnElement[bool], ...]:
    return (
        File.sent_by == other_side(visit.actor),
        File.purpose == SHARED,
        File.created_at <= visit.at,
        readable_files(visit),
    )
