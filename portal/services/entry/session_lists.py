"""Sessions that are live now, as the firm and an entity's admin see them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, select

from portal.database import Visit
from portal.errors import NotFound
from portal.models import Link, PortalSession
from portal.services.catalog.kept import shown
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.tokens import Access, KeyRing

SESSIONS = Listing(
    "sessions",
    PortalSession,
    fields={
        "id": Field(PortalSession.id, sorted=True),
        "access": Field(PortalSession.access),
        "user_id": Field(PortalSession.user_id),
        "staff_id": Field(PortalSession.staff_id),
        "link_id": Field(PortalSession.link_id),
        "key_id": Field(PortalSession.key_id),
        "framed": Field(PortalSession.framed, Kind.FLAG),
        "parent_origin": Field(PortalSession.parent_origin),
        "created_at": Field(PortalSession.created_at, Kind.INSTANT, sorted=True),
        "last_seen_at": Field(PortalSession.last_seen_at, Kind.INSTANT, sorted=True),
        "expires_at": Field(PortalSession.expires_at, Kind.INSTANT, sorted=True),
    },
    searched=(PortalSession.label,),
    order="-last_seen_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSession:
    """A session that can go on: until `idle_until` without another request, until `expires_at` whatever comes."""

    id: str
    access: Access
    user_id: str | None
    staff_id: str | None
    name: str
    link_id: str
    key_id: str | None
    framed: bool
    parent_origin: str | None
    created_at: datetime
    last_seen_at: datetime
    idle_until: datetime
    expires_at: datetime


def list_sessions(visit: Visit, *, user_id: str | None = None, key_id: str | None = None) -> tuple[LiveSession, ...]:
    """The live sessions of this entity, the one seen last first.

    What is judged on each request (role, membership, a key's end) may refuse one of them before its time.
    """
    found = live_sessions(visit.at, user_id=user_id, key_id=key_id)
    return tuple(map(_view, visit.session.scalars(found.order_by(PortalSession.last_seen_at.desc(), PortalSession.id))))


def find_sessions(
    visit: Visit, ring: KeyRing, wanted: Wanted, *, user_id: str | None = None, key_id: str | None = None
) -> Found[LiveSession]:
    """A page of the same. Raises Invalid, naming the parameter."""
    return shown(list_rows(visit, ring, SESSIONS, wanted, *_live(visit.at, user_id, key_id, None)), _view)


def show_session(visit: Visit, session_id: str) -> LiveSession:
    """One session of this entity, live or over. Raises NotFound."""
    row = visit.session.scalars(select(PortalSession).where(PortalSession.id == session_id)).one_or_none()
    if row is None:
        raise NotFound("no such session")
    return _view(row)


def live_sessions(
    at: datetime, *, user_id: str | None = None, key_id: str | None = None, staff_id: str | None = None
) -> Select[PortalSession]:
    """The rows of sessions that were not ended, have not outlived a limit, and whose link was not revoked."""
    return select(PortalSession).where(*_live(at, user_id, key_id, staff_id))


def _live(at: datetime, user_id: str | None, key_id: str | None, staff_id: str | None) -> list[ColumnElement[bool]]:
    wanted = (
        (PortalSession.user_id, user_id),
        (PortalSession.key_id, key_id),
        (PortalSession.staff_id, staff_id),
    )
    stands = exists().where(Link.id == PortalSession.link_id, Link.revoked_at.is_(None)).correlate(PortalSession)
    return [
        PortalSession.ended_at.is_(None),
        PortalSession.expires_at > at,
        PortalSession.idle_until > at,
        stands,
        *(column == value for column, value in wanted if value is not None),
    ]


def _view(session: PortalSession) -> LiveSession:
    return LiveSession(
        id=session.id,
        access=Access(session.access),
        user_id=session.user_id,
        staff_id=session.staff_id,
        name=session.label or session.access,
        link_id=session.link_id,
        key_id=session.key_id,
        framed=session.framed,
        parent_origin=session.parent_origin,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        idle_until=session.idle_until,
        expires_at=session.expires_at,
    )
