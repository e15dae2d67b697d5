"""Links signed without a call, by a link-signing key (`lk_…`): the format of docs/offline-links.md."""

import base64
import hashlib
import hmac
import json
import re
import secrets
import time
import zlib
from typing import Literal

Access = Literal["user", "full_entity"]
OfflineRole = Literal["viewer", "editor", "admin"]

_KEY = re.compile(r"lk_(live|sandbox)_([a-z2-7]{26})_([A-Za-z0-9_-]{43})_([a-z2-7]{7})")


def sign_link(
    key: str,
    *,
    account_id: str,
    entity_id: str,
    access: Access,
    user_id: str | None = None,
    role: OfflineRole | None = None,
    lifetime: int = 300,
    view: str | None = None,
    locale: str | None = None,
    recipient: str | None = None,
    return_to: str | None = None,
    max_claims: int | None = None,
    require_code: bool = False,
    link_id: str | None = None,
    now: int | None = None,
) -> str:
    """The token of a link into one entity; the link is the portal's address, `/embed?token=` and this token.

    `access` is said by name: "user" wants a `user_id` and a `role`, "full_entity" wants neither. `lifetime` is in
    seconds. Raises ValueError where the portal would refuse the link for its shape; whether the key may sign it is
    judged when the link is opened.
    """
    if (access == "user") != (user_id is not None and role is not None) or (
        access == "full_entity" and (user_id is not None or role is not None)
    ):
        raise ValueError('access "user" needs user_id and role; "full_entity" must come without them')
    if lifetime < 1:
        raise ValueError("lifetime: at least one second")
    begins = int(time.time()) if now is None else now
    stated: dict[str, str | int | bool | None] = {
        "v": 1,
        "aud": "portal",
        "acc": account_id,
        "env": _parts(key)[0],
        "ent": entity_id,
        "access": access,
        "usr": user_id,
        "role": role,
        "jti": link_id or new_link_id(),
        "iat": begins,
        "exp": begins + lifetime,
        "view": view,
        "locale": locale,
        "recipient": recipient,
        "return_to": return_to,
        "max_claims": max_claims,
        "code": require_code or None,
    }
    claims = {name: value for name, value in stated.items() if value is not None}
    return sign_claims(key, json.dumps(claims, separators=(",", ":"), ensure_ascii=False))


def sign_claims(key: str, claims: str) -> str:
    """The token over claims that are written already, as JSON; they are signed byte for byte and not looked at."""
    _environment, key_id, secret = _parts(key)
    text = f"pl1.lk_{key_id}.{_base64url(claims.encode())}"
    signing_key = hmac.digest(secret, b"portal.link.v1", hashlib.sha256)
    return f"{text}.{_base64url(hmac.digest(signing_key, text.encode(), hashlib.sha256))}"


def new_link_id() -> str:
    """An id for a new link, `lnk_` and 128 random bits."""
    return "lnk_" + base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def _parts(key: str) -> tuple[str, str, bytes]:
    """Environment, id and secret of a link-signing key; ValueError when it is none, or was copied wrongly."""
    shape = _KEY.fullmatch(key)
    if shape is None:
        raise ValueError("this is not a link-signing key: it begins with lk_live_ or lk_sandbox_")
    checksum = base64.b32encode(zlib.crc32(key[:-8].encode()).to_bytes(4, "big")).decode().rstrip("=").lower()
    if checksum != shape[4]:
        raise ValueError("this link-signing key was not copied whole: its last seven characters do not fit the rest")
    return shape[1], shape[2], base64.urlsafe_b64decode(shape[3] + "=")


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
