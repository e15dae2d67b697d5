"""Parties, addresses and places as UBL 2.1 writes them."""

from portal.einvoice.party import Address, Contact, Identifier, Location, Party
from portal.einvoice.ubl_party import CREDITOR_SCHEME
from portal.einvoice.writing.parts import Content, Part, part

_VAT, _OTHER_TAX = "VAT", "TAX"


def seller(party: Party, creditor: str | None) -> Part | None:
    """`cac:AccountingSupplierParty`; `creditor` is the bank's creditor reference (BT-90), which travels with it."""
    return part("cac:AccountingSupplierParty", _trader(party, creditor))


def buyer(party: Party) -> Part | None:
    """`cac:AccountingCustomerParty`."""
    return part("cac:AccountingCustomerParty", _trader(party, None))


def payee(party: Party | None, creditor: str | None) -> Part | None:
    """`cac:PayeeParty`: name, identifier, registration number; the binding has no other."""
    if party is None:
        return None
    return part(
        "cac:PayeeParty",
        _identifications(party, creditor),
        part("cac:PartyName", part("cbc:Name", party.name)),
        part("cac:PartyLegalEntity", identifier("cbc:CompanyID", party.legal_id)),
    )


def tax_representative(party: Party | None) -> Part | None:
    """`cac:TaxRepresentativeParty`."""
    if party is None:
        return None
    return part(
        "cac:TaxRepresentativeParty",
        part("cac:PartyName", part("cbc:Name", party.name)),
        part("cac:PostalAddress", _address(party.address)),
        _tax_scheme(party.vat_id, _VAT),
    )


def delivery(place: Location | None, day: str | None) -> Part | None:
    """`cac:Delivery`."""
    where = place or Location()
    return part(
        "cac:Delivery",
        part("cbc:ActualDeliveryDate", day),
        part(
            "cac:DeliveryLocation",
            identifier("cbc:ID", where.id),
            part("cac:Address", _address(where.address)),
        ),
        part("cac:DeliveryParty", part("cac:PartyName", part("cbc:Name", where.name))),
    )


def identifier(name: str, value: Identifier | None) -> Part | None:
    """An element with its `schemeID`."""
    return None if value is None else part(name, value.value, schemeID=value.scheme)


def _trader(party: Party, creditor: str | None) -> Part | None:
    return part(
        "cac:Party",
        identifier("cbc:EndpointID", party.endpoint),
        _identifications(party, creditor),
        part("cac:PartyName", part("cbc:Name", party.trading_name)),
        part("cac:PostalAddress", _address(party.address)),
        _tax_scheme(party.vat_id, _VAT),
        _tax_scheme(party.tax_number, _OTHER_TAX),
        part(
            "cac:PartyLegalEntity",
            part("cbc:RegistrationName", party.name),
            identifier("cbc:CompanyID", party.legal_id),
            part("cbc:CompanyLegalForm", party.legal_info),
        ),
        _contact(party.contact),
    )


def _identifications(party: Party, creditor: str | None) -> Content:
    ids = (*party.ids, *([Identifier(creditor, CREDITOR_SCHEME)] if creditor else []))
    return [part("cac:PartyIdentification", identifier("cbc:ID", one)) for one in ids]


def _tax_scheme(number: str | None, scheme: str) -> Part | None:
    if not number:
        return None
    return part("cac:PartyTaxScheme", part("cbc:CompanyID", number), part("cac:TaxScheme", part("cbc:ID", scheme)))


def _address(place: Address | None) -> Content:
    if place is None:
        return None
    return [
        part("cbc:StreetName", place.line1),
        part("cbc:AdditionalStreetName", place.line2),
        part("cbc:CityName", place.city),
        part("cbc:PostalZone", place.post_code),
        part("cbc:CountrySubentity", place.subdivision),
        part("cac:AddressLine", part("cbc:Line", place.line3)),
        part("cac:Country", part("cbc:IdentificationCode", place.country)),
    ]


def _contact(contact: Contact | None) -> Part | None:
    if contact is None:
        return None
    return part(
        "cac:Contact",
        part("cbc:Name", contact.name),
        part("cbc:Telephone", contact.phone),
        part("cbc:ElectronicMail", contact.email),
    )
