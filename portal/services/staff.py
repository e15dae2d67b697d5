"""The firm's people, and the entities they are assigned to."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.database import Visit
from portal.errors import NotFound
from portal.identity import new_id
from portal.models import Staff, StaffAssignment
from portal.services.activity import Event, Thing, record


def add_staff(visit: Visit, *, name: str, email: str) -> str:
    """A person of the firm; enters no entity until assigned to it."""
    staff_id = new_id("stf")
    with visit.write() as writing:
        writing.add(Staff(id=staff_id, name=name, email=email.strip().lower(), created_at=visit.at))
    return staff_id


def assign_staff(visit: Visit, staff_id: str, name: str) -> None:
    """Let a member of the account's staff work in this entity, from now on or again; NotFound for anybody else."""
    try:
        with visit.write() as writing:
            held = writing.scalars(select(StaffAssignment).where(StaffAssignment.staff_id == staff_id)).one_or_none()
            if held is None:
                writing.add(StaffAssignment(id=new_id("asg"), staff_id=staff_id, name=name, created_at=visit.at))
            else:
                held.name, held.ended_at = name, None
            record(visit, writing, Event.STAFF_ASSIGNED, Thing(staff_id, name))
    except IntegrityError as error:
        # From inside an entity the account's staff cannot be seen: the foreign key knows them.
        raise NotFound("no such member of staff") from error


def unassign_staff(visit: Visit, staff_id: str) -> None:
    """End an assignment; links and sessions of this member of staff in this entity end with their next request."""
    with visit.write() as writing:
        held = writing.scalars(
            select(StaffAssignment).where(StaffAssignment.staff_id == staff_id, StaffAssignment.ended_at.is_(None))
        ).one_or_none()
        if held is None:
            raise NotFound("no such member of staff in this entity")
        held.ended_at = visit.at
        record(visit, writing, Event.STAFF_UNASSIGNED, Thing(staff_id, held.name))
