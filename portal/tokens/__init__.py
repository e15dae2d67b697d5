"""Sealing and opening: magic links, link-signing keys, download tickets, list cursors. The home of itsdangerous."""

from portal.tokens.boxes import close_box, open_box
from portal.tokens.claims import Access, LinkClaims
from portal.tokens.cursors import open_cursor, seal_cursor
from portal.tokens.keys import (
    KeyKind,
    ParsedKey,
    make_bearer_key,
    make_signing_key,
    parse_key,
)
from portal.tokens.link_payload import from_payload
from portal.tokens.links import SKEW, ExpiredToken, Inspected, LinkSealer, OfflineKey, Opened, beyond_key, seal_offline
from portal.tokens.ring import KeyRing
from portal.tokens.sealer import MAX_LENGTH, Sealer
from portal.tokens.tickets import ExpiredTicket, Ticket, open_ticket, seal_ticket

__all__ = [
    "MAX_LENGTH",
    "SKEW",
    "Access",
    "ExpiredTicket",
    "ExpiredToken",
    "Inspected",
    "KeyKind",
    "KeyRing",
    "LinkClaims",
    "LinkSealer",
    "OfflineKey",
    "Opened",
    "ParsedKey",
    "Sealer",
    "Ticket",
    "beyond_key",
    "close_box",
    "from_payload",
    "make_bearer_key",
    "make_signing_key",
    "open_box",
    "open_cursor",
    "open_ticket",
    "parse_key",
    "seal_cursor",
    "seal_offline",
    "seal_ticket",
]
