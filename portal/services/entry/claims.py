"""Claiming a link: one redemption becomes one session, then the browser shows whether it keeps cookies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.database import Database, Visit
from portal.door import look_up
from portal.errors import CodeNeeded, LinkMalformed, SessionEnded
from portal.identity import new_id, system
from portal.models import Account, Credential, Invitation, Link, LinkClaim, PortalSession
from portal.services.entry.browsers import Browser
from portal.services.entry.codes import CodeAnswer, mail_code, spend_code, wants_code
from portal.services.entry.link_rows import row_to_claim, shown_name
from portal.services.entry.sessions import (
    actor_of,
    add_credential,
    begin_session,
    end_row,
    find_session,
    new_secret,
    refuse_over,
)
from portal.services.history.activity import Event, Thing, record
from portal.settings import Settings
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing, Opened

Taken = TypeVar("Taken")
CHECK_LIFETIME = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A fresh session: the public slot, the secret for its cookie, and the once-only word for the check."""

    slot: str
    secret: str
    once: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a checked session lives: by cookie in its slot, or by a handle in the address; and the view to land on."""

    slot: str | None
    handle: str | None
    view: str | None


def claim_link(
    database: Database,
    settings: Settings,
    opened: Opened,
    browser: Browser,
    at: datetime,
    answer: CodeAnswer | None = None,
) -> Claimed:
    """Take one claim, atomically, and begin its session. Raises LinkUsed, LinkRevoked, LinkMalformed; CodeNeeded where
    the claim wants a code by mail, and CodeWrong for an answer that is not it."""
    if answer is not None:
        spend_code(database, opened.claims, answer, at)
    return once_more(lambda: _claim_once(database, settings, opened, browser, at, by_code=answer is not None))


def ask_for_code(
    database: Database, settings: Settings, opened: Opened, at: datetime, address: str | None, locale: str
) -> str:
    """Mail a code for the next claim to the link's recipient, in the language of the page that waits for it.

    Returns the secret of that page, which alone may use the code.

    Raises TooManyRequests, and what `claim_link` raises for a link that opens nothing.
    """

    def ask() -> str:
        with (
            database.visit(system(opened.claims.scope), at=at, address=address) as visit,
            visit.write() as writing,
        ):
            link = row_to_claim(visit, writing, database, opened)
            return mail_code(visit, writing, KeyRing(settings.secret_keys), link, locale)

    return once_more(ask)


def once_more(take: Callable[[], Taken]) -> Taken:
    """Two first openings of one offline link race to write its row; the loser, asked again, finds the winner's."""
    try:
        return take()
    except IntegrityError:
        try:
            return take()
        except IntegrityError as error:
            raise LinkMalformed("the id of the link is taken where this link has no business") from error


def _claim_once(
    database: Database,
    settings: Settings,
    opened: Opened,
    browser: Browser,
    at: datetime,
    *,
    by_code: bool,
) -> Claimed:
    secret, once = new_secret(), new_secret()
    actor = system(opened.claims.scope)
    with database.visit(actor, at=at, address=browser.address) as visit, visit.write() as writing:

        def begin(link: Link) -> PortalSession:
            return begin_session(visit, writing, settings, link, browser)

        row = take_claim(visit, writing, database, opened, browser, begin, by_code=by_code)
        add_credential(writing, f"cookie:{secret}", "cookie", row.id, row.expires_at)
        add_credential(writing, f"session:{row.id}", "id", row.id, row.expires_at)
        # Public, and proves nothing: by it a page whose cookie is gone still knows which firm to turn to.
        add_credential(writing, f"slot:{row.slot}", "slot", row.id, row.expires_at)
        add_credential(writing, f"check:{once}", "check", row.id, at + CHECK_LIFETIME)
    return Claimed(row.slot, secret, once, row.expires_at)


def take_claim(
    visit: Visit,
    writing: FencedSession,
    database: Database,
    opened: Opened,
    browser: Browser,
    use: Callable[[Link], PortalSession],
    *,
    by_code: bool = False,
    **told: str,
) -> PortalSession:
    """Take one claim of the link for the session that `use` makes of it, and tell the trail. Raises LinkUsed,
    CodeNeeded, LinkRevoked, LinkMalformed."""
    link = row_to_claim(visit, writing, database, opened)
    if wants_code(link) and not by_code:
        raise CodeNeeded("the next claim of the link wants a code by mail")
    row = use(link)
    writing.flush()
    link.claims_taken += 1
    _accept_invitation(writing, link.id, visit.at)
    writing.add(
        LinkClaim(
            id=new_id("clm"),
            link_id=link.id,
            position=link.claims_taken,
            session_id=row.id,
            claimed_at=visit.at,
            address=browser.address,
            user_agent=(browser.user_agent or "")[:200] or None,
            by_code=by_code,
        )
    )
    told = {"session": row.id, "framed": "yes" if browser.framed else "no", **told}
    if by_code:
        told["code"] = "yes"
    record(visit, writing, Event.LINK_OPENED, Thing(link.id, shown_name(link)), by=actor_of(writing, row), **told)
    return row


def _accept_invitation(writing: FencedSession, link_id: str, at: datetime) -> None:
    """The first claim of an invitation's link accepts it: there is no password to set."""
    invitation = writing.scalars(
        select(Invitation).where(Invitation.link_id == link_id, Invitation.accepted_at.is_(None))
    ).one_or_none()
    if invitation is not None:
        invitation.accepted_at = invitation.updated_at = at


def settle_session(
    database: Database, settings: Settings, slot: str, once: str, cookie: str | None, *, framed: bool, at: datetime
) -> Settled | None:
    """Decide, once and within 30 s of the claim, how the session is kept; None when the browser can keep none.

    Raises SessionEnded for a word that is unknown, used or late.
    """
    found = look_up(database, f"check:{once}")
    if found is None or found.kind != "check" or not found.live_at(at):
        raise SessionEnded("the check is over: unknown, used or late")
    came_back = cookie is not None and find_session(database, f"cookie:{cookie}") == (found.scope, found.subject)
    with database.visit(system(found.scope), at=at) as visit, visit.write() as writing:
        row = writing.scalars(
            select(PortalSession).where(PortalSession.id == found.subject).with_for_update()
        ).one_or_none()
        if row is None or row.slot != slot or row.mode != "check":
            raise SessionEnded("the check belongs to another slot or is done")
        refuse_over(row, at)
        if came_back:
            row.mode = "cookie"
            return Settled(slot, None, row.view)
        for credential in writing.scalars(select(Credential).where(Credential.subject == row.id)):
            if credential.kind == "cookie":
                credential.ends_at = at
        if not (framed and row.framed):
            end_row(writing, row, "cookies blocked", at)
            return None
        return _settle_by_handle(visit, settings, writing, row)


def _settle_by_handle(visit: Visit, settings: Settings, writing: FencedSession, row: PortalSession) -> Settled:
    limits = writing.scalars(select(Account.limits)).one()
    handle = new_secret()
    row.mode = "url"
    row.idle_until = visit.at + settings.span("url_session_idle_seconds", limits)
    row.expires_at = visit.at + settings.span("url_session_seconds", limits)
    add_credential(writing, f"url:{handle}", "url", row.id, row.expires_at)
    return Settled(None, handle, row.view)


def live_slots(database: Database, opened: Opened, at: datetime) -> dict[str, str]:
    """Slot -> session id of each live cookie session that this used link became; its own browser is sent there."""
    with database.visit(system(opened.claims.scope), at=at) as visit:
        rows = visit.session.scalars(
            select(PortalSession).where(
                PortalSession.link_id == opened.claims.jti,
                PortalSession.mode == "cookie",
                PortalSession.ended_at.is_(None),
                PortalSession.expires_at > at,
                PortalSession.idle_until > at,
            )
        )
        return {row.slot: row.id for row in rows}
