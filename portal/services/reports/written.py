"""A report's cells as a person reads them: figures and days in the locale of the reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal import formats
from portal.reports import Cell, Column, ColumnKind, Row, Section

_LEADS = ("what", "number", "customer", "category", "currency")


@dataclass(frozen=True, slots=True)
class Written:
    """Which columns of a section are shown, and how its cells are written."""

    section: Section
    locale: str
    in_files: bool = False

    @property
    def columns(self) -> list[Column]:
        return [column for column in self.section.columns if self.in_files or not column.in_files_only]

    @property
    def lead(self) -> str:
        """The key of the column that a row is known by."""
        keys = [column.key for column in self.section.columns]
        return next((key for key in _LEADS if key in keys), keys[0] if keys else "")

    def cells(self, row: Row) -> Iterator[tuple[Column, Cell, str]]:
        """The cells under the columns that are shown, each with its text."""
        for column, cell in zip(self.section.columns, row.cells, strict=True):
            if self.in_files or not column.in_files_only:
                yield column, cell, self.text(column, cell)

    def text(self, column: Column, cell: Cell) -> str:
        """What stands in a cell; an amount has no currency, which its section names, unless it is another one."""
        if cell.text or cell.value is None:
            return cell.text
        value = cell.value
        if isinstance(value, Decimal) and column.kind is ColumnKind.RATE:
            return formats.percent(value, self.locale)
        if isinstance(value, Decimal):
            if cell.currency:
                return formats.money(value, cell.currency, self.locale)
            return formats.amount(value, self.section.currency, self.locale)
        if isinstance(value, date):
            return formats.short_date(value, self.locale)
        return formats.number(value, self.locale) if isinstance(value, int) else value
