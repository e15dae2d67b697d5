"""Invitations of a client's people: a membership and a link by mail, accepted by opening it; nobody has a password."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.database import Database, Visit
from portal.errors import Conflict, Invalid, MintRefused, NotFound
from portal.identity import ClientAccess, Role, new_id
from portal.models import Invitation, Link, Membership
from portal.services.entry.invitation_mail import mail_invitation
from portal.services.entry.invitation_views import InvitationStatus, InvitationView, view_of
from portal.services.entry.link_lists import end_within
from portal.services.entry.link_rows import shown_name
from portal.services.entry.links import Issuing, LinkRequest, refuse_beyond_asker
from portal.services.fields import clean_email
from portal.services.firm.users import UserView, add_user, clean_person, join, member_by_email, person_of_account
from portal.services.history.activity import Event, Thing, record
from portal.services.turns import take_turn
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
    """A member, the invitation that they have yet to accept, if any, and what the caller may not have expected.

    `made` is false for somebody who was in already, with the role that was asked for.
    """

    user_id: str
    invitation_id: str | None
    warnings: tuple[str, ...]
    made: bool = True


def invite_user(
    visit: Visit, tools: Inviting, *, email: str, role: Role, name: str | None = None, locale: str | None = None
) -> InvitationView:
    """Make a person a member of this entity and mail them a link that opens it once: both, or neither.

    Raises MintRefused where the entity does not let users in, Conflict (`already_invited`, `already_member`) for
    somebody who is invited or in already, Invalid for a field.
    """
    _refuse_shut(visit)
    person = clean_person(mailable(email), name, locale)
    user_id = person_of_account(visit, tools.database, person.email)
    with visit.write() as writing:
        take_turn(writing)
        _refuse_known(writing, user_id)
        join(visit, writing, user_id, role, person)
        record(visit, writing, Event.USER_INVITED, Thing(user_id, person.shown), role=role.value)
        invitation = Invitation(
            id=new_id("ivt"),
            user_id=user_id,
            email=person.email,
            name=person.name,
            role=role.value,
            invited_by=visit.actor.name,
            created_at=visit.at,
        )
        _send_link(visit, writing, tools, invitation, person.locale)
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
    """Make a person a member of this entity, and mail them a link when they are new to it.

    No mail goes out without `send_invite`, or where the entity lets no users in. Nothing depends on whether the person
    is a member of another entity: whoever adds them would learn it. Somebody who is in already with this role stays as
    they are. Raises Conflict (`already_member`, `already_invited`) for one who has another role, Invalid.
    """
    email = clean_email(email)
    if (member := member_by_email(visit, email)) is not None:
        return _as_it_is(visit, member, role)
    shut = visit.entity.client_access != ClientAccess.USERS
    if send_invite and not shut:
        made = invite_user(visit, tools, email=email, role=role, name=name, locale=locale)
        return Admitted(made.user_id, made.id, ())
    user_id = add_user(visit, tools.database, email=email, name=name, role=role, locale=locale)
    words = f"send_invite: no mail was sent, because the entity's client_access is {visit.entity.client_access}"
    return Admitted(user_id, None, (words,) if send_invite else ())


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
    """Take an invitation back: the membership it made ends, and with it every link and session of its user here.

    Raises Conflict for one that is accepted (remove the user instead) or cancelled, NotFound.
    """
    with visit.write() as writing:
        take_turn(writing)
        invitation = _open_one(visit, writing, invitation_id)
        invitation.cancelled_at = invitation.updated_at = visit.at
        # Before the link is revoked, which a session may have come by.
        end_within(visit, writing, user_id=invitation.user_id)
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


def _as_it_is(visit: Visit, member: UserView, role: Role) -> Admitted:
    """Somebody who is in already. Raises Conflict where the role that is asked for is not the one they have."""
    waiting = _waiting(visit.session, member.id)
    if member.role is role:
        said = "is invited already; resend the invitation if the mail was lost" if waiting else "is a member already"
        words = f"email: {said}; nothing was changed"
        return Admitted(member.id, waiting.id if waiting else None, (words,), made=False)
    words = f"email: is in already as {member.role}; PATCH /entities/users/{member.id} gives another role"
    cause = {"user_id": member.id, "role": member.role.value}
    if waiting is not None:
        raise Conflict(words, code="already_invited", cause=cause | {"invitation_id": waiting.id})
    raise Conflict(words, code="already_member", cause=cause)


def _waiting(session: FencedSession, user_id: str) -> Invitation | None:
    """The invitation that a person has yet to accept."""
    return session.scalars(
        select(Invitation).where(
            Invitation.user_id == user_id, Invitation.accepted_at.is_(None), Invitation.cancelled_at.is_(None)
        )
    ).first()


def _refuse_known(session: FencedSession, user_id: str) -> None:
    waiting = _waiting(session, user_id)
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
