"""Whom the entity invoices: made, shown, listed, changed, deleted and restored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Unpack

from portal.database import Visit
from portal.einvoice import Address, Contact, Identifier, Party
from portal.identity import new_id
from portal.models import Customer
from portal.services.catalog.customer_fields import CustomerChanges, clean_customer
from portal.services.catalog.kept import change_row, kept_row, shown
from portal.services.history.activity import Event, Thing, record
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """A customer as the firm sees it. `address` and `bank_accounts` are as `customer_fields` has them."""

    id: str
    entity_id: str
    name: str
    vat_id: str | None
    tax_number: str | None
    company_number: str | None
    email: str | None
    phone: str | None
    address: Mapping[str, str]
    contact_type: str
    peppol_id: str | None
    peppol_scheme_id: str | None
    bank_accounts: tuple[Mapping[str, str], ...]
    is_tax_subject: bool | None
    is_end_consumer: bool | None
    metadata: Mapping[str, str]
    created_at: datetime
    updated_at: datetime | None
    deleted_at: datetime | None


LISTING = Listing(
    "customers",
    Customer,
    {
        "id": Field(Customer.id),
        "name": Field(Customer.name, sorted=True),
        "email": Field(Customer.email, sorted=True),
        "phone": Field(Customer.phone),
        "vat_id": Field(Customer.vat_id),
        "tax_number": Field(Customer.tax_number),
        "company_number": Field(Customer.company_number),
        "country_code": Field(Customer.address["country"].as_string()),
        "city": Field(Customer.address["city"].as_string()),
        "post_code": Field(Customer.address["post_code"].as_string()),
        "contact_type": Field(Customer.details["contact_type"].as_string()),
        "created_at": Field(Customer.created_at, Kind.INSTANT, sorted=True),
        "updated_at": Field(Customer.updated_at, Kind.INSTANT, sorted=True),
    },
    searched=(Customer.name, Customer.email, Customer.vat_id, Customer.tax_number, Customer.company_number),
    free={"metadata": Customer.meta},
)


def list_customers(visit: Visit, ring: KeyRing, wanted: Wanted) -> Found[CustomerView]:
    """A page of the customers that were not deleted. Raises Invalid, naming the parameter."""
    return shown(list_rows(visit, ring, LISTING, wanted, Customer.deleted_at.is_(None)), _view)


def show_customer(visit: Visit, customer_id: str) -> CustomerView:
    """One customer. Raises NotFound."""
    return _view(kept_row(visit.session, Customer, customer_id))


def create_customer(visit: Visit, **said: Unpack[CustomerChanges]) -> CustomerView:
    """A new customer, who needs a name at least. Raises Invalid, naming the field."""
    with visit.write() as writing:
        return _view(add_customer(visit, writing, said))


def add_customer(visit: Visit, writing: FencedSession, said: Mapping[str, Any]) -> Customer:
    """The same inside the caller's transaction; the row."""
    columns = clean_customer({"name": "", **said}, country=None, details={"contact_type": "buyer"})
    columns.setdefault("details", {"contact_type": "buyer"})
    customer = Customer(**_EMPTY | {"id": new_id("cus"), "created_at": visit.at} | columns)
    writing.add(customer)
    writing.flush()
    record(visit, writing, Event.CUSTOMER_ADDED, Thing(customer.id, customer.name))
    return customer


def change_customer(visit: Visit, customer_id: str, **changes: Unpack[CustomerChanges]) -> CustomerView:
    """Change what is named. Documents that were issued keep what stood when they were. Raises NotFound, Invalid."""
    with visit.write() as writing:
        row = kept_row(writing, Customer, customer_id)
        columns = clean_customer(changes, country=row.address.get("country"), details=row.details)
        thing = Thing(row.id, columns.get("name", row.name))
        change_row(visit, writing, row, columns, Event.CUSTOMER_CHANGED, thing)
        return _view(row)


def delete_customer(visit: Visit, customer_id: str) -> None:
    """Take it out of the lists; its documents stay as they are, and it can be restored. Raises NotFound."""
    with visit.write() as writing:
        row = kept_row(writing, Customer, customer_id)
        row.deleted_at = visit.at
        record(visit, writing, Event.CUSTOMER_DELETED, Thing(row.id, row.name))


def restore_customer(visit: Visit, customer_id: str) -> CustomerView:
    """Put a deleted one back. Raises NotFound for any other."""
    with visit.write() as writing:
        row = kept_row(writing, Customer, customer_id, deleted=True)
        row.deleted_at = None
        record(visit, writing, Event.CUSTOMER_RESTORED, Thing(row.id, row.name))
        return _view(row)


def party_of(customer: Customer) -> Party:
    """The customer as it stands on a document (EN 16931 BG-7)."""
    peppol_id, scheme = customer.details.get("peppol_id"), customer.details.get("peppol_scheme_id")
    reachable = customer.phone or customer.email
    return Party(
        name=customer.name,
        legal_id=Identifier(customer.company_number) if customer.company_number else None,
        vat_id=customer.vat_id,
        tax_number=customer.tax_number,
        endpoint=Identifier(peppol_id, scheme) if peppol_id else None,
        address=Address(**customer.address) if customer.address else None,
        contact=Contact(phone=customer.phone, email=customer.email) if reachable else None,
    )


# A new row's attributes without a value are not there until it is read again.
_EMPTY: dict[str, Any] = dict.fromkeys(
    ("vat_id", "tax_number", "company_number", "email", "phone", "updated_at", "deleted_at")
) | {"address": {}, "meta": {}}


def _view(row: Customer) -> CustomerView:
    details = row.details
    return CustomerView(
        id=row.id,
        entity_id=row.entity_id,
        name=row.name,
        vat_id=row.vat_id,
        tax_number=row.tax_number,
        company_number=row.company_number,
        email=row.email,
        phone=row.phone,
        address=row.address,
        contact_type=details.get("contact_type", "buyer"),
        peppol_id=details.get("peppol_id"),
        peppol_scheme_id=details.get("peppol_scheme_id"),
        bank_accounts=tuple(details.get("bank_accounts", ())),
        is_tax_subject=details.get("is_tax_subject"),
        is_end_consumer=details.get("is_end_consumer"),
        metadata=row.meta,
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
    )
