"""One document as the firm's backend sees it, whole, in the API's words: frozen values taken from its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime
from decimal import Decimal

from portal.services.documents.input import ExchangeRate, FiscalInput
from portal.services.documents.relations import RelationView


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRecord:
    """One side of a document as it stands on it; `state` is a part of a country."""

    name: str
    unit_name: str | None
    vat_id: str | None
    tax_number: str | None
    company_number: str | None
    email: str | None
    phone: str | None
    address: str | None
    address_2: str | None
    post_code: str | None
    city: str | None
    state: str | None
    country: str | None
    country_code: str | None
    peppol_id: str | None
    peppol_scheme_id: str | None
    is_end_consumer: bool | None


@dataclass(frozen=True, slots=True)
class DiscountRecord:
    """As it was asked for."""

    value: Decimal
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTaxRecord:
    """What a line is taxed with, by EN 16931 category."""

    rate: Decimal | None
    category: str
    tax_id: str | None
    reverse_charge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRecord:
    """One line; `price` is net and for one unit, `gross_price` only where the price was stated with tax."""

    id: str
    item_id: str | None
    name: str
    description: str | None
    classification: str | None
    quantity: Decimal
    unit: str | None
    price: Decimal
    gross_price: Decimal | None
    taxes: tuple[LineTaxRecord, ...]
    discounts: tuple[DiscountRecord, ...]
    total_discount: Decimal
    total: Decimal
    total_with_tax: Decimal
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRecord:
    """An allowance or charge on the whole document, which only imported ones have."""

    is_charge: bool
    amount: Decimal
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRecord:
    """One tax group (BG-23)."""

    rate: Decimal | None
    category: str
    base: Decimal
    amount: Decimal
    base_converted: Decimal | None
    amount_converted: Decimal | None
    reverse_charge: bool
    reason: str | None
    reason_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """Money is in the document's currency, and as stated on it: a credit note's is above zero."""

    id: str
    entity_id: str
    type: str
    direction: str
    origin: str
    number: str | None
    is_draft: bool
    date: Day
    date_due: Day | None
    date_valid_till: Day | None
    date_service: Day | None
    date_service_to: Day | None
    title_type: str | None
    hide_prices: bool
    reference: str | None
    calculation_mode: str
    transaction_type: str | None
    language: str
    issuer: PartyRecord
    customer_id: str | None
    customer: PartyRecord | None
    note: str | None
    payment_terms: str | None
    tax_clause: str | None
    footer: str | None
    signature: str | None
    legends: tuple[str, ...]
    items: tuple[LineRecord, ...]
    charges: tuple[ChargeRecord, ...]
    taxes: tuple[TaxRecord, ...]
    currency_code: str
    exchange_rate: ExchangeRate | None
    total: Decimal
    total_with_tax: Decimal
    total_tax: Decimal
    total_discount: Decimal
    total_converted: Decimal | None
    total_with_tax_converted: Decimal | None
    prepaid: Decimal
    rounding_correction: Decimal
    total_paid: Decimal
    total_due: Decimal
    paid_in_full: bool
    payment_type: str | None
    payment_reference: str | None
    fiscal: FiscalInput | None
    document_relations: tuple[RelationView, ...]
    in_conflict: bool
    issued_at: datetime | None
    voided_at: datetime | None
    void_reason: str | None
    metadata: Mapping[str, str]
    created_at: datetime
    updated_at: datetime

    @property
    def date_year(self) -> int:
        """The year of its date, in which it is counted."""
        return self.date.year
