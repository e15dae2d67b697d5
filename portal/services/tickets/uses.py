"""How often a ticket was used: each use is a row of the trail, and the trail is what is never wrong."""

from sqlalchemy import select

from portal.database import Visit
from portal.errors import LinkUsed, NotSignedIn
from portal.models import Activity
from portal.services.turns import take_turn
from portal.tenancy.fence import FencedSession
from portal.tokens import Ticket

MOST_USES = 5


def refuse_misuse(visit: Visit, ticket: Ticket) -> None:
    """Raise NotSignedIn for another session's ticket, and LinkUsed for one that has had all its uses.

    Before the work, so that it is not done in vain; what counts is `take_use`.
    """
    if visit.actor.session_id != ticket.session_id:
        raise NotSignedIn("the ticket belongs to another session")
    _refuse_used(visit.session, ticket)


def take_use(writing: FencedSession, ticket: Ticket) -> None:
    """Raise LinkUsed when the ticket has had all its uses; else the row that the caller writes is the next of them.

    Nobody else counts until the caller's transaction ends: of any number at once, no more than MOST_USES get past.
    """
    take_turn(writing)
    _refuse_used(writing, ticket)


def _refuse_used(session: FencedSession, ticket: Ticket) -> None:
    told = session.scalars(
        select(Activity.details).where(
            Activity.session_id == ticket.session_id,
            Activity.at >= ticket.began_at,
            Activity.object_id == ticket.subject_id,
        )
    )
    if sum(details.get("ticket") == ticket.ticket_id for details in told) >= MOST_USES:
        raise LinkUsed("the ticket has had all its uses")
