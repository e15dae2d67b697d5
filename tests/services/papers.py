"""Documents as a firm's backend asks for them, short."""

from decimal import Decimal
from typing import Any

from portal.database import Visit
from portal.documents.pricing import Discount, DiscountKind
from portal.documents.types import DocumentType
from portal.services.documents.drafts import create_document
from portal.services.documents.input import DocumentInput, LineInput, TaxInput
from portal.services.reading.document_record import DocumentRecord

INVOICE = DocumentType.INVOICE
BUYER = {
    "name": "Žaga Hrast d.o.o.",
    "vat_id": "SI68202938",
    "address": {"line1": "Žagarska 1", "city": "Kranj", "post_code": "4000", "country": "SI"},
}
GERMAN = {"name": "Eiche GmbH", "vat_id": "DE136695976", "address": {"city": "Berlin", "country": "DE"}}
SWISS = {"name": "Tanne AG", "company_number": "CHE-1", "address": {"city": "Bern", "country": "CH"}}


def line(price: str | None = "100", quantity: str = "1", **more: Any) -> LineInput:
    """A line with a price without tax."""
    terms: dict[str, Any] = {"name": "Work", "quantity": Decimal(quantity)}
    return LineInput(**terms | {"price": None if price is None else Decimal(price)} | more)


def gross_line(price: str, quantity: str = "1", **more: Any) -> LineInput:
    """A line with a price with tax."""
    return line(None, quantity, gross_price=Decimal(price), **more)


def percent(value: str) -> Discount:
    return Discount(Decimal(value), DiscountKind.PERCENT)


def off(value: str) -> Discount:
    return Discount(Decimal(value), DiscountKind.AMOUNT)


def rate(value: str) -> TaxInput:
    return TaxInput(rate=Decimal(value))


def paper(*lines: LineInput, **more: Any) -> DocumentInput:
    """A document for the sawmill, with one line unless others are given."""
    customer = {} if more.keys() & {"customer_id", "customer"} else {"customer": BUYER}
    return DocumentInput(lines=lines or (line(),), **customer | more)


def made(
    visit: Visit, *lines: LineInput, kind: DocumentType = INVOICE, draft: bool = False, **more: Any
) -> DocumentRecord:
    """It, issued at once unless it is to be a draft."""
    return create_document(visit, kind, paper(*lines, **more), is_draft=draft)
