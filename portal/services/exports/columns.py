"""The columns of an export of documents, and each document as a row under them: a register of what was billed.

Titles are in the language of whoever reads them; codes are put into words only where a person is to read them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from portal.exports import Cell, Column, Kind
from portal.formats import quantize
from portal.models import Document
from portal.services.reading.document_status import NEVER_OWED, as_counted, status_of
from portal.translations import Translator

MOST_TAX_GROUPS = 40
"""Imported documents can state any rate; what is over this shares one pair of columns."""
# Their words stand in the catalogues by the pages, which show the same codes.
_TYPES = {
    "invoice": "Invoice",
    "credit_note": "Credit note",
    "advance_invoice": "Advance invoice",
    "estimate": "Estimate",
    "delivery_note": "Delivery note",
}
_STATUSES = {
    "voided": "Voided",
    "paid": "Paid",
    "overdue": "Overdue",
    "partially_paid": "Partly paid",
    "unpaid": "Unpaid",
    "issued": "Issued",
}
_ZERO = Decimal(0)

TaxKey: TypeAlias = tuple[str, Decimal | None]
"""A VAT category (UNTDID 5305) and its rate in per cent."""


@dataclass(frozen=True, slots=True)
class TaxAmounts:
    """One tax group of one document, as stated."""

    key: TaxKey
    base: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Owner:
    """The entity of a row, where rows of several stand in one table."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Register:
    """The shape of one export: which tax groups have columns, and whether each row says its entity.

    `words` is the language of the titles; `in_words` writes types and statuses in it too, instead of as codes.
    """

    groups: tuple[TaxKey, ...]
    has_others: bool
    with_entity: bool
    direction: str
    words: Translator
    in_words: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """Left to right."""
        words = self.words
        owner = (
            Column(words.pgettext("export", "Entity ID"), width=30),
            Column(words.pgettext("export", "Entity"), width=28),
        )
        return (
            *(owner if self.with_entity else ()),
            Column(words.pgettext("export", "Type")),
            Column(words.pgettext("export", "Number"), width=18),
            Column(words.pgettext("export", "Issue date"), Kind.DAY),
            Column(words.pgettext("export", "Supply date"), Kind.DAY),
            Column(words.pgettext("export", "Due date"), Kind.DAY),
            *self._party_columns(),
            Column(words.pgettext("export", "Currency"), width=10),
            Column(words.pgettext("export", "Net"), Kind.AMOUNT),
            *(column for group in self.groups for column in self._tax_columns(group_title(group, self.words))),
            *(self._tax_columns(words.pgettext("export", "other rates")) if self.has_others else ()),
            Column(words.pgettext("export", "VAT total"), Kind.AMOUNT),
            Column(words.pgettext("export", "Gross"), Kind.AMOUNT),
            Column(words.pgettext("export", "Paid"), Kind.AMOUNT),
            Column(words.pgettext("export", "Open"), Kind.AMOUNT),
            Column(words.pgettext("export", "Status")),
            Column(words.pgettext("export", "Voided on"), Kind.DAY),
            Column(words.pgettext("export", "Original document"), width=22),
            Column(words.pgettext("export", "Document ID"), width=30),
        )

    def _party_columns(self) -> tuple[Column, ...]:
        words = self.words
        titles = (
            (
                words.pgettext("export", "Customer"),
                words.pgettext("export", "Customer country"),
                words.pgettext("export", "Customer VAT ID"),
            )
            if self.direction == "issued"
            else (
                words.pgettext("export", "Supplier"),
                words.pgettext("export", "Supplier country"),
                words.pgettext("export", "Supplier VAT ID"),
            )
        )
        return tuple(Column(title, width=width) for title, width in zip(titles, (32, 10, 18), strict=True))

    def _tax_columns(self, group: str) -> tuple[Column, Column]:
        words = self.words
        base, tax = (
            words.pgettext("export", "Base %(group)s", group=group),
            words.pgettext("export", "VAT %(group)s", group=group),
        )
        return Column(base, Kind.AMOUNT), Column(tax, Kind.AMOUNT)

    def row(
        self, document: Document, taxes: Iterable[TaxAmounts], originals: Sequence[str], today: date, owner: Owner
    ) -> tuple[Cell, ...]:
        """The document's cells. Amounts of credit notes are below zero, those of voided documents zero, so that a
        column's sum is what was billed; on a document that bills nothing, nothing is paid or open."""
        status = status_of(document, today)
        party = document.buyer if document.direction == "issued" else document.seller
        owed = document.type not in NEVER_OWED
        return (
            *((owner.id, owner.name) if self.with_entity else ()),
            self._said(_TYPES, document.type),
            document.number,
            document.issue_date,
            document.supply_date,
            document.due_date,
            document.party_name,
            (party.get("address") or {}).get("country"),
            party.get("vat_id") or party.get("tax_number"),
            document.currency,
            self._amount(document, document.net_total),
            *self._tax_cells(document, taxes),
            self._amount(document, document.tax_total),
            self._amount(document, document.gross_total),
            _written(as_counted(document.type, document.paid_total), document) if owed else None,
            self._amount(document, document.open_total) if owed else None,
            self._said(_STATUSES, status.value),
            document.voided_at.date() if document.voided_at else None,
            ", ".join(originals),
            document.id,
        )

    def _said(self, known: Mapping[str, str], code: str) -> str:
        return self.words.gettext(known[code]) if self.in_words and code in known else code

    def _tax_cells(self, document: Document, taxes: Iterable[TaxAmounts]) -> list[Cell]:
        sums: dict[TaxKey | None, tuple[Decimal, Decimal]] = {}
        for group in taxes:
            key = group.key if group.key in self.groups else None
            base, tax = sums.get(key, (_ZERO, _ZERO))
            sums[key] = base + group.base, tax + group.tax
        places: list[TaxKey | None] = [*self.groups, *((None,) if self.has_others else ())]
        found = (sums.get(place) for place in places)
        return [self._amount(document, amount) if pair else None for pair in found for amount in pair or (_ZERO, _ZERO)]

    @staticmethod
    def _amount(document: Document, amount: Decimal) -> Decimal:
        counted = _ZERO if document.voided_at is not None else as_counted(document.type, amount)
        return _written(counted, document)


def group_title(key: TaxKey, words: Translator) -> str:
    """A tax group in words: `22 %`, `reverse charge`, `IGIC 7 %` by its category's code."""
    category, rate = key
    stated = f"{rate.normalize():f} %" if rate is not None else ""
    if category == "S" and stated:
        return stated
    named = _category(category, words)
    return f"{named} {stated}" if stated and rate else named


def _category(code: str, words: Translator) -> str:
    known = {
        "Z": words.pgettext("export", "zero-rated"),
        "E": words.pgettext("export", "exempt"),
        "AE": words.pgettext("export", "reverse charge"),
        "K": words.pgettext("export", "intra-EU"),
        "G": words.pgettext("export", "export"),
        "O": words.pgettext("export", "outside VAT"),
    }
    if code in known:
        return known[code]
    return words.pgettext("export", "category %(code)s", code=code) if code else words.pgettext("export", "no category")


def _written(amount: Decimal, document: Document) -> Decimal:
    """With the currency's decimals, and with more where they are stated: nothing is rounded away."""
    rounded = quantize(amount, document.currency)
    return rounded if rounded == amount else amount
