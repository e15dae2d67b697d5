"""True links that were refused: written down with the reason, for the firm."""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal.database import Database, Visit
from portal.errors import LinkRefused
from portal.identity import system
from portal.models import Activity, Entity
from portal.services.entry.access import name_of
from portal.services.history.activity import Event, Thing, record
from portal.tokens import LinkClaims

REFUSED_EVERY = timedelta(minutes=1)


def refuse_link(
    database: Database, claims: LinkClaims, refusal: LinkRefused, at: datetime, address: str | None
) -> None:
    """Write down that a true token was refused, and why, for the firm. What forgers send is for the log alone."""
    with database.visit(system(claims.scope), at=at, address=address) as visit:
        if visit.session.scalars(select(Entity.id)).one_or_none() is None or _just_refused(visit, claims.jti, refusal):
            return
        with visit.write() as writing:
            name = name_of(writing, claims.user_id, claims.staff_id) or claims.recipient or claims.access.value
            record(visit, writing, Event.LINK_REFUSED, Thing(claims.jti, name), reason=refusal.reason)


def _just_refused(visit: Visit, link_id: str, refusal: LinkRefused) -> bool:
    """Whether the same is written already: whoever presses a used link in a loop shall not fill the trail."""
    lately = visit.session.scalars(
        select(Activity.details).where(
            Activity.object_id == link_id,
            Activity.event == Event.LINK_REFUSED,
            Activity.at > visit.at - REFUSED_EVERY,
        )
    )
    return any(details.get("reason") == refusal.reason for details in lately)
