"""What a list of documents is asked for: read from an address, and written back into one."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from portal.errors import Invalid
from portal.services.reading.periods import Period
from portal.services.typed_amounts import read_amount, write_amount

TYPES = ("invoice", "credit_note", "advance_invoice", "estimate", "delivery_note")
BILLED = "billed"
OPEN = "open"
STATUSES = (OPEN, "overdue", "unpaid", "partially_paid", "paid", "issued", "voided", "draft")
SORTS = ("issue_date", "due_date", "gross_total", "party_key", "number_key")
LONGEST_TEXT = 200

E = TypeVar("E", bound=enum.StrEnum)


class InvalidFilter(Invalid):
    """A parameter of a list's address has no meaning; the text begins with its name."""

    @property
    def field(self) -> str:
        """The parameter, or `range` when two of them contradict each other."""
        return str(self).partition(":")[0]


class Direction(enum.StrEnum):
    """Which pile a document lies on."""

    ISSUED = "issued"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilters:
    """Every field narrows the list; the defaults show all issued documents, newest first.

    `paid` keeps bills that money came in for within a period. `least` and `most` are totals as the list shows them,
    those of credit notes below zero.
    """

    direction: Direction = Direction.ISSUED
    text: str = ""
    type: str | None = None
    status: str | None = None
    period: Period | None = None
    date_from: date | None = None
    date_to: date | None = None
    party: str = ""
    currency: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    paid: Period | None = None
    sort: str = "issue_date"
    descending: bool = True

    @property
    def detailed(self) -> bool:
        """Whether one of the filters behind "more" is set."""
        amounts = (self.least, self.most)
        return bool(self.date_from or self.date_to or self.party or self.currency or amounts != (None, None))

    @property
    def sort_parameter(self) -> str:
        """How the address names the order; empty for the usual one."""
        if (self.sort, self.descending) == ("issue_date", True):
            return ""
        return f"-{self.sort}" if self.descending else self.sort

    def query(self) -> dict[str, str]:
        """The parameters that ask for exactly this list, in a fixed order; what is not set is left out."""
        stated = {
            "direction": self.direction.value if self.direction is Direction.RECEIVED else "",
            "q": self.text,
            "type": self.type or "",
            "status": self.status or "",
            "period": self.period or "",
            "from": self.date_from.isoformat() if self.date_from else "",
            "to": self.date_to.isoformat() if self.date_to else "",
            "customer": self.party,
            "currency": self.currency or "",
            "min": "" if self.least is None else write_amount(self.least),
            "max": "" if self.most is None else write_amount(self.most),
            "paid": self.paid or "",
            "sort": self.sort_parameter,
        }
        return {name: str(value) for name, value in stated.items() if value}

    def active(self) -> dict[str, str]:
        """The filters that narrow the list, each of which can be taken away."""
        return {name: value for name, value in self.query().items() if name not in {"direction", "sort"}}

    def sorted_by(self, sort: str) -> "DocumentFilters":
        """The same list by another column; by the same column the other way round. Dates and money begin at the top."""
        if sort == self.sort:
            return replace(self, descending=not self.descending)
        return replace(self, sort=sort, descending=sort not in {"party_key", "number_key"})


def read_filters(parameters: Mapping[str, str]) -> DocumentFilters:
    """The filters an address asks for; parameters of other names do nothing.

    Raises InvalidFilter for a value without meaning: ignoring it would show too much.
    """
    given = {name: value.strip() for name, value in parameters.items() if value.strip()}
    sort = given.get("sort", "-issue_date")
    least, most = _amount(given, "min"), _amount(given, "max")
    if least is not None and most is not None and least > most:
        raise InvalidFilter("range: min is more than max; exchange them or leave one out")
    return DocumentFilters(
        direction=_member(Direction, given, "direction") or Direction.ISSUED,
        text=_text(given, "q"),
        type=_one_of((*TYPES, BILLED), given, "type"),
        status=_one_of(STATUSES, given, "status"),
        period=_member(Period, given, "period"),
        date_from=_day(given, "from"),
        date_to=_day(given, "to"),
        party=_text(given, "customer"),
        currency=_currency(given),
        least=least,
        most=most,
        paid=_member(Period, given, "paid"),
        sort=_one_of(SORTS, {"sort": sort.removeprefix("-")}, "sort") or "issue_date",
        descending=sort.startswith("-"),
    )


def _text(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "")
    if len(value) > LONGEST_TEXT:
        raise InvalidFilter(f"{name}: is longer than {LONGEST_TEXT} characters; shorten it")
    return value


def _one_of(allowed: tuple[str, ...], given: Mapping[str, str], name: str) -> str | None:
    value = given.get(name)
    if value is not None and value not in allowed:
        raise InvalidFilter(f"{name}: is unknown; use one of {', '.join(allowed)}")
    return value


def _member(kind: type[E], given: Mapping[str, str], name: str) -> E | None:
    found = _one_of(tuple(kind), given, name)
    return kind(found) if found else None


def _day(given: Mapping[str, str], name: str) -> date | None:
    value = given.get(name)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InvalidFilter(f"{name}: is no date; write it like 2026-01-31") from error


def _amount(given: Mapping[str, str], name: str) -> Decimal | None:
    value = given.get(name)
    if value is None:
        return None
    amount = read_amount(value)
    if amount is None:
        raise InvalidFilter(f"{name}: is no amount; write it like 1250 or 1250.50")
    return amount


def _currency(given: Mapping[str, str]) -> str | None:
    value = given.get("currency")
    if value is not None and not (len(value) == 3 and value.isascii() and value.isupper()):
        raise InvalidFilter("currency: is no code; write its three capital letters, like EUR")
    return value
