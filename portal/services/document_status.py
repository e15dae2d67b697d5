"""The status of a document, derived and never stored: one table of rules, read as SQL and as Python."""

import enum
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, true

from portal.models import Document


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
    _Rule(Status.OVERDUE, (("open_total", _Is.POSITIVE), ("due_date", _Is.PAST)), BILLS),
    _Rule(Status.PARTIALLY_PAID, (("paid_total", _Is.POSITIVE),)),
)
_OTHERWISE = Status.UNPAID
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
    """Whether money is still to come in for a document: a bill that is issued, not voided and not paid."""
    return and_(Document.type.in_(BILLS), status_column(today).in_([status.value for status in STILL_OPEN]))


def is_still_owed(document: Document, today: date) -> bool:
    """The same of a loaded document."""
    return document.type in BILLS and status_of(document, today) in STILL_OPEN


@lru_cache(maxsize=1)
def is_billed() -> ColumnElement[bool]:
    """Whether a document counts in sums of what was invoiced: drafts and voided ones do not, nor what bills nothing."""
    return and_(Document.type.in_(BILLED_TYPES), Document.is_draft.is_(False), Document.voided_at.is_(None))


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
