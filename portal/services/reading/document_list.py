"""The list of documents: filtered, searched, sorted, and paged so that nothing moves under a reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select

from portal.database import Visit
from portal.models import Document
from portal.services.lists.keyset import Keyed, Keyset, Rows
from portal.services.reading.document_filters import STATUSES, TYPES, Direction, DocumentFilters
from portal.services.reading.document_search import conditions
from portal.services.reading.document_status import STILL_OPEN, Status, as_counted, signed, status_column
from portal.services.reading.document_sums import Sum, SumOf, summed, sums_of
from portal.services.reading.periods import Period
from portal.services.reading.readable import readable_documents
from portal.tokens import KeyRing

PAGE_ROWS = 50
# What so many cost to count and to add up is about what the page itself does; beyond that each page would pay for it.
MOST_COUNTED = 5_000


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document in a list. `open` is what is still to be paid; both amounts of a credit note are below zero."""

    id: str
    number: str | None
    type: str
    party_name: str
    issue_date: date
    due_date: date | None
    status: Status
    in_conflict: bool
    total: Decimal
    open: Decimal
    currency: str

    @property
    def partly_open(self) -> bool:
        """Whether what is open differs from the total and is worth a word."""
        return self.status in STILL_OPEN and self.open != self.total


@dataclass(frozen=True, slots=True)
class DocumentListView:
    """One page of a list. `currency` is set when all rows have the same; `newer` and `older` are cursors."""

    filters: DocumentFilters
    rows: tuple[DocumentRow, ...]
    currency: str | None
    count: int
    count_is_floor: bool
    sums: tuple[Sum, ...]
    sum_of: SumOf
    newer: str | None
    older: str | None
    currencies: tuple[str, ...]
    types: tuple[str, ...] = TYPES
    statuses: tuple[str, ...] = STATUSES
    periods: tuple[Period, ...] = tuple(Period)


def list_documents(
    visit: Visit, ring: KeyRing, filters: DocumentFilters, cursor: str | None = None
) -> DocumentListView:
    """One page of the documents that this visit may know of. A cursor of another list begins this one anew."""
    by_amount = filters.sort == "gross_total"
    keyset = Keyset(
        ring=ring,
        context=f"documents {visit.scope.entity_id} {sorted(filters.query().items())}",
        column=signed(Document.gross_total) if by_amount else getattr(Document, filters.sort),
        id_column=Document.id,
        descending=filters.descending,
        size=PAGE_ROWS,
        nullable=filters.sort == "due_date",
        computed=by_amount,
    )
    wanted = [readable_documents(visit), *conditions(filters, visit.today)]
    place = keyset.open(cursor)
    found = visit.session.execute(keyset.narrow(_columns(visit, keyset.column).where(*wanted), place))
    page = keyset.page([Keyed(_row(columns), value, columns[0]) for *columns, value in found], place)
    count, is_floor = _count(visit, wanted)
    return DocumentListView(
        filters=filters,
        rows=page.rows,
        currency=only_currency(page.rows),
        count=count,
        count_is_floor=is_floor,
        sums=() if is_floor else sums_of(visit, filters),
        sum_of=summed(filters),
        newer=page.newer,
        older=page.older,
        currencies=currencies_of(visit, filters),
    )


def latest_documents(visit: Visit, most: int, direction: Direction = Direction.ISSUED) -> tuple[DocumentRow, ...]:
    """The newest documents of a direction; drafts are still on the desk."""
    wanted = [Document.is_draft.is_(False), *conditions(DocumentFilters(direction=direction), visit.today)]
    newest = (
        _columns(visit, Document.issue_date).where(*wanted).order_by(Document.issue_date.desc(), Document.id.desc())
    )
    return tuple(_row(columns) for *columns, _value in visit.session.execute(newest.limit(most)))


def only_currency(rows: Sequence[DocumentRow]) -> str | None:
    """The currency of all rows, or None when they differ."""
    found = {row.currency for row in rows}
    return found.pop() if len(found) == 1 else None


def currencies_of(visit: Visit, filters: DocumentFilters) -> tuple[str, ...]:
    """The currencies to choose from: those of the newest documents of this direction, and the one that is chosen."""
    newest = (
        select(Document.currency)
        .where(readable_documents(visit), Document.direction == filters.direction.value)
        .order_by(Document.issue_date.desc())
        .limit(500)
    )
    chosen = {filters.currency} if filters.currency else set()
    return tuple(sorted({*visit.session.scalars(newest), visit.entity.currency, *chosen}))


def _columns(visit: Visit, sorted_by: Any) -> Rows:
    return select(
        Document.id,
        Document.number,
        Document.type,
        Document.party_name,
        Document.issue_date,
        Document.due_date,
        status_column(visit.today),
        Document.in_conflict,
        Document.gross_total,
        Document.open_total,
        Document.currency,
        sorted_by.label("sorted_by"),
    )


def _row(columns: list[Any]) -> DocumentRow:
    identity, number, kind, party, issued, due, status, conflict, total, open_total, currency = columns
    return DocumentRow(
        id=identity,
        number=number,
        type=kind,
        party_name=party,
        issue_date=issued,
        due_date=due,
        status=Status(status),
        in_conflict=conflict,
        total=as_counted(kind, total),
        open=as_counted(kind, open_total),
        currency=currency,
    )


def _count(visit: Visit, wanted: list[ColumnElement[bool]]) -> tuple[int, bool]:
    some = select(Document.id).where(*wanted).limit(MOST_COUNTED + 1).subquery()
    count = visit.session.scalars(select(func.count()).select_from(some)).one()
    return min(count, MOST_COUNTED), count > MOST_COUNTED
