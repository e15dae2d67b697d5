"""The two sides of a document that an entity issues: itself, and its customer, from the card or as stated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.documents.identifiers import is_member_state
from portal.documents.taxation import Sale
from portal.einvoice import Address, Contact, Identifier, Party
from portal.errors import Invalid, NotFound
from portal.models import Customer, Entity
from portal.services.catalog.customer_fields import clean_customer
from portal.services.catalog.customers import party_of
from portal.services.catalog.kept import kept_row
from portal.services.documents.input import DocumentInput, Snapshot
from portal.services.firm.readiness import is_tax_subject
from portal.tenancy.fence import FencedSession

_NOBODY = Party(name="")
# The ids of Northern Ireland and Greece begin otherwise than their countries are called.
_COUNTRY_OF_PREFIX = {"EL": "GR", "XI": "GB"}


@dataclass(frozen=True, slots=True)
class Buyer:
    """The customer as it stands on the document, and the card that it is filed under."""

    party: Party
    customer_id: str | None
    is_consumer: bool


def seller_of(entity: Entity) -> Party:
    """The entity as it stands on its documents (BG-4)."""
    place = {name: text for name, text in entity.address.items() if name != "country"}
    reachable = entity.phone or entity.email
    return Party(
        name=entity.name,
        vat_id=entity.vat_id,
        tax_number=entity.tax_number,
        legal_id=Identifier(entity.company_number) if entity.company_number else None,
        address=Address(**place, country=entity.country),
        contact=Contact(phone=entity.phone, email=entity.email) if reachable else None,
    )


def buyer_of(session: FencedSession, given: DocumentInput) -> Buyer:
    """The customer that is asked for. Raises Invalid, naming the field."""
    if given.snapshot is not None:
        return Buyer(given.snapshot.party, given.customer_id, given.snapshot.is_consumer)
    if given.customer_id is not None:
        try:
            card = kept_row(session, Customer, given.customer_id)
        except NotFound as error:
            raise Invalid("customer_id: there is no such customer in this entity") from error
        return Buyer(party_of(card), card.id, bool(card.details.get("is_end_consumer")))
    if given.customer is None:
        return Buyer(_NOBODY, None, is_consumer=False)
    stated = snapshot_of(given.customer)
    return Buyer(stated.party, None, stated.is_consumer)


def snapshot_of(stated: Mapping[str, Any]) -> Snapshot:
    """A customer from what is said of it, without a card. Raises Invalid, naming the field."""
    try:
        columns = clean_customer({"name": "", **stated}, country=None, details={})
    except Invalid as error:
        raise Invalid(f"customer.{error}") from error
    card = Customer(**{"details": {}, "address": {}} | columns)
    return Snapshot(party_of(card), bool(card.details.get("is_end_consumer")))


def sale_between(entity: Entity, buyer: Buyer) -> Sale:
    """Who sells to whom, as far as taxes depend on it."""
    party = buyer.party
    country = party.address.country if party.address else None
    if country is None and party.vat_id:
        prefix = _COUNTRY_OF_PREFIX.get(party.vat_id[:2], party.vat_id[:2])
        country = prefix if is_member_state(prefix) else None
    return Sale(
        seller_country=entity.country,
        is_taxed=is_tax_subject(entity),
        buyer_country=country,
        buyer_vat_id=party.vat_id,
        buyer_number=party.legal_id.value if party.legal_id else party.tax_number,
        is_consumer=buyer.is_consumer,
    )
