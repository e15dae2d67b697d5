"""Events that the portal signs, as the Python SDK takes them."""

import json
from decimal import Decimal

import pytest

from portal.outbound.signing import secret_text, signature
from portal_sdk import WebhookRefused, verify_webhook

SECRET = secret_text(bytes(range(32)))
BODY = json.dumps({"id": "evt_1", "event": "invoice.paid", "data": {"total": 12.5, "name": "č"}}).encode()
NOW = 1_795_339_800
SIGNED = signature(SECRET, NOW, BODY)


def test_the_portals_event_is_taken_with_exact_amounts() -> None:
    event = verify_webhook(SECRET, SIGNED, BODY, now=NOW + 299)

    assert (event["event"], event["data"]["total"]) == ("invoice.paid", Decimal("12.5"))


def test_signatures_of_later_kinds_may_follow() -> None:
    assert verify_webhook(SECRET, f"{SIGNED},v2=abc", BODY, now=NOW)["id"] == "evt_1"


def test_while_a_secret_is_exchanged_either_will_do() -> None:
    assert verify_webhook([secret_text(bytes(32)), SECRET], SIGNED, BODY, now=NOW)["id"] == "evt_1"


@pytest.mark.parametrize(
    ("secret", "header", "body", "now"),
    [
        (SECRET, SIGNED, BODY + b" ", NOW),
        (secret_text(bytes(32)), SIGNED, BODY, NOW),
        (SECRET, SIGNED.replace(str(NOW), str(NOW + 1)), BODY, NOW),
        (SECRET, SIGNED, BODY, NOW + 301),
        (SECRET, SIGNED, BODY, NOW - 301),
        (SECRET, None, BODY, NOW),
        (SECRET, "", BODY, NOW),
        (SECRET, SIGNED + ",v1=" + "0" * 64, BODY, NOW),
        (SECRET, f"t={NOW},v1=", BODY, NOW),
        ([], SIGNED, BODY, NOW),
    ],
    ids=["body", "secret", "instant", "late", "early", "missing", "empty", "two", "none", "no secret"],
)
def test_anything_else_is_refused(secret: str | list[str], header: str | None, body: bytes, now: int) -> None:
    with pytest.raises(WebhookRefused):
        verify_webhook(secret, header, body, now=now)
