"""What is new since an instant: documents, files and payments that were added, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from portal.database import Visit
from portal.models import Document, File, Payment
from portal.services.catalog.payment_rows import stands
from portal.services.lists.keyset import Rows
from portal.services.reading.readable import readable_documents, readable_files


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was added, by the name people know it by; `document_id` is set when its page can be opened."""

    event: str
    name: str
    at: datetime
    document_id: str | None


def list_changes(visit: Visit, since: datetime, most: int) -> tuple[tuple[Change, ...], int]:
    """The newest additions after the instant, and how many more there are."""
    found: list[Change] = []
    count = 0
    for event, statement, instant in _kinds(visit):
        later = statement.where(instant > since, instant <= visit.at)
        count += visit.session.scalars(later.with_only_columns(func.count())).one()
        newest = visit.session.execute(later.order_by(instant.desc()).limit(most))
        found += [Change(event, name or "", at, document_id) for name, at, document_id in newest]
    found.sort(key=lambda change: change.at, reverse=True)
    return tuple(found[:most]), count - len(found[:most])


def _kinds(visit: Visit) -> tuple[tuple[str, Rows, Any], ...]:
    """Each kind of news: its event, how its rows are read, and the column that says since when they are there."""
    documents = select(Document.number, Document.created_at, Document.id).where(readable_documents(visit))
    files = select(File.name, File.created_at, File.document_id).where(File.purpose == "shared", readable_files(visit))
    payments = (
        select(Document.number, Payment.created_at, Document.id)
        .join(Document, Document.id == Payment.document_id)
        .where(readable_documents(visit), stands())
    )
    return (
        ("document:added", documents, Document.created_at),
        ("file:added", files, File.created_at),
        ("payment:recorded", payments, Payment.created_at),
    )
