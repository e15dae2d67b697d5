"""Who is welcome in an entity right now: its client-access setting, memberships and staff assignments."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.errors import LinkRevoked
from portal.identity import ClientAccess, Role
from portal.models import Entity, Link, Membership, StaffAssignment
from portal.tenancy.fence import FencedSession
from portal.tokens import Access


@dataclass(frozen=True, slots=True)
class Welcome:
    """How a link's bearer is known in the entity now: a name for a member of staff, a role for a user."""

    role: Role | None = None
    staff_name: str = ""


def welcome(session: FencedSession, link: Link) -> Welcome:
    """LinkRevoked when the entity's setting, the user's membership or the staff assignment no longer lets them in."""
    if link.access == Access.STAFF:
        name = assigned(session, link.staff_id)
        if name is None:
            raise LinkRevoked("the member of staff is not assigned to this entity")
        return Welcome(staff_name=name)
    access = ClientAccess(session.scalars(select(Entity.client_access)).one())
    if access is ClientAccess.NONE:
        raise LinkRevoked("client access is off for this entity")
    if link.access == Access.FULL_ENTITY:
        return Welcome()
    if access is not ClientAccess.USERS:
        raise LinkRevoked("this entity lets its client in as a whole, not user by user")
    held = member_role(session, link.user_id)
    if held is None:
        raise LinkRevoked("the user is no member of this entity")
    return Welcome(role=held)


def member_role(session: FencedSession, user_id: str | None) -> Role | None:
    """The role a user has in this entity now."""
    found = session.scalars(
        select(Membership.role).where(Membership.user_id == user_id, Membership.ended_at.is_(None))
    ).one_or_none()
    return Role(found) if found else None


def member(session: FencedSession, user_id: str | None) -> tuple[Role, str] | None:
    """The role that a user has in this entity now, and their name; None for anybody else."""
    found = session.execute(
        select(Membership.role, Membership.name).where(Membership.user_id == user_id, Membership.ended_at.is_(None))
    ).one_or_none()
    return (Role(found.role), found.name) if found else None


def name_of(session: FencedSession, user_id: str | None, staff_id: str | None) -> str | None:
    """The name of the person a link is for; None for a link without a person."""
    if staff_id is not None:
        return assigned(session, staff_id)
    return session.scalars(select(Membership.name).where(Membership.user_id == user_id)).one_or_none()


def assigned(session: FencedSession, staff_id: str | None) -> str | None:
    """The name of a member of staff who is assigned to this entity now."""
    return session.scalars(
        select(StaffAssignment.name).where(StaffAssignment.staff_id == staff_id, StaffAssignment.ended_at.is_(None))
    ).one_or_none()
