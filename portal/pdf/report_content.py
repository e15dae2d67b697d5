"""Everything a printed report says: texts that are written already, in the reader's language and locale."""

import re
from dataclasses import dataclass
from typing import TypeAlias

from portal.errors import Invalid
from portal.pdf.content import DEFAULT_ACCENT, PrintedDocument

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row; `kind` is `plain`, `total` or `aside`."""

    cells: tuple[str, ...]
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """One table. `kinds` says of each column what it holds: `figure`, which stands to the right, `day` and `number` (of
    a document), which are kept in one piece, or nothing of these."""

    title: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedReport:
    """One report, complete. `date` is the day, as YYYY-MM-DD, that the file bears: equal reports are equal bytes.

    Raises `Invalid` for a colour that is not `#rrggbb` or a language that is not a tag.
    """

    title: str
    period: str
    about: str
    state: str
    is_closed: bool
    owner: str
    owner_facts: tuple[str, ...]
    date: str
    language: str
    tables: tuple[PrintedTable, ...]
    remarks: tuple[str, ...] = ()
    sandbox: str = ""
    footer: str = ""
    accent: str = DEFAULT_ACCENT

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.accent):
            raise Invalid(f"accent colour: {self.accent[:20]!r} is not of the form #rrggbb")
        if not _LANGUAGE.fullmatch(self.language):
            raise Invalid(f"language: {self.language[:20]!r} is not a language tag such as sl or de-AT")


Printable: TypeAlias = PrintedDocument | PrintedReport
