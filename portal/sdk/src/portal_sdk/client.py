"""The way in: one key, one portal, and every noun of its API."""

import ipaddress
from types import TracebackType
from typing import Self, cast
from urllib.parse import urlsplit

from portal_sdk.resources.account import Account
from portal_sdk.resources.catalog import Customers, Items, Payments, Taxes
from portal_sdk.resources.documents import AdvanceInvoices, CreditNotes, DeliveryNotes, Documents, Estimates, Invoices
from portal_sdk.resources.entities import Entities
from portal_sdk.resources.files import Exports, Files
from portal_sdk.resources.links import Activities, Links, Sessions
from portal_sdk.resources.people import EntityApiKeys, EntityUsers, Invitations
from portal_sdk.resources.tax_reports import TaxReports
from portal_sdk.resources.webhooks import AccountWebhookLogs, AccountWebhooks, WebhookLogs, Webhooks
from portal_sdk.schemas import Me
from portal_sdk.transport import Transport


class Portal:
    """One portal, called with an account key (`sk_…`) or an entity key (`ek_…`); a context manager.

    `timeout` is in seconds, for each try. A call that met a busy portal (429, 502, 503, 504) or a broken connection is
    tried again up to `retries` times, after as long as the portal asks for, or after `backoff` seconds, doubled each
    time. A key is not sent over plain http to another machine, unless `allow_http` says that the way there is safe.
    """

    def __init__(
        self,
        api_key: str,
        base_url: str,
        *,
        timeout: float = 30.0,
        retries: int = 3,
        backoff: float = 0.5,
        allow_http: bool = False,
    ) -> None:
        if not api_key.startswith(("sk_", "ek_")):
            hint = "; lk_ keys sign links with sign_link and call nothing" if api_key.startswith("lk_") else ""
            raise ValueError(f"api_key: an account key (sk_…) or an entity key (ek_…){hint}")
        self.base_url = _address(base_url, allow_http=allow_http)
        self._transport = Transport(api_key, self.base_url, timeout=timeout, retries=retries, backoff=backoff)
        self.account = Account(self._transport)
        self.entities = Entities(self._transport)
        self.entity_users = EntityUsers(self._transport)
        self.invitations = Invitations(self._transport)
        self.entity_api_keys = EntityApiKeys(self._transport)
        self.links = Links(self._transport)
        self.sessions = Sessions(self._transport)
        self.activities = Activities(self._transport)
        self.customers = Customers(self._transport)
        self.items = Items(self._transport)
        self.taxes = Taxes(self._transport)
        self.payments = Payments(self._transport)
        self.documents = Documents(self._transport)
        self.invoices = Invoices(self._transport)
        self.credit_notes = CreditNotes(self._transport)
        self.advance_invoices = AdvanceInvoices(self._transport)
        self.estimates = Estimates(self._transport)
        self.delivery_notes = DeliveryNotes(self._transport)
        self.files = Files(self._transport)
        self.exports = Exports(self._transport)
        self.tax_reports = TaxReports(self._transport)
        self.webhooks = Webhooks(self._transport)
        self.account_webhooks = AccountWebhooks(self._transport)
        self.webhook_logs = WebhookLogs(self._transport)
        self.account_webhook_logs = AccountWebhookLogs(self._transport)

    def me(self) -> Me:
        """What the key is, and what it reaches."""
        return cast(Me, self._transport.json("GET", "/me"))

    def embed_url(self, token: str) -> str:
        """Where a browser opens a token: for a redirect, or for the `src` of a frame.

        That is the address that the portal gave with the latest link that was made here, which may be another than the
        one it is called at; before the first it is `base_url`.
        """
        return f"{self._transport.opened_at}/embed?token={token}"

    def close(self) -> None:
        """Let the connections go."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _address(base_url: str, *, allow_http: bool) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("base_url: the portal's address, such as https://portal.example.com")
    if parts.scheme == "http" and not allow_http and not _on_this_machine(parts.hostname):
        raise ValueError(
            "base_url: https, or everybody on the way could read the key; allow_http=True says the way is safe"
        )
    return base_url.rstrip("/")


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
