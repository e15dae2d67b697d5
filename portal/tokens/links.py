"""Sealing magic links and opening them: signature, claims, the signing key's limits, then the clock, in this order."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.errors import Invalid, LinkBeyondKey, LinkExpired, LinkMalformed
from portal.identity import Environment, Role
from portal.tokens.claims import Access, LinkClaims
from portal.tokens.keys import KeyKind, ParsedKey, bare_key_id, signing_secret
from portal.tokens.link_payload import from_payload, to_payload
from portal.tokens.ring import KeyRing
from portal.tokens.sealer import Envelope, Sealer, Unsealed, open_with, read_envelope, seal_with
from portal.tokens.strict_json import Payload

PURPOSE = "link"
OFFLINE_MARK = "lk_"
SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class OfflineKey:
    """What the row of a link-signing key allows. `max_role` None allows no user, `entity_ids` None every entity."""

    key_id: str
    account_id: str
    environment: Environment
    ring_kid: str
    max_role: Role | None
    allow_full_entity: bool
    entity_ids: frozenset[str] | None
    max_lifetime: timedelta
    not_before: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A true link within its time. `kid` is the ring's, or `lk_…` when `offline`.

    `digest` is SHA-256 of the token, which has only one spelling: two tokens with one jti differ here.
    """

    claims: LinkClaims
    kid: str
    offline: bool
    digest: bytes


@dataclass(frozen=True, slots=True)
class Inspected:
    """A true seal and what it holds, before anything that it says is judged. `key` only for one signed offline."""

    kid: str
    payload: Payload
    key: OfflineKey | None
    digest: bytes


class ExpiredToken(LinkExpired):
    """Carries what a token says that is true in everything but its time, to show whom to ask for a new one."""

    def __init__(self, sentence: str, opened: Opened) -> None:
        super().__init__(sentence)
        self.opened = opened

    @property
    def claims(self) -> LinkClaims:
        """Its claims."""
        return self.opened.claims


class LinkSealer:
    """Makes and opens the links of one key ring."""

    __slots__ = ("_ring", "_sealer")

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._sealer = Sealer(ring, PURPOSE)

    def seal(self, claims: LinkClaims) -> str:
        """The token of a link, at most 2048 characters of URL-safe ASCII, under the ring's newest secret."""
        return self._sealer.seal(to_payload(claims))

    def open(
        self,
        token: object,
        *,
        now: datetime,
        max_lifetime: timedelta,
        offline_key: Callable[[str], OfflineKey | None],
        max_mailed_lifetime: timedelta | None = None,
    ) -> Opened:
        """The claims of a token that is true at the aware instant `now`; nothing is consumed.

        A token lives from 60 s before `iat` (clocks differ) until just before `exp`, or until `max_lifetime` after
        `iat` if that is sooner, whatever the token says; a link with a recipient has `max_mailed_lifetime` instead,
        when one is given. `offline_key` is asked for the row of a `key_…` id and answers None for an unknown or
        ended one. Raises LinkMalformed (LinkBeyondKey for more than the key may open), with a sentence for the firm's
        log, and ExpiredToken.
        """
        found = self.inspect(token, offline_key)
        try:
            claims = from_payload(found.payload)
        except Invalid as error:
            raise LinkMalformed(str(error)) from error
        for sentence in beyond_key(claims, found.key).values():
            raise LinkBeyondKey(sentence)
        cap = max_mailed_lifetime if claims.is_mailed and max_mailed_lifetime is not None else max_lifetime
        opened = Opened(claims, found.kid, found.key is not None, found.digest)
        _refuse_outside_time(opened, now, cap)
        return opened

    def inspect(self, token: object, offline_key: Callable[[str], OfflineKey | None]) -> Inspected:
        """What a true seal holds, whatever it says. Raises LinkMalformed for any other, and for an unknown key."""
        envelope = read_envelope(token)
        key = self._offline_key(envelope, offline_key)
        unsealed = self._unseal(envelope, key)
        return Inspected(unsealed.kid, unsealed.payload, key, hashlib.sha256(envelope.text.encode()).digest())

    def _offline_key(self, envelope: Envelope, find: Callable[[str], OfflineKey | None]) -> OfflineKey | None:
        if not envelope.kid.startswith(OFFLINE_MARK):
            return None
        key_id = f"key_{envelope.kid.removeprefix(OFFLINE_MARK)}"
        try:
            bare_key_id(key_id)
        except Invalid as error:
            raise LinkMalformed("the kid names no link-signing key") from error
        key = find(key_id)
        if key is None:
            raise LinkMalformed("the link-signing key is unknown or ended")
        if key.ring_kid not in self._ring:
            raise LinkMalformed("the link-signing key was derived from a secret that has left the key ring")
        return key

    def _unseal(self, envelope: Envelope, key: OfflineKey | None) -> Unsealed:
        if key is None:
            return self._sealer.open(envelope.text)
        return open_with(PURPOSE, envelope, signing_secret(self._ring, key.key_id, key.ring_kid))


def seal_offline(claims: LinkClaims, key: ParsedKey) -> str:
    """The token a firm makes without the server, worth what the key's row allows at the moment it is opened.

    Invalid for a key that is not an `lk_` key.
    """
    if key.kind is not KeyKind.LINK or key.key_id is None:
        raise Invalid("links are signed with an lk_ key")
    return seal_with(PURPOSE, f"{OFFLINE_MARK}{bare_key_id(key.key_id)}", key.secret, to_payload(claims))


def beyond_key(claims: LinkClaims, key: OfflineKey | None) -> dict[str, str]:
    """Claim -> a sentence, for each that goes beyond what the signing key may open; the server's own seal has none."""
    if key is None:
        return {}
    held = {
        "acc": (claims.account_id == key.account_id, "the link names an account that is not the signing key's"),
        "env": (claims.environment is key.environment, "the link names an environment that is not the signing key's"),
        "ent": (
            key.entity_ids is None or claims.entity_id in key.entity_ids,
            "the link names an entity the signing key may not open",
        ),
        "access": _access_held(claims, key),
        "role": (
            claims.role is None or (key.max_role is not None and claims.role.at_most(key.max_role)),
            f"the link gives the role {claims.role}, and the signing key at most {key.max_role or 'none'}",
        ),
        "exp": (
            claims.lifetime <= key.max_lifetime,
            f"the link lives for {_seconds(claims.lifetime)}, and the signing key allows {_seconds(key.max_lifetime)}",
        ),
        "iat": (claims.issued_at >= key.not_before, "the link was issued before the signing key's not-before"),
    }
    return {claim: sentence for claim, (holds, sentence) in held.items() if not holds}


def _seconds(span: timedelta) -> str:
    return f"{span.total_seconds():g} s"


def _access_held(claims: LinkClaims, key: OfflineKey) -> tuple[bool, str]:
    if claims.access is Access.STAFF:
        return False, "a link for staff cannot be signed offline"
    full = claims.access is Access.FULL_ENTITY
    return key.allow_full_entity or not full, "the signing key may not open a full entity"


def _refuse_outside_time(opened: Opened, now: datetime, max_lifetime: timedelta) -> None:
    claims = opened.claims
    if now < claims.issued_at - SKEW:
        raise ExpiredToken("the link is issued in the future", opened)
    if now >= claims.expires_at:
        raise ExpiredToken("the link has expired", opened)
    if now >= claims.issued_at + max_lifetime:
        raise ExpiredToken("the link is older than the server allows", opened)
