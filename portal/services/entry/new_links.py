"""A new link by mail for whoever comes too late with theirs: to the address it was made for, and to no other.

What is asked is a dead link's token or an ended session's cookie, so whoever asks held the link once. They are told the
same whatever comes of it. The mail goes to the recipient alone, and gives what the link would still give today.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from portal.database import Database, Visit
from portal.errors import Invalid, LinkRevoked, MintRefused
from portal.identity import Role, Scope, system
from portal.models import Activity, Invitation, Link, PortalSession
from portal.services.entry.access import welcome
from portal.services.entry.claims import once_more
from portal.services.entry.letters import how_it_opens, letter, speaking
from portal.services.entry.link_rows import first_row, refuse_withdrawn, shown_name
from portal.services.entry.links import IssuedLink, Issuing, LinkRequest
from portal.services.entry.successors import successors_of
from portal.services.history.activity import Event, Thing, record
from portal.services.outbox.mail import send_mail
from portal.services.turns import take_turn
from portal.settings import Settings
from portal.tenancy.fence import FencedSession
from portal.tokens import Access, KeyRing, LinkSealer, Opened

# For each dead link: enough for a person, and too little to fill somebody's mailbox.
PAUSE = timedelta(minutes=2)
MOST_A_DAY = 5


@dataclass(frozen=True, slots=True)
class LostLink:
    """A link that opens no more, in its entity, and the page that its bearer was to see, if known.

    `opened` where its token was shown: one signed offline that was never opened in its time has no row yet.
    """

    scope: Scope
    link_id: str
    view: str | None
    opened: Opened | None = None


def link_of_session(database: Database, scope: Scope, session_id: str, at: datetime) -> tuple[str, str | None] | None:
    """The link that a session came by, and that link's recipient; None for a session that is unknown."""
    with database.visit(system(scope), at=at) as visit:
        found = visit.session.execute(
            select(Link.id, Link.recipient)
            .join(PortalSession, PortalSession.link_id == Link.id)
            .where(PortalSession.id == session_id)
        ).one_or_none()
        return (found.id, found.recipient) if found else None


def mail_new_link(
    database: Database, sealer: LinkSealer, settings: Settings, lost: LostLink, *, at: datetime, address: str | None
) -> None:
    """Mail a new link in the place of one that opens no more, if all that it gave still stands; else do nothing.

    One in two minutes and five a day, counted by the link that is asked with.
    """
    once_more(lambda: _mail_once(database, sealer, settings, lost, at=at, address=address))


def _mail_once(
    database: Database, sealer: LinkSealer, settings: Settings, lost: LostLink, *, at: datetime, address: str | None
) -> None:
    with database.visit(system(lost.scope), at=at, address=address) as visit, visit.write() as writing:
        take_turn(writing)
        # Nobody is told which of them it was: a stranger with an old link learns nothing of who still comes in.
        with suppress(LinkRevoked, MintRefused, Invalid):
            link = _lost_row(visit, writing, lost)
            if link is None or link.recipient is None or _asked_enough(visit, writing, link):
                return
            refuse_withdrawn(visit, writing, database, link)
            _refuse_ended_line(writing, link)
            issued = _issue_in_its_place(visit, writing, sealer, settings, link, lost.view)
            _mail(visit, writing, settings, link, issued)
            record(visit, writing, Event.LINK_MAILED, Thing(link.id, shown_name(link)), new_link=issued.id)


def _lost_row(visit: Visit, writing: FencedSession, lost: LostLink) -> Link | None:
    link = writing.scalars(select(Link).where(Link.id == lost.link_id).with_for_update()).one_or_none()
    if lost.opened is None:
        return link
    if link is not None:
        # A signing key's holder can write any link's id into a token; that is not the link.
        return link if link.token_sha256 == lost.opened.digest.hex() else None
    if not lost.opened.offline:
        return None
    # Dated ahead it was never a link of this day, and is none yet.
    return first_row(writing, lost.opened) if lost.opened.claims.issued_at <= visit.at else None


def _refuse_ended_line(writing: FencedSession, link: Link) -> None:
    """The firm sees the newest link and takes that back; an older one in the same mailbox must not beget the next."""
    if any(each.revoked_at is not None for each in successors_of(writing, link.id)):
        raise LinkRevoked("a link that was mailed in its place was revoked")


def _asked_enough(visit: Visit, writing: FencedSession, link: Link) -> bool:
    mailed, last = writing.execute(
        select(func.count(), func.max(Activity.at)).where(
            Activity.object_id == link.id,
            Activity.event == Event.LINK_MAILED,
            Activity.at > visit.at - timedelta(days=1),
        )
    ).one()
    return mailed >= MOST_A_DAY or (mailed > 0 and last > visit.at - PAUSE)


def _issue_in_its_place(
    visit: Visit, writing: FencedSession, sealer: LinkSealer, settings: Settings, link: Link, view: str | None
) -> IssuedLink:
    held = welcome(writing, link).role
    narrowed = Role(link.role) if link.role and held and Role(link.role).at_most(held) else None
    issued = Issuing(visit, writing, sealer, settings).issue(
        LinkRequest(
            access=Access(link.access),
            user_id=link.user_id,
            role=narrowed,
            staff_id=link.staff_id,
            label=link.label,
            # As the first one was asked for, or its key allowed: asking again stretches no limit.
            lifetime=link.expires_at - link.issued_at,
            view=view or link.view,
            locale=link.locale,
            recipient=link.recipient,
            return_to=link.return_to,
            max_claims=link.max_claims,
            require_code=link.require_code,
        )
    )
    row = writing.scalars(select(Link).where(Link.id == issued.id)).one()
    # It ends with the key that made the first one, and in the lists it is of whoever made that.
    row.key_id, row.issued_by = link.key_id, link.issued_by
    # The ceiling stays where it was, also while the user holds less.
    row.role = link.role
    invitation = writing.scalars(select(Invitation).where(Invitation.link_id == link.id)).one_or_none()
    if invitation is not None and invitation.accepted_at is None:
        invitation.link_id = issued.id
    return issued


def _mail(visit: Visit, writing: FencedSession, settings: Settings, link: Link, issued: IssuedLink) -> None:
    words, names = speaking(visit, link.locale), {"company": visit.entity.name, "firm": visit.account.name}
    text = letter(
        words,
        visit.account,
        words.gettext(
            "a new link to the portal with the invoices and documents of %(company)s was asked for in the place of one "
            "that no longer opens.",
            **names,
        ),
        words.gettext("Open this link to come in; no password is needed:"),
        issued.address(settings),
        how_it_opens(words, visit, issued),
        words.gettext("If you did not ask for it, leave it unopened and tell %(firm)s.", **names),
    )
    subject = words.gettext("Your new link to the documents of %(company)s", **names)
    send_mail(visit, writing, KeyRing(settings.secret_keys), link.recipient or "", subject, text)
