"""Keys as text: `sk_` and `ek_` bearer keys, `lk_` link-signing keys; each with a checksum that catches a typo."""

import enum
import re
import secrets
import zlib
from base64 import b32decode, b32encode
from dataclasses import dataclass, field

from portal.errors import Invalid, LinkMalformed
from portal.identity import Environment
from portal.tokens.ring import KeyRing
from portal.tokens.sealer import decode_base64, encode_base64

SIGNING_PURPOSE = "lk.v1"

_KEY_ID = re.compile(r"key_([a-z2-7]{26})")
_SHAPE = re.compile(
    r"(?:(?P<bearer>[se]k)_(?P<world>live|sandbox)_(?P<random>[a-z2-7]{52})"
    r"|lk_(?P<link_world>live|sandbox)_(?P<key_id>[a-z2-7]{26})_(?P<signing>[A-Za-z0-9_-]{43}))"
    r"_(?P<checksum>[a-z2-7]{7})"
)


class KeyKind(enum.StrEnum):
    """What a key is for; the value is its prefix."""

    ACCOUNT = "sk"
    ENTITY = "ek"
    LINK = "lk"


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """A key whose spelling and checksum are right; whether it exists, `door` knows. `key_id` only for `lk_` keys."""

    kind: KeyKind
    environment: Environment
    key_id: str | None
    secret: bytes = field(repr=False)


def make_bearer_key(kind: KeyKind, environment: Environment) -> str:
    """A new `sk_` or `ek_` key with 256 random bits. ValueError for `lk_`, which is derived, not drawn."""
    if kind is KeyKind.LINK:
        raise ValueError("a link-signing key is derived from the key ring: use make_signing_key")
    return _with_checksum(f"{kind}_{environment}_{_base32(secrets.token_bytes(32))}")


def make_signing_key(ring: KeyRing, environment: Environment, key_id: str, kid: str | None = None) -> str:
    """The account's link-signing key for the key row `key_…`, derived from a secret of the ring (the newest).

    The same arguments give the same key, so that the server stores nothing secret; store the kid on the row.
    Raises Invalid for an id that is not one of a key.
    """
    secret = signing_secret(ring, key_id, ring.newest if kid is None else kid)
    return _with_checksum(f"{KeyKind.LINK}_{environment}_{bare_key_id(key_id)}_{encode_base64(secret)}")


def signing_secret(ring: KeyRing, key_id: str, kid: str) -> bytes:
    """The 32 bytes inside a link-signing key: HMAC-SHA-256(secret of kid, "portal.lk.v1" NUL 26 characters)."""
    return ring.derive(SIGNING_PURPOSE, bare_key_id(key_id), kid)


def bare_key_id(key_id: str) -> str:
    """The 26 characters after `key_`; Invalid for any other text."""
    match = _KEY_ID.fullmatch(key_id)
    if match is None:
        raise Invalid("the key id is not `key_` and 26 base32 characters")
    return match.group(1)


def parse_key(text: object) -> ParsedKey:
    """The parts of a key; Invalid for anything that is not a key in its only spelling. The text is never repeated."""
    match = _SHAPE.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise Invalid("this is not a key: it begins with sk_, ek_ or lk_, then live_ or sandbox_")
    if _with_checksum(match.string.rpartition("_")[0]) != match.string:
        raise Invalid("the key has a typing error: its checksum does not fit")
    if match["bearer"] is not None:
        return ParsedKey(KeyKind(match["bearer"]), Environment(match["world"]), None, _from_base32(match["random"]))
    return ParsedKey(
        KeyKind.LINK, Environment(match["link_world"]), f"key_{match['key_id']}", _from_base64(match["signing"])
    )


def _with_checksum(text: str) -> str:
    return f"{text}_{_base32(zlib.crc32(text.encode()).to_bytes(4, 'big'))}"


def _base32(data: bytes) -> str:
    return b32encode(data).decode("ascii").rstrip("=").lower()


def _from_base32(text: str) -> bytes:
    data = b32decode(text.upper() + "=" * (-len(text) % 8))
    if _base32(data) != text:
        raise Invalid("the key is spelled in a second way")
    return data


def _from_base64(text: str) -> bytes:
    try:
        return decode_base64(text)
    except LinkMalformed as error:
        raise Invalid("the key is spelled in a second way") from error
