"""Magic links: issued, looked at, revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select

from portal.database import Database, Visit
from portal.errors import Invalid, LinkBeyondKey, MintRefused, NotFound
from portal.identity import ActorKind, ClientAccess, Role, new_id, system
from portal.models import Account, Entity, Link
from portal.policy import Permission
from portal.services.entry.access import assigned, member
from portal.services.entry.link_rows import returns_home, row_of, shown_name
from portal.services.entry.successors import successors_of
from portal.services.firm.keys import offline_key
from portal.services.history.activity import Event, Thing, record
from portal.services.turns import take_turn
from portal.settings import Settings
from portal.tenancy.fence import FencedSession
from portal.tokens import Access, ExpiredToken, LinkClaims, LinkSealer, Opened

# How the claims of a token are called where a link is asked for.
_ASKED_AS = {"usr": "user_id", "stf": "staff_id", "code": "require_code"}
# What scans mail presses buttons: after the first opening the mailbox counts, and a code from it opens four times more.
MAILED_CLAIMS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRequest:
    """What a link is asked to open. Full entity must be asked for by name: leaving the user out never means it."""

    access: Access
    user_id: str | None = None
    role: Role | None = None
    """Narrower than the user's own role, for this link; None gives the role the user has."""
    staff_id: str | None = None
    label: str | None = None
    lifetime: timedelta | None = None
    view: str | None = None
    locale: str | None = None
    recipient: str | None = None
    return_to: str | None = None
    max_claims: int | None = None
    """None gives one, and five to a link with a recipient, of which all after the first want a code by mail."""
    require_code: bool = False
    """Whether the first wants one too."""


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link's id, its token (shown once, never stored), its end, what it opens, as whom, and how often."""

    id: str
    token: str
    expires_at: datetime
    entity_id: str
    access: Access
    role: Role | None
    max_claims: int
    require_code: bool

    def address(self, settings: Settings) -> str:
        """Where a browser opens it."""
        return f"{settings.origin}/embed?{urlencode({'token': self.token})}"


def issue_link(visit: Visit, sealer: LinkSealer, settings: Settings, wanted: LinkRequest) -> IssuedLink:
    """Seal a link into the entity of this visit.

    Raises MintRefused for what the asker or the entity's setting does not give, Invalid for a field out of shape.
    """
    refuse_beyond_asker(visit, wanted)
    with visit.write() as writing:
        return Issuing(visit, writing, sealer, settings).issue(wanted)


class Issuing:
    """Links that are issued in one transaction, for an asker who was judged by `refuse_beyond_asker`."""

    def __init__(self, visit: Visit, writing: FencedSession, sealer: LinkSealer, settings: Settings) -> None:
        entity = writing.scalars(select(Entity)).one_or_none()
        if entity is None:
            raise NotFound("no such entity in this account")
        self._visit, self._writing, self._sealer, self._settings = visit, writing, sealer, settings
        self._entity_id, self._access = entity.id, ClientAccess(entity.client_access)
        self._limits = writing.scalars(select(Account.limits)).one()

    def issue(self, wanted: LinkRequest) -> IssuedLink:
        """One more link. What is refused leaves nothing in the transaction; raises as `issue_link` does."""
        visit, writing = self._visit, self._writing
        role, name = _judge(writing, self._access, wanted)
        if not returns_home(writing, wanted.return_to):
            raise MintRefused("return_to: its origin is not registered with the account", code="origin_not_registered")
        claims = self._claims(wanted, role)
        token = self._sealer.seal(claims)
        digest = sha256(token.encode()).hexdigest()
        by_key = visit.actor.subject if visit.actor.kind in {ActorKind.ACCOUNT_KEY, ActorKind.ENTITY_KEY} else None
        row = row_of(claims, digest, offline=False, key_id=by_key, issued_by=visit.actor.name)
        row.label = wanted.label or name
        row.role = wanted.role.value if wanted.role else None
        writing.add(row)
        record(visit, writing, Event.LINK_ISSUED, Thing(row.id, shown_name(row)), access=row.access)
        return IssuedLink(
            id=claims.jti,
            token=token,
            expires_at=claims.expires_at,
            entity_id=claims.entity_id,
            access=claims.access,
            role=claims.role,
            max_claims=claims.max_claims,
            require_code=claims.require_code,
        )

    def _claims(self, wanted: LinkRequest, role: Role | None) -> LinkClaims:
        span, limits = self._settings.span, self._limits
        cap = span("mailed_link_seconds" if wanted.recipient else "link_max_seconds", limits)
        usual = cap if wanted.recipient else span("link_seconds", limits)
        issued_at = self._visit.at.replace(microsecond=0)
        try:
            return LinkClaims(
                account_id=self._visit.scope.account_id,
                environment=self._visit.scope.environment,
                entity_id=self._entity_id,
                access=wanted.access,
                jti=new_id("lnk"),
                issued_at=issued_at,
                expires_at=issued_at + min(wanted.lifetime or usual, cap),
                user_id=wanted.user_id,
                role=role,
                staff_id=wanted.staff_id,
                view=wanted.view,
                locale=wanted.locale,
                recipient=wanted.recipient,
                return_to=wanted.return_to,
                max_claims=wanted.max_claims or (MAILED_CLAIMS if wanted.recipient else 1),
                require_code=wanted.require_code,
            )
        except Invalid as error:
            raise _in_words_of_the_asker(error) from error


def open_link(database: Database, sealer: LinkSealer, settings: Settings, token: object, at: datetime) -> Opened:
    """What a token says, when it is true and within its time. Consumes nothing and records nothing.

    Raises LinkMalformed, and ExpiredToken whose claims are as true as those that are returned.
    """
    try:
        opened = sealer.open(
            token,
            now=at,
            max_lifetime=settings.span("link_max_seconds"),
            max_mailed_lifetime=settings.span("mailed_link_seconds"),
            offline_key=lambda key_id: offline_key(database, key_id, at),
        )
    except ExpiredToken as expired:
        _limits_of(database, expired.claims, at)
        raise
    cap = "mailed_link_seconds" if opened.claims.is_mailed else "link_max_seconds"
    if at >= opened.claims.issued_at + settings.span(cap, _limits_of(database, opened.claims, at)):
        raise ExpiredToken("the link is older than the account allows", opened)
    return opened


def revoke_link(visit: Visit, link_id: str) -> None:
    """End a link, those mailed in its place and, with their next request, the sessions that they became."""
    with visit.write() as writing:
        # No link is mailed in its place between the looking and the ending.
        take_turn(writing)
        link = writing.scalars(select(Link).where(Link.id == link_id)).one_or_none()
        if link is None:
            raise NotFound("no such link")
        for each in (link, *(one for one in successors_of(writing, link_id) if one.revoked_at is None)):
            each.revoked_at = each.revoked_at or visit.at
            record(visit, writing, Event.LINK_REVOKED, Thing(each.id, shown_name(each)))


def _limits_of(database: Database, claims: LinkClaims, at: datetime) -> dict[str, Any]:
    """The account's own limits; LinkBeyondKey when the entity is not that account's in that environment.

    The server seals nothing of the kind, but the holder of a signing key writes any entity's id into a claim, and a
    scope that was never proven would show the other account's entity.
    """
    with database.visit(system(claims.scope), at=at) as visit:
        entity = visit.session.scalars(select(Entity)).one_or_none()
        if entity is None or (entity.account_id, entity.environment) != (claims.account_id, claims.environment):
            raise LinkBeyondKey("the link names an entity that is not the account's")
        return visit.account.limits


def _in_words_of_the_asker(error: Invalid) -> Invalid:
    """`claim usr has not the required form` is the token's way to say it; whoever asks named a `user_id`."""
    kind, name, words = str(error).split(" ", 2)
    return Invalid(f"{_ASKED_AS.get(name, name)}: {words}" if kind == "claim" else f"access: {error}")


def refuse_beyond_asker(visit: Visit, wanted: LinkRequest) -> None:
    """Raise MintRefused for a link that this visit's actor may not make, whatever the entity allows."""
    # A link for the firm's own people is the account's to make: in its trail stands their name.
    needed = {
        Access.USER: Permission.MANAGE_ENTITY,
        Access.FULL_ENTITY: Permission.MINT_ENTITY_LINKS,
        Access.STAFF: Permission.MANAGE_ACCOUNT,
    }[wanted.access]
    if not visit.may(needed):
        raise MintRefused(f"access: {visit.actor.kind} may not make a link for {wanted.access}")
    if wanted.role is not None and wanted.access is not Access.USER:
        raise MintRefused("role: only the link of a user has one; no other link is narrowed by it")


def _judge(session: FencedSession, access: ClientAccess, wanted: LinkRequest) -> tuple[Role | None, str | None]:
    """The role to seal and the name of the person it is for; MintRefused for what the entity does not give."""
    if wanted.access is Access.STAFF:
        name = assigned(session, wanted.staff_id)
        if name is None:
            raise MintRefused("staff_id: is not assigned to this entity", code="staff_not_assigned")
        return None, name
    if access is ClientAccess.NONE:
        raise MintRefused("client_access_off: this entity gives its client no access", code="client_access_off")
    if wanted.access is Access.FULL_ENTITY:
        return None, None
    if access is not ClientAccess.USERS:
        raise MintRefused(
            "access: this entity lets its client in as a whole; ask for full_entity by name",
            code="client_access_entity",
        )
    known = member(session, wanted.user_id)
    if known is None:
        raise MintRefused("user_id: is not a member of this entity", code="user_not_member")
    held, name = known
    if wanted.role is not None and not wanted.role.at_most(held):
        raise MintRefused(f"role: the user is {held}, and a link never gives more", code="role_too_high")
    return wanted.role or held, name
