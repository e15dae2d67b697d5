"""How documents name one another: what a link means, which ones may be made, and how each side tells of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.documents.types import DocumentType
from portal.errors import Invalid
from portal.models import Document, DocumentRelation
from portal.services.documents.input import Link
from portal.tenancy.fence import FencedSession

PRECEDING = "preceding"
"""A credit note names what it takes back (BG-3)."""
ADVANCE = "advance"
"""An invoice takes off what was paid on an advance invoice."""
CONVERTED = "converted_from"
"""Made from an estimate, a delivery note or another document."""
REFERENCES = "references"

# By kind: what the naming document and the named one each say of it (the API's words).
_TOLD: Mapping[str, tuple[str, str]] = {
    PRECEDING: ("credit_for", "has_credit"),
    ADVANCE: ("advance_applied", "applied_to"),
    CONVERTED: ("converted_from", "converted_to"),
    REFERENCES: ("references", "references"),
}
_T = DocumentType
_NAMING = {PRECEDING: {_T.CREDIT_NOTE}, ADVANCE: {_T.INVOICE}}
_NAMED = {PRECEDING: {_T.INVOICE, _T.ADVANCE_INVOICE}, ADVANCE: {_T.ADVANCE_INVOICE}}


@dataclass(frozen=True, slots=True)
class RelationView:
    """One relation as seen from one of its sides; without a target id the other document is not here."""

    id: str
    source_id: str
    source_type: str
    target_id: str | None
    target_type: str | None
    relation_type: str
    number: str | None


def linked_documents(
    session: FencedSession, kind: DocumentType, currency: str, links: Sequence[Link]
) -> list[tuple[Link, Document]]:
    """The issued documents that the links mean. Raises Invalid where one does not fit this type of document."""
    ids = [link.document_id for link in links]
    found = {row.id: row for row in session.scalars(select(Document).where(Document.id.in_(ids)))} if ids else {}
    linked = []
    for link in dict.fromkeys(links):
        target = found.get(link.document_id)
        if target is None or target.direction != "issued" or target.is_draft:
            raise Invalid(f"linked_documents: {link.document_id} is no issued document of this entity")
        _refuse_unfit(link, kind, currency, target)
        linked.append((link, target))
    return linked


def _refuse_unfit(link: Link, kind: DocumentType, currency: str, target: Document) -> None:
    name = target.number or target.id
    if link.kind not in _NAMING:
        return
    if kind not in _NAMING[link.kind] or target.type not in _NAMED[link.kind]:
        raise Invalid(f"linked_documents: a {kind} cannot stand to the {target.type} {name} in this way")
    if target.voided_at is not None:
        raise Invalid(f"linked_documents: {name} is voided")
    if target.currency != currency:
        raise Invalid(f"linked_documents: {name} is in {target.currency}, this document in {currency}")


def prepaid_by(linked: Iterable[tuple[Link, Document]]) -> Decimal:
    """What was paid on the advance invoices among them."""
    return sum((target.paid_total for link, target in linked if link.kind == ADVANCE), Decimal(0))


def naming(session: FencedSession, document_id: str, kind: str) -> Sequence[Document]:
    """The documents, drafts and voided ones left out, that name this one so."""
    return session.scalars(
        select(Document)
        .join(DocumentRelation, DocumentRelation.document_id == Document.id)
        .where(DocumentRelation.target_id == document_id, DocumentRelation.kind == kind)
        .where(Document.is_draft.is_(False), Document.voided_at.is_(None))
        .order_by(Document.issue_date, Document.id)
    ).all()


def relations_of(session: FencedSession, documents: Sequence[Document]) -> dict[str, tuple[RelationView, ...]]:
    """By document, both those that it names and those that name it."""
    kinds = {document.id: document.type for document in documents}
    other = aliased(Document)
    found: dict[str, list[RelationView]] = {document_id: [] for document_id in kinds}
    named = session.execute(
        select(DocumentRelation, other.type)
        .outerjoin(other, other.id == DocumentRelation.target_id)
        .where(DocumentRelation.document_id.in_(kinds))
        .order_by(DocumentRelation.id)
    )
    for row, kind in named:
        source = row.document_id
        view = RelationView(row.id, source, kinds[source], row.target_id, kind, _told(row.kind)[0], row.number)
        found[source].append(view)
    naming_them = session.execute(
        select(
            DocumentRelation.id, DocumentRelation.kind, DocumentRelation.target_id, other.id, other.type, other.number
        )
        .join(other, other.id == DocumentRelation.document_id)
        .where(DocumentRelation.target_id.in_(kinds))
        .order_by(DocumentRelation.id)
    )
    for identity, kind, this, other_id, other_type, number in naming_them:
        target = str(this)
        view = RelationView(identity, target, kinds[target], other_id, other_type, _told(kind)[1], number)
        found[target].append(view)
    return {document_id: tuple(views) for document_id, views in found.items()}


def own_relations(
    document: Document, rows: Iterable[DocumentRelation], linked: Iterable[tuple[Link, Document]]
) -> tuple[RelationView, ...]:
    """Those that it names, from rows and documents that are at hand."""
    types = {target.id: target.type for _link, target in linked}
    return tuple(
        RelationView(
            row.id,
            document.id,
            document.type,
            row.target_id,
            types.get(row.target_id or ""),
            _told(row.kind)[0],
            row.number,
        )
        for row in rows
    )


def _told(kind: str) -> tuple[str, str]:
    return _TOLD.get(kind, _TOLD[REFERENCES])
