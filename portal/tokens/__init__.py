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
from portal.tokens.links import ExpiredToken, LinkSealer, OfflineKey, Opened, seal_offline
from portal.tokens.ring import KeyRing
from portal.tokens.sealer import MAX_LENGTH, Sealer
from portal.tokens.tickets import ExpiredTicket, Ticket, open_ticket, seal_ticket

__all__ = [
    "MAX_LENGTH",
    "Access",
    "ExpiredTicket",
    "ExpiredToken",
    "KeyKind",
    "KeyRing",
    "LinkClaims",
    "LinkSealer",
    "OfflineKey",
    "Opened",
    "ParsedKey",
    "Sealer",
    "Ticket",
    "close_box",
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
