"""Parties, addresses and identifiers as UBL 2.1 writes them."""

from portal.einvoice.party import Address, Contact, Location, Party
from portal.einvoice.values import require
from portal.einvoice.xml import Node

# In UBL the bank's creditor reference (BT-90) travels as a party identifier of this scheme.
CREDITOR_SCHEME = "SEPA"


def read_party(node: Node, term: str, what: str) -> Party:
    """A `cac:Party` (or payee, or tax representative); EInvoiceRefused naming `term` when it has no name."""
    registered = node.text("cac:PartyLegalEntity/cbc:RegistrationName")
    known_as = node.text("cac:PartyName/cbc:Name")
    address = node.first("cac:PostalAddress")
    contact = node.first("cac:Contact")
    return Party(
        name=require(registered or known_as, term, what),
        trading_name=known_as if registered else None,
        ids=tuple(
            found
            for item in node.all("cac:PartyIdentification/cbc:ID")
            if (found := item.identifier(".")) is not None and found.scheme != CREDITOR_SCHEME
        ),
        legal_id=node.identifier("cac:PartyLegalEntity/cbc:CompanyID"),
        vat_id=_tax_id(node, vat=True),
        tax_number=_tax_id(node, vat=False),
        legal_info=node.text("cac:PartyLegalEntity/cbc:CompanyLegalForm"),
        endpoint=node.identifier("cbc:EndpointID"),
        address=None if address is None else read_address(address),
        contact=None if contact is None else _contact(contact),
    )


def creditor_reference(node: Node | None) -> str | None:
    """The creditor identifier (BT-90) among a party's identifiers."""
    if node is None:
        return None
    items = node.all("cac:PartyIdentification/cbc:ID")
    return next((item.value for item in items if item.attribute("schemeID") == CREDITOR_SCHEME), None)


def read_address(node: Node) -> Address:
    """A `cac:PostalAddress` or `cac:Address`."""
    return Address(
        line1=node.text("cbc:StreetName"),
        line2=node.text("cbc:AdditionalStreetName"),
        line3=node.text("cac:AddressLine/cbc:Line"),
        city=node.text("cbc:CityName"),
        post_code=node.text("cbc:PostalZone"),
        subdivision=node.text("cbc:CountrySubentity"),
        country=node.text("cac:Country/cbc:IdentificationCode"),
    )


def read_delivery(node: Node | None) -> Location | None:
    """The place and receiver of a `cac:Delivery`; None when it states neither."""
    if node is None:
        return None
    address = node.first("cac:DeliveryLocation/cac:Address")
    place = Location(
        name=node.text("cac:DeliveryParty/cac:PartyName/cbc:Name"),
        id=node.identifier("cac:DeliveryLocation/cbc:ID"),
        address=None if address is None else read_address(address),
    )
    return None if place == Location() else place


def _tax_id(node: Node, *, vat: bool) -> str | None:
    schemes = node.all("cac:PartyTaxScheme")
    wanted = (item for item in schemes if ((item.text("cac:TaxScheme/cbc:ID") or "").upper() == "VAT") is vat)
    return next((value for item in wanted if (value := item.text("cbc:CompanyID")) is not None), None)


def _contact(node: Node) -> Contact | None:
    contact = Contact(
        name=node.text("cbc:Name"), phone=node.text("cbc:Telephone"), email=node.text("cbc:ElectronicMail")
    )
    return None if contact == Contact() else contact
