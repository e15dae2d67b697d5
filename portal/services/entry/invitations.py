"""Invitations of a client's people: a membership and a link by mail, accepted by opening it; nobody has a password."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.database import Database, Visit
from portal.errors import Conflict, Invalid, MintRefused, NotFound
from portal.identity import ClientAccess, Role, new_id
from portal.models import Invitation, Link, Membership
from portal.services.catalog.kept import take_turn
from portal.services.entry.invitation_mail import mail_invitation
from portal.services.entry.invitation_views import InvitationStatus, InvitationView, view_of
from portal.services.entry.link_rows import shown_name
from portal.services.entry.links import Issuing, LinkRequest, refuse_beyond_asker
from portal.services.fields import clean_email, clean_locale, optional_text
from portal.services.firm.users import add_user, join, known_person, person_of_account
from portal.services.history.activity import Event, Thing, record
from portal.settings import Settings
from portal.tenancy.fence import FencedSession
from portal.tokens import Access, LinkSealer


@dataclass(frozen=True, slots=True)
class Inviting:
    """What inviting takes beside the visit."""

    database: Database
    sealer: LinkSealer
    settings: Settings


@dataclass(frozen=True, slots=True)
class Admitted:
    """A member that was made, the invitation that was mailed, if any, and what the caller may not have expected."""

    user_id: str
    invitation_id: str | None
    warnings: tuple[str, ...]


def invite_user(
    visit: Visit, tools: Inviting, *, email: str, role: Role, name: str | None = None, locale: str | None = None
) -> InvitationView:
    """Make a person a member of this entity and mail them a link that opens it once: both, or neither.

    Raises MintRefused where the entity does not let users in, Conflict (`already_invited`, `already_member`) for
    somebody who is invited or in already, Invalid for a field.
    """
    _refuse_shut(visit)
    email, name = mailable(email), optional_text(name, "name")
    locale = clean_locale(locale) if locale else None
    user_id = person_of_account(visit, tools.database, email=email, name=name or email, locale=locale)
    with visit.write() as writing:
        take_turn(writing)
        _refuse_known(writing, user_id)
        join(visit, writing, user_id, role)
        record(visit, writing, Event.USER_INVITED, Thing(user_id, name or email), role=role.value)
        invitation = Invitation(
            id=new_id("ivt"),
            user_id=user_id,
            email=email,
            name=name,
            role=role.value,
            invited_by=visit.actor.name,
            created_at=visit.at,
        )
        _send_link(visit, writing, tools, invitation, locale)
        writing.add(invitation)
        writing.flush()
        return view_of(invitation, visit.at)


def admit_user(
    visit: Visit,
    tools: Inviting,
    *,
    email: str,
    role: Role,
    name: str | None = None,
    locale: str | None = None,
    send_invite: bool = True,
) -> Admitted:
    """Make a person a member of this entity, and mail them a link when they are new to the account.

    No mail goes out without `send_invite`, to somebody whom the account knows, or where the entity lets no users in.
    Raises Conflict (`already_member`, `already_invited`), Invalid.
    """
    email = clean_email(email)
    user_id = known_person(visit, tools.database, email)
    if user_id is None and send_invite and visit.entity.client_access == ClientAccess.USERS:
        made = invite_user(visit, tools, email=email, role=role, name=name, locale=locale)
        return Admitted(made.user_id, made.id, ())
    if user_id is not None:
        _refuse_known(visit.session, user_id)
    user_id = add_user(visit, tools.database, email=email, name=name or email, role=role, locale=locale)
    shut = send_invite and visit.entity.client_access != ClientAccess.USERS
    words = f"send_invite: no mail was sent, because the entity's client_access is {visit.entity.client_access}"
    return Admitted(user_id, None, (words,) if shut else ())


def resend_invitation(visit: Visit, tools: Inviting, invitation_id: str) -> InvitationView:
    """Mail a new link; the one before opens nothing any more.

    Raises Conflict for an invitation that is accepted or cancelled, MintRefused where the entity or the user's
    membership no longer lets them in, NotFound.
    """
    _refuse_shut(visit)
    with visit.write() as writing:
        take_turn(writing)
        invitation = _open_one(visit, writing, invitation_id)
        _revoke_link(visit, writing, invitation)
        _send_link(visit, writing, tools, invitation, None)
        writing.flush()
        return view_of(invitation, visit.at)


def cancel_invitation(visit: Visit, invitation_id: str) -> None:
    """Take an invitation back: its link opens nothing, and the membership it made ends.

    Raises Conflict for one that is accepted (remove the user instead) or cancelled, NotFound.
    """
    with visit.write() as writing:
        take_turn(writing)
        invitation = _open_one(visit, writing, invitation_id)
        invitation.cancelled_at = invitation.updated_at = visit.at
        _revoke_link(visit, writing, invitation)
        member = writing.scalars(
            select(Membership).where(Membership.user_id == invitation.user_id, Membership.ended_at.is_(None))
        ).one_or_none()
        if member is not None:
            member.ended_at = visit.at
            record(visit, writing, Event.USER_REMOVED, Thing(invitation.user_id, invitation.name or invitation.email))


def show_invitation(visit: Visit, invitation_id: str) -> InvitationView:
    """One invitation of this entity. Raises NotFound."""
    return view_of(_one(visit.session, invitation_id), visit.at)


def mailable(email: str) -> str:
    """An e-mail address that a link can be sent to. Invalid for one with letters beyond ASCII: links name it."""
    cleaned = clean_email(email)
    if not cleaned.isascii():
        raise Invalid("email: has a letter beyond ASCII, and no link can be sent there; add the user without inviting")
    return cleaned


def _refuse_shut(visit: Visit) -> None:
    refuse_beyond_asker(visit, LinkRequest(access=Access.USER))
    access = ClientAccess(visit.entity.client_access)
    if access is not ClientAccess.USERS:
        code = "client_access_off" if access is ClientAccess.NONE else "client_access_entity"
        raise MintRefused(f"client_access: is {access}; set it to users before you invite one", code=code)


def _refuse_known(session: FencedSession, user_id: str) -> None:
    waiting = session.scalars(
        select(Invitation).where(
            Invitation.user_id == user_id, Invitation.accepted_at.is_(None), Invitation.cancelled_at.is_(None)
        )
    ).first()
    member = session.scalars(
        select(Membership.id).where(Membership.user_id == user_id, Membership.ended_at.is_(None))
    ).first()
    if waiting is not None and member is not None:
        words = "email: is invited already; resend that invitation, or cancel it"
        raise Conflict(words, code="already_invited", cause={"invitation_id": waiting.id, "user_id": user_id})
    if member is not None:
        words = "email: is a member's already; change the role there"
        raise Conflict(words, code="already_member", cause={"user_id": user_id})


def _open_one(visit: Visit, writing: FencedSession, invitation_id: str) -> Invitation:
    invitation = _one(writing, invitation_id)
    status = view_of(invitation, visit.at).status
    if status is InvitationStatus.ACCEPTED:
        words = "the invitation is accepted: change the user's role, or remove the user"
        raise Conflict(words, code="invitation_accepted", cause={"user_id": invitation.user_id})
    if status is InvitationStatus.CANCELLED:
        raise Conflict("the invitation is cancelled: invite anew", code="invitation_cancelled")
    return invitation


def _send_link(
    visit: Visit, writing: FencedSession, tools: Inviting, invitation: Invitation, locale: str | None
) -> None:
    wanted = LinkRequest(
        access=Access.USER, user_id=invitation.user_id, label=invitation.name, recipient=invitation.email, locale=locale
    )
    issued = Issuing(visit, writing, tools.sealer, tools.settings).issue(wanted)
    invitation.link_id, invitation.expires_at, invitation.updated_at = issued.id, issued.expires_at, visit.at
    mail_invitation(visit, writing, tools.settings, invitation.email, issued, locale)


def _revoke_link(visit: Visit, writing: FencedSession, invitation: Invitation) -> None:
    link = writing.scalars(select(Link).where(Link.id == invitation.link_id)).one_or_none()
    if link is not None and link.revoked_at is None:
        link.revoked_at = visit.at
        record(visit, writing, Event.LINK_REVOKED, Thing(link.id, shown_name(link)))


def _one(session: FencedSession, invitation_id: str) -> Invitation:
    found = session.scalars(select(Invitation).where(Invitation.id == invitation_id)).one_or_none()
    if found is None:
        raise NotFound("no such invitation")
    return found
