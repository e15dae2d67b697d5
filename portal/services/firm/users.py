"""A client's people, and their role in each of its entities."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from portal.database import Database, Visit
from portal.errors import NotFound
from portal.identity import Role, Scope, new_id, system
from portal.models import ClientUser, Invitation, Membership
from portal.services.entry.link_lists import end_within
from portal.services.fields import clean_email, clean_locale, clean_text
from portal.services.history.activity import Event, Thing, record
from portal.tenancy.fence import FencedSession


@dataclass(frozen=True, slots=True, kw_only=True)
class UserView:
    """A member of one entity. `member_since` is when they first became one."""

    id: str
    email: str
    name: str
    role: Role
    locale: str | None
    created_at: datetime
    member_since: datetime


def add_user(visit: Visit, database: Database, *, email: str, name: str, role: Role, locale: str | None = None) -> str:
    """Make a person a member of this entity, or change the role of one who is; returns the user's id.

    The person is one of the account's, who may belong to several of its entities; who else they are is not seen here.
    """
    email, name = clean_email(email), clean_text(name, "name")
    locale = clean_locale(locale) if locale else None
    user_id = person_of_account(visit, database, email=email, name=name, locale=locale)
    with visit.write() as writing:
        join(visit, writing, user_id, role)
        record(visit, writing, Event.USER_ADDED, Thing(user_id, name), role=role.value)
    return user_id


def known_person(visit: Visit, database: Database, email: str) -> str | None:
    """The id of the account's person with this e-mail, in whichever of its entities; None for a stranger."""
    account = Scope(visit.scope.account_id, visit.scope.environment)
    with database.visit(system(account), at=visit.at) as outside:
        return outside.session.scalars(select(ClientUser.id).where(ClientUser.email == email)).one_or_none()


def person_of_account(visit: Visit, database: Database, *, email: str, name: str, locale: str | None) -> str:
    """The id of the account's person with this e-mail, made now where there is none; the values are clean already."""
    account = Scope(visit.scope.account_id, visit.scope.environment)
    with database.visit(system(account), at=visit.at) as outside, outside.write() as writing:
        user = writing.scalars(select(ClientUser).where(ClientUser.email == email)).one_or_none()
        if user is None:
            user = ClientUser(id=new_id("usr"), email=email, name=name, locale=locale, created_at=visit.at)
            writing.add(user)
        return user.id


def join(visit: Visit, writing: FencedSession, user_id: str, role: Role) -> None:
    """Give a person of the account a membership, or one that stands or has ended this role."""
    member = writing.scalars(select(Membership).where(Membership.user_id == user_id)).one_or_none()
    if member is None:
        writing.add(Membership(id=new_id("mem"), user_id=user_id, role=role.value, created_at=visit.at))
    else:
        member.role, member.ended_at = role.value, None


def list_users(visit: Visit) -> tuple[UserView, ...]:
    """The members of this entity, by name."""
    found = visit.session.execute(_members().order_by(ClientUser.name, ClientUser.id))
    return tuple(_view(*columns) for columns in found)


def show_user(visit: Visit, user_id: str) -> UserView:
    """One member of this entity. Raises NotFound for anybody else."""
    found = visit.session.execute(_members().where(ClientUser.id == user_id)).one_or_none()
    if found is None:
        raise NotFound("no such user in this entity")
    return _view(*found)


def change_role(visit: Visit, user_id: str, role: Role | None) -> None:
    """Give a member another role, or none at all; takes effect with the user's next request."""
    with visit.write() as writing:
        member = writing.scalars(select(Membership).where(Membership.user_id == user_id)).one_or_none()
        if member is None:
            raise NotFound("no such user in this entity")
        member.role, member.ended_at = (role.value, None) if role else (member.role, visit.at)
        record(visit, writing, Event.USER_CHANGED, Thing(user_id, user_id), role=role.value if role else None)


def remove_user(visit: Visit, user_id: str) -> None:
    """End a membership, and with it the user's links and sessions in this entity, for good: should they become a
    member again, they come by a new link. Other entities of theirs are not touched. Raises NotFound."""
    with visit.write() as writing:
        member = writing.scalars(
            select(Membership).where(Membership.user_id == user_id, Membership.ended_at.is_(None))
        ).one_or_none()
        if member is None:
            raise NotFound("no such user in this entity")
        name = writing.scalars(select(ClientUser.name).where(ClientUser.id == user_id)).one()
        member.ended_at = visit.at
        end_within(visit, writing, user_id=user_id)
        waiting = (Invitation.accepted_at.is_(None), Invitation.cancelled_at.is_(None))
        for invitation in writing.scalars(select(Invitation).where(Invitation.user_id == user_id, *waiting)):
            invitation.cancelled_at = invitation.updated_at = visit.at
        record(visit, writing, Event.USER_REMOVED, Thing(user_id, name))


def _members() -> Select[ClientUser, Membership]:
    return (
        select(ClientUser, Membership)
        .join(Membership, Membership.user_id == ClientUser.id)
        .where(Membership.ended_at.is_(None))
    )


def _view(user: ClientUser, member: Membership) -> UserView:
    return UserView(
        id=user.id,
        email=user.email,
        name=user.name,
        role=Role(member.role),
        locale=user.locale,
        created_at=user.created_at,
        member_since=member.created_at,
    )
