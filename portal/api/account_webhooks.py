"""Webhooks of the whole account: declared beside those of entities, registered here as a noun of their own."""

from portal.api.webhooks import of_account as noun

__all__ = ["noun"]
