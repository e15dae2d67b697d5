"""Events as they are posted to the firm: whether one is the portal's and of now, and what it says."""

import hashlib
import hmac
import re
import time
from collections.abc import Sequence
from typing import TypedDict, cast

from portal_sdk.wire import decode

# Signatures of later kinds may follow; one of this kind twice is none.
_SIGNATURE = re.compile(r"t=(\d{1,15}),v1=([0-9a-f]{64})(?:,v(?!1=)\d+=[^,]*)*")


class WebhookEvent(TypedDict):
    """What happened; `id` is the same however often an event is delivered."""

    id: str
    event: str
    environment: str
    entity_id: str | None
    timestamp: str
    data: dict[str, object]


class WebhookRefused(ValueError):
    """This was not signed by the portal with the secret, or too long ago; answer 400 and do nothing."""


def verify_webhook(
    secret: str | Sequence[str], signature: str | None, body: bytes, *, tolerance: int = 300, now: float | None = None
) -> WebhookEvent:
    """The event in a request's body, as long as its signature is right; raises WebhookRefused otherwise.

    `signature` is the header `X-Webhook-Signature`, `body` the bytes as they came in, unparsed. While a secret is being
    exchanged, both can be given. `tolerance` is in seconds: an older request may be somebody's repetition.
    """
    found = _SIGNATURE.fullmatch(signature or "")
    if found is None:
        raise WebhookRefused("the header X-Webhook-Signature is missing or is none")
    at, told = found.groups()
    secrets = [secret] if isinstance(secret, str) else secret
    signed = f"{at}.".encode() + body
    # Each is compared, and each in the same time: how far a guess was right is not to be seen.
    fits = [hmac.compare_digest(hmac.new(each.encode(), signed, hashlib.sha256).hexdigest(), told) for each in secrets]
    if not any(fits):
        raise WebhookRefused("the signature does not fit the body and the secret")
    if abs((time.time() if now is None else now) - int(at)) > tolerance:
        raise WebhookRefused("the event was signed too long ago, or this clock is wrong")
    return cast(WebhookEvent, decode(body))
