"""A client's people, and their role in each of its entities."""

from sqlalchemy import select

from portal.database import Database, Visit
from portal.errors import Invalid, NotFound
from portal.identity import Role, Scope, new_id, system
from portal.models import ClientUser, Membership
from portal.services.activity import Event, Thing, record


def add_user(visit: Visit, database: Database, *, email: str, name: str, role: Role, locale: str | None = None) -> str:
    """Make a person a member of this entity, or change the role of one who is; returns the user's id.

    The person is one of the account's, who may belong to several of its entities; who else they are is not seen here.
    """
    email = email.strip().lower()
    if email.count("@") != 1 or " " in email:
        raise Invalid(f"email: {email!r} is not an e-mail address")
    account = Scope(visit.scope.account_id, visit.scope.environment)
    with database.visit(system(account), at=visit.at) as outside, outside.write() as writing:
        user = writing.scalars(select(ClientUser).where(ClientUser.email == email)).one_or_none()
        if user is None:
            user = ClientUser(id=new_id("usr"), email=email, name=name, locale=locale, created_at=visit.at)
            writing.add(user)
    with visit.write() as writing:
        member = writing.scalars(select(Membership).where(Membership.user_id == user.id)).one_or_none()
        if member is None:
            writing.add(Membership(id=new_id("mem"), user_id=user.id, role=role.value, created_at=visit.at))
        else:
            member.role, member.ended_at = role.value, None
        record(visit, writing, Event.USER_ADDED, Thing(user.id, name), role=role.value)
    return user.id


def change_role(visit: Visit, user_id: str, role: Role | None) -> None:
    """Give a member another role, or none at all; takes effect with the user's next request."""
    with visit.write() as writing:
        member = writing.scalars(select(Membership).where(Membership.user_id == user_id)).one_or_none()
        if member is None:
            raise NotFound("no such user in this entity")
        member.role, member.ended_at = (role.value, None) if role else (member.role, visit.at)
        record(visit, writing, Event.USER_CHANGED, Thing(user_id, user_id), role=role.value if role else None)
