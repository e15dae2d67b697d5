"""Invitations of a client's people by mail."""

from typing import Any

from portal.api.listed import wanted_of
from portal.api.route import Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, page_of
from portal.api.schemas.people import InvitationIn, InvitationOut, InvitationQuery, role_of
from portal.database import Visit
from portal.policy import Permission
from portal.services.entry.invitation_views import list_invitations
from portal.services.entry.invitations import (
    Inviting,
    cancel_invitation,
    invite_user,
    resend_invitation,
    show_invitation,
)

noun = Noun("invitations", "Invitations by mail. Opening the link accepts one: nobody has a password here.")
_INSIDE: dict[str, Any] = {"reach": Reach.ENTITY, "permission": Permission.MANAGE_ENTITY}
_THIS: dict[str, Any] = {"reach": Reach.THING, "permission": Permission.MANAGE_ENTITY}


@noun.route("GET", "/entities/invitations", **_INSIDE, query=InvitationQuery, answer=Listed[InvitationOut])
def list_all(visit: Visit, call: Call[Body, InvitationQuery]) -> Listed[InvitationOut]:
    """List the invitations of an entity."""
    found = list_invitations(visit, call.parts.ring, wanted_of(call.query), call.query.status)
    return page_of(found, [InvitationOut.of(each) for each in found.rows])


@noun.route("POST", "/entities/invitations", **_INSIDE, body=InvitationIn, answer=InvitationOut)
def create(visit: Visit, call: Call[InvitationIn, NoQuery]) -> InvitationOut:
    """Invite a person: they become a member and get a link by mail, which opens once within its time."""
    body = call.body
    role, warnings = role_of(body.role)
    made = invite_user(visit, _tools(call), email=body.email, name=body.name, role=role, locale=body.locale)
    return InvitationOut.of(made).model_copy(update={"warnings": warnings})


@noun.route("GET", "/entities/invitations/<invitation_id>", **_THIS, answer=InvitationOut)
def show(visit: Visit, call: Call[Body, NoQuery]) -> InvitationOut:
    """Show an invitation."""
    return InvitationOut.of(show_invitation(visit, call.path["invitation_id"]))


@noun.route("DELETE", "/entities/invitations/<invitation_id>", **_THIS)
def cancel(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """Cancel an invitation that is not accepted: its link opens nothing, and the membership ends."""
    cancel_invitation(visit, call.path["invitation_id"])


@noun.route("POST", "/entities/invitations/<invitation_id>/resend", **_THIS, answer=InvitationOut, status=200)
def resend(visit: Visit, call: Call[Body, NoQuery]) -> InvitationOut:
    """Mail a new link; the one before opens nothing any more."""
    return InvitationOut.of(resend_invitation(visit, _tools(call), call.path["invitation_id"]))


def _tools(call: Call[Any, Any]) -> Inviting:
    return Inviting(call.parts.database, call.parts.sealer, call.parts.settings)
