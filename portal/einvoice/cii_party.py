"""Parties, addresses and identifiers as the Cross Industry Invoice writes them."""

from portal.einvoice.party import Address, Contact, Identifier, Location, Party
from portal.einvoice.values import require
from portal.einvoice.xml import Node


def read_party(node: Node, term: str, what: str) -> Party:
    """A trade party; EInvoiceRefused naming `term` when it has no name."""
    address = node.first("ram:PostalTradeAddress")
    contact = node.first("ram:DefinedTradeContact")
    return Party(
        name=require(node.text("ram:Name"), term, what),
        trading_name=node.text("ram:SpecifiedLegalOrganization/ram:TradingBusinessName"),
        ids=identifiers(node),
        legal_id=node.identifier("ram:SpecifiedLegalOrganization/ram:ID"),
        vat_id=_tax_id(node, "VA"),
        tax_number=_tax_id(node, "FC"),
        legal_info=node.text("ram:Description"),
        endpoint=node.identifier("ram:URIUniversalCommunication/ram:URIID"),
        address=None if address is None else _address(address),
        contact=None if contact is None else _contact(contact),
    )


def identifiers(node: Node) -> tuple[Identifier, ...]:
    """The identifiers of a party or place: those with a scheme and those without, in this order of elements."""
    return tuple(
        found
        for path in ("ram:ID", "ram:GlobalID")
        for item in node.all(path)
        if (found := item.identifier(".")) is not None
    )


def read_delivery(node: Node | None) -> Location | None:
    """The `ram:ShipToTradeParty`; None when it states nothing."""
    if node is None:
        return None
    address = node.first("ram:PostalTradeAddress")
    place = Location(
        name=node.text("ram:Name"),
        id=next(iter(identifiers(node)), None),
        address=None if address is None else _address(address),
    )
    return None if place == Location() else place


def _address(node: Node) -> Address:
    return Address(
        line1=node.text("ram:LineOne"),
        line2=node.text("ram:LineTwo"),
        line3=node.text("ram:LineThree"),
        city=node.text("ram:CityName"),
        post_code=node.text("ram:PostcodeCode"),
        subdivision=node.text("ram:CountrySubDivisionName"),
        country=node.text("ram:CountryID"),
    )


def _tax_id(node: Node, scheme: str) -> str | None:
    items = node.all("ram:SpecifiedTaxRegistration/ram:ID")
    return next((item.value for item in items if item.attribute("schemeID") == scheme), None)


def _contact(node: Node) -> Contact | None:
    contact = Contact(
        name=node.text("ram:PersonName", "ram:DepartmentName"),
        phone=node.text("ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
        email=node.text("ram:EmailURIUniversalCommunication/ram:URIID"),
    )
    return None if contact == Contact() else contact
