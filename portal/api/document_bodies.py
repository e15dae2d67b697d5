"""From the API's body of a document to what the services take."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from portal.api.schemas.documents_in import (
    CustomerOnDocument,
    DocumentFields,
    ExchangeRateIn,
    FiscalIn,
    LineIn,
    LineTaxIn,
)
from portal.documents.identifiers import clean_vat_id
from portal.documents.pricing import Discount
from portal.documents.types import DocumentType
from portal.errors import Invalid
from portal.services.documents.input import (
    DocumentInput,
    ExchangeRate,
    FiscalInput,
    LineInput,
    Link,
    TaxInput,
)
from portal.services.documents.relations import ADVANCE, PRECEDING, REFERENCES

# What is called otherwise in the API.
_NAMES = {
    "date": "issue_date",
    "date_due": "due_date",
    "date_service": "service_from",
    "date_service_to": "service_to",
    "date_valid_till": "valid_till",
    "currency_code": "currency",
}
_NOT_FIELDS = frozenset({"is_draft", "type", "change_reason"})
_PLACE = {
    "address": "line1",
    "address_2": "line2",
    "post_code": "post_code",
    "city": "city",
    "state": "subdivision",
    "country_code": "country",
}


def new_input(body: DocumentFields, kind: DocumentType) -> DocumentInput:
    """A whole new document."""
    return DocumentInput(**{name: value for name, value in changes_of(body, kind).items() if value is not None})


def changes_of(body: DocumentFields, kind: DocumentType) -> dict[str, Any]:
    """What was sent, by the names of `DocumentInput`. Raises Invalid."""
    given = {name: value for name, value in body.given().items() if name not in _NOT_FIELDS}
    changes = {_NAMES.get(name, name): value for name, value in given.items() if name not in _READ}
    for name in given.keys() & _READ.keys():
        changes |= _READ[name](given[name], kind)
    return changes


def _items(lines: list[LineIn] | None, _kind: DocumentType) -> dict[str, Any]:
    if lines is None:
        raise Invalid("items: a document has at least one line; leave them out to keep them")
    return {"lines": tuple(map(_line, lines))}


def _customer(customer: CustomerOnDocument | None, _kind: DocumentType) -> dict[str, Any]:
    if customer is None:
        return {"customer": None}
    return {"customer": customer_terms(customer), "save_customer": customer.save_customer}


def _exchange_rate(stated: ExchangeRateIn | None, _kind: DocumentType) -> dict[str, Any]:
    if stated is None:
        return {"exchange_rate": None}
    rate = ExchangeRate(rate=stated.rate, source=stated.source, day=stated.date, quote_currency=stated.quote_currency)
    return {"exchange_rate": rate}


def _links(ids: list[str] | None, kind: DocumentType) -> dict[str, Any]:
    return {"links": tuple(_link(each, kind) for each in ids or ())}


def fiscal_of(stated: FiscalIn | None) -> FiscalInput | None:
    """What is stated of a certified channel."""
    if stated is None:
        return None
    return FiscalInput(identifiers=stated.identifiers, issued_elsewhere=stated.issued_elsewhere)


def _line(line: LineIn) -> LineInput:
    return LineInput(
        item_id=line.item_id,
        name=line.name,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        price=line.price,
        gross_price=line.gross_price,
        nature=line.classification,
        tax=None if line.taxes is None else _tax(line.taxes),
        discounts=tuple(Discount(each.value, each.type) for each in line.discounts),
        metadata=line.metadata,
    )


def _tax(taxes: list[LineTaxIn]) -> TaxInput | None:
    """No tax at all is a rate of nought; one that says nothing is left to the rule."""
    if not taxes:
        return TaxInput(rate=Decimal(0))
    (tax,) = taxes
    if tax.tax_id is None and tax.classification is None and tax.rate is None and not tax.reverse_charge:
        return None
    return TaxInput(
        tax_id=tax.tax_id, classification=tax.classification, rate=tax.rate, reverse_charge=tax.reverse_charge
    )


def customer_terms(body: CustomerOnDocument) -> Mapping[str, Any]:
    """The customer by the names of `customer_fields`. A tax number that is written as a VAT id is one."""
    given = {name: value for name, value in body.given().items() if value is not None and name != "save_customer"}
    place = {_PLACE[name]: given.pop(name) for name in _PLACE if name in given}
    if place:
        given["address"] = place
    number = given.get("tax_number", "")
    if "vat_id" not in given and number[:2].isalpha():
        with suppress(Invalid):
            given["vat_id"] = clean_vat_id(number, place.get("country", number[:2].upper()))
            del given["tax_number"]
    return given


def _link(document_id: str, kind: DocumentType) -> Link:
    """What naming a document means follows from the two types."""
    if kind is DocumentType.CREDIT_NOTE and document_id.startswith(("inv_", "adv_")):
        return Link(kind=PRECEDING, document_id=document_id)
    if kind is DocumentType.INVOICE and document_id.startswith("adv_"):
        return Link(kind=ADVANCE, document_id=document_id)
    return Link(kind=REFERENCES, document_id=document_id)


_READ: dict[str, Callable[[Any, DocumentType], dict[str, Any]]] = {
    "items": _items,
    "customer": _customer,
    "exchange_rate": _exchange_rate,
    "fiscal": lambda stated, _kind: {"fiscal": fiscal_of(stated)},
    "linked_documents": _links,
    "metadata": lambda metadata, _kind: {"metadata": metadata or {}},
    "hide_prices": lambda hidden, _kind: {"hide_prices": bool(hidden)},
}
