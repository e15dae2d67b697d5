"""Rows under a head, in columns: names to the left, figures to the right."""

from collections.abc import Iterable, Iterator, Sequence


def layout(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines to print."""
    cells = [header, *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    for row in cells:
        first, *others = (
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join((first, *others))
