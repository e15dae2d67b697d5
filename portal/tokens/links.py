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


class ExpiredToken(LinkExpired):
    """Carries the claims of a token that is true in everything but its time, to show whom to ask for a new one."""

    def __init__(self, sentence: str, claims: LinkClaims) -> None:
        super().__init__(sentence)
        self.claims = claims


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
        envelope = read_envelope(token)
        key = self._offline_key(envelope, offline_key)
        unsealed = self._unseal(envelope, key)
        try:
            claims = from_payload(unsealed.payload)
        except Invalid as error:
            raise LinkMalformed(str(error)) from error
        if key is not None:
            _refuse_beyond_key(claims, key)
        cap = max_mailed_lifetime if claims.is_mailed and max_mailed_lifetime is not None else max_lifetime
        _refuse_outside_time(claims, now, cap)
        return Opened(claims, unsealed.kid, key is not None, hashlib.sha256(envelope.text.encode()).digest())

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


def _refuse_beyond_key(claims: LinkClaims, key: OfflineKey) -> None:
    if claims.account_id != key.account_id:
        raise LinkBeyondKey("the link names an account that is not the signing key's")
    if claims.environment is not key.environment:
        raise LinkBeyondKey("the link names an environment that is not the signing key's")
    if key.entity_ids is not None and claims.entity_id not in key.entity_ids:
        raise LinkBeyondKey("the link names an entity the signing key may not open")
    _refuse_beyond_role(claims, key)
    if claims.lifetime > key.max_lifetime:
        raise LinkBeyondKey("the link lives longer than the signing key allows")
    if claims.issued_at < key.not_before:
        raise LinkBeyondKey("the link was issued before the signing key's not-before")


def _refuse_beyond_role(claims: LinkClaims, key: OfflineKey) -> None:
    if claims.access is Access.STAFF:
        raise LinkBeyondKey("a link for staff cannot be signed offline")
    if claims.access is Access.FULL_ENTITY and not key.allow_full_entity:
        raise LinkBeyondKey("the signing key may not open a full entity")
    if claims.role is not None and (key.max_role is None or not claims.role.at_most(key.max_role)):
        raise LinkBeyondKey("the link gives a role above the signing key's")


def _refuse_outside_time(claims: LinkClaims, now: datetime, max_lifetime: timedelta) -> None:
    if now < claims.issued_at - SKEW:
        raise ExpiredToken("the link is issued in the future", claims)
    if now >= claims.expires_at:
        raise ExpiredToken("the link has expired", claims)
    if now >= claims.issued_at + max_lifetime:
        raise ExpiredToken("the link is older than the server allows", claims)
