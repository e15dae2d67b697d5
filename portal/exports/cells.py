"""What a table is made of, and what has to be taken out of a text before it may stand in a cell."""

import enum
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

LONGEST_TEXT = 32_767
"""What a spreadsheet's cell holds; it would cut the rest away without a word."""
CUT = " […]"

# With one of these in front a spreadsheet may compute a text (ASVS 1.2.10), also after a line break that it skips; the
# wide forms are what Japanese and Chinese ones take for the same.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Cell: TypeAlias = str | Decimal | date | None

# What XML 1.0 cannot hold at all; tab, line feed and carriage return may stay.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Kind(enum.StrEnum):
    """What the cells of a column hold. A text is never read as anything else, whatever it looks like."""

    TEXT = "text"
    AMOUNT = "amount"
    NUMBER = "number"
    """A count or a rate: as many decimals as it has."""
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` is in characters."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 14


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the rows are read once, one after the other."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]


def clean_text(text: str) -> str:
    """The text without characters that no file of ours can hold, and with a mark where it had to be cut."""
    written = _UNWRITABLE.sub("", text)
    return written if len(written) <= LONGEST_TEXT else written[: LONGEST_TEXT - len(CUT)] + CUT


def joined(tables: Sequence[Table]) -> Table:
    """Several tables as one under all of their columns, each where it first stands; rows leave out the others."""
    order: list[Column] = []
    for table in tables:
        place = 0
        for column in table.columns:
            if column in order:
                place = order.index(column) + 1
            else:
                order.insert(place, column)
                place += 1
    return Table(tables[0].name, tuple(order), _spread(tables, order))


def _spread(tables: Sequence[Table], order: Sequence[Column]) -> Iterator[Sequence[Cell]]:
    for table in tables:
        places = [table.columns.index(column) if column in table.columns else None for column in order]
        for row in table.rows:
            yield [None if place is None else row[place] for place in places]
