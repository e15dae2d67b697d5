"""A client's people in one of its entities, and what each may do there."""

from typing import Any

from portal.api.listed import wanted_of
from portal.api.route import Answer, Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, ListQuery, page_of
from portal.api.schemas.people import UserIn, UserOut, UserPatch, role_of
from portal.database import Visit
from portal.policy import Permission
from portal.services.entry.invitations import Inviting, admit_user
from portal.services.firm.users import UserView, change_role, find_users, remove_user, show_user

noun = Noun("users", "A client's people: members of an entity, each with a role there.")
_INSIDE: dict[str, Any] = {"reach": Reach.ENTITY, "permission": Permission.MANAGE_ENTITY}


@noun.route("GET", "/entities/users", **_INSIDE, query=ListQuery, answer=Listed[UserOut])
def list_all(visit: Visit, call: Call[Body, ListQuery]) -> Listed[UserOut]:
    """List the members of an entity, by name unless asked otherwise."""
    found = find_users(visit, call.parts.ring, wanted_of(call.query))
    return page_of(found, [_shown(visit, user) for user in found.rows])


@noun.route("POST", "/entities/users", **_INSIDE, body=UserIn, answer=UserOut, also={200: UserOut})
def add(visit: Visit, call: Call[UserIn, NoQuery]) -> Answer:
    """Make a person a member of an entity and invite them by mail, unless told otherwise; 200 where they are one."""
    body, parts = call.body, call.parts
    role, warnings = role_of(body.role)
    made = admit_user(
        visit,
        Inviting(parts.database, parts.sealer, parts.settings),
        email=body.email,
        name=body.name,
        role=role,
        locale=body.locale,
        send_invite=body.send_invite,
    )
    warnings += made.warnings
    shown = _shown(visit, show_user(visit, made.user_id), warnings, made.invitation_id)
    return Answer(shown, 201 if made.made else 200)


@noun.route("GET", "/entities/users/<user_id>", **_INSIDE, answer=UserOut)
def show(visit: Visit, call: Call[Body, NoQuery]) -> UserOut:
    """Show a member of an entity."""
    return _shown(visit, show_user(visit, call.path["user_id"]))


@noun.route("PATCH", "/entities/users/<user_id>", **_INSIDE, body=UserPatch, answer=UserOut)
def change(visit: Visit, call: Call[UserPatch, NoQuery]) -> UserOut:
    """Give a member another role; it holds from their next request on."""
    role, warnings = role_of(call.body.role)
    member = show_user(visit, call.path["user_id"])
    change_role(visit, member.id, role)
    return _shown(visit, show_user(visit, member.id), warnings)


@noun.route("DELETE", "/entities/users/<user_id>", **_INSIDE)
def remove(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """Remove a member from an entity; their links and sessions there end with it."""
    remove_user(visit, call.path["user_id"])


def _shown(
    visit: Visit, user: UserView, warnings: list[str] | None = None, invitation_id: str | None = None
) -> UserOut:
    return UserOut(
        id=user.id,
        user_id=user.id,
        entity_id=visit.entity.id,
        email=user.email,
        name=user.name,
        role=user.role,
        locale=user.locale,
        invitation_id=invitation_id,
        created_at=user.member_since,
        warnings=warnings or [],
    )
