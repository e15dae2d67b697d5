"""Everything a printed document says, as frozen values: what the services fill in and the template reads.

The values are picklable (they travel to the rendering processes) and hold no figure that is computed here.
"""

import enum
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.errors import Invalid
from portal.pdf.designs import DEFAULT_DESIGN, template_version

TEMPLATE_VERSION = template_version(DEFAULT_DESIGN)
DEFAULT_ACCENT = "#1f3a5f"

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
LOGO_BYTES = 500_000
LOGO_PIXELS = 4_000_000


class PrintedType(enum.StrEnum):
    """The five types of document."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    ADVANCE_INVOICE = "advance_invoice"
    ESTIMATE = "estimate"
    DELIVERY_NOTE = "delivery_note"


WITH_EINVOICE = frozenset({PrintedType.INVOICE, PrintedType.CREDIT_NOTE, PrintedType.ADVANCE_INVOICE})


class Ribbon(enum.StrEnum):
    """What the paper itself is, when it is not simply the document."""

    SANDBOX = "sandbox"
    DRAFT = "draft"
    VISUAL_COPY = "visual_copy"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture of at most 500 kB: SVG, or PNG of at most four million pixels. `alt` says in words what it shows.

    Raises `Invalid` when the bytes are not what `mime` claims; other formats are converted on upload, not here.
    """

    content: bytes
    mime: str
    alt: str

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise Invalid("logo: a text for those who cannot see it is needed")
        if len(self.content) > LOGO_BYTES:
            raise Invalid(f"logo: {len(self.content)} bytes is more than {LOGO_BYTES}")
        if self.mime == "image/png":
            self._refuse_odd_png()
        elif self.mime != "image/svg+xml":
            raise Invalid(f"logo: {self.mime!r} cannot be printed; use image/svg+xml or image/png")

    def _refuse_odd_png(self) -> None:
        if not self.content.startswith(_PNG_MAGIC) or len(self.content) < 24:
            raise Invalid("logo: the bytes are not a PNG")
        width, height = (int.from_bytes(self.content[at : at + 4], "big") for at in (16, 20))
        if not 0 < width * height <= LOGO_PIXELS:
            raise Invalid(f"logo: {width} × {height} pixels is more than {LOGO_PIXELS} in all")


@dataclass(frozen=True, slots=True)
class PrintedParty:
    """A seller or buyer; `address` is in the order of its country (art. 226 (3)-(5))."""

    name: str
    address: tuple[str, ...] = ()
    trading_name: str = ""
    vat_id: str = ""
    tax_number: str = ""
    legal_id: str = ""
    contact_name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line (BG-25); `discount` is what is taken off the line in the document's currency, a positive amount.

    `tax_rate` in per cent, None where no rate applies (category O). A negative line has a negative quantity (BR-27).
    """

    position: str
    name: str
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    description: str = ""
    unit: str = ""
    discount: Decimal | None = None
    tax_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PrintedAdjustment:
    """An allowance or a charge on the whole document (BG-20, BG-21); `amount` is positive for both."""

    is_charge: bool
    reason: str
    amount: Decimal
    percent: Decimal | None = None
    tax_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PrintedTaxGroup:
    """One rate and category (BG-23); `reason` is the printed ground of an exemption (BT-120)."""

    category: str
    rate: Decimal | None
    base: Decimal
    tax: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PrintedTotals:
    """The totals of BG-22 as stated; `prepaid` was paid before issue: it is never the payment state."""

    lines: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    due: Decimal
    allowances: Decimal = Decimal(0)
    charges: Decimal = Decimal(0)
    prepaid: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PrintedPayment:
    """How the customer pays (BG-16): `means` in words, the account, and the reference to quote."""

    means: str = ""
    iban: str = ""
    bic: str = ""
    account_name: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PrintedReference:
    """An earlier document this one refers to (BT-25, BT-26; art. 219)."""

    number: str
    issue_date: date | None = None


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """One document, complete. `language` chooses the words, `locale` the figures and dates.

    `tax_in_accounting_currency` is BT-111 and needs `accounting_currency` (BT-6). `legends` are the sentences the law
    asks for (reverse charge, exemptions), `footer` the seller's company particulars. `einvoice` is the same document as
    CII of EN 16931, embedded as `factur-x.xml`; it needs a date of issue. Raises `Invalid` for a colour that is not
    `#rrggbb`, a language that is not a tag, and XML on what is no invoice.
    """

    type: PrintedType
    number: str | None
    language: str
    locale: str
    currency: str
    seller: PrintedParty
    buyer: PrintedParty
    lines: tuple[PrintedLine, ...]
    tax_groups: tuple[PrintedTaxGroup, ...]
    totals: PrintedTotals
    issue_date: date | None = None
    due_date: date | None = None
    supply_date: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    adjustments: tuple[PrintedAdjustment, ...] = ()
    accounting_currency: str | None = None
    tax_in_accounting_currency: Decimal | None = None
    preceding: tuple[PrintedReference, ...] = ()
    payment: PrintedPayment | None = None
    payment_terms: str = ""
    legends: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    logo: Logo | None = None
    accent: str = DEFAULT_ACCENT
    ribbon: Ribbon | None = None
    prices_shown: bool = True
    template_version: str = TEMPLATE_VERSION
    einvoice: bytes | None = None

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.accent):
            raise Invalid(f"accent colour: {self.accent[:20]!r} is not of the form #rrggbb")
        for tag in (self.language, self.locale):
            if not _LANGUAGE.fullmatch(tag):
                raise Invalid(f"language: {tag[:20]!r} is not a language tag such as sl or de-AT")
        if (self.accounting_currency is None) != (self.tax_in_accounting_currency is None):
            raise Invalid("the tax in the accounting currency and that currency belong together (BR-53)")
        if self.einvoice is not None and (self.type not in WITH_EINVOICE or self.issue_date is None):
            raise Invalid("an e-invoice is embedded in invoices and credit notes that have a date of issue only")
