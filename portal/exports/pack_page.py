"""The page that a period's pack is read by: one file that needs no script, no network and no other program.

Every text is escaped; the links are names of members of the same archive.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from portal.templating import templates_in

# Pieces of the template: some rows of documents.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PackTotal:
    """One currency's sums, written."""

    currency: str
    documents: str
    base: str
    tax: str


@dataclass(frozen=True, slots=True)
class PackReport:
    """A report's file: what it is called and tells."""

    path: str
    title: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRow:
    """A document, written; `pdf` and `xml` are its files, empty where there is none, and `notes` say why."""

    number: str
    type: str
    issued_on: str
    party: str
    amount: str
    pdf: str
    xml: str
    counts: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackGroup:
    """The documents of one direction and their totals; `report` is the file that the totals stand in. There are so many
    `documents`, whose `rows` are read once, one after the other."""

    direction: str
    report: str
    totals: Sequence[PackTotal]
    documents: int
    rows: Iterable[PackRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPage:
    """What stands on the page. `language` is one of the portal's; all other texts are in it already."""

    language: str
    owner: str
    owner_facts: Sequence[str]
    period: str
    days: str
    state: str
    is_sandbox: bool
    groups: Sequence[PackGroup]
    reports: Sequence[PackReport]
    manifest: str


def pack_page(page: PackPage) -> Iterator[bytes]:
    """The page as UTF-8, piece by piece; the same content makes the same bytes."""
    written = templates_in(page.language).get_template("pack/index.html").stream(page=page)
    written.enable_buffering(_AT_ONCE)
    return (piece.encode() for piece in written)
