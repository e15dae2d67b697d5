"""Everything a document's page says, as frozen values taken from its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.einvoice import party_from_json
from portal.models import Document, DocumentCharge, DocumentLine, DocumentTax
from portal.services.einvoicing.offers import Offer
from portal.services.history.trail import TrailRow
from portal.services.reading.document_parts import address_lines
from portal.services.reading.document_status import STILL_OPEN, Status, as_counted


@dataclass(frozen=True, slots=True)
class PartyView:
    """One side of a document, as it stands on it; `country` is its ISO 3166-1 code."""

    name: str
    address: tuple[str, ...]
    country: str
    vat_id: str
    company_number: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line; `price` is for one unit, `unit` a code of UN/ECE Recommendation 20."""

    name: str
    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    tax_rate: Decimal | None
    net: Decimal


@dataclass(frozen=True, slots=True)
class ChargeView:
    """An allowance or, when `is_charge`, an addition to the whole document."""

    is_charge: bool
    amount: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class TaxView:
    """One tax group; `rate` is in per cent, None where no tax is due."""

    rate: Decimal | None
    category: str
    base: Decimal
    tax: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentView:
    """How the document is to be paid; empty texts where nothing is stated."""

    iban: str
    account: str
    bic: str
    holder: str
    reference: str
    terms: str

    @property
    def iban_spaced(self) -> str:
        """The IBAN in groups of four, as it is printed on paper."""
        return " ".join(self.iban[start : start + 4] for start in range(0, len(self.iban), 4))


@dataclass(frozen=True, slots=True)
class PaidView:
    """Money that came in for the document."""

    paid_on: date
    amount: Decimal
    currency: str
    method: str
    reference: str


@dataclass(frozen=True, slots=True)
class RelatedView:
    """Another document; without an id it is known by its number only."""

    relation: str
    id: str | None
    type: str
    number: str
    issue_date: date | None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that belongs to the document; `size` in bytes."""

    id: str
    name: str
    purpose: str
    size: int


@dataclass(frozen=True, slots=True)
class FindingView:
    """A stated figure that does not add up, by its EN 16931 rule."""

    rule: str
    stated: Decimal | None
    computed: Decimal | None
    where: str


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """What the parties call the business behind the document: an order, a contract, a project."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One document with all that belongs to it. The figures of `document` are as stated on it, those of a credit note
    without a minus; `total` and `open` are as they count."""

    document: Document
    status: Status
    days_overdue: int
    seller: PartyView
    buyer: PartyView
    lines: tuple[LineView, ...]
    lines_left: int
    """How many more there are than a page can bear."""
    charges: tuple[ChargeView, ...]
    tax_groups: tuple[TaxView, ...]
    payment: PaymentView | None
    payments: tuple[PaidView, ...]
    references: tuple[ReferenceView, ...]
    notes: tuple[str, ...]
    findings: tuple[FindingView, ...]
    related: tuple[RelatedView, ...]
    files: tuple[FileView, ...]
    formats: tuple[Offer, ...]
    """The XML that it may be had as; what an imported one was made from is among its files."""
    history: tuple[TrailRow, ...]

    @property
    def total(self) -> Decimal:
        """The stated total as lists and sums count it: below zero on a credit note."""
        return as_counted(self.document.type, self.document.gross_total)

    @property
    def open(self) -> Decimal:
        """What is still open, counted likewise."""
        return as_counted(self.document.type, self.document.open_total)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be paid, or on a credit note to be given back or set off."""
        return self.status in STILL_OPEN

    @property
    def differs_from_paper(self) -> bool:
        """Whether payments were recorded since the issue, of which the PDF cannot know."""
        return bool(self.document.paid_total) and not self.document.is_draft

    @property
    def originals(self) -> tuple[FileView, ...]:
        """The files that the document was imported from."""
        return tuple(file for file in self.files if file.purpose == "original")


def party_view(stored: Mapping[str, Any]) -> PartyView:
    """A party from its stored JSON."""
    party = party_from_json(stored)
    number = party.legal_id.value if party.legal_id else party.tax_number
    country = (party.address.country or "") if party.address else ""
    name = party.name or party.trading_name or ""
    return PartyView(name, address_lines(party), country, party.vat_id or "", number or "")


def line_view(line: DocumentLine) -> LineView:
    """A line from its row."""
    price = line.unit_price / line.base_quantity
    return LineView(line.name, line.description or "", line.quantity, line.unit or "", price, line.tax_rate, line.net)


def charge_view(charge: DocumentCharge) -> ChargeView:
    """An allowance or charge from its row."""
    return ChargeView(charge.is_charge, charge.amount, charge.reason or "")


def tax_view(group: DocumentTax) -> TaxView:
    """A tax group from its row."""
    return TaxView(group.rate, group.category, group.base, group.tax, group.reason or group.reason_code or "")


def payment_view(payment: Mapping[str, Any]) -> PaymentView | None:
    """How to pay, or None when the document does not say."""
    names = ("iban", "account", "bic", "account_name", "reference", "terms")
    texts = [str(payment.get(name) or "") for name in names]
    return PaymentView(*texts) if any(texts) else None


def reference_views(details: Mapping[str, Any]) -> tuple[ReferenceView, ...]:
    """The references that people ask for by name."""
    kinds = {"purchase_order": "purchase_order", "contract": "contract", "project": "project"}
    kinds["buyer_reference"] = "buyer"
    stated = ((kind, details.get(name)) for name, kind in kinds.items())
    return tuple(ReferenceView(kind, value) for kind, value in stated if isinstance(value, str) and value)


def finding_view(finding: Mapping[str, Any]) -> FindingView:
    """A finding from its stored JSON."""
    stated, computed = finding.get("stated"), finding.get("computed")
    return FindingView(
        finding["rule"],
        Decimal(stated) if stated else None,
        Decimal(computed) if computed else None,
        str(finding.get("where") or ""),
    )
