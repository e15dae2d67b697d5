"""Documents until they are issued: made, worked out without saving, changed, deleted."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from portal.database import Visit
from portal.documents.types import DocumentType
from portal.errors import Conflict
from portal.models import Document, File
from portal.services.catalog.kept import clean_metadata
from portal.services.documents.composing import compose
from portal.services.documents.input import DocumentInput, clean_input
from portal.services.documents.issuing import freeze
from portal.services.documents.reading import input_of, parts_below
from portal.services.documents.relations import own_relations
from portal.services.documents.rows import composed_parts, fill_document, new_document
from portal.services.documents.versions import forget_versions, keep_version
from portal.services.documents.writing import (
    composed_input,
    draft_alone,
    entity_alone,
    own_document,
    put_down,
    record_now,
    tell,
)
from portal.services.fields import optional_text
from portal.services.history.activity import Event
from portal.services.reading.document_record import DocumentRecord
from portal.services.reading.document_records import record_of
from portal.tenancy.fence import FencedSession

LONGEST_REASON = 500
_CUSTOMER = frozenset({"customer", "customer_id"})


def create_document(
    visit: Visit, kind: DocumentType, given: DocumentInput, *, is_draft: bool = False
) -> DocumentRecord:
    """A new document of the entity's: a draft, or issued at once. Raises Invalid, naming the field.

    Issued at once it raises what `issuing.issue_document` does, and then nothing was made.
    """
    _ = visit.today
    with visit.write() as writing:
        entity = entity_alone(writing)
        composed = composed_input(visit, writing, entity, kind, given)
        document = new_document(kind, visit.at)
        if is_draft:
            now = put_down(visit, writing, document, composed, entity)
            tell(visit, writing, Event.DOCUMENT_ADDED, document)
            keep_version(visit, writing, now)
            return now
        return freeze(visit, writing, document, composed, entity)


def preview_document(visit: Visit, kind: DocumentType, given: DocumentInput) -> DocumentRecord:
    """The same as a draft that is saved nowhere; its ids are those of nothing. Raises Invalid."""
    entity = visit.entity
    composed = compose(visit.session, entity, kind, replace(clean_input(given), save_customer=False), visit.today)
    document = new_document(kind, visit.at)
    document.entity_id = entity.id
    fill_document(document, composed, entity, visit.at)
    parts = composed_parts(composed, document.id)
    return record_of(document, parts, own_relations(document, parts.relations, composed.linked))


def update_document(
    visit: Visit, document_id: str, changes: Mapping[str, Any], *, reason: str | None = None
) -> DocumentRecord:
    """Change fields of a draft, by their names in `DocumentInput`; of an issued document its metadata only.

    A customer that is stated takes the place of the one before, and so do lines. Raises NotFound, Invalid, and
    Conflict (`document_issued`).
    """
    reason = optional_text(reason, "change_reason", longest=LONGEST_REASON)
    _ = visit.today
    with visit.write() as writing:
        entity = entity_alone(writing)
        if changes.keys() <= {"metadata"}:
            document = own_document(writing, document_id)
        else:
            document = draft_alone(writing, document_id)
        before = record_now(writing, document)
        if document.is_draft:
            parts = parts_below(writing, document_id)
            given = _changed(input_of(document, parts), changes)
            composed = composed_input(visit, writing, entity, DocumentType(document.type), given)
            now = put_down(visit, writing, document, composed, entity, before=parts)
        else:
            document.meta, document.updated_at = clean_metadata(changes.get("metadata")), visit.at
            writing.flush()
            now = record_now(writing, document)
        changed = keep_version(visit, writing, now, before=before, reason=reason)
        tell(visit, writing, Event.DOCUMENT_CHANGED, document, changed=", ".join(changed), reason=reason)
        return now


def delete_draft(visit: Visit, document_id: str) -> None:
    """Delete a draft with all that belongs to it; files that hung on it stay. Raises NotFound, Conflict."""
    with visit.write() as writing:
        entity_alone(writing)
        document = draft_alone(writing, document_id)
        if document.paid_total:
            raise Conflict("the draft has payments; delete them first", code="document_has_payments")
        for file in writing.scalars(select(File).where(File.document_id == document_id)):
            file.document_id = None
        _delete_parts(writing, document)
        tell(visit, writing, Event.DOCUMENT_DELETED, document)
        writing.delete(document)


def _changed(given: DocumentInput, changes: Mapping[str, Any]) -> DocumentInput:
    fresh: dict[str, Any] = {}
    if changes.keys() & _CUSTOMER:
        fresh = {"customer": None, "customer_id": None, "snapshot": None}
    if "customer_id" in changes and changes["customer_id"] == given.customer_id and "customer" not in changes:
        # The same card again takes its newest particulars.
        fresh = {"snapshot": None}
    return replace(given, **{**fresh, **changes})


def _delete_parts(writing: FencedSession, document: Document) -> None:
    parts = parts_below(writing, document.id)
    for row in (*parts.lines, *parts.taxes, *parts.charges, *parts.relations):
        writing.delete(row)
    forget_versions(writing, document)
    writing.flush()
