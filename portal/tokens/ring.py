"""The server's secrets, oldest to newest: the newest seals, every one of them still opens."""

import hmac
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from portal.errors import SettingsRefused

LEAST_SECRET_BYTES = 32
LEAST_DISTINCT_BYTES = 8

# No underscore: kids of the ring can never be mistaken for the `lk_…` kid of an account's signing key.
_KID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_PURPOSE = re.compile(r"[a-z0-9.-]{1,64}")

# Values and phrases printed in public documentation; CVE-2023-27524 is what happens when one goes live.
_PUBLISHED_SECRETS = frozenset(
    {
        b"192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
        b"a-string-secret-at-least-256-bits-long",
        b"abcdefghijklmnopqrstuvwxyz123456",
    }
)
_PLACEHOLDER_WORDS = (
    b"changeme",
    b"changethis",
    b"changeit",
    b"replaceme",
    b"replacethis",
    b"secretkey",
    b"thisismyscretkey",
    b"topsecret",
    b"insecure",
    b"example",
    b"password",
    b"testnondevsecret",
    b"defaultsecret",
    b"yoursecret",
    b"256bitsecret",
)


class KeyRing:
    """An ordered set of named secrets. Its repr names the kids and never a secret.

    Raises SettingsRefused for an empty ring, a kid that is not 1 to 32 characters of a-z, 0-9 and hyphen, a kid or
    a secret given twice, a secret under 32 bytes, and a secret that is published somewhere or visibly not random.
    """

    __slots__ = ("_secrets",)

    def __init__(self, keys: Sequence[tuple[str, bytes]]) -> None:
        if not keys:
            raise SettingsRefused("the key ring is empty: give at least one kid with a secret of 32 random bytes")
        secrets: dict[str, bytes] = {}
        for kid, secret in keys:
            if _KID.fullmatch(kid) is None:
                raise SettingsRefused("a kid of the key ring must be 1 to 32 characters of a-z, 0-9 and hyphen")
            if kid in secrets:
                raise SettingsRefused(f"the key ring names kid {kid} twice: give every secret a name of its own")
            if secret in secrets.values():
                raise SettingsRefused(f"the secret of kid {kid} is already in the key ring: rotate to a new one")
            _refuse_weak(kid, secret)
            secrets[kid] = secret
        self._secrets = secrets

    def __repr__(self) -> str:
        return f"KeyRing(kids={list(self._secrets)})"

    def __contains__(self, kid: object) -> bool:
        return kid in self._secrets

    def __iter__(self) -> Iterator[str]:
        """The kids, oldest first."""
        return iter(self._secrets)

    @property
    def newest(self) -> str:
        """The kid that seals."""
        return next(reversed(self._secrets))

    def secret(self, kid: str) -> bytes:
        """The secret of a kid; KeyError when the ring has no such kid (any more)."""
        return self._secrets[kid]

    def derive(self, purpose: str, subject: str, kid: str | None = None) -> bytes:
        """32 bytes that only this ring can make: HMAC-SHA-256(secret of kid, "portal." purpose NUL subject).

        The newest kid when none is given; KeyError for an unknown one. Another purpose, subject or kid gives
        unrelated bytes. ValueError for a purpose outside a-z, 0-9, dot and hyphen.
        """
        # The NUL keeps every derived text apart from each other and from the salts of seals, which have none.
        if _PURPOSE.fullmatch(purpose) is None:
            raise ValueError("a purpose is 1 to 64 characters of a-z, 0-9, dot and hyphen")
        text = f"portal.{purpose}".encode() + b"\0" + subject.encode()
        return hmac.digest(self.secret(self.newest if kid is None else kid), text, "sha256")


def _refuse_weak(kid: str, secret: bytes) -> None:
    if len(secret) < LEAST_SECRET_BYTES:
        raise SettingsRefused(f"the secret of kid {kid} has {len(secret)} bytes, not {LEAST_SECRET_BYTES} random ones")
    if _is_published(secret) or _is_patterned(secret):
        raise SettingsRefused(f"the secret of kid {kid} is a sample or a pattern: make a random one")


def _is_published(secret: bytes) -> bool:
    lowered = secret.strip().lower()
    letters = bytes(byte for byte in lowered if chr(byte).isascii() and chr(byte).isalnum())
    return lowered in _PUBLISHED_SECRETS or any(word in letters for word in _PLACEHOLDER_WORDS)


def _is_patterned(secret: bytes) -> bool:
    repeats_a_block = secret in (secret + secret)[1:-1]
    steps = {(after - before) % 256 for before, after in pairwise(secret)}
    return repeats_a_block or len(steps) == 1 or len(set(secret)) < LEAST_DISTINCT_BYTES
