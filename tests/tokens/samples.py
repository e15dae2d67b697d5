"""Rings, keys and claims that the token tests share; every secret is made here from a phrase and used nowhere else."""

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from portal.identity import Environment, Role
from portal.tokens import (
    Access,
    KeyRing,
    LinkClaims,
    LinkSealer,
    OfflineKey,
    Opened,
    ParsedKey,
    make_signing_key,
    parse_key,
)
from portal.tokens.link_payload import to_payload
from portal.tokens.sealer import encode_base64
from portal.tokens.strict_json import write_payload

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def sample_secret(phrase: str) -> bytes:
    return hashlib.sha256(f"portal test ring, {phrase}".encode()).digest()


def sample_id(prefix: str, letter: str = "a") -> str:
    return f"{prefix}_{letter * 26}"


RING = KeyRing([("k1", sample_secret("first")), ("k2", sample_secret("second"))])
OTHER_RING = KeyRing([("k1", sample_secret("stranger one")), ("k2", sample_secret("stranger two"))])

ACCOUNT, ENTITY = sample_id("acc"), sample_id("ent", "b")
USER, STAFF, LINK, KEY = sample_id("usr", "c"), sample_id("stf", "d"), sample_id("lnk", "e"), sample_id("key", "f")

FULL = LinkClaims(
    account_id=ACCOUNT,
    environment=Environment.SANDBOX,
    entity_id=ENTITY,
    access=Access.FULL_ENTITY,
    jti=LINK,
    issued_at=NOW,
    expires_at=NOW + timedelta(minutes=5),
)
EDITOR = replace(FULL, access=Access.USER, user_id=USER, role=Role.EDITOR)
BY_STAFF = replace(FULL, access=Access.STAFF, staff_id=STAFF)
MAILED = replace(EDITOR, recipient="ana@firma.example", expires_at=NOW + DAY, locale="sl")
DETAILED = replace(
    EDITOR,
    view="/documents/inv_7?tab=history&q=%c4%8d",
    locale="en-GB",
    return_to="https://app.firm.example/clients/7",
    max_claims=3,
)

OFFLINE_KEY = OfflineKey(
    key_id=KEY,
    account_id=ACCOUNT,
    environment=Environment.SANDBOX,
    ring_kid="k1",
    max_role=Role.EDITOR,
    allow_full_entity=True,
    entity_ids=None,
    max_lifetime=HOUR,
    not_before=NOW - DAY,
)
SIGNING_KEY: ParsedKey = parse_key(make_signing_key(RING, Environment.SANDBOX, KEY, "k1"))
OFFLINE_KID = "lk_" + "f" * 26


def open_link(
    token: object,
    *,
    ring: KeyRing = RING,
    now: datetime = NOW,
    cap: timedelta = HOUR,
    mailed_cap: timedelta | None = DAY,
    key: OfflineKey | None = OFFLINE_KEY,
) -> Opened:
    """Open as the portal would, with one known link-signing key."""

    def find(key_id: str) -> OfflineKey | None:
        return key if key is not None and key.key_id == key_id else None

    return LinkSealer(ring).open(token, now=now, max_lifetime=cap, max_mailed_lifetime=mailed_cap, offline_key=find)


def sealed_json(text: str | bytes, *, purpose: str = "link", kid: str = "k2", secret: bytes | None = None) -> str:
    """A true seal around any bytes, made with the standard library alone: what a holder of a secret could send."""
    data = text.encode() if isinstance(text, str) else text
    signing_key = hmac.digest(secret or RING.secret(kid), f"portal.{purpose}.v1".encode(), "sha256")
    signed = f"pl1.{kid}.{encode_base64(data)}"
    return f"{signed}.{encode_base64(hmac.digest(signing_key, signed.encode(), 'sha256'))}"


def claims_json(claims: LinkClaims = FULL) -> str:
    """The JSON inside the link of these claims."""
    return write_payload(to_payload(claims)).decode()
