"""What a link's claims meet when it is opened, one by one: each told as it stands, none of them acted on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.database import Database, Visit
from portal.errors import Invalid
from portal.identity import ClientAccess, Role
from portal.models import Link
from portal.services.entry.access import assigned, member_role
from portal.services.entry.codes import wants_code
from portal.services.entry.link_rows import ended_unseen, returns_home
from portal.services.firm.keys import key_is_live
from portal.services.firm.origins import clean_origin, list_origins
from portal.settings import Settings
from portal.tokens import SKEW, Access, Inspected, LinkClaims


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at when a link is opened, whether it holds, and a sentence for the firm's engineer."""

    name: str
    ok: bool
    words: str


@dataclass(frozen=True, slots=True)
class Checking:
    """A true token in the entity that it names."""

    inside: Visit
    database: Database
    settings: Settings
    found: Inspected
    claims: LinkClaims
    origin: str | None
    """Where the page is that is to frame it, if that was asked about."""

    def checks(self) -> Iterator[Check]:
        """All of them, in the order in which the portal looks."""
        claims = self.claims
        row = self.inside.session.scalars(select(Link).where(Link.id == claims.jti)).one_or_none()
        yield self._key(row)
        yield self._age()
        yield from self._welcome(row)
        if claims.return_to is not None:
            home = returns_home(self.inside.session, claims.return_to)
            yield _either("return_to", home, "Its origin is registered.", "Its origin is not registered for returns.")
        if self.origin is not None:
            yield self._frame(self.origin)
        yield self._link(row)
        taken, most = (row.claims_taken, row.max_claims) if row else (0, claims.max_claims)
        said = f"It was opened {taken} of {most} times."
        if taken < most and (wants_code(row) if row else claims.require_code):
            said += " The next opening asks for a code, which is mailed to its recipient."
        yield Check(
            "claims_used", taken < most, said if taken < most else f"{said} Make a fresh link for each opening."
        )

    def _key(self, row: Link | None) -> Check:
        key_id = self.found.key.key_id if self.found.key else row.key_id if row else None
        if key_id is None:
            return Check("key", True, "Made by the portal itself, without a key of yours.")
        live = key_is_live(self.database, key_id, self.inside.at)
        how = "Signed with" if self.found.key else "Asked for with"
        return _either("key", live, f"{how} {key_id}, which is valid.", f"{how} {key_id}, which has ended.")

    def _age(self) -> Check:
        claims, now = self.claims, self.inside.at
        name = "mailed_link_seconds" if claims.is_mailed else "link_max_seconds"
        cap = self.settings.span(name, self.inside.account.limits)
        when = f"Issued {_instant(claims.issued_at)}, ends {_instant(claims.expires_at)}; here it is {_instant(now)}."
        ahead, ends = claims.issued_at - now, min(claims.expires_at, claims.issued_at + cap)
        if ahead > SKEW:
            cure = f"allowed are {_seconds(SKEW)}. Set the clock of the machine that signs"
            return Check("age", False, f"{when} It comes from the future by {_seconds(ahead)}; {cure}.")
        if now >= ends:
            lived = f"it lives for {_seconds(ends - claims.issued_at)}, and that is over since {_seconds(now - ends)}"
            short = f" Longer than {_seconds(cap)} none lives here." if claims.lifetime > cap else ""
            cure = "Make it when it is needed; is it fresh, then the clock of the machine that signs is behind."
            return Check("age", False, f"{when} At most {lived}.{short} {cure}")
        skew = f" The signing clock is ahead by {_seconds(ahead)}, which is allowed." if ahead > timedelta(0) else ""
        return Check("age", True, f"{when} It opens for {_seconds(ends - now)} more.{skew}")

    def _welcome(self, row: Link | None) -> Iterator[Check]:
        session, claims = self.inside.session, self.claims
        if claims.access is Access.STAFF:
            name = assigned(session, claims.staff_id)
            no = f"{claims.staff_id} is not assigned to this entity."
            yield _either("staff", name is not None, f"{claims.staff_id} is assigned to this entity.", no)
            return
        access = ClientAccess(self.inside.entity.client_access)
        fits = access is ClientAccess.USERS or (access is ClientAccess.ENTITY and claims.access is Access.FULL_ENTITY)
        said = f"The entity's client_access is {access}, and the link is for {claims.access}."
        yield Check("client_access", fits, said)
        if claims.access is Access.FULL_ENTITY:
            return
        held = member_role(session, claims.user_id)
        yield _either(
            "user", held is not None, f"{claims.user_id} is a member.", f"{claims.user_id} is no member of this entity."
        )
        if held is not None:
            # What a link says of the role that was held when the portal made it is no ceiling; what its row says is.
            ceiling = claims.role if row is None else Role(row.role) if row.role else None
            given = ceiling if ceiling and ceiling.at_most(held) else held
            most = f"at most {ceiling}" if ceiling else "whatever the user's role is"
            yield Check("role", True, f"The link gives {most}, the user is {held}: the session gives {given}.")

    def _frame(self, origin: str) -> Check:
        try:
            cleaned = clean_origin(origin, self.claims.environment)
        except Invalid as refusal:
            return Check("origin", False, str(refusal))
        listed = cleaned in list_origins(self.inside)
        cure = f"{cleaned} is not listed, and browsers show it no frame. Register it: POST /account/origins."
        return _either("origin", listed, f"{cleaned} may frame the portal.", cure)

    def _link(self, row: Link | None) -> Check:
        if row is None:
            return self._unseen()
        if row.token_sha256 != self.found.digest.hex():
            return Check("link", False, f"Another token has its id {row.id}: make a new id for each.")
        if row.revoked_at is not None:
            return Check("link", False, f"{row.id} was revoked {_instant(row.revoked_at)}.")
        return Check("link", True, f"{row.id} is not revoked.")

    def _unseen(self) -> Check:
        if self.found.key is None:
            return Check("link", False, "The link's row is missing.")
        ended = ended_unseen(self.inside.session, self.claims, self.found.key.key_id)
        no = "It was signed before all links of its user, key or entity were ended. Make a fresh one."
        return _either("link", not ended, "Not opened yet, and signed offline.", no)


def _either(name: str, ok: bool, yes: str, no: str) -> Check:
    return Check(name, ok, yes if ok else no)


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _seconds(span: timedelta) -> str:
    return f"{max(1, round(span.total_seconds()))} s"
