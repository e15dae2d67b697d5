"""Items as the API takes and gives them."""

from typing import Annotated, Literal

from pydantic import Field

from portal.api.schemas.base import Body, Currency, Instant, Line, Metadata, Out, Quantity, Rate, Text

Classification = Literal["product", "service", "advance"]


class TaxOfItem(Body):
    """The tax on an item, by its id, or by its rate today or its classification."""

    tax_id: Line | None = None
    rate: Rate | None = None
    classification: Line | None = None


class ItemFields(Body):
    """What may be said of an item, at its making and later. `null` clears a field."""

    description: Text | None = None
    price: Quantity | None = Field(None, description="Of one unit, without tax.")
    gross_price: Quantity | None = Field(None, description="Of one unit, with tax; instead of `price`.")
    currency_code: Currency | None = Field(None, description="The entity's, unless it is said.")
    unit: Annotated[Line, Field(max_length=8)] | None = Field(
        None, description="A code of UN/ECE Recommendation 20, or any short word."
    )
    classification: Classification | None = None
    tax_ids: Annotated[list[Line], Field(max_length=1)] | None = None
    taxes: Annotated[list[TaxOfItem], Field(max_length=1)] | None = Field(None, description="Instead of `tax_ids`.")
    metadata: Metadata | None = None


class ItemIn(ItemFields):
    """A new item: a name, and `price` or `gross_price`."""

    name: Line


class ItemPatch(ItemFields):
    """What is named changes, the rest stays; a price of one kind takes the place of one of the other."""

    name: Line | None = None


class ItemOut(Out):
    """What an entity sells. Of `price` and `gross_price` one is null."""

    id: str
    entity_id: str
    name: str
    description: str | None
    price: Quantity | None
    gross_price: Quantity | None
    currency_code: str
    unit: str | None
    classification: Classification | None
    tax_ids: list[str]
    metadata: dict[str, str]
    created_at: Instant
    updated_at: Instant | None
    deleted_at: Instant | None
