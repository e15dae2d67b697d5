"""How commands print what they found: as columns, or a line for each field."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum

import click

_LONGEST = 120


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns as wide as they need to be; without rows a word that there are none."""
    if not rows:
        click.echo("None.", err=True)
        return
    lines = [tuple(headings), *(tuple(map(shown, row)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def print_fields(values: Mapping[str, object]) -> None:
    """A line for each field, names of one width."""
    width = max(map(len, values))
    for name, value in values.items():
        click.echo(f"{name.replace('_', ' '):{width}}  {shown(value)}".rstrip())


def shown(value: object) -> str:
    """A value in one line: instants in UTC, a dash for nothing."""
    match value:
        case None | "" | () | []:
            return "–"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case Enum():
            return str(value.value)
        case Mapping():
            return ", ".join(f"{name} {shown(held)}" for name, held in value.items()) or "–"
        case tuple() | list():
            return "; ".join(map(shown, value))
        case _:
            return visible(str(value))


def visible(text: str) -> str:
    """A name from outside, without what would move the cursor or cannot be printed, and not over a line long."""
    clean = "".join(character if character.isprintable() else "?" for character in text[: _LONGEST + 1])
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]}…"
