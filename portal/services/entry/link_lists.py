"""Links that still open something, as lists; and the end of all links and sessions of a user, a key or an entity."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from portal.database import Database, Visit
from portal.errors import NotFound
from portal.models import Entity, Link
from portal.services.catalog.kept import shown
from portal.services.entry.link_rows import shown_name
from portal.services.entry.session_lists import live_sessions
from portal.services.entry.sessions import end_row
from portal.services.firm.entities import enter_each
from portal.services.history.activity import Event, Thing, record
from portal.services.lists.keyset import Keyed, Keyset, Page
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.services.turns import take_turn
from portal.tenancy.fence import FencedSession
from portal.tokens import Access, KeyRing

PAGE_ROWS = 50
REASON = "ended_by_firm"
LINKS = Listing(
    "links",
    Link,
    fields={
        "id": Field(Link.id, sorted=True),
        "entity_id": Field(Link.entity_id),
        "access": Field(Link.access),
        "user_id": Field(Link.user_id),
        "staff_id": Field(Link.staff_id),
        "key_id": Field(Link.key_id),
        "recipient": Field(Link.recipient),
        "issued_at": Field(Link.issued_at, Kind.INSTANT, sorted=True),
        "expires_at": Field(Link.expires_at, Kind.INSTANT, sorted=True),
    },
    searched=(Link.label, Link.recipient),
    order="-issued_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A link as its firm sees it; never its token. `role` is narrower than the user's own, or None."""

    id: str
    entity_id: str
    access: Access
    user_id: str | None
    staff_id: str | None
    role: str | None
    name: str
    recipient: str | None
    issued_by: str
    key_id: str | None
    offline: bool
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    max_claims: int
    claims_left: int
    require_code: bool

    def status_at(self, at: datetime) -> str:
        """`live`, or why it opens nothing: `revoked`, `expired` or `used`."""
        if self.revoked_at is not None:
            return "revoked"
        if at >= self.expires_at:
            return "expired"
        return "live" if self.claims_left > 0 else "used"


@dataclass(frozen=True, slots=True)
class Ended:
    """How many links and sessions were ended."""

    links: int
    sessions: int


def list_live_links(
    visit: Visit,
    ring: KeyRing,
    *,
    user_id: str | None = None,
    key_id: str | None = None,
    cursor: str | None = None,
    size: int = PAGE_ROWS,
) -> Page[LinkView]:
    """Links of this entity, or of all of the account's, that are not expired, not revoked and have claims left; newest
    first. One signed offline is known from when it is first opened. A link of a key that has ended opens no more,
    and stands here until it expires."""
    scope = visit.scope
    context = f"links {scope.account_id} {scope.environment} {scope.entity_id} {user_id} {key_id}"
    keyset = Keyset(ring, context, Link.issued_at, Link.id, descending=True, size=size)
    place = keyset.open(cursor)
    found = visit.session.scalars(keyset.narrow(select(Link).where(_live(visit.at), *_of(user_id, key_id)), place))
    return keyset.page([Keyed(_view(link), link.issued_at, link.id) for link in found], place)


def find_live_links(
    visit: Visit,
    ring: KeyRing,
    wanted: Wanted,
    *,
    user_id: str | None = None,
    key_id: str | None = None,
    staff_id: str | None = None,
) -> Found[LinkView]:
    """The same with fields to ask about and to order by. Raises Invalid, naming the parameter."""
    return shown(list_rows(visit, ring, LINKS, wanted, _live(visit.at), *_of(user_id, key_id, staff_id)), _view)


def show_link(visit: Visit, link_id: str) -> LinkView:
    """One link, live or not. Raises NotFound."""
    link = visit.session.scalars(select(Link).where(Link.id == link_id)).one_or_none()
    if link is None:
        raise NotFound("no such link")
    return _view(link)


def end_links(
    visit: Visit, *, user_id: str | None = None, key_id: str | None = None, staff_id: str | None = None
) -> Ended:
    """Revoke all live links and end all live sessions of this entity: of a user, of a key, of a member of staff, or
    without any of them of all.

    A link that expired or was used up is revoked too where it was mailed: its recipient could ask for a new one with
    it. Any other became a session at most, and that ends. One signed offline that nobody opened yet has no row, and is
    refused when it is first heard of.
    """
    with visit.write() as writing:
        return end_within(visit, writing, user_id=user_id, key_id=key_id, staff_id=staff_id)


def end_account_links(
    visit: Visit,
    database: Database,
    *,
    user_id: str | None = None,
    key_id: str | None = None,
    staff_id: str | None = None,
) -> Ended:
    """The same in each entity of the account, each in a transaction of its own."""
    whose = {"user_id": user_id, "key_id": key_id, "staff_id": staff_id}
    ended = [end_links(inside, **whose) for inside in enter_each(visit, database)]
    return Ended(sum(each.links for each in ended), sum(each.sessions for each in ended))


def end_within(
    visit: Visit,
    writing: FencedSession,
    *,
    user_id: str | None = None,
    key_id: str | None = None,
    staff_id: str | None = None,
) -> Ended:
    """The same in the transaction of what is the cause of it; also for a member of staff."""
    # No link is opened or mailed between the looking and the ending.
    take_turn(writing)
    # Before any link is revoked: its sessions would no longer count as live, and keep their credentials.
    sessions = writing.scalars(live_sessions(visit.at, user_id=user_id, key_id=key_id, staff_id=staff_id)).all()
    mailed = and_(Link.recipient.is_not(None), Link.revoked_at.is_(None))
    chosen = select(Link).where(or_(_live(visit.at), mailed), *_of(user_id, key_id, staff_id))
    links = writing.scalars(chosen).all()
    for link in links:
        link.revoked_at = visit.at
        record(visit, writing, Event.LINK_REVOKED, Thing(link.id, shown_name(link)))
    for session in sessions:
        end_row(writing, session, REASON, visit.at)
        thing = Thing(session.id, session.label or session.access)
        record(visit, writing, Event.SESSION_ENDED, thing, reason=REASON)
    entity = writing.scalars(select(Entity)).one()
    thing = Thing(entity.id, entity.name)
    record(visit, writing, Event.LINKS_ENDED, thing, user_id=user_id, key_id=key_id, staff_id=staff_id)
    return Ended(len(links), len(sessions))


def _live(at: datetime) -> ColumnElement[bool]:
    return and_(Link.expires_at > at, Link.revoked_at.is_(None), Link.claims_taken < Link.max_claims)


def _of(user_id: str | None, key_id: str | None, staff_id: str | None = None) -> list[ColumnElement[bool]]:
    wanted = ((Link.user_id, user_id), (Link.key_id, key_id), (Link.staff_id, staff_id))
    return [column == value for column, value in wanted if value is not None]


def _view(link: Link) -> LinkView:
    return LinkView(
        id=link.id,
        entity_id=link.entity_id,
        access=Access(link.access),
        user_id=link.user_id,
        staff_id=link.staff_id,
        role=link.role,
        name=shown_name(link),
        recipient=link.recipient,
        issued_by=link.issued_by,
        key_id=link.key_id,
        offline=link.offline,
        issued_at=link.issued_at,
        expires_at=link.expires_at,
        revoked_at=link.revoked_at,
        max_claims=link.max_claims,
        claims_left=link.max_claims - link.claims_taken,
        require_code=link.require_code,
    )
