"""Rows of documents as text: a table of fifty is written once here, not by fifty times ten calls from a template."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import url_for

from portal import formats
from portal.services.reading.document_list import DocumentRow
from portal.web.frame import region

CREDIT = "credit_"
SETTLING = frozenset({"paid", "partially_paid", "unpaid"})


@dataclass(frozen=True, slots=True)
class RowText:
    """One row. Dates come as machines and as people write them; `number` and `open` may be empty.

    `badge` is the code of the words for the status: those of a credit note differ, as nobody pays it.
    """

    id: str
    url: str
    number: str
    type: str
    party_name: str
    issued: str
    issued_text: str
    due: str
    due_text: str
    status: str
    badge: str
    in_conflict: bool
    total: str
    open: str


def row_texts(rows: Iterable[DocumentRow], currency: str | None) -> tuple[RowText, ...]:
    """The rows in the page's language; amounts without their currency when the head of the column names it."""
    locale, place = region(), url_for("documents.index")
    written = formats.amount if currency else formats.money
    return tuple(_text(row, place, written(row.total, row.currency, locale), locale) for row in rows)


def badge_of(kind: str, status: str) -> str:
    """The code of the words for a status of a document of that type."""
    return f"{CREDIT}{status}" if kind == "credit_note" and status in SETTLING else status


def _text(row: DocumentRow, place: str, total: str, locale: str) -> RowText:
    return RowText(
        id=row.id,
        url=f"{place}{row.id}/",
        number=row.number or "",
        type=row.type,
        party_name=row.party_name,
        issued=row.issue_date.isoformat(),
        issued_text=formats.short_date(row.issue_date, locale),
        due=row.due_date.isoformat() if row.due_date else "",
        due_text=_day(row.due_date, locale),
        status=row.status.value,
        badge=badge_of(row.type, row.status.value),
        in_conflict=row.in_conflict,
        total=total,
        open=_open(row.open, row.currency, locale) if row.partly_open else "",
    )


def _day(day: date | None, locale: str) -> str:
    return formats.short_date(day, locale) if day else ""


def _open(amount: Decimal, currency: str, locale: str) -> str:
    return formats.amount(amount, currency, locale)
