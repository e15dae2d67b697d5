"""From one document to the next: an estimate becomes an invoice, an advance is taken off one, any is made again."""

from dataclasses import replace

from portal.database import Visit
from portal.documents.types import KINDS, DocumentType
from portal.errors import Conflict, Invalid
from portal.models import Document
from portal.services.documents.crediting import credit_note_for
from portal.services.documents.input import DocumentInput, LineInput, Link
from portal.services.documents.issuing import freeze
from portal.services.documents.reading import input_of, parts_below
from portal.services.documents.relations import ADVANCE, CONVERTED
from portal.services.documents.rows import new_document
from portal.services.documents.versions import keep_version
from portal.services.documents.writing import composed_input, entity_alone, own_document, put_down, tell
from portal.services.history.activity import Event
from portal.services.reading.document_record import DocumentRecord
from portal.services.reading.readable import readable_document

_T = DocumentType


def convert_document(visit: Visit, document_id: str, to: DocumentType, *, is_draft: bool = True) -> DocumentRecord:
    """A new document of another type (or of the same) from one that there is.

    Copied are the customer as it stands on it, lines, prices, discounts, taxes as they were stated, texts and the
    exchange rate. Not copied are number, dates, totals, payments, what a certified channel gave out, metadata and
    relations. To a credit note it takes back all that is left (`crediting`); of an advance invoice what was paid is
    taken off the invoice. Raises NotFound, Invalid and Conflict.
    """
    _ = visit.today
    source_kind = _type_of(visit, document_id)
    if to not in KINDS[source_kind].becomes:
        raise Invalid(f"to: of {source_kind} can be made {', '.join(KINDS[source_kind].becomes)}")
    if to is _T.CREDIT_NOTE and source_kind is not _T.CREDIT_NOTE:
        return credit_note_for(visit, document_id, is_draft=is_draft)
    with visit.write() as writing:
        entity = entity_alone(writing)
        source = own_document(writing, document_id)
        _refuse_unfit(source, to)
        given = _input_for(source, to, input_of(source, parts_below(writing, document_id)))
        composed = composed_input(visit, writing, entity, to, given)
        document = new_document(to, visit.at)
        if not is_draft:
            return freeze(visit, writing, document, composed, entity)
        now = put_down(visit, writing, document, composed, entity)
        tell(visit, writing, Event.DOCUMENT_ADDED, document)
        keep_version(visit, writing, now)
        return now


def _type_of(visit: Visit, document_id: str) -> DocumentType:
    return DocumentType(readable_document(visit, document_id).type)


def _refuse_unfit(source: Document, to: DocumentType) -> None:
    same = source.type == to.value
    if source.is_draft and not same:
        raise Conflict("a draft becomes nothing else; issue it first", code="document_is_draft")
    if source.voided_at is not None and not same:
        raise Conflict(f"{source.number} is voided", code="already_voided")


def _input_for(source: Document, to: DocumentType, given: DocumentInput) -> DocumentInput:
    links: tuple[Link, ...] = ()
    if source.type != to.value:
        kind = ADVANCE if source.type == _T.ADVANCE_INVOICE else CONVERTED
        links = (Link(kind=kind, document_id=source.id),)
    return replace(
        given,
        issue_date=None,
        due_date=None,
        valid_till=None,
        service_from=None if source.type == to.value else given.service_from,
        service_to=None if source.type == to.value else given.service_to,
        title_type=given.title_type if to is _T.ESTIMATE else None,
        hide_prices=given.hide_prices and to is _T.DELIVERY_NOTE,
        fiscal=None,
        payment_type=None,
        links=links,
        metadata={},
        lines=tuple(map(_uncredited, given.lines)),
    )


def _uncredited(line: LineInput) -> LineInput:
    """A copy of a credit note takes back no line a second time."""
    return replace(line, credits=None)
