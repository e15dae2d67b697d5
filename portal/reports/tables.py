"""A report as every form of it is made from: sections of rows under columns, and the documents behind each figure."""

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Generic, TypeAlias, TypeVar, overload

from portal.reports.rows import ZERO, ReportDocument

Value: TypeAlias = str | Decimal | date | int | None
T = TypeVar("T")


class Made(Sequence[T], Generic[T]):
    """A row, or an entry, for each document, made whenever it is looked at and never kept: a year has many documents,
    and a row of a ledger takes more memory than its document. `last` is what stands below them."""

    def __init__(
        self, make: Callable[[int, ReportDocument], T], documents: Sequence[ReportDocument], last: Sequence[T] = ()
    ) -> None:
        self._make, self._documents, self._last = make, documents, last

    def __len__(self) -> int:
        return len(self._documents) + len(self._last)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        """As of a tuple; the first document's place is 0."""
        if isinstance(place, slice):
            return tuple(self._at(each) for each in range(len(self))[place])
        return self._at(range(len(self))[place])

    def __iter__(self) -> Iterator[T]:
        return map(self._at, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Made) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _at(self, place: int) -> T:
        beyond = place - len(self._documents)
        return self._make(place, self._documents[place]) if beyond < 0 else self._last[beyond]


class ColumnKind(enum.StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    AMOUNT = "amount"
    DAY = "day"
    COUNT = "count"
    RATE = "rate"


class RowKind(enum.StrEnum):
    """What a row is to the sums: a `total` adds up the `plain` rows above it, an `aside` is in no sum."""

    PLAIN = "plain"
    TOTAL = "total"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Those `in_files_only` are left out where a page has no room for them."""

    key: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    in_files_only: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A value for machines, its words for people where they differ, and the figure whose documents it opens.

    The currency of an amount is its section's, unless the cell names another.
    """

    value: Value = None
    text: str = ""
    figure: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `document_id` is set where it is one document's."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.PLAIN
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One table. Its amounts are in one currency: nothing adds two of them up."""

    key: str
    title: str
    currency: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document behind a figure, and what it adds to each of the figure's amounts."""

    document: ReportDocument
    amounts: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What a figure is called, what its amounts are, and the documents that they are the sums of."""

    key: str
    title: str
    currency: str
    columns: tuple[str, ...]
    entries: Sequence[Entry]

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """The sums of the entries' amounts, which are what the report shows."""
        sums = [ZERO] * len(self.columns)
        for entry in self.entries:
            sums = [total + amount for total, amount in zip(sums, entry.amounts, strict=True)]
        return tuple(sums)


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence that stands below the tables, with the documents that it is about, if it is about some."""

    text: str
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. `remarks` say what a reader has to know; `figures` are by their key."""

    kind: str
    title: str
    about: str
    sections: tuple[Section, ...]
    remarks: tuple[Remark, ...] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)


class FigureBook:
    """Collects the figures of a report while it is made."""

    def __init__(self) -> None:
        self.figures: dict[str, Figure] = {}

    def add(self, key: str, title: str, currency: str, columns: Sequence[str], entries: Iterable[Entry]) -> Figure:
        """A figure of these entries, kept by its key."""
        kept = entries if isinstance(entries, Made) else tuple(entries)
        figure = Figure(key, title, currency, tuple(columns), kept)
        self.figures[key] = figure
        return figure
