"""History as the API takes it: the figures of a document that was issued elsewhere."""

from typing import Annotated, Literal

from pydantic import Field

from portal.api.schemas.base import (
    Body,
    Country,
    Currency,
    Day,
    Line,
    Metadata,
    Money,
    Out,
    Quantity,
    Query,
    Rate,
    Text,
)
from portal.documents.types import DocumentType

Direction = Literal["issued", "received"]
VatCategory = Annotated[str, Field(pattern=r"^[A-Z]{1,3}$", description="UNTDID 5305: S, Z, E, AE, K, G, O.")]


class ImportQuery(Query):
    """How the document is taken."""

    direction: Annotated[
        Direction | None, Field(description="For papers in which neither party has a tax id of the entity.")
    ] = None
    filename: Annotated[str | None, Field(max_length=255, description="What a raw body was called.")] = None


class StatedParty(Body):
    """A party as it stands on the paper; nothing of it is corrected."""

    name: Line
    address: Line | None = None
    address_2: Line | None = None
    post_code: Line | None = None
    city: Line | None = None
    state: Line | None = None
    country_code: Country | None = None
    vat_id: Line | None = None
    tax_number: Line | None = None
    company_number: Line | None = None
    email: Line | None = None
    phone: Line | None = None


class StatedTax(Body):
    """One tax group; `category` can be left out where VAT is due."""

    rate: Rate | None = None
    base: Money
    amount: Money
    category: VatCategory | None = None
    reason: Line | None = None


class StatedItem(Body):
    """One line; `total` is without tax."""

    name: Line
    description: Text | None = None
    quantity: Quantity | None = None
    unit: Annotated[str, Field(max_length=40)] | None = None
    price: Quantity | None = None
    total: Money
    tax_rate: Rate | None = None
    tax_category: VatCategory | None = None


class StatedOriginal(Body):
    """The earlier document that this one is about."""

    number: Line
    date: Day | None = None


class ImportFields(Body):
    """A document by its figures; of `issuer` and `customer` the entity's own side can be left out."""

    type: Annotated[DocumentType, Field(strict=False)]
    number: Line
    date: Day
    date_due: Day | None = None
    date_service: Day | None = None
    date_service_to: Day | None = None
    currency_code: Currency
    issuer: StatedParty | None = None
    customer: StatedParty | None = None
    total: Money
    total_tax: Annotated[Money | None, Field(description="Without it the sum of `taxes`.")] = None
    total_with_tax: Money
    total_prepaid: Money | None = None
    total_due: Money | None = None
    taxes: Annotated[list[StatedTax], Field(max_length=50)] = Field(default_factory=list)
    items: Annotated[list[StatedItem], Field(max_length=1000)] = Field(default_factory=list)
    note: Text | None = None
    payment_terms: Text | None = None
    payment_reference: Line | None = None
    reference: Line | None = None
    original_documents: Annotated[list[StatedOriginal], Field(max_length=50)] = Field(default_factory=list)
    metadata: Metadata = Field(default_factory=dict)


class ImportOut(Out):
    """What became of the paper; `has_errors` when its stated sums do not add up.

    `outcome` is `added`, `same_file` (known by these bytes), `second_original` (known by what it states) or
    `in_conflict` (added, and it contradicts another).
    """

    outcome: Literal["added", "same_file", "second_original", "in_conflict"]
    document_id: str
    number: str
    type: str
    direction: Direction
    currency_code: str
    total_with_tax: Money
    in_conflict: bool
    has_errors: bool
