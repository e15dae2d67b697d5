"""What reports are made of: documents and payments as plain values, which a closed period keeps as they were."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from portal.reports.period import ReportPeriod

ZERO = Decimal(0)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """One tax group: its VAT category (UNTDID 5305), its rate in per cent, its base and its tax, as stated."""

    category: str
    rate: Decimal | None
    base: Decimal
    tax: Decimal

    @property
    def key(self) -> tuple[str, Decimal | None]:
        return self.category, self.rate

    def times(self, sign: int) -> "TaxAmount":
        """The same with both amounts multiplied."""
        return self if sign == 1 else TaxAmount(self.category, self.rate, sign * self.base, sign * self.tax)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDocument:
    """One document. Amounts are as stated on it: `counted` says how they count.

    `taxes` add up to `net` and `tax`: what is in no stated group stands in one with an empty category. `advances` is
    what an invoice takes off because an advance invoice has stated it already. `opening` and `open` are what was open
    the day before the period and at its end, below zero for what is owed to the customer. `party` tells customers
    apart: the id of the card, or `name:` and the name.
    """

    id: str
    direction: str
    type: str
    number: str
    origin: str
    issue_date: date
    tax_point: date
    supply_date: date | None
    due_date: date | None
    recorded_on: date
    party: str
    party_name: str
    party_address: str
    party_country: str
    party_tax_id: str
    currency: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    due: Decimal
    tax_currency: str | None
    tax_in_tax_currency: Decimal | None
    taxes: tuple[TaxAmount, ...]
    advances: tuple[TaxAmount, ...] = ()
    advances_in_tax_currency: Decimal | None = None
    originals: tuple[str, ...] = ()
    voided: bool = False
    due_on_payment: bool = False
    in_conflict: bool = False
    mismatched: bool = False
    opening: Decimal = ZERO
    open: Decimal = ZERO

    @property
    def sign(self) -> int:
        """Credit notes lower what was billed; a voided document stays and counts for nothing."""
        return 0 if self.voided else -1 if self.type == "credit_note" else 1

    def counted(self, amount: Decimal) -> Decimal:
        """An amount of the document's as it counts in every sum."""
        return self.sign * amount + 0

    def groups(self) -> Iterator[TaxAmount]:
        """Its tax groups as they count, advances not taken off."""
        return (group.times(self.sign) for group in self.taxes)

    def taken_off(self) -> Iterator[TaxAmount]:
        """What it takes off for advances, as it counts: below zero."""
        return (group.times(-self.sign) for group in self.advances)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPayment:
    """Money that moved for a document, or was set off against it: what it lowered the document's open amount by."""

    id: str
    document_id: str
    party: str
    paid_on: date
    amount: Decimal
    currency: str
    method: str
    number: str
    type: str

    @property
    def lowers(self) -> Decimal:
        """What it takes off what the customer owes: money given back for a credit note adds to it."""
        return -self.amount if self.type == "credit_note" else self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRows:
    """Everything the reports of one period are made of. `as_of` is its last day, or today while it runs."""

    period: ReportPeriod
    as_of: date
    country: str
    currency: str
    documents: tuple[ReportDocument, ...]
    payments: tuple[ReportPayment, ...] = ()

    def taxed(self, direction: str) -> list[ReportDocument]:
        """The documents of a direction whose VAT point is in the period, in the order of a ledger."""
        found = [each for each in self.documents if each.direction == direction and each.tax_point in self.period]
        return sorted(found, key=lambda each: (each.tax_point, each.issue_date, each.number, each.id))

    def issued(self) -> list[ReportDocument]:
        """All documents that the entity issued and that are here for any reason."""
        return [each for each in self.documents if each.direction == "issued"]

    def currencies(self, documents: list[ReportDocument]) -> list[str]:
        """The currencies of the documents, the entity's own first."""
        return sorted({each.currency for each in documents}, key=lambda code: (code != self.currency, code))


def to_plain(value: Any) -> Any:
    """A row as JSON can hold it; `from_plain` makes the equal row of it."""
    if isinstance(value, ReportDocument | ReportPayment | TaxAmount):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


_DAYS = frozenset({"issue_date", "tax_point", "supply_date", "due_date", "recorded_on", "paid_on"})
_AMOUNTS = frozenset({"net", "tax", "gross", "due", "opening", "open", "amount", "base", "rate"})
_AMOUNTS |= {"tax_in_tax_currency", "advances_in_tax_currency"}
_GROUPS = frozenset({"taxes", "advances"})


def from_plain(kind: type[T], plain: Mapping[str, Any]) -> T:
    """The row that `to_plain` wrote."""
    return kind(**{name: _value(name, value) for name, value in plain.items()})


def _value(name: str, value: Any) -> Any:
    if name in _GROUPS:
        return tuple(from_plain(TaxAmount, each) for each in value)
    if value is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(value)
    if name in _AMOUNTS:
        return Decimal(value)
    return tuple(value) if isinstance(value, list) else value
