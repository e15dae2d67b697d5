"""Which way an imported document goes: issued by the entity or received by it, told by tax ids, never by names."""

import enum

from portal.einvoice import EInvoice, Party
from portal.errors import PartyUnknown
from portal.models import Entity


class Direction(enum.StrEnum):
    """Who wrote it, seen from the entity."""

    ISSUED = "issued"
    RECEIVED = "received"


def direction_of(invoice: EInvoice, entity: Entity, told: Direction | None) -> Direction:
    """Issued when the seller is the entity (also when the buyer is too: self-billing), received when the buyer is.

    `told` decides where neither is; without it such a file is refused with PartyUnknown. It never overrules a file
    that names the entity.
    """
    if _is(invoice.seller, entity):
        return Direction.ISSUED
    if _is(invoice.buyer, entity):
        return Direction.RECEIVED
    if told is None:
        raise PartyUnknown(
            f"neither the seller ({_described(invoice.seller)}) nor the buyer ({_described(invoice.buyer)}) has a tax "
            f"id of {entity.name}"
        )
    return told


def compact_id(text: str | None) -> str:
    """A tax id as it is compared: letters and digits only, capitals."""
    return "".join(filter(str.isalnum, text or "")).upper()


def _is(party: Party, entity: Entity) -> bool:
    """VAT ids carry their country; other numbers mean something inside one country only, so they need the same one."""
    if party.vat_id and compact_id(party.vat_id) == compact_id(entity.vat_id) != "":
        return True
    country = party.address.country if party.address else None
    if country and country.upper() != entity.country.upper():
        return False
    theirs = {compact_id(text) for text in _ids(party)} - {""}
    ours = {compact_id(text) for text in (entity.vat_id, entity.tax_number, entity.company_number)} - {""}
    return not theirs.isdisjoint(ours)


def _ids(party: Party) -> tuple[str | None, ...]:
    return party.vat_id, party.tax_number, party.legal_id.value if party.legal_id else None


def _described(party: Party) -> str:
    stated = next((text for text in _ids(party) if text), "no tax id")
    return f"{_short(party.name)}, {_short(stated)}"


def _short(text: str) -> str:
    visible = "".join(each if each.isprintable() else " " for each in text[:61])
    return visible if len(visible) <= 60 else f"{visible[:60]}…"
