"""What a list of documents adds up to, by currency. The overview's figures are these sums: neither can differ."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select, type_coerce

from portal.database import Visit
from portal.models import Document, Payment
from portal.models.base import Amount
from portal.services.catalog.payment_rows import came_in
from portal.services.reading.document_filters import OPEN, DocumentFilters
from portal.services.reading.document_search import conditions
from portal.services.reading.document_status import BILLS, STILL_OPEN, is_billed, signed
from portal.services.reading.periods import Period, span_of
from portal.services.reading.readable import readable_documents

_OPEN_STATUSES = frozenset({OPEN, *(status.value for status in STILL_OPEN)})


class SumOf(enum.StrEnum):
    """Which amount of its documents a list adds up."""

    TOTAL = "total"
    OPEN = "open"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and its ISO 4217 currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over `count` documents in one currency; `credited` is what credit notes have taken off it."""

    amount: Decimal
    currency: str
    credited: Decimal
    count: int


def summed(filters: DocumentFilters) -> SumOf:
    """What the list is about: what is open on it, what came in within the period it asks for, or the totals."""
    if filters.status in _OPEN_STATUSES:
        return SumOf.OPEN
    return SumOf.RECEIVED if filters.paid else SumOf.TOTAL


def sums_of(visit: Visit, filters: DocumentFilters) -> tuple[Sum, ...]:
    """The list's sums, the entity's own currency first.

    Drafts, voided documents and what bills nothing count with no total; money that came in counts for any bill.
    """
    kind = summed(filters)
    if kind is SumOf.RECEIVED and filters.paid:
        found = _received(visit, filters, filters.paid)
    else:
        found = _billed(visit, filters, Document.open_total if kind is SumOf.OPEN else Document.gross_total)
    own = visit.entity.currency
    return tuple(sorted(found, key=lambda each: (each.currency != own, each.currency)))


def _billed(visit: Visit, filters: DocumentFilters, amount: Any) -> Iterator[Sum]:
    credited = case((Document.type == "credit_note", amount), else_=0)
    found = visit.session.execute(
        select(
            Document.currency,
            type_coerce(func.sum(signed(amount)), Amount),
            type_coerce(func.sum(credited), Amount),
            func.count(),
        )
        .where(readable_documents(visit), *conditions(filters, visit.today), is_billed())
        .group_by(Document.currency)
    )
    return (Sum(total, currency, taken_off, count) for currency, total, taken_off, count in found)


def _received(visit: Visit, filters: DocumentFilters, period: Period) -> Iterator[Sum]:
    # The join says itself that money came in; asked twice it would be looked up once more for every document.
    wanted = conditions(replace(filters, paid=None), visit.today)
    span = span_of(period, visit.today)
    found = visit.session.execute(
        select(
            Payment.currency, type_coerce(func.sum(Payment.amount), Amount), func.count(Payment.document_id.distinct())
        )
        .join(Document, Document.id == Payment.document_id)
        .where(readable_documents(visit), *wanted, Document.type.in_(BILLS))
        .where(Payment.paid_on.between(span.first, span.last), came_in())
        .group_by(Payment.currency)
    )
    return (Sum(amount, currency, Decimal(0), count) for currency, amount, count in found)
