"""The firm's people, and the entities they are assigned to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from portal.database import Database, Visit
from portal.errors import Conflict, NotFound
from portal.identity import new_id
from portal.models import Staff, StaffAssignment
from portal.services.catalog.kept import shown
from portal.services.entry.link_lists import end_within
from portal.services.fields import clean_email, clean_text
from portal.services.firm.entities import enter_each
from portal.services.history.activity import Event, Thing, record
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing

STAFF = Listing(
    "staff",
    Staff,
    fields={
        "id": Field(Staff.id, sorted=True),
        "name": Field(Staff.name, sorted=True),
        "email": Field(Staff.email, sorted=True),
        "created_at": Field(Staff.created_at, Kind.INSTANT, sorted=True),
    },
    searched=(Staff.name, Staff.email),
    order="name",
)


@dataclass(frozen=True, slots=True)
class StaffView:
    """A person of the firm."""

    id: str
    name: str
    email: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """A member of staff who works in one entity."""

    staff_id: str
    entity_id: str
    name: str
    created_at: datetime


def add_staff(visit: Visit, *, name: str, email: str) -> str:
    """A person of the firm; enters no entity until assigned to it. Conflict for an e-mail that another one has."""
    staff_id, name, email = new_id("stf"), clean_text(name, "name"), clean_email(email)
    try:
        with visit.write() as writing:
            writing.add(Staff(id=staff_id, name=name, email=email, created_at=visit.at))
            record(visit, writing, Event.STAFF_ADDED, Thing(staff_id, name))
    except IntegrityError as error:
        raise Conflict(f"email: {email} is another member of staff's") from error
    return staff_id


def list_staff(visit: Visit) -> tuple[StaffView, ...]:
    """The firm's people in this environment, by name; from inside an entity nobody is seen."""
    return tuple(map(_view, visit.session.scalars(select(Staff).order_by(Staff.name, Staff.id))))


def find_staff(visit: Visit, ring: KeyRing, wanted: Wanted) -> Found[StaffView]:
    """A page of the same. Raises Invalid, naming the parameter."""
    return shown(list_rows(visit, ring, STAFF, wanted), _view)


def show_staff(visit: Visit, staff_id: str) -> StaffView:
    """One of the firm's people. Raises NotFound."""
    return _view(_one(visit.session, staff_id))


def change_staff(
    visit: Visit, database: Database, staff_id: str, *, name: str | None = None, email: str | None = None
) -> StaffView:
    """Give a member of staff another name or e-mail; the entities they are assigned to show the name from now on."""
    name = clean_text(name, "name") if name is not None else None
    email = clean_email(email) if email is not None else None
    try:
        with visit.write() as writing:
            staff = _one(writing, staff_id)
            renamed = name is not None and name != staff.name
            staff.name, staff.email = name or staff.name, email or staff.email
            record(visit, writing, Event.STAFF_CHANGED, Thing(staff_id, staff.name))
            changed = _view(staff)
    except IntegrityError as error:
        raise Conflict(f"email: {email} is another member of staff's") from error
    for inside in enter_each(visit, database) if renamed else ():
        if _assignment(inside.session, staff_id) is not None:
            assign_staff(inside, staff_id, changed.name)
    return changed


def remove_staff(visit: Visit, database: Database, staff_id: str) -> None:
    """Take a member of staff out of every entity and then out of the account; their links and sessions end with it.

    The trail keeps what they did. Raises NotFound.
    """
    show_staff(visit, staff_id)
    for inside in enter_each(visit, database):
        if inside.session.scalars(_rows(staff_id)).one_or_none() is not None:
            _forget(inside, staff_id)
    try:
        with visit.write() as writing:
            staff = _one(writing, staff_id)
            writing.delete(staff)
            record(visit, writing, Event.STAFF_REMOVED, Thing(staff_id, staff.name))
    except IntegrityError as error:
        raise Conflict("staff: was assigned to an entity meanwhile; remove them once more") from error


def assign_staff(visit: Visit, staff_id: str, name: str) -> None:
    """Let a member of the account's staff work in this entity, from now on or again; NotFound for anybody else."""
    try:
        with visit.write() as writing:
            held = writing.scalars(_rows(staff_id)).one_or_none()
            if held is None:
                writing.add(StaffAssignment(id=new_id("asg"), staff_id=staff_id, name=name, created_at=visit.at))
            else:
                held.name, held.ended_at = name, None
            record(visit, writing, Event.STAFF_ASSIGNED, Thing(staff_id, name))
    except IntegrityError as error:
        # From inside an entity the account's staff cannot be seen: the foreign key knows them.
        raise NotFound("no such member of staff") from error


def unassign_staff(visit: Visit, staff_id: str) -> None:
    """End an assignment, and with it this member of staff's links and sessions in this entity. Raises NotFound."""
    with visit.write() as writing:
        held = _assignment(writing, staff_id)
        if held is None:
            raise NotFound("no such member of staff in this entity")
        held.ended_at = visit.at
        end_within(visit, writing, staff_id=staff_id)
        record(visit, writing, Event.STAFF_UNASSIGNED, Thing(staff_id, held.name))


def list_assignments(visit: Visit) -> tuple[AssignmentView, ...]:
    """Who of the firm works in this entity now, by name."""
    found = visit.session.scalars(
        select(StaffAssignment)
        .where(StaffAssignment.ended_at.is_(None))
        .order_by(StaffAssignment.name, StaffAssignment.staff_id)
    )
    return tuple(AssignmentView(row.staff_id, row.entity_id, row.name, row.created_at) for row in found)


def list_entities_of(visit: Visit, database: Database, staff_id: str) -> tuple[AssignmentView, ...]:
    """The entities that a member of staff works in now. Raises NotFound."""
    show_staff(visit, staff_id)
    found = (_assignment(inside.session, staff_id) for inside in enter_each(visit, database))
    return tuple(AssignmentView(row.staff_id, row.entity_id, row.name, row.created_at) for row in found if row)


def _forget(visit: Visit, staff_id: str) -> None:
    """Without the row of the assignment, live or ended: it would hold on to the member of staff's own."""
    with visit.write() as writing:
        held = writing.scalars(_rows(staff_id)).one()
        end_within(visit, writing, staff_id=staff_id)
        writing.delete(held)
        if held.ended_at is None:
            record(visit, writing, Event.STAFF_UNASSIGNED, Thing(staff_id, held.name))


def _one(session: FencedSession, staff_id: str) -> Staff:
    found = session.scalars(select(Staff).where(Staff.id == staff_id)).one_or_none()
    if found is None:
        raise NotFound("no such member of staff")
    return found


def _rows(staff_id: str) -> Select[StaffAssignment]:
    return select(StaffAssignment).where(StaffAssignment.staff_id == staff_id)


def _assignment(session: FencedSession, staff_id: str) -> StaffAssignment | None:
    return session.scalars(_rows(staff_id).where(StaffAssignment.ended_at.is_(None))).one_or_none()


def _view(staff: Staff) -> StaffView:
    return StaffView(staff.id, staff.name, staff.email, staff.created_at)
