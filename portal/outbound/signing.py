"""The signature of an event: HMAC-SHA-256 over its instant and its body, so that neither can be another's."""

import hmac
from base64 import urlsafe_b64encode

_MARK = "whsec_"


def secret_text(key: bytes) -> str:
    """A webhook's secret as the firm keeps it. The text, prefix included, is the key of the HMAC."""
    return _MARK + urlsafe_b64encode(key).decode().rstrip("=")


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The value of `X-Webhook-Signature`: `t=<seconds>,v1=<hex of HMAC-SHA-256(secret, "<seconds>." body)>`."""
    signed = f"{timestamp}.".encode() + body
    return f"t={timestamp},v1={hmac.new(secret.encode(), signed, 'sha256').hexdigest()}"
