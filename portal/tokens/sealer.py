"""One sealed text, `pl1.<kid>.<payload>.<signature>`: made and opened for one purpose, in exactly one spelling."""

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer

from portal.errors import Invalid, LinkMalformed
from portal.tokens.ring import KeyRing
from portal.tokens.strict_json import Payload, Scalar, read_payload, write_payload

MARK = "pl1"
MAX_LENGTH = 2048

# Explicit ASCII classes and fullmatch: neither `\w` nor `$` lets another alphabet or a final newline through.
_SHAPE = re.compile(r"pl1\.([a-z0-9][a-z0-9_-]{0,47})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})")
_PURPOSE = re.compile(r"[a-z][a-z0-9-]{0,31}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A text of the right shape and spelling, nothing of it verified yet."""

    text: str
    kid: str
    payload: str


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What a true seal held, and the kid of the secret that made it."""

    kid: str
    payload: dict[str, Scalar]


class Sealer:
    """Seals flat payloads for one purpose. What one purpose sealed no other purpose opens."""

    __slots__ = ("_purpose", "_ring")

    def __init__(self, ring: KeyRing, purpose: str) -> None:
        """ValueError for a purpose outside a-z, 0-9 and hyphen."""
        if _PURPOSE.fullmatch(purpose) is None:
            raise ValueError("a purpose is 1 to 32 characters of a-z, 0-9 and hyphen")
        self._ring = ring
        self._purpose = purpose

    def seal(self, payload: Payload) -> str:
        """The payload, readable by anyone and changeable by no one, under the ring's newest secret.

        Raises Invalid when the result would be longer than 2048 characters.
        """
        kid = self._ring.newest
        return seal_with(self._purpose, kid, self._ring.secret(kid), payload)

    def open(self, text: object) -> Unsealed:
        """The payload of a text this ring sealed for this purpose; LinkMalformed for everything else."""
        envelope = read_envelope(text)
        if envelope.kid not in self._ring:
            raise LinkMalformed("the kid is not in the key ring")
        return open_with(self._purpose, envelope, self._ring.secret(envelope.kid))


def seal_with(purpose: str, kid: str, secret: bytes, payload: Payload) -> str:
    """`Sealer.seal` under any one secret; `kid` tells the opener where to look for it."""
    encoded = encode_base64(write_payload(payload))
    text = _signer(purpose, secret).sign(f"{MARK}.{kid}.{encoded}").decode("ascii")
    if len(text) > MAX_LENGTH:
        raise Invalid(f"the sealed text would have {len(text)} characters, {MAX_LENGTH} is the most")
    return text


def open_with(purpose: str, envelope: Envelope, secret: bytes) -> Unsealed:
    """The payload when exactly this secret sealed it for this purpose; LinkMalformed otherwise."""
    try:
        _signer(purpose, secret).unsign(envelope.text)
    except BadSignature as error:
        raise LinkMalformed("the signature does not match") from error
    return Unsealed(envelope.kid, read_payload(decode_base64(envelope.payload)))


def _signer(purpose: str, secret: bytes) -> Signer:
    # The library's defaults are HMAC-SHA-1 and a home-made derivation; both are named away here.
    salt = f"portal.{purpose}.v1".encode()
    return Signer(secret, salt=salt, sep=".", key_derivation="hmac", digest_method=hashlib.sha256)


def read_envelope(text: object) -> Envelope:
    """The parts of a sealed text; LinkMalformed unless it is a str of the one allowed shape and spelling."""
    if not isinstance(text, str):
        raise LinkMalformed("the token is not a text")
    if len(text) > MAX_LENGTH:
        raise LinkMalformed("the token is too long")
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        raise LinkMalformed("the token has not the shape of ours")
    kid, payload, signature = shape.groups()
    # The library skips junk and unused bits when it decodes a signature, so that many spellings of one token
    # verify; a spelling that differs would be a second token to every log, digest and counter.
    decode_base64(signature)
    return Envelope(text, kid, payload)


def encode_base64(data: bytes) -> str:
    """base64url without padding (RFC 4648 section 5)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64(text: str) -> bytes:
    """The bytes of unpadded base64url in its only spelling; LinkMalformed for unused bits set or a wrong length."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise LinkMalformed("a part of the token is not base64url") from error
    if encode_base64(data) != text:
        raise LinkMalformed("a part of the token is spelled in a second way")
    return data
