"""Taxes as the API takes and gives them."""

from typing import Annotated, Literal

from pydantic import Field

from portal.api.schemas.base import Body, Day, Instant, Line, Metadata, Out, Rate

Category = Literal["S", "Z", "E", "AE", "K", "G", "O"]


class TaxRate(Body):
    """A rate in per cent, from a day on; without one from ever."""

    rate: Rate
    valid_from: Day | None = None


class TaxFields(Body):
    """What may be said of a tax, at its making and later. `null` clears a field."""

    name: Annotated[Line, Field(max_length=100)] | None = Field(None, description="Its newest rate, unless it is said.")
    category: Category | None = Field(None, description="Of EN 16931: S with a rate, else E, unless it is said.")
    classification: Annotated[Line, Field(max_length=100)] | None = Field(
        None, description="The entity's own name for it, as in `reduced`; no two taxes have the same."
    )
    reason: Line | None = Field(None, description="Why nothing is charged: the country's own words, unless it is said.")
    reason_code: Annotated[Line, Field(max_length=40)] | None = None
    is_default: bool | None = Field(None, description="There is one at most: another one is it no more.")
    metadata: Metadata | None = None


class TaxIn(TaxFields):
    """A new tax: a rate is enough."""

    tax_rates: Annotated[list[TaxRate], Field(min_length=1, max_length=50)]


class TaxPatch(TaxFields):
    """What is named changes, the rest stays. Documents that were issued keep their rates."""

    tax_rates: Annotated[list[TaxRate], Field(min_length=1, max_length=50)] | None = None


class TaxRateOut(Out):
    """A rate in per cent, from a day on."""

    rate: Rate
    valid_from: Day


class TaxOut(Out):
    """A tax that an entity charges; its rates newest first."""

    id: str
    entity_id: str
    name: str
    category: Category
    classification: str | None
    tax_rates: list[TaxRateOut]
    reason: str | None
    reason_code: str | None
    is_default: bool
    metadata: dict[str, str]
    created_at: Instant | None
    updated_at: Instant | None
    deleted_at: Instant | None
