"""Files by category, newest first: what the firm and the client put there, originals and attachments of documents."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select

from portal.database import Visit
from portal.models import Document, File
from portal.policy import Permission
from portal.services.filing.looks import News
from portal.services.filing.sides import is_sender
from portal.services.lists.keyset import Keyed, Keyset, Rows
from portal.services.reading.readable import readable_files
from portal.tokens import KeyRing

PAGE_ROWS = 50
FIRST_OF_EACH = 5


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file; `size` in bytes, `period` the first day of its month."""

    id: str
    name: str
    purpose: str
    size: int
    period: date | None
    note: str | None
    created_at: datetime
    document_id: str | None
    document_number: str | None
    sent_by: str
    added_by: str
    is_new: bool
    """To this visitor, by what they looked at before."""
    can_take_back: bool


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Files of one category, and how many there are in all."""

    code: str
    count: int
    files: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True)
class FilesView:
    """The first files of each category, or one page of one; cursors only for the latter."""

    category: str | None
    categories: tuple[tuple[str, int], ...]
    groups: tuple[FileGroup, ...]
    newer: str | None = None
    older: str | None = None


def list_files(
    visit: Visit, ring: KeyRing, category: str | None = None, cursor: str | None = None, *, news: News | None = None
) -> FilesView:
    """The files that this visit may know of, and which of them are `news`. A category without files shows none."""
    categories = _categories(visit)
    if category is None:
        groups = tuple(FileGroup(code, count, _first(visit, code, news)) for code, count in categories)
        return FilesView(None, categories, groups)
    keyset = Keyset(
        ring,
        f"files {visit.scope.entity_id} {category}",
        File.created_at,
        File.id,
        descending=True,
        size=PAGE_ROWS,
    )
    place = keyset.open(cursor)
    found = visit.session.execute(keyset.narrow(_columns(visit, category), place))
    page = keyset.page([Keyed(_row(visit, each, news), each.created_at, each.id) for each in found], place)
    count = dict(categories).get(category, 0)
    groups = (FileGroup(category, count, page.rows),) if page.rows else ()
    return FilesView(category, categories, groups, page.newer, page.older)


def _categories(visit: Visit) -> tuple[tuple[str, int], ...]:
    found = visit.session.execute(
        select(File.category, func.count()).where(readable_files(visit)).group_by(File.category).order_by(File.category)
    )
    return tuple((category, count) for category, count in found)


def _first(visit: Visit, category: str, news: News | None) -> tuple[FileRow, ...]:
    newest = _columns(visit, category).order_by(File.created_at.desc(), File.id.desc()).limit(FIRST_OF_EACH)
    return tuple(_row(visit, each, news) for each in visit.session.execute(newest))


def _row(visit: Visit, found: Row[*tuple[Any, ...]], news: News | None) -> FileRow:
    mine = is_sender(visit.actor, found.sent_by, found.added_subject, found.added_by)
    return FileRow(
        id=found.id,
        name=found.name,
        purpose=found.purpose,
        size=found.size,
        period=found.period,
        note=found.note,
        created_at=found.created_at,
        document_id=found.document_id,
        document_number=found.number,
        sent_by=found.sent_by,
        added_by=found.added_by,
        is_new=news is not None and news.holds(found.sent_by, found.purpose, found.created_at),
        can_take_back=mine and found.fetched_at is None and visit.may(Permission.UPLOAD_FILES),
    )


def _columns(visit: Visit, category: str) -> Rows:
    return (
        select(
            File.id,
            File.name,
            File.purpose,
            File.size,
            File.period,
            File.note,
            File.created_at,
            File.document_id,
            Document.number,
            File.sent_by,
            File.added_by,
            File.added_subject,
            File.fetched_at,
        )
        .outerjoin(Document, Document.id == File.document_id)
        .where(File.category == category, readable_files(visit))
    )
