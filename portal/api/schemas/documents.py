"""Documents as the API gives them, and the parameters of their lists."""

from typing import Annotated, Any

from pydantic import Field

from portal.api.schemas.base import Day, Instant, ListQuery, Midnight, Money, Out, Quantity, Query, Rate
from portal.documents.types import DocumentType


class PartyOut(Out):
    """One side of a document, as it stands on it."""

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


class DiscountOut(Out):
    """As it was asked for."""

    value: Quantity
    type: str


class LineTaxOut(Out):
    """What a line is taxed with; `category` is of EN 16931."""

    rate: Rate | None
    category: str
    tax_id: str | None
    reverse_charge: bool


class LineOut(Out):
    """One line. `price` is for one unit without tax, `gross_price` only where the price was stated with it."""

    id: str
    item_id: str | None
    name: str
    description: str | None
    classification: str | None
    quantity: Quantity
    unit: str | None
    price: Quantity
    gross_price: Quantity | None
    taxes: list[LineTaxOut]
    discounts: list[DiscountOut]
    total_discount: Money
    total: Money
    total_with_tax: Money
    metadata: dict[str, str]


class ChargeOut(Out):
    """An allowance or charge on the whole document; only imported ones have any."""

    is_charge: bool
    amount: Money
    reason: str | None


class DocumentTaxOut(Out):
    """One tax group: the tax is worked out here, never by line."""

    rate: Rate | None
    category: str
    base: Money
    amount: Money
    base_converted: Money | None
    amount_converted: Money | None
    reverse_charge: bool
    reason: str | None
    reason_code: str | None


class ExchangeRateOut(Out):
    """Units of `quote_currency` for one unit of the document's currency."""

    rate: Quantity
    source: str | None
    date: Day | None = Field(validation_alias="day")
    quote_currency: str | None


class FiscalOut(Out):
    """What was stated of a certified channel."""

    identifiers: dict[str, str]
    issued_elsewhere: str | None


class RelationOut(Out):
    """A relation to another document, as this one sees it; without a target id that one is not here."""

    id: str
    source_id: str
    source_type: str
    target_id: str | None
    target_type: str | None
    relation_type: str
    number: str | None


class DocumentOut(Out):
    """A document of any of the five types; fields that its type does not have are null.

    Amounts are as stated on it: those of a credit note are above zero.
    """

    id: str
    entity_id: str
    type: DocumentType
    direction: str
    origin: str
    number: str | None
    is_draft: bool
    date: Midnight
    date_year: int
    date_due: Midnight | None
    date_valid_till: Midnight | None
    date_service: Day | None
    date_service_to: Day | None
    title_type: str | None
    hide_prices: bool
    reference: str | None
    calculation_mode: str
    transaction_type: str | None
    language: str
    issuer: PartyOut
    customer_id: str | None
    customer: PartyOut | None
    note: str | None
    payment_terms: str | None
    tax_clause: str | None
    footer: str | None
    signature: str | None
    legends: list[str]
    items: list[LineOut]
    charges: list[ChargeOut]
    taxes: list[DocumentTaxOut]
    currency_code: str
    exchange_rate: ExchangeRateOut | None
    total: Money
    total_with_tax: Money
    total_tax: Money
    total_discount: Money
    total_converted: Money | None
    total_with_tax_converted: Money | None
    prepaid: Money
    rounding_correction: Money
    total_paid: Money
    total_due: Money
    paid_in_full: bool
    payment_type: str | None
    payment_reference: str | None
    fiscal: FiscalOut | None
    document_relations: list[RelationOut]
    in_conflict: bool
    issued_at: Instant | None
    voided_at: Instant | None
    void_reason: str | None
    metadata: dict[str, str]
    created_at: Instant
    updated_at: Instant


class DocumentQuery(ListQuery):
    """The list of one type; `query` asks about its fields, `customer.name` and `metadata.x` among them."""


class NextNumberQuery(Query):
    """For which type and day."""

    type: DocumentType = DocumentType.INVOICE
    date: Day | None = None


class NextNumberOut(Out):
    """The number that the next document would get; it is nobody's until one is issued."""

    number: str


class VersionUserOut(Out):
    """Who made a version."""

    name: str
    kind: str
    id: str | None


class VersionOut(Out):
    """What a document was after a change."""

    id: str
    version: int
    user: VersionUserOut
    changed_fields: list[str]
    reason: str | None
    snapshot: dict[str, Any]
    created_at: Instant


class VersionsOut(Out):
    """The newest first."""

    versions: list[VersionOut]


class DocumentFileOut(Out):
    """A file that hangs on a document."""

    id: str
    name: str
    mime_type: str
    bytes: Annotated[int, Field(ge=0)]
    purpose: str
    category: str
    created_at: Instant


class PendingOut(Out):
    """A PDF that is being drawn: ask again after `Retry-After`."""

    status: str
