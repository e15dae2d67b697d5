"""Importing e-invoices: one file becomes a document, another original of a known one, or nothing new."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import select

from portal.database import Visit
from portal.einvoice import EInvoice, conflict_key, read_einvoice, same_document_key
from portal.models import Document, Entity, File
from portal.services.activity import Event, Thing, record
from portal.services.import_direction import Direction, direction_of
from portal.services.import_files import ORIGINAL, Kept, file_rows, keep_files
from portal.services.import_limits import refuse_unstorable
from portal.services.import_relations import settle_relations
from portal.services.import_rows import document_row, part_rows
from portal.storage import Storage
from portal.tenancy.fence import FencedSession

__all__ = ["Direction", "Imported", "Outcome", "import_einvoice"]


class Outcome(enum.StrEnum):
    """What became of a file."""

    ADDED = "added"
    SAME_FILE = "same_file"
    """Its bytes were imported before: nothing is new."""
    SECOND_ORIGINAL = "second_original"
    """Its document was imported before, from other bytes: they are kept as a further original."""
    IN_CONFLICT = "in_conflict"
    """Added, and it contradicts a document of the same seller, type, number and date; all of them are marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The document that a file is, and what became of the file; figures as stored."""

    outcome: Outcome
    document_id: str
    number: str
    type: str
    direction: Direction
    currency: str
    gross: Decimal
    in_conflict: bool
    has_errors: bool
    """Whether its stated sums do not add up."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is already here of an incoming file: its document, and whether by these very bytes."""

    document: Document
    same_bytes: bool


def import_einvoice(
    visit: Visit, storage: Storage, name: str, data: bytes, *, as_direction: Direction | None
) -> Imported:
    """Take in one UBL or CII file under the name it came with, all of it or nothing; `visit` is inside an entity.

    The document is frozen from then on. `as_direction` decides for files in which neither party has a tax id of the
    entity. Raises EInvoiceRefused for bytes that are no such invoice (see `portal.einvoice.read_einvoice`), whose
    amounts cannot be kept exactly, or that belong to nobody here.
    """
    digest = sha256(data).hexdigest()
    invoice = read_einvoice(data)
    refuse_unstorable(invoice)
    entity = visit.entity
    known = _find(visit.session, digest, invoice)
    if known is not None and known.same_bytes:
        return _imported(Outcome.SAME_FILE, known.document)
    if known is None:
        direction_of(invoice, entity, as_direction)
    # Before the transaction, which so stays short; bytes without a row harm nothing.
    kept = keep_files(visit, storage, name, data, invoice)
    with visit.write() as writing:
        # One import at a time for an entity: between two, each would find the other's document missing.
        writing.scalars(select(Entity).with_for_update(key_share=True)).one()
        known = _find(writing, digest, invoice)
        if known is None:
            return _add_document(visit, writing, invoice, kept, direction_of(invoice, entity, as_direction))
        if known.same_bytes:
            return _imported(Outcome.SAME_FILE, known.document)
        return _add_original(visit, writing, known.document, kept)


def _find(session: FencedSession, digest: str, invoice: EInvoice) -> _Known | None:
    by_bytes = session.scalars(
        select(Document)
        .join(File, File.document_id == Document.id)
        .where(File.sha256 == digest, File.purpose == ORIGINAL)
        .limit(1)
    ).one_or_none()
    if by_bytes is not None:
        return _Known(by_bytes, same_bytes=True)
    by_content = session.scalars(
        select(Document).where(Document.same_key == same_document_key(invoice)).order_by(Document.created_at).limit(1)
    ).one_or_none()
    return None if by_content is None else _Known(by_content, same_bytes=False)


def _add_document(
    visit: Visit, writing: FencedSession, invoice: EInvoice, kept: Sequence[Kept], direction: Direction
) -> Imported:
    contradicted = writing.scalars(select(Document).where(Document.conflict_key == conflict_key(invoice))).all()
    for other in contradicted:
        other.in_conflict = True
    document = document_row(visit, invoice, direction, in_conflict=bool(contradicted))
    writing.add(document)
    writing.flush()
    writing.add_all(part_rows(invoice, document.id))
    writing.add_all(file_rows(visit, kept, document.id, invoice.issue_date))
    writing.flush()
    settle_relations(writing, {invoice.number, *(reference.number for reference in invoice.preceding)})
    # Last: from here on the database refuses every change of the document and its parts.
    document.issued_at = visit.at
    writing.flush()
    outcome = Outcome.IN_CONFLICT if contradicted else Outcome.ADDED
    _record(visit, writing, document, kept[0], outcome)
    return _imported(outcome, document)


def _add_original(visit: Visit, writing: FencedSession, document: Document, kept: Sequence[Kept]) -> Imported:
    """Hang the file on the document, with those of its attachments that are not there yet."""
    original, *attachments = kept
    there = set(writing.scalars(select(File.sha256).where(File.document_id == document.id)))
    new = (original, *(file for file in attachments if file.sha256 not in there))
    writing.add_all(file_rows(visit, new, document.id, document.issue_date))
    writing.flush()
    _record(visit, writing, document, original, Outcome.SECOND_ORIGINAL)
    return _imported(Outcome.SECOND_ORIGINAL, document)


def _record(visit: Visit, writing: FencedSession, document: Document, original: Kept, outcome: Outcome) -> None:
    thing = Thing(document.id, document.number or "")
    record(
        visit,
        writing,
        Event.DOCUMENT_IMPORTED,
        thing,
        outcome=outcome.value,
        file=original.name,
        sha256=original.sha256,
    )


def _imported(outcome: Outcome, document: Document) -> Imported:
    return Imported(
        outcome=outcome,
        document_id=document.id,
        number=document.number or "",
        type=document.type,
        direction=Direction(document.direction),
        currency=document.currency,
        gross=document.gross_total,
        in_conflict=document.in_conflict,
        has_errors=any(finding["severity"] == "error" for finding in document.findings),
    )
