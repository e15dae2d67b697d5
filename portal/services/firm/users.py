"""A client's people, and their role in each of its entities."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from portal.database import Database, Visit
from portal.errors import NotFound
from portal.identity import Role, Scope, new_id, system
from portal.models import ClientUser, Invitation, Membership
from portal.services.catalog.kept import shown
from portal.services.entry.link_lists import end_within
from portal.services.fields import clean_email, clean_locale, clean_text
from portal.services.history.activity import Event, Thing, record
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.services.turns import take_turn
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing

_EMAIL = select(ClientUser.email).where(ClientUser.id == Membership.user_id).correlate(Membership).scalar_subquery()
USERS = Listing(
    "users",
    Membership,
    fields={
        "id": Field(Membership.user_id, sorted=True),
        "user_id": Field(Membership.user_id),
        "name": Field(Membership.name, sorted=True),
        "email": Field(_EMAIL),
        "role": Field(Membership.role),
        "locale": Field(Membership.locale),
        "created_at": Field(Membership.created_at, Kind.INSTANT, sorted=True),
    },
    searched=(Membership.name, _EMAIL),
    order="name",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserView:
    """A member of one entity, as that entity knows them. `member_since` is when they first became one."""

    id: str
    email: str
    name: str
    role: Role
    locale: str | None
    member_since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What an entity says of a person, cleaned. Without a name they are known by their e-mail."""

    email: str
    name: str | None
    locale: str | None

    @property
    def shown(self) -> str:
        """What the entity calls them."""
        return self.name or self.email


def clean_person(email: str, name: str | None, locale: str | None) -> Person:
    """A person as an entity states them. Raises Invalid, naming the field."""
    return Person(
        email=clean_email(email),
        name=None if name is None else clean_text(name, "name"),
        locale=clean_locale(locale) if locale else None,
    )


def add_user(
    visit: Visit, database: Database, *, email: str, name: str | None, role: Role, locale: str | None = None
) -> str:
    """Make a person a member of this entity, or change the role of one who is; returns the user's id.

    The person is one of the account's, who may belong to several of its entities; nothing here tells of those, not
    even whether there are any.
    """
    person = clean_person(email, name, locale)
    user_id = person_of_account(visit, database, person.email)
    with visit.write() as writing:
        join(visit, writing, user_id, role, person)
        record(visit, writing, Event.USER_ADDED, Thing(user_id, person.shown), role=role.value)
    return user_id


def person_of_account(visit: Visit, database: Database, email: str) -> str:
    """The id of the account's person with this e-mail, which is clean already; made now where there is none."""
    account = Scope(visit.scope.account_id, visit.scope.environment)
    known = select(ClientUser).where(ClientUser.email == email)
    with database.visit(system(account), at=visit.at) as outside, outside.write() as writing:
        user = writing.scalars(known).one_or_none()
        if user is None:
            # Two who add one person at once would both find nobody.
            take_turn(writing)
            user = writing.scalars(known).one_or_none()
        if user is None:
            user = ClientUser(id=new_id("usr"), email=email, created_at=visit.at)
            writing.add(user)
        return user.id


def join(visit: Visit, writing: FencedSession, user_id: str, role: Role, person: Person) -> None:
    """Give a person of the account a membership, or one that stands or has ended this role; what is said of the person
    is this entity's word alone."""
    member = writing.scalars(select(Membership).where(Membership.user_id == user_id)).one_or_none()
    if member is None:
        new = Membership(id=new_id("mem"), user_id=user_id, role=role.value, created_at=visit.at)
        new.name, new.locale = person.shown, person.locale
        writing.add(new)
    else:
        member.role, member.ended_at = role.value, None
        member.name, member.locale = person.name or member.name, person.locale or member.locale


def list_users(visit: Visit) -> tuple[UserView, ...]:
    """The members of this entity, by name."""
    found = visit.session.execute(_members().order_by(Membership.name, ClientUser.id))
    return tuple(_view(*columns) for columns in found)


def find_users(visit: Visit, ring: KeyRing, wanted: Wanted) -> Found[UserView]:
    """A page of the same. Raises Invalid, naming the parameter."""
    found = list_rows(visit, ring, USERS, wanted, Membership.ended_at.is_(None))
    ids = [member.user_id for member in found.rows]
    users = {user.id: user for user in visit.session.scalars(select(ClientUser).where(ClientUser.id.in_(ids)))}
    return shown(found, lambda member: _view(users[member.user_id], member))


def member_by_email(visit: Visit, email: str) -> UserView | None:
    """The member of this entity with this e-mail, which is clean already; None for anybody else, in it or not."""
    found = visit.session.execute(_members().where(ClientUser.email == email)).one_or_none()
    return _view(*found) if found else None


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
        member.ended_at = visit.at
        end_within(visit, writing, user_id=user_id)
        waiting = (Invitation.accepted_at.is_(None), Invitation.cancelled_at.is_(None))
        for invitation in writing.scalars(select(Invitation).where(Invitation.user_id == user_id, *waiting)):
            invitation.cancelled_at = invitation.updated_at = visit.at
        record(visit, writing, Event.USER_REMOVED, Thing(user_id, member.name))


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
        name=member.name,
        role=Role(member.role),
        locale=member.locale,
        member_since=member.created_at,
    )
