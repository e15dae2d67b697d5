"""What a session tells about itself, and the language it is read in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.database import Visit
from portal.models import Link, PortalSession
from portal.policy import Permission

# What the pages make use of, most wanted first. A right that no page gives a use for yet would be an empty promise.
ON_PAGES = (
    Permission.READ_DOCUMENTS,
    Permission.READ_DRAFTS,
    Permission.READ_FILES,
    Permission.EXPORT_DOCUMENTS,
    Permission.SEE_OWN_ACTIVITY,
    Permission.SEE_ALL_ACTIVITY,
)


@dataclass(frozen=True, slots=True)
class SessionView:
    """The session's page. Instants are aware; `idle_minutes` is how long it lives without a press."""

    entity_name: str
    access: str
    person: str
    opened_at: datetime
    ends_at: datetime
    idle_minutes: int
    issued_by: str
    issued_at: datetime
    permissions: tuple[str, ...]
    return_url: str | None


def show_session(visit: Visit, session: PortalSession) -> SessionView:
    """The page of the visit's own session."""
    issued_at = visit.session.scalars(select(Link.issued_at).where(Link.id == session.link_id)).one()
    idle = session.idle_until - session.last_seen_at
    return SessionView(
        entity_name=visit.entity.name,
        access=visit.actor.access,
        person=visit.actor.name,
        opened_at=session.created_at,
        ends_at=session.expires_at,
        idle_minutes=max(1, round(idle.total_seconds() / 60)),
        issued_by=visit.account.name,
        issued_at=issued_at,
        permissions=tuple(permission.value for permission in ON_PAGES if visit.may(permission)),
        return_url=session.return_to,
    )


def choose_language(visit: Visit, session_id: str, locale: str) -> None:
    """Keep the language for the rest of the session."""
    with visit.write() as writing:
        row = writing.scalars(select(PortalSession).where(PortalSession.id == session_id)).one()
        row.locale = locale
