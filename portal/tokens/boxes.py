"""Texts that only this portal can read again: what must be kept for a while and may hold a secret shown once."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from portal.errors import Missing
from portal.tokens.ring import KeyRing

PURPOSE = "box"


def close_box(ring: KeyRing, text: str) -> str:
    """The text, encrypted and authenticated (Fernet) under a key derived from the ring's newest secret."""
    return _box(ring).encrypt(text.encode()).decode("ascii")


def open_box(ring: KeyRing, box: str) -> str:
    """What was put into it, under whichever secret of the ring. Raises Missing when that secret is gone."""
    try:
        return _box(ring).decrypt(box.encode("ascii")).decode()
    except InvalidToken as error:
        raise Missing("what was kept is sealed with a secret that the portal no longer has") from error


def _box(ring: KeyRing) -> MultiFernet:
    kids = sorted(ring, key=lambda kid: kid != ring.newest)
    return MultiFernet([Fernet(urlsafe_b64encode(ring.derive(PURPOSE, "", kid))) for kid in kids])
