"""Invitations as the firm sees them, one by one and as a list."""

import enum
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_

from portal.database import Visit
from portal.identity import Role
from portal.models import Invitation
from portal.services.catalog.kept import shown
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.tokens import KeyRing

INVITATIONS = Listing(
    "invitations",
    Invitation,
    fields={
        "id": Field(Invitation.id, sorted=True),
        "email": Field(Invitation.email, sorted=True),
        "name": Field(Invitation.name),
        "role": Field(Invitation.role),
        "user_id": Field(Invitation.user_id),
        "created_at": Field(Invitation.created_at, Kind.INSTANT, sorted=True),
        "expires_at": Field(Invitation.expires_at, Kind.INSTANT, sorted=True),
        "accepted_at": Field(Invitation.accepted_at, Kind.INSTANT),
    },
    searched=(Invitation.email, Invitation.name),
)


class InvitationStatus(enum.StrEnum):
    """Where an invitation stands."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView:
    """An invitation as its firm sees it; `link_id` is the link that was mailed last, never its token."""

    id: str
    entity_id: str
    user_id: str
    email: str
    name: str | None
    role: Role
    status: InvitationStatus
    link_id: str | None
    invited_by: str
    expires_at: datetime
    accepted_at: datetime | None
    cancelled_at: datetime | None
    created_at: datetime
    updated_at: datetime


def list_invitations(
    visit: Visit, ring: KeyRing, wanted: Wanted, status: InvitationStatus | None = None
) -> Found[InvitationView]:
    """The invitations of this entity, newest first unless asked otherwise. Raises Invalid, naming the parameter."""
    always = () if status is None else (_standing(status, visit.at),)
    return shown(list_rows(visit, ring, INVITATIONS, wanted, *always), lambda row: view_of(row, visit.at))


def view_of(row: Invitation, at: datetime) -> InvitationView:
    """An invitation's row at an instant."""
    return InvitationView(
        id=row.id,
        entity_id=row.entity_id,
        user_id=row.user_id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        status=_status(row, at),
        link_id=row.link_id,
        invited_by=row.invited_by,
        expires_at=row.expires_at,
        accepted_at=row.accepted_at,
        cancelled_at=row.cancelled_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _status(row: Invitation, at: datetime) -> InvitationStatus:
    if row.cancelled_at is not None:
        return InvitationStatus.CANCELLED
    if row.accepted_at is not None:
        return InvitationStatus.ACCEPTED
    return InvitationStatus.PENDING if at < row.expires_at else InvitationStatus.EXPIRED


def _standing(status: InvitationStatus, at: datetime) -> ColumnElement[bool]:
    waiting = and_(Invitation.cancelled_at.is_(None), Invitation.accepted_at.is_(None))
    match status:
        case InvitationStatus.CANCELLED:
            return Invitation.cancelled_at.is_not(None)
        case InvitationStatus.ACCEPTED:
            return and_(Invitation.cancelled_at.is_(None), Invitation.accepted_at.is_not(None))
        case InvitationStatus.PENDING:
            return and_(waiting, Invitation.expires_at > at)
        case InvitationStatus.EXPIRED:
            return and_(waiting, Invitation.expires_at <= at)
