"""Sessions as the API gives them."""

from portal.api.schemas.base import Instant, ListQuery, Out
from portal.api.schemas.links import Id
from portal.tokens import Access


class SessionQuery(ListQuery):
    """The list of live sessions."""

    user_id: Id | None = None
    key_id: Id | None = None


class SessionOut(Out):
    """A session that can go on until `idle_until` without another request, until `expires_at` whatever comes."""

    id: str
    entity_id: str
    access: Access
    user_id: str | None
    staff_id: str | None
    name: str
    link_id: str
    key_id: str | None
    framed: bool
    parent_origin: str | None
    created_at: Instant
    last_seen_at: Instant
    idle_until: Instant
    expires_at: Instant
