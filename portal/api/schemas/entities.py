"""Entities as the API takes and gives them."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, Field

from portal.api.schemas.base import Body, Country, Currency, Instant, Line, ListQuery, Metadata, Out, Text
from portal.api.schemas.looks import CornerRadius, Theme
from portal.identity import ClientAccess, Environment

_ACCESS = Annotated[ClientAccess, Field(strict=False)]


class Numbering(Body):
    """How documents are numbered, by type: formats as `{yyyy}-{nnnnn}`, and where a new series begins."""

    number_formats: dict[str, Line] = Field(
        default_factory=dict,
        description="By type of document, as in `{yyyy}-{nnnnn}`: `{n}` to `{nnnnnnnnn}` is the counter with at least "
        "so many digits, needed once; `{yyyy}` or `{yy}` the year, with which the count begins anew; around them "
        "letters, digits, spaces and `. _ / -`, 40 characters in all.",
    )
    number_sequence_starts: dict[str, int] = Field(
        default_factory=dict,
        description="By type of document, the first number of a new series: for who comes from another program.",
    )


class Defaults(Body):
    """What a document says where it does not say it itself."""

    default_invoice_due_days: Annotated[int | None, Field(ge=0, le=3650)] = Field(
        None, description="Days from an invoice's date to its `date_due`; 15 unless stated."
    )
    default_estimate_valid_days: Annotated[int | None, Field(ge=0, le=3650)] = Field(
        None, description="Days from an estimate's date to its `date_valid_till`; none unless stated."
    )
    default_invoice_note: Text | None = Field(None, description="The `note` of an invoice that states none.")
    default_invoice_payment_terms: Text | None = Field(
        None, description="The `payment_terms` of an invoice that states none."
    )
    default_credit_note_note: Text | None = Field(None, description="The `note` of a credit note that states none.")
    default_advance_invoice_note: Text | None = Field(
        None, description="The `note` of an advance invoice that states none."
    )
    default_advance_invoice_payment_terms: Text | None = Field(
        None, description="The `payment_terms` of an advance invoice that states none."
    )
    default_estimate_note: Text | None = Field(None, description="The `note` of an estimate that states none.")
    default_estimate_payment_terms: Text | None = Field(
        None, description="The `payment_terms` of an estimate that states none."
    )
    default_delivery_note_note: Text | None = Field(None, description="The `note` of a delivery note that states none.")


class Calculation(Body):
    """How lines are worked out."""

    default_mode: Annotated[
        Literal["b2b_standard", "b2c_gross_discount"],
        Field(description="From prices without tax, or from prices with tax that discounts come off."),
    ] = "b2b_standard"


class TaxSettings(Body):
    """How taxes are worked out."""

    calculation: Calculation = Calculation()


class Branding(Body):
    """How its pages and documents look; a document that is issued keeps the template that it was issued in. An account
    key sets it; where it is silent, the account's own look stands."""

    template: Literal["classic", "modern"] | None = Field(None, description="The design of its PDFs.")
    accent_color: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$"), AfterValidator(str.lower)] | None = Field(
        None, description="The colour of its pages and PDFs, as in `#1f5fbf`."
    )
    corner_radius: CornerRadius | None = Field(None, description="Of its pages' panels, in pixels.")
    theme: Theme | None = Field(None, description="Of its pages.")
    show_logo: bool | None = Field(None, description="Whether its pages show its own logo, a PNG, and not the firm's.")


class EntitySettings(Body):
    """Groups of settings; a group that is sent replaces that group."""

    numbering: Numbering | None = Field(None, description="How its documents are numbered.")
    defaults: Defaults | None = Field(None, description="What a document says where it does not say it itself.")
    tax: TaxSettings | None = Field(None, description="How taxes are worked out.")
    branding: Branding | None = Field(None, description="How its pages and documents look.")


class EntityBankAccount(Body):
    """Where the entity is paid; the first of a list is the one that its documents name."""

    iban: Line
    bic: Line | None = None
    name: Line | None = None


class EntityFields(Body):
    """What may be said of an entity, at its making and later. `null` clears a field."""

    currency_code: Currency | None = None
    locale: Line | None = Field(None, description="As in `sl_SI` or `sl-SI`.")
    timezone: Line | None = Field(None, description="As in `Europe/Ljubljana`.")
    client_access: _ACCESS | None = None
    address: Line | None = None
    address_2: Line | None = None
    post_code: Line | None = Field(None, validation_alias=AliasChoices("post_code", "zip"))
    city: Line | None = None
    state: Line | None = None
    vat_id: Line | None = None
    tax_number: Line | None = Field(None, validation_alias=AliasChoices("tax_number", "taxNumber"))
    company_number: Line | None = None
    email: Line | None = None
    phone: Line | None = None
    bank_accounts: list[EntityBankAccount] | None = None
    legal_notes: list[Text] | None = None
    is_tax_subject: bool | None = Field(
        None,
        validation_alias=AliasChoices("is_tax_subject", "taxSubject"),
        description="Whether it charges VAT; it does unless this says no.",
    )
    settings: EntitySettings | None = None
    metadata: Metadata | None = None


class EntityIn(EntityFields):
    """A new entity: a name and a country are enough, the rest follows from the country."""

    name: Line
    country: Country = Field(validation_alias=AliasChoices("country", "country_code"))


class EntityPatch(EntityFields):
    """What is named changes, the rest stays. The country is fixed once a live document was issued."""

    name: Line | None = None
    country: Country | None = Field(None, validation_alias=AliasChoices("country", "country_code"))


class EntityBankAccountOut(Out):
    """Where the entity is paid."""

    iban: str
    bic: str | None = None
    name: str | None = None


class EntityOut(Out):
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
    created_at: Instant
    updated_at: Instant | None


class EntityQuery(ListQuery):
    """The list of entities. The key's environment decides; another one has none here."""

    environment: Environment | None = None


class MissingOut(Out):
    """One thing that is missing before the first live invoice."""

    code: str
    field: str
    message: str


class ReadinessOut(Out):
    """Whether the entity may issue live invoices, and what is missing until then."""

    ready: bool
    missing: list[MissingOut]
