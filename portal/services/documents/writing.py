"""What every change of a document does: finds its row, puts down what was composed, tells who wants to know."""

from dataclasses import replace

from sqlalchemy import select

from portal.database import Visit
from portal.documents.types import DocumentType
from portal.errors import Conflict, Invalid, NotFound
from portal.models import Document, Entity
from portal.services.catalog.customers import add_customer
from portal.services.documents.composing import Composed, compose
from portal.services.documents.input import DocumentInput, clean_input
from portal.services.documents.reading import Parts
from portal.services.documents.relations import own_relations
from portal.services.documents.rows import composed_parts, fill_document
from portal.services.history.activity import Event, document_thing, record
from portal.services.reading.document_record import DocumentRecord
from portal.services.reading.document_records import record_of, records_of
from portal.services.turns import take_turn
from portal.tenancy.fence import FencedSession


def entity_alone(writing: FencedSession) -> Entity:
    """The entity as it is now, with nobody else writing in it until the transaction ends."""
    take_turn(writing)
    return writing.scalars(select(Entity)).one()


def own_document(writing: FencedSession, document_id: str) -> Document:
    """A document that the entity issues or has imported. Raises NotFound."""
    wanted = select(Document).where(Document.id == document_id, Document.direction == "issued")
    document = writing.scalars(wanted).one_or_none()
    if document is None:
        raise NotFound("no such document")
    return document


def draft_alone(writing: FencedSession, document_id: str) -> Document:
    """A draft. Raises NotFound, and Conflict (`document_issued`) for what is none any more."""
    document = own_document(writing, document_id)
    if not document.is_draft:
        raise Conflict(f"{document.number} is issued and does not change any more", code="document_issued")
    return document


def composed_input(
    visit: Visit, writing: FencedSession, entity: Entity, kind: DocumentType, given: DocumentInput
) -> Composed:
    """Work out what is asked for; a customer that is to be kept becomes a card first. Raises Invalid."""
    given = clean_input(given)
    if given.save_customer and given.customer is not None:
        try:
            card = add_customer(visit, writing, given.customer)
        except Invalid as error:
            raise Invalid(f"customer.{error}") from error
        given = replace(given, customer=None, customer_id=card.id)
    return compose(writing, entity, kind, replace(given, save_customer=False), visit.today)


def put_down(
    visit: Visit,
    writing: FencedSession,
    document: Document,
    composed: Composed,
    entity: Entity,
    *,
    before: Parts | None = None,
) -> DocumentRecord:
    """Let the row say what was composed, and new rows below it take the place of those before; the whole as a record.

    Nobody can name a document that is not issued yet, so that there are no other relations than its own.
    """
    fill_document(document, composed, entity, visit.at)
    if before is None:
        writing.add(document)
    else:
        for row in (*before.lines, *before.taxes, *before.charges, *before.relations):
            writing.delete(row)
    writing.flush()
    parts = composed_parts(composed, document.id)
    writing.add_all((*parts.lines, *parts.taxes, *parts.relations))
    writing.flush()
    return record_of(document, parts, own_relations(document, parts.relations, composed.linked))


def record_now(writing: FencedSession, document: Document) -> DocumentRecord:
    """The document as it stands in this transaction."""
    (found,) = records_of(writing, [document])
    return found


def tell(visit: Visit, writing: FencedSession, event: Event, document: Document, **details: str | None) -> None:
    """Write down what happened, which announces it to webhooks."""
    record(visit, writing, event, document_thing(document), by=None, type=document.type, **details)
