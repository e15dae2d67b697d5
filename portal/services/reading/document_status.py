"""The status of a document, derived and never stored: one table of rules, read as SQL and as Python."""

import enum
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, literal_column, or_, true, type_coerce

from portal.models import Document
from portal.models.base import Amount


class Status(enum.StrEnum):
    """What a document is to its reader today."""

    DRAFT = "draft"
    VOIDED = "voided"
    ISSUED = "issued"
    PAID = "paid"
    OVERDUE = "overdue"
    PARTIALLY_PAID = "partially_paid"
    UNPAID = "unpaid"


BILLS = ("invoice", "advance_invoice")
BILLED_TYPES = (*BILLS, "credit_note")
NEVER_OWED = ("estimate", "delivery_note")
STILL_OPEN = (Status.OVERDUE, Status.PARTIALLY_PAID, Status.UNPAID)


class _Is(enum.Enum):
    TRUE = enum.auto()
    SET = enum.auto()
    ZERO = enum.auto()
    NEGATIVE = enum.auto()
    POSITIVE = enum.auto()
    NOT_NEGATIVE = enum.auto()
    PAST = enum.auto()


@dataclass(frozen=True, slots=True)
class _Rule:
    """A document has this status when it is of one of the types and every column passes its test."""

    status: Status
    tests: tuple[tuple[str, _Is], ...]
    types: tuple[str, ...] = (*BILLED_TYPES, *NEVER_OWED)


_RULES = (
    _Rule(Status.DRAFT, (("is_draft", _Is.TRUE),)),
    _Rule(Status.VOIDED, (("voided_at", _Is.SET),)),
    _Rule(Status.ISSUED, (), NEVER_OWED),
    _Rule(Status.PAID, (("open_total", _Is.ZERO),)),
    # Paid too much. An invoice over a negative amount is different: there the seller still owes.
    _Rule(Status.PAID, (("open_total", _Is.NEGATIVE), ("due_total", _Is.NOT_NEGATIVE))),
    # What is open is above or below zero from here on: a bill on which the seller owes is late, too.
    _Rule(Status.OVERDUE, (("due_date", _Is.PAST),), BILLS),
    _Rule(Status.PARTIALLY_PAID, (("paid_total", _Is.POSITIVE),)),
)
_OTHERWISE = Status.UNPAID
# Written out, not bound: an index over the expression could not be used otherwise.
_CREDIT_NOTE: ColumnElement[str] = literal_column("'credit_note'")
_COMPARED: dict[_Is, Callable[[Any, Any], Any]] = {
    _Is.ZERO: operator.eq,
    _Is.NEGATIVE: operator.lt,
    _Is.POSITIVE: operator.gt,
    _Is.NOT_NEGATIVE: operator.ge,
}


def status_of(document: Document, today: date) -> Status:
    """The status of a loaded document on a day in its entity's time zone."""
    return next((rule.status for rule in _RULES if _holds(rule, document, today)), _OTHERWISE)


@lru_cache(maxsize=16)
def status_column(today: date) -> ColumnElement[str]:
    """The same as an SQL expression over the document table."""
    whens = [(_condition(rule, today), literal(rule.status.value)) for rule in _RULES]
    return case(*whens, else_=literal(_OTHERWISE.value))


@lru_cache(maxsize=64)
def has_status(status: Status, today: date) -> ColumnElement[bool]:
    """Whether a document's status is this one."""
    return status_column(today) == literal(status.value)


@lru_cache(maxsize=16)
def is_owed(today: date) -> ColumnElement[bool]:
    """Whether a document counts in what is owed: a bill that is issued, not voided and not paid.

    One on which the seller owes is set off from its due day on: what is overdue is thus never more than what is owed.
    """
    running = and_(
        status_column(today).in_([Status.PARTIALLY_PAID.value, Status.UNPAID.value]), Document.open_total > Decimal(0)
    )
    return and_(Document.type.in_(BILLS), or_(has_status(Status.OVERDUE, today), running))


def is_still_owed(document: Document, today: date) -> bool:
    """The same of a loaded document."""
    status = status_of(document, today)
    running = status in {Status.PARTIALLY_PAID, Status.UNPAID} and document.open_total > 0
    return document.type in BILLS and (status is Status.OVERDUE or running)


@lru_cache(maxsize=1)
def is_billed() -> ColumnElement[bool]:
    """Whether a document counts in sums of what was invoiced: drafts and voided ones do not, nor what bills nothing."""
    return and_(Document.type.in_(BILLED_TYPES), Document.is_draft.is_(False), Document.voided_at.is_(None))


def signed(amount: Any) -> ColumnElement[Decimal]:
    """A column of amounts as it counts in every sum, list and filter: what credit notes state is taken off."""
    return type_coerce(case((Document.type == _CREDIT_NOTE, -amount), else_=amount), Amount)


def as_counted(kind: str, amount: Decimal) -> Decimal:
    """The same of a loaded amount of a document of that type."""
    return -amount if kind == "credit_note" else amount


def _holds(rule: _Rule, document: Document, today: date) -> bool:
    if document.type not in rule.types:
        return False
    return all(_passes(getattr(document, column), test, today) for column, test in rule.tests)


def _passes(value: Any, test: _Is, today: date) -> bool:
    match test:
        case _Is.TRUE:
            return bool(value)
        case _Is.SET:
            return value is not None
        case _Is.PAST:
            return value is not None and value < today
        case _:
            return bool(_COMPARED[test](value, Decimal(0)))


def _condition(rule: _Rule, today: date) -> ColumnElement[bool]:
    tests = [_sql(getattr(Document, column), test, today) for column, test in rule.tests]
    return and_(true(), Document.type.in_(rule.types), *tests)


def _sql(column: Any, test: _Is, today: date) -> ColumnElement[bool]:
    match test:
        case _Is.TRUE:
            condition = column.is_(True)
        case _Is.SET:
            condition = column.is_not(None)
        case _Is.PAST:
            condition = and_(column.is_not(None), column < today)
        case _:
            condition = _COMPARED[test](column, Decimal(0))
    found: ColumnElement[bool] = condition
    return found
