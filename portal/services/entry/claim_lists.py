"""The claims of a link as its firm sees them: who came in with a code from the mailbox, and what only pressed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.database import Visit
from portal.models import LinkClaim
from portal.services.entry.link_lists import show_link


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """One claim. `by_code`: somebody typed a code that was mailed to the recipient. Without one a claim of a mailed
    link may have been a machine that looks into mail, which `address` and `user_agent` mostly show."""

    position: int
    claimed_at: datetime
    by_code: bool
    session_id: str
    address: str | None
    user_agent: str | None


def list_claims(visit: Visit, link_id: str) -> list[ClaimView]:
    """The claims of one link, the first one first. Raises NotFound."""
    show_link(visit, link_id)
    rows = visit.session.scalars(select(LinkClaim).where(LinkClaim.link_id == link_id).order_by(LinkClaim.position))
    return [ClaimView(**{name: getattr(row, name) for name in ClaimView.__dataclass_fields__}) for row in rows]
