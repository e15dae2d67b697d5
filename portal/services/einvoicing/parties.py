"""The parties of a document made here, with what the standard wants said of them in a place of its own."""

from collections.abc import Iterable
from dataclasses import replace

from portal.documents.addresses import address_scheme
from portal.einvoice import Contact, Identifier, Party

_BY_MAIL = "EM"


def seller_on(party: Party, legal_notes: Iterable[str]) -> Party:
    """The entity: with its legal notes (BT-33), an electronic address, and itself as the contact if none is named."""
    contact = party.contact or Contact()
    named = replace(contact, name=contact.name or party.name) if contact != Contact() else None
    notes = " ".join(legal_notes)
    return replace(
        party, contact=named, legal_info=party.legal_info or notes or None, endpoint=party.endpoint or _address(party)
    )


def buyer_on(party: Party) -> Party:
    """The customer, with an electronic address by its VAT id or e-mail where none is stated."""
    return replace(party, endpoint=party.endpoint or _address(party))


def without_vat_id(party: Party) -> Party:
    """The party on a document outside the scope of VAT, where no VAT id may stand (BR-O-02): as its tax number."""
    return replace(party, vat_id=None, tax_number=party.tax_number or party.vat_id)


def _address(party: Party) -> Identifier | None:
    """The VAT id in its country's scheme, else the e-mail address."""
    scheme = address_scheme(party.vat_id) if party.vat_id else None
    if party.vat_id and scheme:
        return Identifier(party.vat_id, scheme)
    mail = party.contact.email if party.contact else None
    return Identifier(mail, _BY_MAIL) if mail else None
