"""Living on: how long a session has left, and a fresh link of the same person that lengthens it in place."""

import enum
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.database import Database, Visit
from portal.errors import OtherPerson, SessionEnded
from portal.identity import system
from portal.models import Account, Credential, Link, PortalSession
from portal.services.entry.browsers import Browser
from portal.services.entry.claims import once_more, take_claim
from portal.services.entry.sessions import actor_of, idle_name, longest_name, refuse_dead_key, refuse_ended
from portal.services.turns import take_turn
from portal.settings import Settings
from portal.tenancy.fence import FencedSession
from portal.tokens import Access, Opened

ASK_BEFORE_SECONDS = 120


class Limit(enum.StrEnum):
    """Which of its two limits a session reaches first."""

    IDLE = "idle"
    LONGEST = "longest"


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Seconds until the session ends, by this server's clock, and how many before that a page should ask to go on."""

    seconds: int
    limit: Limit
    ask_at: int


def time_left(visit: Visit, settings: Settings, row: PortalSession) -> TimeLeft:
    """What the visit's own session has left. Looking pushes nothing forward."""
    limit = Limit.IDLE if row.idle_until < row.expires_at else Limit.LONGEST
    idle = settings.span(idle_name(row), visit.account.limits)
    # Under an account's own short limit, two minutes before its end would be always.
    ask_at = min(ASK_BEFORE_SECONDS, int(idle.total_seconds()) // 4)
    return TimeLeft(int((min(row.idle_until, row.expires_at) - visit.at).total_seconds()), limit, ask_at)


def renew_session(
    database: Database, settings: Settings, session_id: str, opened: Opened, browser: Browser, at: datetime
) -> None:
    """Take one claim of a fresh link and begin the session's times anew, also when they were over already.

    Raises OtherPerson, before anything is taken, for a link of another entity or person; SessionEnded for a session
    that was ended by somebody or something other than its own limits; and whatever `claim_link` raises.
    """
    once_more(lambda: _renew(database, settings, session_id, opened, browser, at))


def _renew(
    database: Database, settings: Settings, session_id: str, opened: Opened, browser: Browser, at: datetime
) -> None:
    actor = system(opened.claims.scope)
    with database.visit(actor, at=at, address=browser.address) as visit, visit.write() as writing:
        # Before the row: whoever ends a session writes that down first, and the two would wait for each other.
        take_turn(writing)
        row = writing.scalars(
            select(PortalSession).where(PortalSession.id == session_id).with_for_update()
        ).one_or_none()
        claims = opened.claims
        if row is None or (claims.access, claims.user_id, claims.staff_id) != (row.access, row.user_id, row.staff_id):
            raise OtherPerson("the link is for another person or entity than the session")
        _refuse_withdrawn(database, writing, row, at)

        def lengthen(link: Link) -> PortalSession:
            # Without a person behind them, sessions of one label are one visitor's.
            if row.access == Access.FULL_ENTITY and link.label != row.label:
                raise OtherPerson("the link is for another visitor than the session")
            row.link_id, row.key_id = link.id, link.key_id
            limits = writing.scalars(select(Account.limits)).one()
            row.last_seen_at = at
            row.idle_until = at + settings.span(idle_name(row), limits)
            row.expires_at = at + settings.span(longest_name(row), limits)
            for credential in writing.scalars(select(Credential).where(Credential.subject == row.id)):
                # Not the cookie of a session that went on by its address: that ended with the check.
                if credential.kind in {row.mode, "id", "slot"}:
                    credential.ends_at = row.expires_at
            return row

        take_claim(visit, writing, database, opened, browser, lengthen, renewed="yes")


def _refuse_withdrawn(database: Database, writing: FencedSession, row: PortalSession, at: datetime) -> None:
    """SessionEnded for what a fresh link does not bring back: it is for a new session then, which is seen to begin."""
    refuse_ended(row)
    if row.mode == "check":
        raise SessionEnded("no browser has shown yet how it keeps the session", code="ended")
    refuse_dead_key(database, row, at)
    actor_of(writing, row)
