"""A document as it is asked for: frozen values, and what may stand in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from portal.documents.pricing import Discount, DiscountKind, Mode
from portal.documents.taxation import Nature
from portal.einvoice import Party
from portal.errors import Invalid
from portal.services.catalog.kept import clean_metadata, optional_lines
from portal.services.fields import clean_currency, clean_text, optional_text

MOST_LINES = 1_000
MOST_DISCOUNTS = 5
MOST_LINKS = 50
LONGEST_UNIT = 8
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
TITLE_TYPES = ("estimate", "proforma_invoice")
PAYMENT_TYPES = ("bank_transfer", "cash", "card", "check", "paypal", "coupon", "other")
_TEXTS = ("note", "payment_terms", "tax_clause", "footer", "signature")
_DAYS = {
    "issue_date": "date",
    "due_date": "date_due",
    "service_from": "date_service",
    "service_to": "date_service_to",
    "valid_till": "date_valid_till",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxInput:
    """A line's tax: one of the entity's by id or classification, or a rate. `category` with its reason is only for
    lines that are taken over from another document: no caller chooses it past the rule."""

    tax_id: str | None = None
    classification: str | None = None
    rate: Decimal | None = None
    reverse_charge: bool = False
    category: str | None = None
    reason: str | None = None
    reason_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineInput:
    """One line. What is None comes from the item, and without one a name and a price are needed.

    `price` is without tax, `gross_price` with it. `tax` None leaves it to the item, the entity and the rule;
    `no_tax` is a tax of nought, stated. `credits` is the id of the line that this one takes back.
    """

    item_id: str | None = None
    name: str | None = None
    description: str | None = None
    quantity: Decimal = Decimal(1)
    unit: str | None = None
    price: Decimal | None = None
    gross_price: Decimal | None = None
    nature: Nature | None = None
    tax: TaxInput | None = None
    discounts: tuple[Discount, ...] = ()
    credits: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """How many units of `quote_currency`, the entity's own unless stated, one unit of the document's is."""

    rate: Decimal
    source: str | None = None
    day: date | None = None
    quote_currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalInput:
    """What a certified channel gave out, by the codes of the country's profile; or where it went instead, and why."""

    identifiers: Mapping[str, str] = field(default_factory=dict)
    issued_elsewhere: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An earlier document of the entity that this one names, and how it stands to it (see `document_relations`)."""

    kind: str
    document_id: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The customer as it stands on a document."""

    party: Party
    is_consumer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInput:
    """A document of any of the five types. What is None takes the entity's default, or is left out.

    `customer` is what `customer_fields` knows; it and `customer_id` exclude each other. `snapshot` is a customer as it
    stands on a document already, and then stays whatever becomes of the card.
    """

    issue_date: date | None = None
    due_date: date | None = None
    service_from: date | None = None
    service_to: date | None = None
    valid_till: date | None = None
    customer_id: str | None = None
    customer: Mapping[str, Any] | None = None
    save_customer: bool = False
    snapshot: Snapshot | None = None
    lines: tuple[LineInput, ...] = ()
    currency: str | None = None
    exchange_rate: ExchangeRate | None = None
    calculation_mode: Mode | None = None
    note: str | None = None
    payment_terms: str | None = None
    tax_clause: str | None = None
    footer: str | None = None
    signature: str | None = None
    reference: str | None = None
    payment_type: str | None = None
    title_type: str | None = None
    hide_prices: bool = False
    fiscal: FiscalInput | None = None
    links: tuple[Link, ...] = ()
    expected_total_with_tax: Decimal | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


def clean_input(given: DocumentInput) -> DocumentInput:
    """The same with its texts cleaned. Raises Invalid, naming the field, for what cannot stand on a document."""
    if not given.lines:
        raise Invalid("items: are missing; state at least one")
    if len(given.lines) > MOST_LINES:
        raise Invalid(f"items: {len(given.lines)} lines are more than {MOST_LINES}; split the document")
    if given.customer is not None and given.customer_id is not None:
        raise Invalid("customer: state it or customer_id, not both")
    if len(given.links) > MOST_LINKS:
        raise Invalid(f"linked_documents: {len(given.links)} are more than {MOST_LINKS}")
    _refuse_odd_days(given)
    _refuse_unknown(given.title_type, TITLE_TYPES, "title_type")
    _refuse_unknown(given.payment_type, PAYMENT_TYPES, "payment_type")
    texts: dict[str, Any] = {name: optional_lines(getattr(given, name), name) for name in _TEXTS}
    return replace(
        given,
        **texts,
        reference=optional_text(given.reference, "reference"),
        currency=clean_currency(given.currency, "currency_code") if given.currency else None,
        exchange_rate=_exchange_rate(given.exchange_rate),
        fiscal=_fiscal(given.fiscal),
        metadata=clean_metadata(given.metadata),
        lines=tuple(_line(line, f"items[{place}]") for place, line in enumerate(given.lines)),
    )


def _refuse_odd_days(given: DocumentInput) -> None:
    days: dict[str, date] = {name: day for column, name in _DAYS.items() if (day := getattr(given, column)) is not None}
    for name, day in days.items():
        if not FIRST_DAY <= day <= LAST_DAY:
            raise Invalid(f"{name}: must be between {FIRST_DAY} and {LAST_DAY}")
    begins = given.service_from
    if given.service_to is not None and (begins is None or begins > given.service_to):
        raise Invalid("date_service_to: needs date_service, which must not be later")


def _refuse_unknown(value: str | None, known: Sequence[str], name: str) -> None:
    if value is not None and value not in known:
        raise Invalid(f"{name}: {value!r} is none of {', '.join(known)}")


def _exchange_rate(stated: ExchangeRate | None) -> ExchangeRate | None:
    if stated is None:
        return None
    if not 0 < stated.rate < 10**9:
        raise Invalid("exchange_rate.rate: must be more than zero")
    quote = stated.quote_currency
    return replace(
        stated,
        source=optional_text(stated.source, "exchange_rate.source", longest=100),
        quote_currency=clean_currency(quote, "exchange_rate.quote_currency") if quote else None,
    )


def _fiscal(stated: FiscalInput | None) -> FiscalInput | None:
    if stated is None:
        return None
    identifiers = {
        code: clean_text(text, f"fiscal.identifiers.{code}", longest=700) for code, text in stated.identifiers.items()
    }
    elsewhere = optional_text(stated.issued_elsewhere, "fiscal.issued_elsewhere")
    return replace(stated, identifiers=identifiers, issued_elsewhere=elsewhere)


def _line(line: LineInput, where: str) -> LineInput:
    if line.price is not None and line.gross_price is not None:
        raise Invalid(f"{where}.gross_price: state it or price, not both")
    if len(line.discounts) > MOST_DISCOUNTS:
        raise Invalid(f"{where}.discounts: {len(line.discounts)} are more than {MOST_DISCOUNTS}")
    for place, discount in enumerate(line.discounts):
        if discount.kind is DiscountKind.PERCENT and not 0 <= discount.value <= 100:
            raise Invalid(f"{where}.discounts[{place}].value: must be 0 to 100 per cent")
    name = optional_text(line.name, f"{where}.name")
    if name is None and line.item_id is None:
        raise Invalid(f"{where}.name: is missing; state it, or item_id")
    if line.price is None and line.gross_price is None and line.item_id is None:
        raise Invalid(f"{where}.price: is missing; state it, gross_price or item_id")
    return replace(
        line,
        name=name,
        description=optional_lines(line.description, f"{where}.description"),
        unit=optional_text(line.unit, f"{where}.unit", longest=LONGEST_UNIT),
        metadata=clean_metadata(line.metadata, f"{where}.metadata"),
    )
