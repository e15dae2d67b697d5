"""Importing: an e-invoice, or a PDF with its figures: a new document, a further original of a known one, or nothing."""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from types import MappingProxyType

from sqlalchemy import select

from portal.database import Visit
from portal.einvoice import EInvoice, conflict_key, read_einvoice
from portal.errors import Conflict, Invalid
from portal.models import Document, File
from portal.services.filing.keeping import forget_bytes, lock_files
from portal.services.filing.limits import FileLimits, refuse_beyond_quota, refuse_size
from portal.services.filing.types import PDF_BEGINS
from portal.services.history.activity import Event, Thing, record
from portal.services.importing.direction import Direction, direction_of
from portal.services.importing.files import Kept, file_rows, keep_files, keep_pdf
from portal.services.importing.known import find_known
from portal.services.importing.limits import refuse_unstorable
from portal.services.importing.relations import settle_relations
from portal.services.importing.rows import document_row, part_rows
from portal.services.importing.stated import StatedDocument, invoice_of, told_direction
from portal.storage import Storage
from portal.tenancy.fence import FencedSession

__all__ = ["Direction", "Imported", "Outcome", "StatedDocument", "import_einvoice", "import_stated"]


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
class _Incoming:
    """A document that comes in: what it states, the bytes it comes as, and how they are kept, the original first."""

    invoice: EInvoice
    data: bytes
    keep: Callable[[], tuple[Kept, ...]]
    is_paper: bool
    """Whether the original is the document's PDF."""
    metadata: Mapping[str, str] = field(default_factory=dict)


def import_einvoice(
    visit: Visit, storage: Storage, name: str, data: bytes, *, limits: FileLimits, as_direction: Direction | None
) -> Imported:
    """Take in one UBL or CII file under the name it came with, all of it or nothing; `visit` is inside an entity.

    The document is frozen from then on. `as_direction` decides for files in which neither party has a tax id of the
    entity. Raises EInvoiceRefused for bytes that are no such invoice (see `portal.einvoice.read_einvoice`), whose
    amounts cannot be kept exactly, or that belong to nobody here; Conflict (`quota_exceeded`) where there is no room.
    """
    invoice = read_einvoice(data)
    incoming = _Incoming(invoice, data, lambda: keep_files(visit, storage, name, data, invoice), is_paper=False)
    return _take_in(visit, storage, limits, incoming, as_direction)


def import_stated(
    visit: Visit,
    storage: Storage,
    name: str,
    data: bytes,
    stated: StatedDocument,
    *,
    limits: FileLimits,
    as_direction: Direction | None,
    metadata: Mapping[str, str] = MappingProxyType({}),
) -> Imported:
    """Take in a document by what is said of it and the PDF that it was sent as, under the same rules.

    These bytes are its PDF from then on: nothing is ever drawn in their place. Raises Invalid, naming the field, and
    EInvoiceRefused and Conflict as above.
    """
    refuse_size(len(data), limits)
    if not data.startswith(PDF_BEGINS):
        raise Invalid("file: is no PDF; send the one that the document was sent as")
    told = told_direction(stated, as_direction)
    invoice = invoice_of(stated, visit.entity)
    incoming = _Incoming(invoice, data, lambda: keep_pdf(visit, storage, name, data), is_paper=True, metadata=metadata)
    return _take_in(visit, storage, limits, incoming, told)


def _take_in(
    visit: Visit, storage: Storage, limits: FileLimits, incoming: _Incoming, told: Direction | None
) -> Imported:
    digest = sha256(incoming.data).hexdigest()
    refuse_unstorable(incoming.invoice)
    entity = visit.entity
    known = find_known(visit.session, digest, incoming.invoice)
    if known is not None and known.same_bytes:
        return _imported(Outcome.SAME_FILE, known.document)
    if known is None:
        direction_of(incoming.invoice, entity, told)
        refuse_beyond_quota(visit.session, len(incoming.data), limits)
    # Before the transaction, which so stays short; bytes without a row harm nothing.
    kept = incoming.keep()
    with visit.write() as writing:
        # One import at a time for an entity: between two, each would find the other's document missing.
        lock_files(writing)
        known = find_known(writing, digest, incoming.invoice)
        if known is not None and known.same_bytes:
            return _imported(Outcome.SAME_FILE, known.document)
        # Counted here: two that counted before their turn would both find the last room.
        try:
            refuse_beyond_quota(writing, sum(file.size for file in kept), limits)
        except Conflict:
            for file in kept:
                forget_bytes(visit, writing, storage, file.sha256)
            raise
        if not all(storage.has(visit.scope, file.sha256) for file in kept):
            # A file of the same bytes was deleted meanwhile, and they went with it.
            kept = incoming.keep()
        if known is None:
            return _add_document(visit, writing, incoming, kept, direction_of(incoming.invoice, entity, told))
        return _add_original(visit, writing, known.document, incoming, kept)


def _add_document(
    visit: Visit, writing: FencedSession, incoming: _Incoming, kept: Sequence[Kept], direction: Direction
) -> Imported:
    invoice = incoming.invoice
    contradicted = writing.scalars(select(Document).where(Document.conflict_key == conflict_key(invoice))).all()
    for other in contradicted:
        other.in_conflict = True
    document = document_row(visit, invoice, direction, in_conflict=bool(contradicted))
    document.pdf_sha256 = kept[0].sha256 if incoming.is_paper else None
    document.meta = dict(incoming.metadata)
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


def _add_original(
    visit: Visit, writing: FencedSession, document: Document, incoming: _Incoming, kept: Sequence[Kept]
) -> Imported:
    """Hang the file on the document, with those of its attachments that are not there yet."""
    if incoming.is_paper and document.pdf_sha256 is None:
        document.pdf_sha256 = kept[0].sha256
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
