"""Magic links: issued, looked at, claimed once, refused with a reason for the firm, revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from portal.database import Database, Visit
from portal.errors import LinkMalformed, LinkRefused, LinkRevoked, LinkUsed, MintRefused, NotFound
from portal.identity import ActorKind, ClientAccess, Role, new_id, system
from portal.models import Activity, Entity, Link, Origin
from portal.policy import Permission
from portal.services.access import assigned, member_role, name_of, welcome
from portal.services.activity import Event, Thing, record
from portal.services.keys import key_is_live, offline_key
from portal.settings import Settings
from portal.tenancy.fence import FencedSession
from portal.tokens import Access, ExpiredToken, LinkClaims, LinkSealer, Opened

REFUSED_EVERY = timedelta(minutes=1)


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
    max_claims: int = 1


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link's id, its token (shown once, never stored) and its end."""

    id: str
    token: str
    expires_at: datetime


def issue_link(visit: Visit, sealer: LinkSealer, settings: Settings, wanted: LinkRequest) -> IssuedLink:
    """Seal a link into the entity of this visit. Raises MintRefused for access the entity's setting does not give."""
    _refuse_beyond_asker(visit, wanted)
    role = _role_to_seal(visit.session, visit.entity, wanted)
    if not returns_home(visit.session, wanted.return_to):
        raise MintRefused("return_to: its origin is not registered with the account")
    issued_at = visit.at.replace(microsecond=0)
    limits = visit.account.limits
    cap = settings.span("mailed_link_seconds" if wanted.recipient else "link_max_seconds", limits)
    usual = cap if wanted.recipient else settings.span("link_seconds", limits)
    claims = LinkClaims(
        account_id=visit.scope.account_id,
        environment=visit.scope.environment,
        entity_id=visit.entity.id,
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
        max_claims=wanted.max_claims,
    )
    token = sealer.seal(claims)
    by_key = visit.actor.subject if visit.actor.kind in {ActorKind.ACCOUNT_KEY, ActorKind.ENTITY_KEY} else None
    with visit.write() as writing:
        row = _row(claims, sha256(token.encode()).hexdigest(), offline=False, key_id=by_key, issued_by=visit.actor.name)
        row.label = wanted.label or name_of(writing, wanted.user_id, wanted.staff_id)
        row.role = wanted.role.value if wanted.role else None
        writing.add(row)
        record(visit, writing, Event.LINK_ISSUED, Thing(row.id, shown_name(row)), access=row.access)
    return IssuedLink(claims.jti, token, claims.expires_at)


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
        raise ExpiredToken("the link is older than the account allows", opened.claims)
    return opened


def row_to_claim(visit: Visit, writing: FencedSession, database: Database, opened: Opened) -> Link:
    """The link's row, locked, when one more claim of it is allowed now. Raises LinkUsed, LinkRevoked, LinkMalformed."""
    claims = opened.claims
    link = writing.scalars(select(Link).where(Link.id == claims.jti).with_for_update()).one_or_none()
    if link is None:
        if not opened.offline:
            raise LinkMalformed("the seal is ours and the link is not: its row is missing")
        key_id = f"key_{opened.kid.removeprefix('lk_')}"
        link = _row(claims, opened.digest.hex(), offline=True, key_id=key_id, issued_by="signed offline")
        link.role = claims.role.value if claims.role else None
        link.label = name_of(writing, claims.user_id, claims.staff_id)
        writing.add(link)
        writing.flush()
    if link.token_sha256 != opened.digest.hex():
        raise LinkMalformed("another token has this link's id")
    if link.revoked_at is not None:
        raise LinkRevoked("the link was revoked")
    if link.key_id is not None and not key_is_live(database, link.key_id, visit.at):
        raise LinkRevoked("the key that made the link has ended")
    welcome(writing, link)
    if not returns_home(writing, link.return_to):
        raise LinkMalformed("the link returns to an origin that is not registered with the account")
    if link.claims_taken >= link.max_claims:
        raise LinkUsed("all claims of the link are taken")
    return link


def returns_home(session: FencedSession, return_to: str | None) -> bool:
    """Whether an address to return to is absent or of one of the account's registered origins (ASVS 3.7.2)."""
    if return_to is None:
        return True
    parts = urlsplit(return_to)
    origin = f"{parts.scheme}://{parts.netloc}"
    return session.scalars(select(Origin.id).where(Origin.origin == origin, Origin.returns)).first() is not None


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


def revoke_link(visit: Visit, link_id: str) -> None:
    """End a link and, with their next request, the sessions it became."""
    with visit.write() as writing:
        link = writing.scalars(select(Link).where(Link.id == link_id)).one_or_none()
        if link is None:
            raise NotFound("no such link")
        link.revoked_at = link.revoked_at or visit.at
        record(visit, writing, Event.LINK_REVOKED, Thing(link_id, shown_name(link)))


def _limits_of(database: Database, claims: LinkClaims, at: datetime) -> dict[str, Any]:
    """The account's own limits; LinkMalformed when the entity is not that account's in that environment.

    The server seals nothing of the kind, but the holder of a signing key writes any entity's id into a claim, and a
    scope that was never proven would show the other account's entity.
    """
    with database.visit(system(claims.scope), at=at) as visit:
        entity = visit.session.scalars(select(Entity)).one_or_none()
        if entity is None or (entity.account_id, entity.environment) != (claims.account_id, claims.environment):
            raise LinkMalformed("the link names an entity that is not the account's")
        return visit.account.limits


def _refuse_beyond_asker(visit: Visit, wanted: LinkRequest) -> None:
    needed = Permission.MANAGE_ENTITY if wanted.access is Access.USER else Permission.MINT_ENTITY_LINKS
    if not visit.may(needed):
        raise MintRefused(f"access: {visit.actor.kind} may not make a link for {wanted.access}")
    if wanted.role is not None and wanted.access is not Access.USER:
        raise MintRefused("role: only the link of a user has one; no other link is narrowed by it")


def _role_to_seal(session: FencedSession, entity: Entity, wanted: LinkRequest) -> Role | None:
    access = ClientAccess(entity.client_access)
    if wanted.access is Access.STAFF:
        if assigned(session, wanted.staff_id) is None:
            raise MintRefused("staff_id: is not assigned to this entity")
        return None
    if access is ClientAccess.NONE:
        raise MintRefused("client_access_off: this entity gives its client no access")
    if wanted.access is Access.FULL_ENTITY:
        return None
    if access is not ClientAccess.USERS:
        raise MintRefused("access: this entity lets its client in as a whole; ask for full_entity by name")
    held = member_role(session, wanted.user_id)
    if held is None:
        raise MintRefused("user_id: is not a member of this entity")
    if wanted.role is not None and not wanted.role.at_most(held):
        raise MintRefused(f"role: the user is {held}, and a link never gives more")
    return wanted.role or held


def _row(claims: LinkClaims, token_sha256: str, *, offline: bool, key_id: str | None, issued_by: str) -> Link:
    return Link(
        id=claims.jti,
        access=claims.access.value,
        user_id=claims.user_id,
        staff_id=claims.staff_id,
        view=claims.view,
        locale=claims.locale,
        recipient=claims.recipient,
        return_to=claims.return_to,
        max_claims=claims.max_claims,
        claims_taken=0,
        offline=offline,
        token_sha256=token_sha256,
        issued_by=issued_by,
        key_id=key_id,
        issued_at=claims.issued_at,
        expires_at=claims.expires_at,
    )


def shown_name(link: Link) -> str:
    """What the trail calls a link: whom it is for, or what it opens."""
    return link.label or link.recipient or link.access
