"""The API's shapes, made of its own document by config/setup/sdk_types.py of the portal's repository."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal, NotRequired, TypedDict

Access = Literal["full_entity", "user", "staff"]


class AccountKeyIn(TypedDict):
    """A new key of the account; `limits` are for `lk` keys alone."""

    name: NotRequired[str]
    ttl: NotRequired[int | None]
    kind: NotRequired[Literal["sk", "lk"]]
    limits: NotRequired[SigningLimitsIn | None]


class Account(TypedDict):
    """The firm's account."""

    id: str
    name: str
    contact_name: str | None
    contact_email: str | None
    contact_phone: str | None
    contact_hours: str | None
    privacy_url: str | None
    imprint_url: str | None
    accent_color: str | None
    corner_radius: int | None
    theme: Literal["light", "dark", "auto"] | None
    logo_url: str | None
    viewers_export: bool
    limits: dict[str, int]
    created_at: str


class AccountPatch(TypedDict):
    """What is named changes, `null` clears. `limits` are lifetimes in seconds and sizes in megabytes (`file_megabytes`
    of one file, `files_megabytes` of all files of an entity), below the portal's own."""

    name: NotRequired[str | None]
    contact_name: NotRequired[str | None]
    contact_email: NotRequired[str | None]
    contact_phone: NotRequired[str | None]
    contact_hours: NotRequired[str | None]
    privacy_url: NotRequired[str | None]
    imprint_url: NotRequired[str | None]
    accent_color: NotRequired[str | None]
    corner_radius: NotRequired[int | None]
    theme: NotRequired[Literal["light", "dark", "auto"] | None]
    viewers_export: NotRequired[bool | None]
    limits: NotRequired[dict[str, int | None] | None]


class Activity(TypedDict):
    """One event of the audit trail. `entity_id` is null for what happened to the account outside any entity."""

    id: str
    seq: int
    entity_id: str | None
    entity_name: str | None
    resource_type: str
    resource_id: str | None
    resource_name: str | None
    action: str
    actor_type: str
    actor_id: str | None
    actor_name: str
    session_id: str | None
    ip_address: str | None
    details: dict[str, Any]
    created_at: str


class AdvanceInvoiceIn(TypedDict):
    """A new advance invoice."""

    items: list[LineIn]
    is_draft: NotRequired[bool]
    date: NotRequired[date | str | None]
    date_service: NotRequired[date | str | None]
    date_service_to: NotRequired[date | str | None]
    customer_id: NotRequired[str | None]
    customer: NotRequired[CustomerOnDocument | None]
    note: NotRequired[str | None]
    payment_terms: NotRequired[str | None]
    tax_clause: NotRequired[str | None]
    footer: NotRequired[str | None]
    signature: NotRequired[str | None]
    reference: NotRequired[str | None]
    currency_code: NotRequired[str | None]
    exchange_rate: NotRequired[ExchangeRateIn | None]
    calculation_mode: NotRequired[Mode | None]
    payment_type: NotRequired[Literal["bank_transfer", "cash", "card", "check", "paypal", "coupon", "other"] | None]
    fiscal: NotRequired[FiscalIn | None]
    linked_documents: NotRequired[list[str] | None]
    expected_total_with_tax: NotRequired[Decimal | int | None]
    metadata: NotRequired[dict[str, str] | None]
    date_due: NotRequired[date | str | None]


class AdvanceInvoicePatch(TypedDict):
    """What is named changes, the rest stays; of an issued advance invoice the metadata alone."""

    items: NotRequired[list[LineIn] | None]
    change_reason: NotRequired[str | None]
    date: NotRequired[date | str | None]
    date_service: NotRequired[date | str | None]
    date_service_to: NotRequired[date | str | None]
    customer_id: NotRequired[str | None]
    customer: NotRequired[CustomerOnDocument | None]
    note: NotRequired[str | None]
    payment_terms: NotRequired[str | None]
    tax_clause: NotRequired[str | None]
    footer: NotRequired[str | None]
    signature: NotRequired[str | None]
    reference: NotRequired[str | None]
    currency_code: NotRequired[str | None]
    exchange_rate: NotRequired[ExchangeRateIn | None]
    calculation_mode: NotRequired[Mode | None]
    payment_type: NotRequired[Literal["bank_transfer", "cash", "card", "check", "paypal", "coupon", "other"] | None]
    fiscal: NotRequired[FiscalIn | None]
    linked_documents: NotRequired[list[str] | None]
    expected_total_with_tax: NotRequired[Decimal | int | None]
    metadata: NotRequired[dict[str, str] | None]
    date_due: NotRequired[date | str | None]


class Assignment(TypedDict):
    """An entity that a member of staff works in."""

    staff_id: str
    entity_id: str
    name: str
    created_at: str


class Attempt(TypedDict):
    """One attempt: the answer's status and its first 2 kB, or the reason why there was none."""

    at: str
    status: int | None
    error: str | None
    milliseconds: int
    answer: str


class BatchIn(TypedDict):
    """Links to issue. Each row is read by itself, so that a bad one spoils none."""

    links: list[BatchLinkIn]


class BatchLinkIn(TypedDict):
    """One row of a batch. `reference` is your own name for it, once in a batch; it comes back with the outcome."""

    label: NotRequired[str | None]
    view: NotRequired[str | None]
    locale: NotRequired[str | None]
    return_to: NotRequired[str | None]
    recipient: NotRequired[str | None]
    require_code: NotRequired[bool]
    lifetime: NotRequired[int | None]
    access: Access
    user_id: NotRequired[str | None]
    role: NotRequired[Role | None]
    staff_id: NotRequired[str | None]
    max_claims: NotRequired[int | None]
    entity_id: NotRequired[str | None]
    reference: NotRequired[str | None]


class Batch(TypedDict):
    """The outcomes, in the order of the rows."""

    data: list[BatchRow]
    issued: int
    refused: int


class BatchRow(TypedDict):
    """The outcome of one row: `link` when `ok`, else `error`."""

    index: int
    reference: str | None
    ok: bool
    link: Token | None
    error: Refusal | None


class Branding(TypedDict):
    """How its pages and documents look; a document that is issued keeps the template that it was issued in. An account
    key sets it; where it is silent, the account's own look stands."""

    template: NotRequired[Literal["classic", "modern"] | None]
    accent_color: NotRequired[str | None]
    corner_radius: NotRequired[int | None]
    theme: NotRequired[Literal["light", "dark", "auto"] | None]
    show_logo: NotRequired[bool | None]


class Calculation(TypedDict):
    """How lines are worked out."""

    default_mode: NotRequired[Literal["b2b_standard", "b2c_gross_discount"]]


class Charge(TypedDict):
    """An allowance or charge on the whole document; only imported ones have any."""

    is_charge: bool
    amount: Decimal
    reason: str | None


class Check(TypedDict):
    """One thing that is looked at when a link is opened."""

    name: Literal[
        "signature",
        "claims",
        "key_limits",
        "entity",
        "key",
        "age",
        "client_access",
        "user",
        "staff",
        "role",
        "return_to",
        "origin",
        "link",
        "claims_used",
    ]
    ok: bool
    words: str


class Claim(TypedDict):
    """One opening of a link."""

    position: int
    claimed_at: str
    by_code: bool
    session_id: str
    address: str | None
    user_agent: str | None


ClientAccess = Literal["none", "entity", "users"]


class ClosePeriodIn(TypedDict):
    """The period to close for good. It has to be over."""

    period: str


class ClosedPeriod(TypedDict):
    """A closed period, and what its VAT summaries came to: of what was issued and of what was received."""

    period: str
    date_from: str
    date_to: str
    closed_at: str
    closed_by: str
    issued: list[VatTotal]
    received: list[VatTotal]


class ConvertIn(TypedDict):
    """What a document becomes."""

    to: DocumentType
    is_draft: NotRequired[bool]


class CreditIn(TypedDict):
    """What of an invoice is taken back; without lines, all that is left."""

    items: NotRequired[list[CreditedLine] | None]
    reason: NotRequired[str | None]
    is_draft: NotRequired[bool]


class CreditNoteIn(TypedDict):
    """A new credit note; its amounts are above zero."""

    items: list[LineIn]
    is_draft: NotRequired[bool]
    date: NotRequired[date | str | None]
    date_service: NotRequired[date | str | None]
    date_service_to: NotRequired[date | str | None]
    customer_id: NotRequired[str | None]
    customer: NotRequired[CustomerOnDocument | None]
    note: NotRequired[str | None]
    payment_terms: NotRequired[str | None]
    tax_clause: NotRequired[str | None]
    footer: NotRequired[str | None]
    signature: NotRequired[str | None]
    reference: NotRequired[str | None]
    currency_code: NotRequired[str | None]
    exchange_rate: NotRequired[ExchangeRateIn | None]
    calculation_mode: NotRequired[Mode | None]
    payment_type: NotRequired[Literal["bank_transfer", "cash", "card", "check", "paypal", "coupon", "other"] | None]
    fiscal: NotRequired[FiscalIn | None]
    linked_documents: NotRequired[list[str] | None]
    expected_total_with_tax: NotRequired[Decimal | int | None]
    metadata: NotRequired[dict[str, str] | None]


class CreditNotePatch(TypedDict):
    """What is named changes, the rest stays; of an issued credit note the metadata alone."""

    items: NotRequired[list[LineIn] | None]
    change_reason: NotRequired[str | None]
    date: NotRequired[date | str | None]
    date_service: NotRequired[date | str | None]
    date_service_to: NotRequired[date | str | None]
    customer_id: NotRequired[str | None]
    customer: NotRequired[CustomerOnDocument | None]
    note: NotRequired[str | None]
    payment_terms: NotRequired[str | None]
    tax_clause: NotRequired[str | None]
    footer: NotRequired[str | None]
    signature: NotRequired[str | None]
    reference: NotRequired[str | None]
    currency_code: NotRequired[str | None]
    exchange_rate: NotRequired[ExchangeRateIn | None]
    calculation_mode: NotRequired[Mode | None]
    payment_type: NotRequired[Literal["bank_transfer", "cash", "card", "check", "paypal", "coupon", "other"] | None]
    fiscal: NotRequired[FiscalIn | None]
    linked_documents: NotRequired[list[str] | None]
    expected_total_with_tax: NotRequired[Decimal | int | None]
    metadata: NotRequired[dict[str, str] | None]


class CreditedLine(TypedDict):
    """A line of the invoice by its id; without a quantity, all that is left of it."""

    id: str
    quantity: NotRequired[Decimal | int | None]


class CustomerBankAccount(TypedDict):
    """Where the customer is paid: by IBAN, or by the number that its country has."""

    type: NotRequired[Literal["iban", "us_domestic", "uk_domestic", "other"] | None]
    name: NotRequired[str | None]
    bank_name: NotRequired[str | None]
    iban: NotRequired[str | None]
    account_number: NotRequired[str | None]
    bic: NotRequired[str | None]
    routing_number: NotRequired[str | None]
    sort_code: NotRequired[str | None]


class CustomerBankAccountOut(TypedDict):
    """Where the customer is paid."""

    type: NotRequired[str | None]
    name: NotRequired[str | None]
    bank_name: NotRequired[str | None]
    iban: NotRequired[str | None]
    account_number: NotRequired[str | None]
    bic: NotRequired[str | None]
    routing_number: NotRequired[str | None]
    sort_code: NotRequired[str | None]


class CustomerIn(TypedDict):
    """A new customer: a name is enough."""

    email: NotRequired[str | None]
    phone: NotRequired[str | None]
    address: NotRequired[str | None]
    address_2: NotRequired[str | None]
    post_code: NotRequired[str | None]
    city: NotRequired[str | None]
    state: NotRequired[str | None]
    country: NotRequired[str | None]
    country_code: NotRequired[str | None]
    vat_id: NotRequired[str | None]
    tax_number: NotRequired[str | None]
    company_number: NotRequired[str | None]
    contact_type: NotRequired[Literal["buyer", "supplier", "both"] | None]
    peppol_id: NotRequired[str | None]
    peppol_scheme_id: NotRequired[str | None]
    bank_accounts: NotRequired[list[CustomerBankAccount] | None]
    is_tax_subject: NotRequired[bool | None]
    is_end_consumer: NotRequired[bool | None]
    metadata: NotRequired[dict[str, str] | None]
    name: str


class CustomerOnDocument(TypedDict):
    """The customer as it is to stand on the document."""

    name: str
    vat_id: NotRequired[str | None]
    tax_number: NotRequired[str | None]
    company_number: NotRequired[str | None]
    email: NotRequired[str | None]
    phone: NotRequired[str | None]
    address: NotRequired[str | None]
    address_2: NotRequired[str | None]
    post_code: NotRequired[str | None]
    city: NotRequired[str | None]
    state: NotRequired[str | None]
    country_code: NotRequired[str | None]
    peppol_id: NotRequired[str | None]
    peppol_scheme_id: NotRequired[str | None]
    is_end_consumer: NotRequired[bool | None]
    save_customer: NotRequired[bool]


class Customer(TypedDict):
    """Whom the entity invoices."""

    id: str
    entity_id: str
    name: str
    email: str | None
    phone: str | None
    address: str | None
    address_2: str | None
    post_code: str | None
    city: str | None
    state: str | None
    country: str | None
    country_code: str | None
    vat_id: str | None
    tax_number: str | None
    company_number: str | None
    contact_type: Literal["buyer", "supplier", "both"]
    peppol_id: str | None
    peppol_scheme_id: str | None
    bank_accounts: list[CustomerBankAccountOut]
    is_tax_subject: bool | None
    is_end_consumer: bool | None
    metadata: dict[str, str]
    created_at: str
    updated_at: str | None
    deleted_at: str | None


class CustomerPatch(TypedDict):
    """What is named changes, the rest stays."""

    email: NotRequired[str | None]
    phone: NotRequired[str | None]
    address: NotRequired[str | None]
    address_2: NotRequired[str | None]
    post_code: NotRequired[str | None]
    city: NotRequired[str | None]
    state: NotRequired[str | None]
    country: NotRequired[str | None]
    country_code: NotRequired[str | None]
    vat_id: NotRequired[str | None]
    tax_number: NotRequired[str | None]
    company_number: NotRequired[str | None]
    contact_type: NotRequired[Literal["buyer", "supplier", "both"] | None]
    peppol_id: NotRequired[str | None]
    peppol_scheme_id: NotRequired[str | None]
    bank_accounts: NotRequired[list[CustomerBankAccount] | None]
    is_tax_subject: NotRequired[bool | None]
    is_end_consumer: NotRequired[bool | None]
    metadata: NotRequired[dict[str, str] | None]
    name: NotRequired[str | None]


class Defaults(TypedDict):
    """What a document says where it does not say it itself."""

    default_invoice_due_days: NotRequired[int | None]
    default_estimate_valid_days: NotRequired[int | None]
    default_invoice_note: NotRequired[str | None]
    default_invoice_payment_terms: NotRequired[str | None]
    default_credit_note_note: NotRequired[str | None]
    default_advance_invoice_note: NotRequired[str | None]
    default_advance_invoice_payment_terms: NotRequired[str | None]
    default_estimate_note: NotRequired[str | None]
    default_estimate_payment_terms: NotRequired[str | None]
    default_delivery_note_note: NotRequired[str | None]


class DeliveryNoteIn(TypedDict):
    """A new delivery note."""

    items: list[LineIn]
    is_draft: NotRequired[bool]
    date: NotRequired[date | str | None]
    date_service: NotRequired[date | str | None]
    date_service_to: NotRequired[date | str | None]
    customer_id: NotRequired[str | None]
    customer: NotRequired[CustomerOnDocument | None]
    note: NotRequired[str | None]
    payment_terms: NotRequired[str | None]
    tax_clause: NotRequired[str | None]
    footer: NotRequired[str | None]
    signature: NotRequired[str | None]
    reference: NotRequired[str | None]
    currency_code: NotRequired[str | None]
    exchange_rate: NotRequired[ExchangeRateIn | None]
    calculation_mode: NotRequired[Mode | None]
    payment_type: NotRequired[Literal["bank_transfer", "cash", "card", "check", "paypal", "coupon", "other"] | None]
    fiscal: NotRequired[FiscalIn | None]
    linked_documents: NotRequired[list[str] | None]
    expected_total_with_tax: NotRequired[Decimal | int | None]
    metadata: NotRequired[dict[str, str] | None]
    hide_prices: NotRequired[bool | None]


class DeliveryNotePatch(TypedDict):
    """What is named changes, the rest stays; of an issued delivery note the metadata alone."""

    items: NotRequired[list[LineIn] | None]
    change_reason: NotRequired[str | None]
    date: NotRequired[date | str | None]
    date_service: NotRequired[date | str | None]
    date_service_to: NotRequired[date | str | None]
    customer_id: NotRequired[str | None]
    customer: NotRequired[CustomerOnDocument | None]
    note: NotRequired[str | None]
    payment_terms: NotRequired[str | None]
    tax_clause: NotRequired[str | None]
    footer: NotRequired[str | None]
    signature: NotRequired[str | None]
    reference: NotRequired[str | None]
    currency_code: NotRequired[str | None]
    exchange_rate: NotRequired[ExchangeRateIn | None]
    calculation_mode: NotRequired[Mode | None]
    payment_type: NotRequired[Literal["bank_transfer", "cash", "card", "check", "paypal", "coupon", "other"] | None]
    fiscal: NotRequired[FiscalIn | None]
    linked_documents: NotRequired[list[str] | None]
    expected_total_with_tax: NotRequired[Decimal | int | None]
    metadata: NotRequired[dict[str, str] | None]
    hide_prices: NotRequired[bool | None]


class Delivery(TypedDict):
    """One event on its way to one webhook. `response_…` and `error_message` are those of the last attempt."""

    id: str
    webhook_id: str
    webhook_url: str
    entity_id: str | None
    event_type: str
    status: str
    attempt: int
    max_attempts: int
    response_status: int | None
    response_body: str | None
    error_message: str | None
    duration_ms: int | None
    request_body: str
    attempts: list[Attempt]
    next_attempt_at: str | None
    created_at: str
    finished_at: str | None


class DiscountIn(TypedDict):
    """Taken off a line: per cent, or an amount that is with tax where the line's price is."""

    value: Decimal | int
    type: NotRequired[DiscountKind]


DiscountKind = Literal["percent", "amount"]


class Discount(TypedDict):
    """As it was asked for."""

    value: Decimal
    type: str


class DocumentFile(TypedDict):
    """A file that hangs on a document."""

    id: str
    name: str
    mime_type: str
    bytes: int
    purpose: str
    category: str
    created_at: str


class Document(TypedDict):
    """A document of any of the five types; fields that its type does not have are null. Amounts are as stated on it:
    those of a credit note are above zero."""

    id: str
    entity_id: str
    type: DocumentType
    direction: str
    origin: str
    number: str | None
    is_draft: bool
    date: str
    date_year: int
    date_due: str | None
    date_valid_till: str | None
    date_service: str | None
    date_service_to: str | None
    title_type: str | None
    hide_prices: bool
    reference: str | None
    calculation_mode: str
    transaction_type: str | None
    language: str
    issuer: Party
    customer_id: str | None
    customer: Party | None
    note: str | None
    payment_terms: str | None
    tax_clause: str | None
    footer: str | None
    signature: str | None
    legends: list[str]
    items: list[Line]
    charges: list[Charge]
    taxes: list[DocumentTax]
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
    fiscal: Fiscal | None
    document_relations: list[Relation]
    in_conflict: bool
    issued_at: str | None
    voided_at: str | None
    void_reason: str | None
    metadata: dict[str, str]
    created_at: str
    updated_at: str


class DocumentTax(TypedDict):
    """One tax group: the tax is worked out here, never by line."""

    rate: Decimal | None
    category: str
    base: Decimal
    amount: Decimal
    base_converted: Decimal | None
    amount_converted: Decimal | None
    reverse_charge: bool
    reason: str | None
    reason_code: str | None


DocumentType = Literal["invoice", "credit_note", "advance_invoice", "estimate", "delivery_note"]


class EndIn(TypedDict):
    """What to end: exactly one of these."""

    user_id: NotRequired[str | None]
    staff_id: NotRequired[str | None]
    key_id: NotRequired[str | None]
    all: NotRequired[Literal["entity", "account"] | None]


class Ended(TypedDict):
    """How many links and sessions were ended."""

    links: int
    sessions: int


class EntityBankAccount(TypedDict):
    """Where the entity is paid; the first of a list is the one that its documents name."""

    iban: str
    bic: NotRequired[str | None]
    name: NotRequired[str | None]


class EntityBankAccountOut(TypedDict):
    """Where the entity is paid."""

    iban: str
    bic: NotRequired[str | None]
    name: NotRequired[str | None]


class EntityIn(TypedDict):
    """A new entity: a name and a country are enough, the rest follows from the country."""

    currency_code: NotRequired[str | None]
    locale: NotRequired[str | None]
    timezone: NotRequired[str | None]
    client_access: NotRequired[ClientAccess | None]
    address: NotRequired[str | None]
    address_2: NotRequired[str | None]
    post_code: NotRequired[str | None]
    city: NotRequired[str | None]
    state: NotRequired[str | None]
    vat_id: NotRequired[str | None]
    tax_number: NotRequired[str | None]
    company_number: NotRequired[str | None]
    email: NotRequired[str | None]
    phone: NotRequired[str | None]
    bank_accounts: NotRequired[list[EntityBankAccount] | None]
    legal_notes: NotRequired[list[str] | None]
    is_tax_subject: NotRequired[bool | None]
    settings: NotRequired[EntitySettings | None]
    metadata: NotRequired[dict[str, str] | None]
    name: str
    country: str


class EntityKeyIn(TypedDict):
    """A new key of one entity."""

    name: NotRequired[str]
    ttl: NotRequired[int | None]


class Entity(TypedDict):
    """One client business."""

    id: str
    account_id: str
    environment: Environment
    name: str
    country: str
    country_code: str
    currency_code: str
    locale: str
    timezone: str
    client_access: ClientAccess
    address: str | None
    address_2: str | None
    post_code: str | None
    city: str | None
    state: str | None
    vat_id: str | None
    tax_number: str | None
    company_number: str | None
    email: str | None
    phone: str | None
    bank_accounts: list[EntityBankAccountOut]
    legal_notes: list[str]
    is_tax_subject: bool
    logo_url: str | None
    settings: dict[str, Any]
    metadata: dict[str, str]
    created_at: str
    updated_at: str | None


class EntityPatch(TypedDict):
    """What is named changes, the rest stays. The country is fixed once a live document was issued."""

    currency_code: NotRequired[str | None]
    locale: NotRequired[str | None]
    timezone: NotRequired[str | None]
    client_access: NotRequired[ClientAccess | None]
    address: NotRequired[str | None]
    address_2: NotRequired[str | None]
    post_code: NotRequired[str | None]
    city: NotRequired[str | None]
    state: NotRequired[str | None]
    vat_id: NotRequired[str | None]
    tax_number: NotRequired[str | None]
    company_number: NotRequired[str | None]
    email: NotRequired[str | None]
    phone: NotRequired[str | None]
    bank_accounts: NotRequired[list[EntityBankAccount] | None]
    legal_notes: NotRequired[list[str] | None]
    is_tax_subject: NotRequired[bool | None]
    settings: NotRequired[EntitySettings | None]
    metadata: NotRequired[dict[str, str] | None]
    name: NotRequired[str | None]
    country: NotRequired[str | None]


class EntitySettings(TypedDict):
    """Groups of settings; a group that is sent replaces that group."""

    numbering: NotRequired[Numbering | None]
    defaults: NotRequired[Defaults | None]
    tax: NotRequired[TaxSettings | None]
    branding: NotRequired[Branding | None]


Environment = Literal["live", "sandbox"]


class EstimateIn(TypedDict):
    """A new estimate."""

    items: list[LineIn]
    is_draft: NotRequired[bool]
    date: NotRequired[date | str | None]
    date_service: NotRequired[date | str | None]
    date_service_to: NotRequired[date | str | None]
    customer_id: NotRequired[str | None]
    customer: NotRequired[CustomerOnDocument | None]
    note: NotRequired[str | None]
    payment_terms: NotRequired[str | None]
    tax_clause: NotRequired[str | None]
    footer: NotRequired[str | None]
    signature: NotRequired[str | None]
    reference: NotRequired[str | None]
    currency_code: NotRequired[str | None]
    exchange_rate: NotRequired[ExchangeRateIn | None]
    calculation_mode: NotRequired[Mode | None]
    payment_type: NotRequired[Literal["bank_transfer", "cash", "card", "check", "paypal", "coupon", "other"] | None]
    fiscal: NotRequired[FiscalIn | None]
    linked_documents: NotRequired[list[str] | None]
    expected_total_with_tax: NotRequired[Decimal | int | None]
    metadata: NotRequired[dict[str, str] | None]
    date_valid_till: NotRequired[date | str | None]
    title_type: NotRequired[Literal["estimate", "proforma_invoice"] | None]


class EstimatePatch(TypedDict):
    """What is named changes, the rest stays; of an issued estimate the metadata alone."""

    items: NotRequired[list[LineIn] | None]
    change_reason: NotRequired[str | None]
    date: NotRequired[date | str | None]
    date_service: NotRequired[date | str | None]
    date_service_to: NotRequired[date | str | None]
    customer_id: NotRequired[str | None]
    customer: NotRequired[CustomerOnDocument | None]
    note: NotRequired[str | None]
    payment_terms: NotRequired[str | None]
    tax_clause: NotRequired[str | None]
    footer: NotRequired[str | None]
    signature: NotRequired[str | None]
    reference: NotRequired[str | None]
    currency_code: NotRequired[str | None]
    exchange_rate: NotRequired[ExchangeRateIn | None]
    calculation_mode: NotRequired[Mode | None]
    payment_type: NotRequired[Literal["bank_transfer", "cash", "card", "check", "paypal", "coupon", "other"] | None]
    fiscal: NotRequired[FiscalIn | None]
    linked_documents: NotRequired[list[str] | None]
    expected_total_with_tax: NotRequired[Decimal | int | None]
    metadata: NotRequired[dict[str, str] | None]
    date_valid_till: NotRequired[date | str | None]
    title_type: NotRequired[Literal["estimate", "proforma_invoice"] | None]


class ExchangeRateIn(TypedDict):
    """Units of `quote_currency` for one unit of the document's currency."""

    rate: Decimal | int
    source: NotRequired[str | None]
    date: NotRequired[date | str | None]
    quote_currency: NotRequired[str | None]


class ExchangeRate(TypedDict):
    """Units of `quote_currency` for one unit of the document's currency."""

    rate: Decimal
    source: str | None
    date: str | None
    quote_currency: str | None


class ExplainIn(TypedDict):
    """A token that does not open, or the whole address with it."""

    token: str
    origin: NotRequired[str | None]


class Explained(TypedDict):
    """Whether the token would open now, and why not. Of a token that is not yours nothing is known."""

    opens: bool
    link_id: str | None
    entity_id: str | None
    checks: list[Check]


class ExportIn(TypedDict):
    """Which file of which documents: by period, by days (both included), or, for archives, by id; drafts only by id. A
    `pack` is of a period alone, and holds what its tax reports count: PDFs, e-invoices, the reports as xlsx, a page to
    read them by, and a list with the SHA-256 of each file and the totals."""

    format: Literal["xlsx", "csv", "pdf", "xml", "pack"]
    types: NotRequired[list[str] | None]
    period: NotRequired[str | None]
    date_from: NotRequired[date | str | None]
    date_to: NotRequired[date | str | None]
    document_ids: NotRequired[list[str] | None]
    direction: NotRequired[Literal["issued", "received"]]
    locale: NotRequired[Literal["en", "sl", "de", "it", "fr", "es", "pt", "nl", "pl", "hr"] | None]


class Export(TypedDict):
    """How far an export is: `queued`, `running`, `done`, `failed` or `cancelled`. `file_url` is where the file is, once
    done; `seconds_left` an estimate, while there can be one."""

    id: str
    format: Literal["xlsx", "csv", "pdf", "xml", "pack"]
    status: str
    progress: int
    total_docs: int
    done_docs: int
    seconds_left: int | None
    types: list[str] | None
    period: str | None
    date_from: str | None
    date_to: str | None
    direction: str | None
    failed: list[FailedDocument]
    error: str | None
    file_name: str
    file_url: str | None
    bytes: int | None
    sha256: str | None
    requested_by: str
    created_at: str
    started_at: str | None
    finished_at: str | None
    expires_at: str | None


class FailedDocument(TypedDict):
    """A document that is not in the file, or of a pack one whose PDF or e-invoice is not: `code` is `no_xml`,
    `not_drawn`, `missing` or `damaged`, `message` says why."""

    document_id: str
    number: str
    code: str
    message: str


class File(TypedDict):
    """A file; `url` is where its bytes are, for the same key. `purpose` is `shared`, or `original` and `attachment` for
    what an imported document came from and came with. What the client sent (`sent_by` is `client`) has no `fetched_at`
    until your side first takes its bytes."""

    id: str
    entity_id: str
    document_id: str | None
    category: str
    purpose: str
    period: str | None
    filename: str
    mime_type: str
    bytes: int
    sha256: str
    note: str | None
    added_by: str
    sent_by: str
    fetched_at: str | None
    url: str
    created_at: str


class FilePatch(TypedDict):
    """What is changed; null clears the period, the note and the document."""

    filename: NotRequired[str | None]
    category: NotRequired[str | None]
    period: NotRequired[str | None]
    note: NotRequired[str | None]
    document_id: NotRequired[str | None]


class FinalizeIn(TypedDict):
    """How a draft is issued."""

    fiscal: NotRequired[FiscalIn | None]
    expected_number: NotRequired[str | None]
    change_reason: NotRequired[str | None]
    type: NotRequired[DocumentType | None]


class FiscalIn(TypedDict):
    """What a certified channel gave out, by the codes of the country's profile; or where it went instead, and why."""

    identifiers: NotRequired[dict[str, str]]
    issued_elsewhere: NotRequired[str | None]


class Fiscal(TypedDict):
    """What was stated of a certified channel."""

    identifiers: dict[str, str]
    issued_elsewhere: str | None


class Format(TypedDict):
    """One format: `valid` ones may be taken, `invalid` ones say why not, `pending` ones are being checked."""

    format: str
    status: str
    violations: list[Violation]


class Formats(TypedDict):
    """All formats that suit the document; `original` is the file that an imported one was made from."""

    formats: list[Format]


class Import(TypedDict):
    """What became of the paper; `has_errors` when its stated sums do not add up. `outcome` is `added`, `same_file`
    (known by these bytes), `second_original` (known by what it states) or `in_conflict` (added, and it contradicts
    another)."""

    outcome: Literal["added", "same_file", "second_original", "in_conflict"]
    document_id: str
    number: str
    type: str
    direction: Literal["issued", "received"]
    currency_code: str
    total_with_tax: Decimal
    in_conflict: bool
    has_errors: bool


class InvitationIn(TypedDict):
    """A person to invite: they become a member, and get a link by mail."""

    email: str
    name: NotRequired[str | None]
    role: NotRequired[Literal["viewer", "editor", "admin", "member"]]
    locale: NotRequired[str | None]


class Invitation(TypedDict):
    """An invitation; accepted by the first opening of its link."""

    id: str
    entity_id: str
    user_id: str
    email: str
    name: str | None
    role: Role
    status: InvitationStatus
    link_id: str | None
    invited_by: str
    expires_at: str
    accepted_at: str | None
    cancelled_at: str | None
    created_at: str
    updated_at: str
    warnings: NotRequired[list[str]]


InvitationStatus = Literal["pending", "accepted", "expired", "cancelled"]


class InvoiceIn(TypedDict):
    """A new invoice."""

    items: list[LineIn]
    is_draft: NotRequired[bool]
    date: NotRequired[date | str | None]
    date_service: NotRequired[date | str | None]
    date_service_to: NotRequired[date | str | None]
    customer_id: NotRequired[str | None]
    customer: NotRequired[CustomerOnDocument | None]
    note: NotRequired[str | None]
    payment_terms: NotRequired[str | None]
    tax_clause: NotRequired[str | None]
    footer: NotRequired[str | None]
    signature: NotRequired[str | None]
    reference: NotRequired[str | None]
    currency_code: NotRequired[str | None]
    exchange_rate: NotRequired[ExchangeRateIn | None]
    calculation_mode: NotRequired[Mode | None]
    payment_type: NotRequired[Literal["bank_transfer", "cash", "card", "check", "paypal", "coupon", "other"] | None]
    fiscal: NotRequired[FiscalIn | None]
    linked_documents: NotRequired[list[str] | None]
    expected_total_with_tax: NotRequired[Decimal | int | None]
    metadata: NotRequired[dict[str, str] | None]
    date_due: NotRequired[date | str | None]


class InvoicePatch(TypedDict):
    """What is named changes, the rest stays; of an issued invoice the metadata alone."""

    items: NotRequired[list[LineIn] | None]
    change_reason: NotRequired[str | None]
    date: NotRequired[date | str | None]
    date_service: NotRequired[date | str | None]
    date_service_to: NotRequired[date | str | None]
    customer_id: NotRequired[str | None]
    customer: NotRequired[CustomerOnDocument | None]
    note: NotRequired[str | None]
    payment_terms: NotRequired[str | None]
    tax_clause: NotRequired[str | None]
    footer: NotRequired[str | None]
    signature: NotRequired[str | None]
    reference: NotRequired[str | None]
    currency_code: NotRequired[str | None]
    exchange_rate: NotRequired[ExchangeRateIn | None]
    calculation_mode: NotRequired[Mode | None]
    payment_type: NotRequired[Literal["bank_transfer", "cash", "card", "check", "paypal", "coupon", "other"] | None]
    fiscal: NotRequired[FiscalIn | None]
    linked_documents: NotRequired[list[str] | None]
    expected_total_with_tax: NotRequired[Decimal | int | None]
    metadata: NotRequired[dict[str, str] | None]
    date_due: NotRequired[date | str | None]


class ItemIn(TypedDict):
    """A new item: a name, and `price` or `gross_price`."""

    description: NotRequired[str | None]
    price: NotRequired[Decimal | int | None]
    gross_price: NotRequired[Decimal | int | None]
    currency_code: NotRequired[str | None]
    unit: NotRequired[str | None]
    classification: NotRequired[Literal["product", "service", "advance"] | None]
    tax_ids: NotRequired[list[str] | None]
    taxes: NotRequired[list[TaxOfItem] | None]
    metadata: NotRequired[dict[str, str] | None]
    name: str


class Item(TypedDict):
    """What an entity sells. Of `price` and `gross_price` one is null."""

    id: str
    entity_id: str
    name: str
    description: str | None
    price: Decimal | None
    gross_price: Decimal | None
    currency_code: str
    unit: str | None
    classification: Literal["product", "service", "advance"] | None
    tax_ids: list[str]
    metadata: dict[str, str]
    created_at: str
    updated_at: str | None
    deleted_at: str | None


class ItemPatch(TypedDict):
    """What is named changes, the rest stays; a price of one kind takes the place of one of the other."""

    description: NotRequired[str | None]
    price: NotRequired[Decimal | int | None]
    gross_price: NotRequired[Decimal | int | None]
    currency_code: NotRequired[str | None]
    unit: NotRequired[str | None]
    classification: NotRequired[Literal["product", "service", "advance"] | None]
    tax_ids: NotRequired[list[str] | None]
    taxes: NotRequired[list[TaxOfItem] | None]
    metadata: NotRequired[dict[str, str] | None]
    name: NotRequired[str | None]


KeyKind = Literal["sk", "ek", "lk"]


class Key(TypedDict):
    """A key, never its text: `prefix_hint` is enough to recognise it by."""

    id: str
    kind: KeyKind
    name: str
    environment: Environment
    entity_id: str | None
    prefix_hint: str
    limits: SigningLimits | None
    created_at: str
    expires_at: str | None
    last_used_at: str | None


class LineIn(TypedDict):
    """One line. What is left out comes from the item of `item_id`."""

    item_id: NotRequired[str | None]
    name: NotRequired[str | None]
    description: NotRequired[str | None]
    quantity: NotRequired[Decimal | int]
    unit: NotRequired[str | None]
    price: NotRequired[Decimal | int | None]
    gross_price: NotRequired[Decimal | int | None]
    classification: NotRequired[Nature | None]
    taxes: NotRequired[list[LineTaxIn] | None]
    discounts: NotRequired[list[DiscountIn]]
    metadata: NotRequired[dict[str, str]]


class Line(TypedDict):
    """One line. `price` is for one unit without tax, `gross_price` only where the price was stated with it."""

    id: str
    item_id: str | None
    name: str
    description: str | None
    classification: str | None
    quantity: Decimal
    unit: str | None
    price: Decimal
    gross_price: Decimal | None
    taxes: list[LineTax]
    discounts: list[Discount]
    total_discount: Decimal
    total: Decimal
    total_with_tax: Decimal
    metadata: dict[str, str]


class LineTaxIn(TypedDict):
    """One of the entity's taxes by its id or classification, a rate, or reverse charge."""

    tax_id: NotRequired[str | None]
    classification: NotRequired[str | None]
    rate: NotRequired[Decimal | int | None]
    reverse_charge: NotRequired[bool]


class LineTax(TypedDict):
    """What a line is taxed with; `category` is of EN 16931."""

    rate: Decimal | None
    category: str
    tax_id: str | None
    reverse_charge: bool


class LinkIn(TypedDict):
    """A link. The whole entity has to be asked for by name: leaving the user out never means it."""

    label: NotRequired[str | None]
    view: NotRequired[str | None]
    locale: NotRequired[str | None]
    return_to: NotRequired[str | None]
    recipient: NotRequired[str | None]
    require_code: NotRequired[bool]
    lifetime: NotRequired[int | None]
    access: Access
    user_id: NotRequired[str | None]
    role: NotRequired[Role | None]
    staff_id: NotRequired[str | None]
    max_claims: NotRequired[int | None]


class Link(TypedDict):
    """A link; never its token."""

    id: str
    entity_id: str
    access: Access
    user_id: str | None
    staff_id: str | None
    role: Role | None
    name: str
    recipient: str | None
    status: Literal["live", "used", "expired", "revoked"]
    issued_by: str
    key_id: str | None
    offline: bool
    max_claims: int
    claims_left: int
    require_code: bool
    issued_at: str
    expires_at: str
    revoked_at: str | None


class Me(TypedDict):
    """The calling key."""

    key_id: str
    name: str
    kind: str
    hint: str
    account_id: str
    environment: Environment
    entity_id: str | None
    expires_at: str | None
    permissions: list[str]


class Missing(TypedDict):
    """One thing that is missing before the first live invoice."""

    code: str
    field: str
    message: str


Mode = Literal["b2b_standard", "b2c_gross_discount"]

Nature = Literal["product", "service", "advance"]


class NewKey(TypedDict):
    """A key that was just made. `key` is its text, shown this once."""

    id: str
    kind: KeyKind
    name: str
    environment: Environment
    entity_id: str | None
    prefix_hint: str
    limits: SigningLimits | None
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    key: str


class NextNumber(TypedDict):
    """The number that the next document would get; it is nobody's until one is issued."""

    number: str


class Numbering(TypedDict):
    """How documents are numbered, by type: formats as `{yyyy}-{nnnnn}`, and where a new series begins."""

    number_formats: NotRequired[dict[str, str]]
    number_sequence_starts: NotRequired[dict[str, int]]


class OriginIn(TypedDict):
    """An exact origin of the firm's, as in `https://app.example.com`."""

    origin: str
    frames: NotRequired[bool]
    returns: NotRequired[bool]


class Origin(TypedDict):
    """An origin that the account has registered."""

    id: str
    origin: str
    frames: bool
    returns: bool
    created_at: str


class Party(TypedDict):
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


class PaymentIn(TypedDict):
    """A payment for one document, by `document_id` or by the field of its type. With type `credit_note` a credit note
    is set off against an invoice: both are named, and no money moves."""

    document_id: NotRequired[str | None]
    invoice_id: NotRequired[str | None]
    advance_invoice_id: NotRequired[str | None]
    credit_note_id: NotRequired[str | None]
    amount: Decimal | int
    type: NotRequired[
        Literal["cash", "bank_transfer", "card", "check", "paypal", "coupon", "other", "credit_note", "advance"]
    ]
    date: NotRequired[date | str | None]
    currency_code: NotRequired[str | None]
    reference: NotRequired[str | None]
    note: NotRequired[str | None]
    tag: NotRequired[str | None]
    metadata: NotRequired[dict[str, str] | None]


class Payment(TypedDict):
    """Money received for a document, given back for a credit note, or a set-off of one against an invoice."""

    id: str
    entity_id: str
    document_id: str
    invoice_id: str | None
    advance_invoice_id: str | None
    credit_note_id: str | None
    amount: Decimal
    currency_code: str
    type: str
    date: str
    reference: str | None
    note: str | None
    tag: str | None
    metadata: dict[str, str]
    created_at: str
    updated_at: str | None
    deleted_at: str | None


class PaymentPatch(TypedDict):
    """What is named changes, the rest stays, `null` clears. The document stays: delete, and record another."""

    amount: NotRequired[Decimal | int | None]
    type: NotRequired[
        Literal["cash", "bank_transfer", "card", "check", "paypal", "coupon", "other", "credit_note", "advance"] | None
    ]
    date: NotRequired[date | str | None]
    reference: NotRequired[str | None]
    note: NotRequired[str | None]
    tag: NotRequired[str | None]
    metadata: NotRequired[dict[str, str] | None]


class PdfExportIn(TypedDict):
    """The documents by id, or by type and days."""

    document_ids: NotRequired[list[str] | None]
    types: NotRequired[list[str] | None]
    date_from: NotRequired[date | str | None]
    date_to: NotRequired[date | str | None]


class Pending(TypedDict):
    """A PDF that is being drawn: ask again after `Retry-After`."""

    status: str


class PreviewIn(TypedDict):
    """A document of any type, worked out and not saved."""

    items: list[LineIn]
    is_draft: NotRequired[bool]
    date: NotRequired[date | str | None]
    date_service: NotRequired[date | str | None]
    date_service_to: NotRequired[date | str | None]
    customer_id: NotRequired[str | None]
    customer: NotRequired[CustomerOnDocument | None]
    note: NotRequired[str | None]
    payment_terms: NotRequired[str | None]
    tax_clause: NotRequired[str | None]
    footer: NotRequired[str | None]
    signature: NotRequired[str | None]
    reference: NotRequired[str | None]
    currency_code: NotRequired[str | None]
    exchange_rate: NotRequired[ExchangeRateIn | None]
    calculation_mode: NotRequired[Mode | None]
    payment_type: NotRequired[Literal["bank_transfer", "cash", "card", "check", "paypal", "coupon", "other"] | None]
    fiscal: NotRequired[FiscalIn | None]
    linked_documents: NotRequired[list[str] | None]
    expected_total_with_tax: NotRequired[Decimal | int | None]
    metadata: NotRequired[dict[str, str] | None]
    hide_prices: NotRequired[bool | None]
    date_valid_till: NotRequired[date | str | None]
    title_type: NotRequired[Literal["estimate", "proforma_invoice"] | None]
    date_due: NotRequired[date | str | None]
    type: NotRequired[DocumentType]


class Readiness(TypedDict):
    """Whether the entity may issue live invoices, and what is missing until then."""

    ready: bool
    missing: list[Missing]


class Refusal(TypedDict):
    """Why a row got no link; the same as the error of a call."""

    code: str
    message: str
    cause: NotRequired[dict[str, Any] | None]


class Relation(TypedDict):
    """A relation to another document, as this one sees it; without a target id that one is not here."""

    id: str
    source_id: str
    source_type: str
    target_id: str | None
    target_type: str | None
    relation_type: str
    number: str | None


class ReportChange(TypedDict):
    """What happened in a closed period after it was closed. It is in no figure of the report."""

    kind: str
    document_id: str
    number: str
    document_type: str
    direction: str
    party_name: str
    currency_code: str
    base: Decimal
    tax: Decimal
    balance: Decimal


class ReportColumn(TypedDict):
    """A column of a table; `type` is text, amount, day, count or rate."""

    key: str
    title: str
    type: str


class ReportEntry(TypedDict):
    """A document behind a figure, and what it adds to each of the figure's amounts."""

    document_id: str
    document_type: str
    number: str
    date: str
    tax_point: str
    party_name: str
    is_voided: bool
    amounts: list[Decimal]


class ReportFigure(TypedDict):
    """Exactly the documents that a figure is the sum of; `amounts` are those sums."""

    figure: str
    title: str
    currency_code: str
    columns: list[str]
    amounts: list[Decimal]
    documents: list[ReportEntry]


class ReportKind(TypedDict):
    """One kind of report, and the forms that it comes in."""

    report: Literal["vat_summary", "input_vat", "sales_ledger", "kir", "aging", "statement"]
    path: str
    formats: list[Literal["json", "pdf", "xlsx", "csv"]]


class Report(TypedDict):
    """A report. While `state` is `provisional` its figures can change; when it is `closed` they do not."""

    report: Literal["vat_summary", "input_vat", "sales_ledger", "kir", "aging", "statement"]
    title: str
    period: str
    date_from: str
    date_to: str
    as_of: str
    state: Literal["provisional", "closed"]
    is_over: bool
    closed_at: str | None
    closed_by: str | None
    customer: str | None
    locale: str
    filed: Literal[False]
    sections: list[ReportSection]
    remarks: list[ReportRemark]
    later_changes: list[ReportChange]


class ReportRemark(TypedDict):
    """What a reader has to know; `figure` names the documents that it is about."""

    text: str
    figure: str | None


class ReportRow(TypedDict):
    """A row. A `total` is the sum of the `plain` rows above it; an `aside` is in no sum. `values` are by column: texts,
    numbers, and days like `2026-03-15`. `figures` names, by column, the figure whose documents `/tax-reports/documents`
    lists."""

    kind: str
    document_id: str | None
    values: dict[str, str | Decimal | None]
    figures: dict[str, str]


class ReportSection(TypedDict):
    """A table. All of its amounts are in its currency: amounts in two currencies are never added up."""

    key: str
    title: str
    currency: str
    note: str
    columns: list[ReportColumn]
    rows: list[ReportRow]


Role = Literal["viewer", "editor", "admin"]


class Session(TypedDict):
    """A session that can go on until `idle_until` without another request, until `expires_at` whatever comes."""

    id: str
    entity_id: str
    access: Access
    user_id: str | None
    staff_id: str | None
    name: str
    link_id: str
    key_id: str | None
    framed: bool
    parent_origin: str | None
    created_at: str
    last_seen_at: str
    idle_until: str
    expires_at: str


class SigningLimitsIn(TypedDict):
    """What links signed with an `lk_` key may open at most. `max_role` null allows no user."""

    max_role: NotRequired[Role | None]
    allow_full_entity: NotRequired[bool]
    entity_ids: NotRequired[list[str] | None]
    max_seconds: NotRequired[int]


class SigningLimits(TypedDict):
    """What links signed with this key may open at most."""

    max_role: Role | None
    allow_full_entity: bool
    entity_ids: list[str] | None
    max_seconds: int


class StaffDetail(TypedDict):
    """A person of the firm, with the entities assigned to them."""

    id: str
    name: str
    email: str
    created_at: str
    assignments: list[Assignment]


class StaffIn(TypedDict):
    """A person of the firm; enters no entity until assigned to it."""

    name: str
    email: str


class Staff(TypedDict):
    """A person of the firm."""

    id: str
    name: str
    email: str
    created_at: str


class StaffPatch(TypedDict):
    """What is named changes."""

    name: NotRequired[str | None]
    email: NotRequired[str | None]


class TaxIn(TypedDict):
    """A new tax: a rate is enough."""

    name: NotRequired[str | None]
    category: NotRequired[Literal["S", "Z", "E", "AE", "K", "G", "O"] | None]
    classification: NotRequired[str | None]
    reason: NotRequired[str | None]
    reason_code: NotRequired[str | None]
    is_default: NotRequired[bool | None]
    metadata: NotRequired[dict[str, str] | None]
    tax_rates: list[TaxRate]


class TaxOfItem(TypedDict):
    """The tax on an item, by its id, or by its rate today or its classification."""

    tax_id: NotRequired[str | None]
    rate: NotRequired[Decimal | int | None]
    classification: NotRequired[str | None]


class Tax(TypedDict):
    """A tax that an entity charges; its rates newest first."""

    id: str
    entity_id: str
    name: str
    category: Literal["S", "Z", "E", "AE", "K", "G", "O"]
    classification: str | None
    tax_rates: list[TaxRateOut]
    reason: str | None
    reason_code: str | None
    is_default: bool
    metadata: dict[str, str]
    created_at: str | None
    updated_at: str | None
    deleted_at: str | None


class TaxPatch(TypedDict):
    """What is named changes, the rest stays. Documents that were issued keep their rates."""

    name: NotRequired[str | None]
    category: NotRequired[Literal["S", "Z", "E", "AE", "K", "G", "O"] | None]
    classification: NotRequired[str | None]
    reason: NotRequired[str | None]
    reason_code: NotRequired[str | None]
    is_default: NotRequired[bool | None]
    metadata: NotRequired[dict[str, str] | None]
    tax_rates: NotRequired[list[TaxRate] | None]


class TaxRate(TypedDict):
    """A rate in per cent, from a day on; without one from ever."""

    rate: Decimal | int
    valid_from: NotRequired[date | str | None]


class TaxRateOut(TypedDict):
    """A rate in per cent, from a day on."""

    rate: Decimal
    valid_from: str


class TaxSettings(TypedDict):
    """How taxes are worked out."""

    calculation: NotRequired[Calculation]


class TokenIn(TypedDict):
    """A link for the entity's client, as its `client_access` has it."""

    label: NotRequired[str | None]
    view: NotRequired[str | None]
    locale: NotRequired[str | None]
    return_to: NotRequired[str | None]
    recipient: NotRequired[str | None]
    require_code: NotRequired[bool]
    lifetime: NotRequired[int | None]
    user_id: NotRequired[str | None]


class Token(TypedDict):
    """A fresh link. `token` and `url` are shown this once."""

    token: str
    url: str
    expires_at: str
    link_id: str
    entity_id: str
    access: Access
    role: Role | None
    warnings: list[str]


class UserIn(TypedDict):
    """A person who becomes a member of the entity."""

    email: str
    name: NotRequired[str | None]
    role: NotRequired[Literal["viewer", "editor", "admin", "member"]]
    locale: NotRequired[str | None]
    send_invite: NotRequired[bool]


class User(TypedDict):
    """A member of one entity. `id` and `user_id` are the same."""

    id: str
    user_id: str
    entity_id: str
    email: str
    name: str
    role: Role
    locale: str | None
    invited_by_user_id: NotRequired[None]
    invitation_id: NotRequired[str | None]
    created_at: str
    warnings: NotRequired[list[str]]


class UserPatch(TypedDict):
    """Another role in this entity."""

    role: Literal["viewer", "editor", "admin", "member"]


class VatTotal(TypedDict):
    """What a VAT summary came to in one currency."""

    currency: str
    documents: int
    base: Decimal
    tax: Decimal


class Version(TypedDict):
    """What a document was after a change."""

    id: str
    version: int
    user: VersionUser
    changed_fields: list[str]
    reason: str | None
    snapshot: dict[str, Any]
    created_at: str


class VersionUser(TypedDict):
    """Who made a version."""

    name: str
    kind: str
    id: str | None


class Versions(TypedDict):
    """The newest first."""

    versions: list[Version]


class Violation(TypedDict):
    """A rule of EN 16931, of a network or of a schema that the document breaks; `topic` says what it is about."""

    rule: str
    topic: str
    sentence: str


class VoidIn(TypedDict):
    """Why a document is voided."""

    reason: NotRequired[str | None]
    type: NotRequired[DocumentType | None]


class WebhookIn(TypedDict):
    """A new webhook: where events go, and which."""

    url: str
    events: list[
        Literal[
            "*",
            "invoice.created",
            "invoice.updated",
            "invoice.finalized",
            "invoice.voided",
            "invoice.paid",
            "invoice.deleted",
            "credit_note.created",
            "credit_note.updated",
            "credit_note.finalized",
            "credit_note.voided",
            "credit_note.paid",
            "credit_note.deleted",
            "advance_invoice.created",
            "advance_invoice.updated",
            "advance_invoice.finalized",
            "advance_invoice.voided",
            "advance_invoice.paid",
            "advance_invoice.deleted",
            "estimate.created",
            "estimate.updated",
            "estimate.finalized",
            "estimate.voided",
            "estimate.paid",
            "estimate.deleted",
            "delivery_note.created",
            "delivery_note.updated",
            "delivery_note.finalized",
            "delivery_note.voided",
            "delivery_note.paid",
            "delivery_note.deleted",
            "payment.received",
            "payment.deleted",
            "payment.restored",
            "file.created",
            "file.updated",
            "file.deleted",
            "export.completed",
            "export.failed",
            "user.added",
            "user.changed",
            "user.removed",
            "user.invited",
            "link.issued",
            "link.opened",
            "link.refused",
            "link.revoked",
            "session.started",
            "session.ended",
        ]
    ]
    description: NotRequired[str | None]
    active: NotRequired[bool]
    metadata: NotRequired[dict[str, str] | None]


class Webhook(TypedDict):
    """A webhook; its secret is shown at its making and at rotation only."""

    id: str
    entity_id: str | None
    url: str
    description: str | None
    events: list[str]
    active: bool
    disabled_reason: str | None
    secret: str
    metadata: dict[str, Any]
    created_at: str
    updated_at: str | None


class WebhookPatch(TypedDict):
    """What is named changes; `active: true` also takes up one that was switched off after failures."""

    url: NotRequired[str | None]
    events: NotRequired[
        list[
            Literal[
                "*",
                "invoice.created",
                "invoice.updated",
                "invoice.finalized",
                "invoice.voided",
                "invoice.paid",
                "invoice.deleted",
                "credit_note.created",
                "credit_note.updated",
                "credit_note.finalized",
                "credit_note.voided",
                "credit_note.paid",
                "credit_note.deleted",
                "advance_invoice.created",
                "advance_invoice.updated",
                "advance_invoice.finalized",
                "advance_invoice.voided",
                "advance_invoice.paid",
                "advance_invoice.deleted",
                "estimate.created",
                "estimate.updated",
                "estimate.finalized",
                "estimate.voided",
                "estimate.paid",
                "estimate.deleted",
                "delivery_note.created",
                "delivery_note.updated",
                "delivery_note.finalized",
                "delivery_note.voided",
                "delivery_note.paid",
                "delivery_note.deleted",
                "payment.received",
                "payment.deleted",
                "payment.restored",
                "file.created",
                "file.updated",
                "file.deleted",
                "export.completed",
                "export.failed",
                "user.added",
                "user.changed",
                "user.removed",
                "user.invited",
                "link.issued",
                "link.opened",
                "link.refused",
                "link.revoked",
                "session.started",
                "session.ended",
            ]
        ]
        | None
    ]
    description: NotRequired[str | None]
    active: NotRequired[bool | None]
    metadata: NotRequired[dict[str, str] | None]


DECIMALS: frozenset[str] = frozenset(
    {
        "amount",
        "amount_converted",
        "amounts",
        "balance",
        "base",
        "base_converted",
        "expected_total_with_tax",
        "gross_price",
        "prepaid",
        "price",
        "quantity",
        "rate",
        "rounding_correction",
        "tax",
        "total",
        "total_converted",
        "total_discount",
        "total_due",
        "total_paid",
        "total_tax",
        "total_with_tax",
        "total_with_tax_converted",
        "value",
        "values",
    }
)
