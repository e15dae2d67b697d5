"""Parties, addresses and places as the Cross Industry Invoice writes them."""

from collections.abc import Iterable

from portal.einvoice.party import Address, Contact, Identifier, Location, Party
from portal.einvoice.writing.parts import Content, Part, part

_VAT, _OTHER_TAX = "VA", "FC"


def party(name: str, who: Party | None) -> Part | None:
    """A trade party of that element name."""
    if who is None:
        return None
    return part(
        name,
        identifiers(who.ids),
        part("ram:Name", who.name),
        part("ram:Description", who.legal_info),
        part(
            "ram:SpecifiedLegalOrganization",
            _identifier("ram:ID", who.legal_id),
            part("ram:TradingBusinessName", who.trading_name),
        ),
        _contact(who.contact),
        _address(who.address),
        part("ram:URIUniversalCommunication", _identifier("ram:URIID", who.endpoint)),
        _registration(who.vat_id, _VAT),
        _registration(who.tax_number, _OTHER_TAX),
    )


def identifiers(ids: Iterable[Identifier]) -> Content:
    """Identifiers of a party or place: those without a scheme first, as the schema has them."""
    known = tuple(ids)
    return [
        [part("ram:ID", one.value) for one in known if not one.scheme],
        [_identifier("ram:GlobalID", one) for one in known if one.scheme],
    ]


def ship_to(place: Location | None) -> Part | None:
    """`ram:ShipToTradeParty`."""
    if place is None:
        return None
    return part(
        "ram:ShipToTradeParty",
        identifiers((place.id,) if place.id else ()),
        part("ram:Name", place.name),
        _address(place.address),
    )


def _identifier(name: str, value: Identifier | None) -> Part | None:
    return None if value is None else part(name, value.value, schemeID=value.scheme)


def _registration(number: str | None, scheme: str) -> Part | None:
    return part("ram:SpecifiedTaxRegistration", part("ram:ID", number, schemeID=scheme))


def _address(place: Address | None) -> Part | None:
    if place is None:
        return None
    return part(
        "ram:PostalTradeAddress",
        part("ram:PostcodeCode", place.post_code),
        part("ram:LineOne", place.line1),
        part("ram:LineTwo", place.line2),
        part("ram:LineThree", place.line3),
        part("ram:CityName", place.city),
        part("ram:CountryID", place.country),
        part("ram:CountrySubDivisionName", place.subdivision),
    )


def _contact(contact: Contact | None) -> Part | None:
    if contact is None:
        return None
    return part(
        "ram:DefinedTradeContact",
        part("ram:PersonName", contact.name),
        part("ram:TelephoneUniversalCommunication", part("ram:CompleteNumber", contact.phone)),
        part("ram:EmailURIUniversalCommunication", part("ram:URIID", contact.email)),
    )
