"""Customers as the API takes and gives them."""

from typing import Annotated, Literal

from pydantic import AliasChoices, Field

from portal.api.schemas.base import Body, Country, Instant, Line, Metadata, Out

ContactType = Literal["buyer", "supplier", "both"]


class CustomerBankAccount(Body):
    """Where the customer is paid: by IBAN, or by the number that its country has."""

    type: Literal["iban", "us_domestic", "uk_domestic", "other"] | None = None
    name: Line | None = None
    bank_name: Line | None = None
    iban: Line | None = None
    account_number: Line | None = None
    bic: Line | None = None
    routing_number: Line | None = None
    sort_code: Line | None = None


class CustomerFields(Body):
    """What may be said of a customer, at its making and later. `null` clears a field."""

    email: Line | None = None
    phone: Line | None = None
    address: Line | None = None
    address_2: Line | None = None
    post_code: Line | None = Field(None, validation_alias=AliasChoices("post_code", "zip"))
    city: Line | None = None
    state: Line | None = None
    country: Line | None = Field(None, description="The country by its English name or its two letters.")
    country_code: Country | None = None
    vat_id: Line | None = Field(None, description="Judged by the rule of its country, where that is known.")
    tax_number: Line | None = Field(None, validation_alias=AliasChoices("tax_number", "taxNumber"))
    company_number: Line | None = None
    contact_type: ContactType | None = None
    peppol_id: Line | None = None
    peppol_scheme_id: Line | None = None
    bank_accounts: Annotated[list[CustomerBankAccount], Field(max_length=10)] | None = None
    is_tax_subject: bool | None = None
    is_end_consumer: bool | None = None
    metadata: Metadata | None = None


class CustomerIn(CustomerFields):
    """A new customer: a name is enough."""

    name: Line


class CustomerPatch(CustomerFields):
    """What is named changes, the rest stays."""

    name: Line | None = None


class CustomerBankAccountOut(Out):
    """Where the customer is paid."""

    type: str | None = None
    name: str | None = None
    bank_name: str | None = None
    iban: str | None = None
    account_number: str | None = None
    bic: str | None = None
    routing_number: str | None = None
    sort_code: str | None = None


class CustomerOut(Out):
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
    contact_type: ContactType
    peppol_id: str | None
    peppol_scheme_id: str | None
    bank_accounts: list[CustomerBankAccountOut]
    is_tax_subject: bool | None
    is_end_consumer: bool | None
    metadata: dict[str, str]
    created_at: Instant
    updated_at: Instant | None
    deleted_at: Instant | None
