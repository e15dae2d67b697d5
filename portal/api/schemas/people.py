"""A client's people, the firm's people and their invitations, as the API takes and gives them."""

from typing import Annotated, Literal

from pydantic import Field

from portal.api.schemas.base import Body, Instant, Line, ListQuery, Out
from portal.identity import Role
from portal.services.entry.invitation_views import InvitationStatus

Email = Annotated[str, Field(max_length=254, examples=["ana@example.com"])]
RoleName = Literal["viewer", "editor", "admin", "member"]
"""`member` is taken as `editor`, and the answer says so."""
_MEMBER = "role: member is no role here and was taken as editor"


def role_of(name: RoleName) -> tuple[Role, list[str]]:
    """The role of that name, and a warning where another name was sent."""
    return (Role.EDITOR, [_MEMBER]) if name == "member" else (Role(name), [])


class UserIn(Body):
    """A person who becomes a member of the entity."""

    email: Email
    name: Line | None = None
    role: RoleName = "editor"
    locale: Line | None = None
    send_invite: bool = Field(True, description="Mail a link to a person who is new to the entity.")


class UserPatch(Body):
    """Another role in this entity."""

    role: RoleName


class UserOut(Out):
    """A member of one entity. `id` and `user_id` are the same."""

    id: str
    user_id: str
    entity_id: str
    email: str
    name: str
    role: Role
    locale: str | None
    invited_by_user_id: None = None
    invitation_id: str | None = None
    created_at: Instant
    warnings: list[str] = Field(default_factory=list)


class InvitationIn(Body):
    """A person to invite: they become a member, and get a link by mail."""

    email: Email
    name: Line | None = None
    role: RoleName = "editor"
    locale: Line | None = Field(None, description="The language of the mail and of the portal.")


class InvitationQuery(ListQuery):
    """The list of invitations."""

    status: InvitationStatus | None = None


class InvitationOut(Out):
    """An invitation; accepted by the first opening of its link."""

    id: str
    entity_id: str
    user_id: str
    email: str
    name: str | None
    role: Role
    status: InvitationStatus
    link_id: str | None
    invited_by: str
    expires_at: Instant
    accepted_at: Instant | None
    cancelled_at: Instant | None
    created_at: Instant
    updated_at: Instant
    warnings: list[str] = Field(default_factory=list)


class StaffIn(Body):
    """A person of the firm; enters no entity until assigned to it."""

    name: Line
    email: Email


class StaffPatch(Body):
    """What is named changes."""

    name: Line | None = None
    email: Email | None = None


class StaffOut(Out):
    """A person of the firm."""

    id: str
    name: str
    email: str
    created_at: Instant


class AssignmentOut(Out):
    """An entity that a member of staff works in."""

    staff_id: str
    entity_id: str
    name: str
    created_at: Instant


class StaffDetailOut(StaffOut):
    """A person of the firm, with the entities assigned to them."""

    assignments: list[AssignmentOut]
