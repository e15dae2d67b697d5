"""Sessions: what a claimed link becomes, resumed on each request, ended on the server."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, true

from portal.database import Database, Visit
from portal.door import digest_of, look_up
from portal.errors import LinkRefused, SessionEnded
from portal.identity import Actor, ActorKind, Role, Scope, new_id, system
from portal.models import Account, Credential, Link, Membership, PortalSession
from portal.services.entry.access import welcome
from portal.services.entry.browsers import Browser
from portal.services.firm.keys import key_is_live
from portal.services.history.activity import Event, Thing, record
from portal.settings import Settings
from portal.tenancy.fence import FencedSession
from portal.tokens import Access

SEEN_EVERY = timedelta(seconds=60)
ONE_VISIT = timedelta(minutes=30)
_SESSION_KINDS = frozenset({"cookie", "url", "id"})


@dataclass(frozen=True, slots=True)
class Resumed:
    """A live session: who acts through it, and the row as it stands."""

    actor: Actor
    session: PortalSession


def find_session(database: Database, secret: str) -> tuple[Scope, str] | None:
    """The scope and id of the session behind a secret, live or ended; None for a stranger's."""
    found = look_up(database, secret)
    if found is None or found.kind not in _SESSION_KINDS or found.scope.entity_id is None:
        return None
    return found.scope, found.subject


def firm_of_slot(database: Database, slot: str) -> Scope | None:
    """The account that a slot belongs to, for the page that says the session is gone; of the entity not a word."""
    found = look_up(database, f"slot:{slot}")
    return Scope(found.scope.account_id, found.scope.environment) if found else None


def resume_session(database: Database, scope: Scope, session_id: str, at: datetime) -> Resumed:
    """The actor of a session, judged by what holds at this instant. Raises SessionEnded with the reason."""
    with database.visit(system(scope), at=at) as visit:
        row = visit.session.scalars(select(PortalSession).where(PortalSession.id == session_id)).one_or_none()
        if row is None:
            raise SessionEnded("the session is unknown")
        refuse_over(row, at)
        actor = actor_of(visit.session, row)
    refuse_dead_key(database, row, at)
    return Resumed(actor, row)


def framing_origin(database: Database, scope: Scope, session_id: str, at: datetime) -> str:
    """The origin of the page around a session, live or over; empty where there was none."""
    with database.visit(system(scope), at=at) as visit:
        found = visit.session.scalars(select(PortalSession.parent_origin).where(PortalSession.id == session_id))
        return found.one_or_none() or ""


def refuse_dead_key(database: Database, row: PortalSession, at: datetime) -> None:
    """SessionEnded when the key that made the session's link has ended."""
    if row.key_id is not None and not key_is_live(database, row.key_id, at):
        raise SessionEnded("the key that made the link has ended", code="withdrawn")


def refuse_ended(row: PortalSession) -> None:
    """SessionEnded for a session that somebody or something other than its own limits has ended."""
    if row.ended_at is not None:
        raise SessionEnded(f"the session was ended: {row.end_reason}", code="ended")


def refuse_over(row: PortalSession, at: datetime) -> None:
    """SessionEnded for a session that was ended or has outlived one of its limits."""
    refuse_ended(row)
    if at >= row.expires_at:
        raise SessionEnded("the session has reached its longest time", code="longest")
    if at >= row.idle_until:
        raise SessionEnded("the session was idle for too long", code="idle")


def still_live(writing: FencedSession, actor: Actor, at: datetime) -> None:
    """Asked again inside each write of a session's: between the request's start and now it may have been ended, its
    link revoked, or what its actor may do narrowed. Raises SessionEnded."""
    if actor.session_id is None:
        return
    row = writing.scalars(select(PortalSession).where(PortalSession.id == actor.session_id)).one_or_none()
    if row is None:
        raise SessionEnded("the session is unknown")
    refuse_over(row, at)
    if actor_of(writing, row) != actor:
        raise SessionEnded("what the session may do has changed since the request began")


def note_seen(visit: Visit, settings: Settings, row: PortalSession) -> None:
    """Push the idle limit forward, at most once a minute: reading pages should not cost a write each.

    `row`, as the request found it, says the new limit as well.
    """
    idle = settings.span(idle_name(row), visit.account.limits)
    # Under an account's own short limit, once a minute would be too late.
    if visit.at - row.last_seen_at < min(SEEN_EVERY, idle / 2):
        return
    row.last_seen_at, row.idle_until = visit.at, visit.at + idle
    with visit.write() as writing:
        mine = writing.scalars(select(PortalSession).where(PortalSession.id == row.id)).one()
        mine.last_seen_at, mine.idle_until = row.last_seen_at, row.idle_until


def idle_name(row: PortalSession) -> str:
    """The setting that says how long the session lives without use, by how the browser keeps it."""
    return "url_session_idle_seconds" if row.mode == "url" else "session_idle_seconds"


def longest_name(row: PortalSession) -> str:
    """The setting that says how long the session lives at most."""
    return "url_session_seconds" if row.mode == "url" else "session_seconds"


def end_session(visit: Visit, session_id: str, reason: str) -> None:
    """End a session for good, on the server: its cookie or address opens nothing from now on."""
    with visit.write() as writing:
        row = writing.scalars(select(PortalSession).where(PortalSession.id == session_id)).one_or_none()
        if row is None or row.ended_at is not None:
            return
        end_row(writing, row, reason, visit.at)
        record(visit, writing, Event.SESSION_ENDED, Thing(row.id, row.label or row.access), reason=reason)


def end_row(writing: FencedSession, row: PortalSession, reason: str, at: datetime) -> None:
    """Mark a session ended and its credentials with it."""
    row.ended_at, row.end_reason = at, reason
    for credential in writing.scalars(select(Credential).where(Credential.subject == row.id)):
        credential.ends_at = at


def new_secret() -> str:
    """256 random bits in 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def add_credential(writing: FencedSession, secret: str, kind: str, session_id: str, ends_at: datetime) -> None:
    """Let the door know a secret of a session's, by its digest."""
    writing.add(Credential(digest=digest_of(secret), kind=kind, subject=session_id, ends_at=ends_at))


def begin_session(
    visit: Visit, writing: FencedSession, settings: Settings, link: Link, browser: Browser
) -> PortalSession:
    """The row of a session that begins now, in state `check` until the browser has shown how it can be kept.

    The page around it says where to land now, so its wish comes before the link's view; of the language the link's
    word comes first.
    """
    limits = writing.scalars(select(Account.limits)).one()
    row = PortalSession(
        id=new_id("ses"),
        link_id=link.id,
        slot=secrets.token_hex(6),
        mode="check",
        framed=browser.framed,
        access=link.access,
        user_id=link.user_id,
        staff_id=link.staff_id,
        label=link.label,
        locale=link.locale or browser.wishes.locale,
        view=browser.wishes.view or link.view,
        theme=browser.wishes.theme,
        parent_origin=browser.parent_origin,
        return_to=link.return_to,
        key_id=link.key_id,
        previous_visit_at=_previous_visit(writing, link, visit.at),
        created_at=visit.at,
        last_seen_at=visit.at,
        idle_until=visit.at + settings.span("session_idle_seconds", limits),
        expires_at=visit.at + settings.span("session_seconds", limits),
    )
    writing.add(row)
    return row


def _previous_visit(writing: FencedSession, link: Link, at: datetime) -> datetime | None:
    """When this visitor was last here before the visit that begins or goes on now: the base of "since your last visit".

    A user and a member of staff are themselves; full-entity sessions have no person behind them, and those of one label
    count as one visitor. Firms mint a link for each opening of their own page, so what follows within ONE_VISIT of
    the last sight is the same visit and keeps its base.
    """
    same = (
        PortalSession.access == link.access,
        PortalSession.user_id.is_not_distinct_from(link.user_id),
        PortalSession.staff_id.is_not_distinct_from(link.staff_id),
        true() if link.user_id or link.staff_id else PortalSession.label.is_not_distinct_from(link.label),
    )
    seen = select(PortalSession.last_seen_at, PortalSession.previous_visit_at).where(*same)
    last = writing.execute(seen.order_by(PortalSession.last_seen_at.desc()).limit(1)).one_or_none()
    if last is None:
        return None
    base: datetime | None = last.previous_visit_at if at - last.last_seen_at < ONE_VISIT else last.last_seen_at
    return base


def actor_of(session: FencedSession, row: PortalSession) -> Actor:
    """Who acts through the session, by the role and access of this moment; SessionEnded when there is none left."""
    link = session.scalars(select(Link).where(Link.id == row.link_id)).one()
    if link.revoked_at is not None:
        raise SessionEnded("the link was revoked", code="withdrawn")
    try:
        known = welcome(session, link)
    except LinkRefused as refusal:
        raise SessionEnded(str(refusal), code="withdrawn") from refusal
    if known.role is not None:
        ceiling = Role(link.role) if link.role else known.role
        role = known.role if known.role.at_most(ceiling) else ceiling
        name = session.scalars(select(Membership.name).where(Membership.user_id == row.user_id)).one()
        return Actor(ActorKind.USER, session.scope, row.user_id, role, name, row.id, link.id)
    if row.access == Access.STAFF:
        return Actor(
            ActorKind.STAFF, session.scope, row.staff_id, name=known.staff_name, session_id=row.id, link_id=link.id
        )
    return Actor(ActorKind.FULL_ENTITY, session.scope, name=row.label or "", session_id=row.id, link_id=link.id)
