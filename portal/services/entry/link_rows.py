"""The rows of links: made of what a token says, found and judged again when one is claimed."""

from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import select

from portal.database import Database, Visit
from portal.errors import LinkMalformed, LinkRevoked, LinkUsed
from portal.models import Activity, Link, Origin
from portal.services.entry.access import name_of, welcome
from portal.services.firm.keys import key_is_live
from portal.services.history.activity import Event
from portal.services.turns import take_turn
from portal.tenancy.fence import FencedSession
from portal.tokens import LinkClaims, Opened


def row_to_claim(visit: Visit, writing: FencedSession, database: Database, opened: Opened) -> Link:
    """The link's row, locked, when one more claim of it is allowed now. Raises LinkUsed, LinkRevoked, LinkMalformed."""
    claims = opened.claims
    # Before the row: whoever takes a link back writes that down first, and the two would wait for each other.
    take_turn(writing)
    link = writing.scalars(select(Link).where(Link.id == claims.jti).with_for_update()).one_or_none()
    if link is None:
        link = first_row(writing, opened)
    if link.token_sha256 != opened.digest.hex():
        raise LinkMalformed("another token has this link's id")
    refuse_withdrawn(visit, writing, database, link)
    if not returns_home(writing, link.return_to):
        raise LinkMalformed("the link returns to an origin that is not registered with the account")
    if link.claims_taken >= link.max_claims:
        raise LinkUsed("all claims of the link are taken")
    return link


def first_row(writing: FencedSession, opened: Opened) -> Link:
    """The row of a link signed offline, which is written when it is first heard of. LinkMalformed for any other,
    LinkRevoked for one that was ended with all others before it had a row."""
    if not opened.offline:
        raise LinkMalformed("the seal is ours and the link is not: its row is missing")
    claims, key_id = opened.claims, f"key_{opened.kid.removeprefix('lk_')}"
    if ended_unseen(writing, claims, key_id):
        raise LinkRevoked("the link was ended with all others before it was heard of")
    link = row_of(claims, opened.digest.hex(), offline=True, key_id=key_id, issued_by="signed offline")
    link.role = claims.role.value if claims.role else None
    link.label = name_of(writing, claims.user_id, claims.staff_id)
    writing.add(link)
    writing.flush()
    return link


def ended_unseen(session: FencedSession, claims: LinkClaims, key_id: str) -> bool:
    """Whether all links of this one's user, key or entity were ended since it was signed, by the signer's clock: it had
    no row that could be revoked, but the trail knows."""
    # A link says its second alone: one of the second of the end is the fresh one of a firm that ends and signs anew.
    since = claims.issued_at + timedelta(seconds=1)
    ended = session.scalars(select(Activity.details).where(Activity.event == Event.LINKS_ENDED, Activity.at >= since))
    said = {"user_id": claims.user_id, "key_id": key_id}
    return any(all(said.get(name) == value for name, value in whose.items()) for whose in ended)


def refuse_withdrawn(visit: Visit, writing: FencedSession, database: Database, link: Link) -> None:
    """Raise LinkRevoked for a link that was taken back, or whose key or access has ended."""
    if link.revoked_at is not None:
        raise LinkRevoked("the link was revoked")
    if link.key_id is not None and not key_is_live(database, link.key_id, visit.at):
        raise LinkRevoked("the key that made the link has ended")
    welcome(writing, link)


def returns_home(session: FencedSession, return_to: str | None) -> bool:
    """Whether an address to return to is absent or of one of the account's registered origins (ASVS 3.7.2)."""
    if return_to is None:
        return True
    parts = urlsplit(return_to)
    origin = f"{parts.scheme}://{parts.netloc}"
    return session.scalars(select(Origin.id).where(Origin.origin == origin, Origin.returns)).first() is not None


def row_of(claims: LinkClaims, token_sha256: str, *, offline: bool, key_id: str | None, issued_by: str) -> Link:
    """The row of a link that says this, not yet written."""
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
        require_code=claims.require_code,
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
