"""Documents as the API takes them: the five types share all but a few fields."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, StringConstraints

from portal.api.schemas.base import Body, Country, Currency, Day, Line, Metadata, Money, Quantity, Rate, Text
from portal.documents.pricing import DiscountKind, Mode
from portal.documents.taxation import Nature
from portal.documents.types import DocumentType
from portal.services.documents.input import MOST_DISCOUNTS, MOST_LINES, MOST_LINKS

Reason = Annotated[str, StringConstraints(max_length=250)]
_NOT_STRICT = Field(strict=False)
PaymentType = Literal["bank_transfer", "cash", "card", "check", "paypal", "coupon", "other"]
_TypeIn = Annotated[DocumentType, _NOT_STRICT]


class DiscountIn(Body):
    """Taken off a line: per cent, or an amount that is with tax where the line's price is."""

    value: Annotated[Quantity, Field(ge=0)]
    type: Annotated[DiscountKind, _NOT_STRICT] = DiscountKind.PERCENT


class LineTaxIn(Body):
    """One of the entity's taxes by its id or classification, a rate, or reverse charge."""

    tax_id: Line | None = None
    classification: Line | None = None
    rate: Rate | None = None
    reverse_charge: bool = False


class LineIn(Body):
    """One line. What is left out comes from the item of `item_id`."""

    item_id: Line | None = None
    name: Line | None = None
    description: Text | None = None
    quantity: Quantity = Field(Decimal(1), json_schema_extra={"default": 1})
    unit: Annotated[str, StringConstraints(max_length=8)] | None = None
    price: Annotated[Quantity, Field(ge=0)] | None = Field(None, description="For one unit, without tax.")
    gross_price: Annotated[Quantity, Field(ge=0)] | None = Field(None, description="For one unit, with tax.")
    classification: Annotated[Nature, _NOT_STRICT] | None = None
    taxes: Annotated[list[LineTaxIn], Field(max_length=1)] | None = Field(
        None,
        description="One tax. Left out, the rule decides: the usual tax, reverse charge, export. Empty: no tax.",
    )
    discounts: Annotated[list[DiscountIn], Field(max_length=MOST_DISCOUNTS)] = Field(default_factory=list)
    metadata: Metadata = Field(default_factory=dict)


class CustomerOnDocument(Body):
    """The customer as it is to stand on the document."""

    name: Line
    vat_id: Line | None = None
    tax_number: Line | None = Field(None, description="One that is written as a VAT id is taken as `vat_id`.")
    company_number: Line | None = None
    email: Line | None = None
    phone: Line | None = None
    address: Line | None = None
    address_2: Line | None = None
    post_code: Line | None = Field(None, validation_alias=AliasChoices("post_code", "zip"))
    city: Line | None = None
    state: Line | None = None
    country_code: Country | None = Field(None, validation_alias=AliasChoices("country_code", "country"))
    peppol_id: Line | None = None
    peppol_scheme_id: Line | None = None
    is_end_consumer: bool | None = None
    save_customer: bool = Field(False, description="Keep it as a customer of the entity.")


class ExchangeRateIn(Body):
    """Units of `quote_currency` for one unit of the document's currency."""

    rate: Annotated[Quantity, Field(gt=0)]
    source: Line | None = None
    date: Day | None = None
    quote_currency: Currency | None = Field(None, description="The entity's own currency unless stated.")


class FiscalIn(Body):
    """What a certified channel gave out, by the codes of the country's profile; or where it went instead, and why."""

    identifiers: Annotated[
        dict[
            Annotated[str, StringConstraints(min_length=1, max_length=40)],
            Annotated[str, StringConstraints(min_length=1, max_length=700)],
        ],
        Field(max_length=10),
    ] = Field(default_factory=dict)
    issued_elsewhere: Reason | None = None


class DocumentFields(Body):
    """What may be said of a document of any type."""

    date: Day | None = Field(None, description="Today unless stated; of a draft, the day of its issue.")
    date_service: Day | None = None
    date_service_to: Day | None = None
    customer_id: Line | None = None
    customer: CustomerOnDocument | None = None
    note: Text | None = None
    payment_terms: Text | None = None
    tax_clause: Text | None = Field(None, description="Stands below what the law has printed, never instead of it.")
    footer: Text | None = None
    signature: Text | None = None
    reference: Line | None = None
    currency_code: Currency | None = None
    exchange_rate: ExchangeRateIn | None = None
    calculation_mode: Annotated[Mode, _NOT_STRICT] | None = None
    payment_type: PaymentType | None = Field(None, description="`cash` and `card` may call for a certified channel.")
    fiscal: FiscalIn | None = None
    linked_documents: Annotated[list[Line], Field(max_length=MOST_LINKS)] | None = Field(
        None, description="Ids of issued documents that this one names; for a credit note, the invoice it takes back."
    )
    expected_total_with_tax: Money | None = Field(None, description="Refused where the total is another.")
    metadata: Metadata | None = None


class _New(Body):
    """What only a new one says."""

    items: Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)]
    is_draft: bool = Field(False, description="A draft has no number and changes until it is finalised.")


class _Change(Body):
    """What only a change says."""

    items: Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)] | None = None
    change_reason: Annotated[str, StringConstraints(max_length=500)] | None = None


class Due(DocumentFields):
    """Documents that are to be paid by a day."""

    date_due: Day | None = None


class Offered(DocumentFields):
    """Estimates."""

    date_valid_till: Day | None = None
    title_type: Literal["estimate", "proforma_invoice"] | None = None


class Delivered(DocumentFields):
    """Delivery notes."""

    hide_prices: bool | None = None


class InvoiceIn(Due, _New):
    """A new invoice."""


class InvoicePatch(Due, _Change):
    """What is named changes, the rest stays; of an issued invoice the metadata alone."""


class CreditNoteIn(DocumentFields, _New):
    """A new credit note; its amounts are above zero."""


class CreditNotePatch(DocumentFields, _Change):
    """What is named changes, the rest stays; of an issued credit note the metadata alone."""


class AdvanceInvoiceIn(Due, _New):
    """A new advance invoice."""


class AdvanceInvoicePatch(Due, _Change):
    """What is named changes, the rest stays; of an issued advance invoice the metadata alone."""


class EstimateIn(Offered, _New):
    """A new estimate."""


class EstimatePatch(Offered, _Change):
    """What is named changes, the rest stays; of an issued estimate the metadata alone."""


class DeliveryNoteIn(Delivered, _New):
    """A new delivery note."""


class DeliveryNotePatch(Delivered, _Change):
    """What is named changes, the rest stays; of an issued delivery note the metadata alone."""


class PreviewIn(Due, Offered, Delivered, _New):
    """A document of any type, worked out and not saved."""

    type: _TypeIn = DocumentType.INVOICE


class FinalizeIn(Body):
    """How a draft is issued."""

    fiscal: FiscalIn | None = None
    expected_number: Line | None = Field(None, description="Refused where the number would be another.")
    change_reason: Annotated[str, StringConstraints(max_length=500)] | None = None
    type: _TypeIn | None = None


class VoidIn(Body):
    """Why a document is voided."""

    reason: Reason | None = None
    type: _TypeIn | None = None


class ConvertIn(Body):
    """What a document becomes."""

    to: _TypeIn
    is_draft: bool = True


class CreditedLine(Body):
    """A line of the invoice by its id; without a quantity, all that is left of it."""

    id: Line
    quantity: Quantity | None = None


class CreditIn(Body):
    """What of an invoice is taken back; without lines, all that is left."""

    items: Annotated[list[CreditedLine], Field(min_length=1, max_length=MOST_LINES)] | None = None
    reason: Reason | None = Field(None, description="Printed as the credit note's note.")
    is_draft: bool = False
