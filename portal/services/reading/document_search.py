"""From filters to conditions: what a document must be to stand in the list."""

import re
from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, exists, or_

from portal import formats
from portal.models import Document, Payment
from portal.services.catalog.payment_rows import came_in
from portal.services.reading.document_filters import BILLED, OPEN, DocumentFilters
from portal.services.reading.document_status import BILLED_TYPES, BILLS, Status, has_status, is_owed, signed
from portal.services.reading.periods import span_of

_AMOUNT = re.compile(r"-?\d{1,3}(?:[.,'’]?\d{3})*(?:[.,]\d{1,4})?")
MOST_WORDS = 8


def conditions(filters: DocumentFilters, today: date) -> Iterator[ColumnElement[bool]]:
    """What every document of the list fulfils."""
    yield Document.direction == filters.direction.value
    if filters.type == BILLED:
        yield Document.type.in_(BILLED_TYPES)
    elif filters.type:
        yield Document.type == filters.type
    if filters.status == OPEN:
        yield is_owed(today)
    elif filters.status:
        yield has_status(Status(filters.status), today)
    if filters.currency:
        yield Document.currency == filters.currency
    yield from _amounts(filters)
    yield from _dates(filters, today)
    for word in formats.normalise(filters.party).split()[:MOST_WORDS]:
        yield Document.party_key.contains(word, autoescape=True)
    for word in formats.normalise(filters.text).split()[:MOST_WORDS]:
        yield says(word)


def says(word: str) -> ColumnElement[bool]:
    """Whether a document's number, party, amounts or lines hold a normalised word; amounts in any way of writing."""
    wordings = {word, *_as_amount(word)}
    found = [Document.search_text.contains(wording, autoescape=True) for wording in sorted(wordings)]
    bare = "".join(each for each in word if each.isalnum())
    if bare and bare != word:
        found.append(Document.number_key.contains(bare, autoescape=True))
    return or_(*found)


def _amounts(filters: DocumentFilters) -> Iterator[ColumnElement[bool]]:
    if filters.least is not None:
        yield signed(Document.gross_total) >= filters.least
    if filters.most is not None:
        yield signed(Document.gross_total) <= filters.most


def _dates(filters: DocumentFilters, today: date) -> Iterator[ColumnElement[bool]]:
    first, last = filters.date_from, filters.date_to
    if filters.period:
        span = span_of(filters.period, today)
        yield Document.issue_date.between(span.first, span.last)
    if first:
        yield Document.issue_date >= first
    if last:
        yield Document.issue_date <= last
    if filters.paid:
        span = span_of(filters.paid, today)
        yield Document.type.in_(BILLS)
        in_span = Payment.paid_on.between(span.first, span.last)
        yield exists().where(Payment.document_id == Document.id, in_span, came_in()).correlate(Document)


def _as_amount(word: str) -> set[str]:
    """`1.234,50`, `1,234.50` and `1234.5` are one amount; the texts store it as `1234.50`."""
    if not _AMOUNT.fullmatch(word):
        return set()
    point = max(word.rfind("."), word.rfind(","))
    decimals = len(word) - point - 1
    has_decimals = point >= 0 and decimals != 3
    whole = re.sub(r"\D", "", word[:point] if has_decimals else word)
    if not has_decimals:
        return {whole}
    fraction = word[point + 1 :]
    return {f"{whole}.{fraction}", f"{whole}.{fraction.ljust(2, '0')}"}
