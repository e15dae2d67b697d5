"""An EN 16931 invoice as stated by its sender: frozen values, exact decimals, one field for one business term.

What a file does not state is `None` or `()`; nothing here is computed or corrected.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from portal.einvoice.party import Identifier, Location, Party

Syntax = Literal["ubl", "cii", "fields"]
"""How it was stated; `fields` is by figures beside a PDF, not by a file of this standard."""

# UNTDID 1001: a referenced document of this type names the object that is invoiced (BT-18, BT-128), no paper.
INVOICED_OBJECT = "130"
# UNTDID 4461: direct debit, SEPA direct debit.
DIRECT_DEBIT_CODES = frozenset({"49", "59"})


@dataclass(frozen=True, slots=True)
class Note:
    """A free text (BT-22) with its UNTDID 4451 subject code (BT-21)."""

    text: str
    subject_code: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """An invoicing period (BG-14, BG-26); either end may be open."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document by number and, where stated, its date (BG-3: BT-25, BT-26)."""

    number: str
    issue_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceCharge:
    """A deduction or, when `is_charge`, an addition (BG-20, BG-21, BG-27, BG-28); `amount` is never signed by its kind.

    `percent` and `rate` are per cent; `category` and `rate` (VAT) are stated at document level only.
    """

    is_charge: bool
    amount: Decimal
    base: Decimal | None = None
    percent: Decimal | None = None
    reason: str | None = None
    reason_code: str | None = None
    category: str | None = None
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """One row of the VAT breakdown (BG-23): a category and rate (per cent; None where outside the scope of VAT)."""

    category: str
    rate: Decimal | None
    base: Decimal
    tax: Decimal
    reason: str | None = None
    reason_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The document totals (BG-22) in the document currency; a total that may be left out and was is zero."""

    lines: Decimal
    allowances: Decimal = Decimal(0)
    charges: Decimal = Decimal(0)
    net: Decimal
    tax: Decimal = Decimal(0)
    gross: Decimal
    prepaid: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)
    due: Decimal


@dataclass(frozen=True, slots=True)
class Card:
    """A payment card (BG-18); of its number (BT-87) only the last four characters are kept, whatever the file holds."""

    last_digits: str
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class DirectDebit:
    """A direct debit (BG-19): mandate (BT-89), creditor (BT-90) and debited account (BT-91)."""

    mandate: str | None = None
    creditor_id: str | None = None
    debited_account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMeans:
    """One way to pay (BG-16); `account` (BT-84) is an IBAN or a national number, as stated, `code` is UNTDID 4461."""

    code: str | None = None
    text: str | None = None
    remittance: str | None = None
    account: str | None = None
    account_name: str | None = None
    bic: str | None = None
    card: Card | None = None
    direct_debit: DirectDebit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A supporting document (BG-24): a place on the net, bytes, or a mere mention of it."""

    id: str
    description: str | None = None
    url: str | None = None
    content: bytes | None = None
    mime: str | None = None
    filename: str | None = None


@dataclass(frozen=True, slots=True)
class Classification:
    """A code for an item in a list of codes (BT-158)."""

    code: str
    list_id: str | None = None
    list_version: str | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property of an item by name and value (BG-32)."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line (BG-25); `net_price` is per `base_quantity` units, None meaning 1; `unit` is UN/ECE Rec 20 or 21."""

    id: str
    net: Decimal
    name: str | None = None
    description: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    net_price: Decimal | None = None
    gross_price: Decimal | None = None
    price_discount: Decimal | None = None
    base_quantity: Decimal | None = None
    base_unit: str | None = None
    category: str | None = None
    rate: Decimal | None = None
    allowance_charges: tuple[AllowanceCharge, ...] = ()
    note: str | None = None
    object_id: Identifier | None = None
    order_line: str | None = None
    accounting_reference: str | None = None
    period: Period | None = None
    seller_item_id: str | None = None
    buyer_item_id: str | None = None
    standard_item_id: Identifier | None = None
    classifications: tuple[Classification, ...] = ()
    origin_country: str | None = None
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EInvoice:
    """A whole invoice or credit note; `type_code` is UNTDID 1001 as stated ("380", "381", …), and so are the signs."""

    syntax: Syntax
    number: str
    type_code: str
    issue_date: date
    currency: str
    seller: Party
    buyer: Party
    totals: Totals
    tax_groups: tuple[TaxGroup, ...]
    lines: tuple[Line, ...]
    allowance_charges: tuple[AllowanceCharge, ...] = ()
    tax_currency: str | None = None
    tax_total_in_tax_currency: Decimal | None = None
    specification: str | None = None
    business_process: str | None = None
    due_date: date | None = None
    payment_terms: str | None = None
    tax_point_date: date | None = None
    tax_point_code: str | None = None
    delivery_date: date | None = None
    delivery: Location | None = None
    period: Period | None = None
    payee: Party | None = None
    tax_representative: Party | None = None
    payment_means: tuple[PaymentMeans, ...] = ()
    buyer_reference: str | None = None
    purchase_order: str | None = None
    sales_order: str | None = None
    contract: str | None = None
    project: str | None = None
    project_name: str | None = None
    despatch_advice: str | None = None
    receiving_advice: str | None = None
    tender: str | None = None
    invoiced_object: Identifier | None = None
    accounting_reference: str | None = None
    preceding: tuple[Reference, ...] = ()
    notes: tuple[Note, ...] = ()
    attachments: tuple[Attachment, ...] = ()
