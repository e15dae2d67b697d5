"""The columns of an export of documents, and each document as a row under them: a register of what was billed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from portal.exports import Cell, Column, Kind
from portal.formats import quantize
from portal.models import Document
from portal.services.reading.document_status import NEVER_OWED, as_counted, status_of

MOST_TAX_GROUPS = 40
"""Imported documents can state any rate; what is over this shares one pair of columns."""
_CATEGORIES = {
    "Z": "zero-rated",
    "E": "exempt",
    "AE": "reverse charge",
    "K": "intra-EU",
    "G": "export",
    "O": "outside VAT",
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
    """The shape of one export: which tax groups have columns, and whether each row says its entity."""

    groups: tuple[TaxKey, ...]
    has_others: bool
    with_entity: bool
    direction: str

    @property
    def columns(self) -> tuple[Column, ...]:
        """Left to right."""
        party = "Customer" if self.direction == "issued" else "Supplier"
        owner = (Column("Entity ID", width=30), Column("Entity", width=28)) if self.with_entity else ()
        return (
            *owner,
            Column("Type"),
            Column("Number", width=18),
            Column("Issue date", Kind.DAY),
            Column("Supply date", Kind.DAY),
            Column("Due date", Kind.DAY),
            Column(party, width=32),
            Column(f"{party} country", width=10),
            Column(f"{party} VAT ID", width=18),
            Column("Currency", width=10),
            Column("Net", Kind.AMOUNT),
            *(column for group in self.groups for column in _tax_columns(group_title(group))),
            *(_tax_columns("other rates") if self.has_others else ()),
            Column("VAT total", Kind.AMOUNT),
            Column("Gross", Kind.AMOUNT),
            Column("Paid", Kind.AMOUNT),
            Column("Open", Kind.AMOUNT),
            Column("Status"),
            Column("Voided on", Kind.DAY),
            Column("Original document", width=22),
            Column("Document ID", width=30),
        )

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
            document.type,
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
            status.value,
            document.voided_at.date() if document.voided_at else None,
            ", ".join(originals),
            document.id,
        )

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


def group_title(key: TaxKey) -> str:
    """A tax group in words: `22 %`, `reverse charge`, `IGIC 7 %` by its category's code."""
    category, rate = key
    stated = f"{rate.normalize():f} %" if rate is not None else ""
    if category == "S" and stated:
        return stated
    words = _CATEGORIES.get(category, f"category {category}" if category else "no category")
    return f"{words} {stated}" if stated and rate else words


def _tax_columns(title: str) -> tuple[Column, Column]:
    return Column(f"Base {title}", Kind.AMOUNT), Column(f"VAT {title}", Kind.AMOUNT)


def _written(amount: Decimal, document: Document) -> Decimal:
    """With the currency's decimals, and with more where they are stated: nothing is rounded away."""
    rounded = quantize(amount, document.currency)
    return rounded if rounded == amount else amount
