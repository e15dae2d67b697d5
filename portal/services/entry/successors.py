"""Links that were mailed in the place of another one: what takes that one back takes these back too."""

from sqlalchemy import select

from portal.models import Activity, Link
from portal.services.history.activity import Event
from portal.tenancy.fence import FencedSession


def successors_of(session: FencedSession, link_id: str) -> list[Link]:
    """All links that were mailed in a link's place, and in the place of these; the trail names each."""
    found: list[str] = []
    asked = [link_id]
    while asked:
        told = session.scalars(
            select(Activity.details).where(Activity.object_id.in_(asked), Activity.event == Event.LINK_MAILED)
        )
        asked = [details["new_link"] for details in told]
        found += asked
    return list(session.scalars(select(Link).where(Link.id.in_(found)))) if found else []
