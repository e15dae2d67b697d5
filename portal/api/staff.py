"""The firm's people, and the entities they are assigned to."""

from typing import Any

from portal.api.listed import wanted_of
from portal.api.route import Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, ListQuery, page_of
from portal.api.schemas.people import AssignmentOut, StaffDetailOut, StaffIn, StaffOut, StaffPatch
from portal.database import Visit
from portal.errors import Conflict
from portal.policy import Permission
from portal.services.firm.entities import enter_entity
from portal.services.firm.staff import (
    add_staff,
    assign_staff,
    change_staff,
    find_staff,
    list_assignments,
    list_entities_of,
    remove_staff,
    show_staff,
    unassign_staff,
)

noun = Noun("staff", "The firm's people: each enters the entities that are assigned to them, by a link of their own.")
_ACCOUNT: dict[str, Any] = {"reach": Reach.ACCOUNT, "permission": Permission.MANAGE_ACCOUNT}


@noun.route("GET", "/account/staff", **_ACCOUNT, query=ListQuery, answer=Listed[StaffOut])
def list_all(visit: Visit, call: Call[Body, ListQuery]) -> Listed[StaffOut]:
    """List the firm's people, by name unless asked otherwise."""
    found = find_staff(visit, call.parts.ring, wanted_of(call.query))
    return page_of(found, [StaffOut.of(person) for person in found.rows])


@noun.route("POST", "/account/staff", **_ACCOUNT, body=StaffIn, answer=StaffOut)
def create(visit: Visit, call: Call[StaffIn, NoQuery]) -> StaffOut:
    """Add a person of the firm."""
    return StaffOut.of(show_staff(visit, add_staff(visit, name=call.body.name, email=call.body.email)))


@noun.route("GET", "/account/staff/<staff_id>", **_ACCOUNT, answer=StaffDetailOut)
def show(visit: Visit, call: Call[Body, NoQuery]) -> StaffDetailOut:
    """Show a person of the firm, with the entities assigned to them."""
    person = show_staff(visit, call.path["staff_id"])
    assigned = list_entities_of(visit, call.parts.database, person.id)
    fields = StaffOut.of(person).model_dump()
    return StaffDetailOut(**fields, assignments=[AssignmentOut.of(each) for each in assigned])


@noun.route("PATCH", "/account/staff/<staff_id>", **_ACCOUNT, body=StaffPatch, answer=StaffOut)
def change(visit: Visit, call: Call[StaffPatch, NoQuery]) -> StaffOut:
    """Change a name or an e-mail; the entities show the new name from now on."""
    body, database = call.body, call.parts.database
    return StaffOut.of(change_staff(visit, database, call.path["staff_id"], name=body.name, email=body.email))


@noun.route("DELETE", "/account/staff/<staff_id>", **_ACCOUNT)
def remove(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """Remove a person of the firm; their links and sessions end with it."""
    remove_staff(visit, call.parts.database, call.path["staff_id"])


@noun.route("PUT", "/account/staff/<staff_id>/entities/<entity_id>", **_ACCOUNT, answer=AssignmentOut)
def assign(visit: Visit, call: Call[Body, NoQuery]) -> AssignmentOut:
    """Let a person of the firm work in an entity."""
    person = show_staff(visit, call.path["staff_id"])
    with enter_entity(visit, call.parts.database, call.path["entity_id"]) as inside:
        assign_staff(inside, person.id, person.name)
        for each in list_assignments(inside):
            if each.staff_id == person.id:
                return AssignmentOut.of(each)
    raise Conflict("the assignment was ended at the same moment")


@noun.route("DELETE", "/account/staff/<staff_id>/entities/<entity_id>", **_ACCOUNT)
def unassign(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """End an assignment; the links and sessions of it end with it."""
    person = show_staff(visit, call.path["staff_id"])
    with enter_entity(visit, call.parts.database, call.path["entity_id"]) as inside:
        unassign_staff(inside, person.id)
