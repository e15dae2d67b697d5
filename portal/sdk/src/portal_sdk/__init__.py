"""The client portal's API from Python: typed, synchronous, with exact amounts."""

from portal_sdk.client import Portal
from portal_sdk.downloads import Download
from portal_sdk.errors import PortalError
from portal_sdk.links import new_link_id, sign_claims, sign_link
from portal_sdk.pages import Page
from portal_sdk.webhooks import WebhookEvent, WebhookRefused, verify_webhook

__all__ = [
    "Download",
    "Page",
    "Portal",
    "PortalError",
    "WebhookEvent",
    "WebhookRefused",
    "new_link_id",
    "sign_claims",
    "sign_link",
    "verify_webhook",
]
