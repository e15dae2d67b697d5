"""Issuing: a draft gets its number and is frozen, in one transaction and for good."""

from dataclasses import replace

from portal.database import Visit
from portal.documents.types import DocumentType
from portal.errors import Conflict
from portal.models import Document, DocumentLine, Entity
from portal.services.documents.composing import Composed
from portal.services.documents.crediting_limits import refuse_credit_beyond
from portal.services.documents.input import FiscalInput
from portal.services.documents.issue_checks import refuse_unfit
from portal.services.documents.numbering import give_number, take_number
from portal.services.documents.reading import Parts, input_of, parts_below
from portal.services.documents.relations import PRECEDING
from portal.services.documents.versions import keep_version
from portal.services.documents.writing import (
    composed_input,
    draft_alone,
    entity_alone,
    put_down,
    tell,
)
from portal.services.einvoicing.checking import check_ahead
from portal.services.history.activity import Event
from portal.services.paper.drawing import draw_ahead
from portal.services.paper.printable import refuse_unprintable
from portal.services.reading.document_parts import parts_of
from portal.services.reading.document_record import DocumentRecord
from portal.services.reading.document_records import record_of
from portal.tenancy.fence import FencedSession


def issue_document(
    visit: Visit,
    document_id: str,
    *,
    fiscal: FiscalInput | None = None,
    expected_number: str | None = None,
    reason: str | None = None,
) -> DocumentRecord:
    """Issue a draft: worked out anew by the entity and the law of the day, numbered, frozen.

    `fiscal` is what a certified channel gave out, for the number that `expected_number` then has to be; nobody can set
    a number. Raises NotFound; Conflict for what is no draft (`document_issued`), an entity that is not ready
    (`entity_not_ready`), a document that lacks what its country asks for (`document_incomplete`,
    `fiscal_identifiers_missing`) or says what no font can set (`text_unprintable`), and a number that another document
    took (`number_taken`); Invalid.
    """
    _ = visit.today
    with visit.write() as writing:
        entity = entity_alone(writing)
        document = draft_alone(writing, document_id)
        parts = parts_below(writing, document_id)
        before, given = record_of(document, parts), input_of(document, parts)
        if fiscal is not None:
            given = replace(given, fiscal=fiscal)
        composed = composed_input(visit, writing, entity, DocumentType(document.type), given)
        now = freeze(visit, writing, document, composed, entity, before=parts, expected_number=expected_number)
        keep_version(visit, writing, now, before=before, reason=reason)
        return now


def freeze(
    visit: Visit,
    writing: FencedSession,
    document: Document,
    composed: Composed,
    entity: Entity,
    *,
    before: Parts | None = None,
    expected_number: str | None = None,
) -> DocumentRecord:
    """Number what was composed, put it down and close it. The caller is the entity's only writer.

    `before` are the rows below a document that is a draft already.
    """
    refuse_unfit(visit, writing, entity, composed)
    document.issue_date = composed.issue_date
    numbered = take_number(writing, entity, document)
    if expected_number is not None and numbered.number != expected_number:
        raise Conflict(
            f"expected_number: the number would be {numbered.number}, not {expected_number}",
            code="number_taken",
            cause={"number": numbered.number},
        )
    give_number(document, numbered)
    now = put_down(visit, writing, document, composed, entity, before=before)
    refuse_unprintable(document, now)
    if any(link.kind == PRECEDING for link, _invoice in composed.linked):
        refuse_credit_beyond(writing, document, writing.scalars(parts_of(DocumentLine, document.id)))
    # Last: from here on the database refuses every change of the document and its parts.
    document.is_draft, document.issued_at = False, visit.at
    writing.flush()
    elsewhere = composed.given.fiscal.issued_elsewhere if composed.given.fiscal else None
    tell(visit, writing, Event.DOCUMENT_ISSUED, document, issued_elsewhere=elsewhere)
    # Ready before it is asked for: the first to press finds both there.
    check_ahead(visit, writing, document)
    draw_ahead(visit, writing, document.id)
    return replace(now, is_draft=False, issued_at=visit.at)
