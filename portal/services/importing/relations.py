"""Which document a preceding-invoice reference (BG-3) means: the only one of its number by the same seller or none."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from portal.formats import normalise
from portal.models import Document, DocumentRelation
from portal.services.importing.direction import compact_id
from portal.services.importing.rows import PRECEDING
from portal.services.importing.search import number_key_of
from portal.tenancy.fence import FencedSession

_INVOICES = ("invoice", "advance_invoice", "credit_note")


def settle_relations(writing: FencedSession, numbers: Collection[str]) -> None:
    """Point every imported reference to one of these numbers at its document, whichever of the two came first.

    Two documents that fit (they stand in conflict) are as good as none: the reference then points nowhere.
    """
    rows = writing.execute(
        select(DocumentRelation, Document)
        .join(Document, Document.id == DocumentRelation.document_id)
        .where(
            DocumentRelation.number.in_(numbers),
            DocumentRelation.kind == PRECEDING,
            Document.origin == "imported",
        )
    )
    for relation, naming in rows.all():
        relation.target_id = _target(writing, relation, naming)
    writing.flush()


def _target(writing: FencedSession, relation: DocumentRelation, naming: Document) -> str | None:
    candidates = writing.scalars(
        select(Document).where(
            Document.direction == naming.direction,
            Document.number_key == number_key_of(relation.number),
            Document.number == relation.number,
            Document.type.in_(_INVOICES),
            Document.is_draft.is_(False),
            Document.id != naming.id,
        )
    )
    fitting = [
        candidate.id
        for candidate in candidates
        if relation.issued_on in (None, candidate.issue_date) and _same_seller(candidate.seller, naming.seller)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _same_seller(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """By VAT id where both state one, else by registered name."""
    ids = [compact_id(str(party.get("vat_id") or "")) for party in (one, other)]
    if all(ids):
        return ids[0] == ids[1]
    return normalise(str(one.get("name") or "")) == normalise(str(other.get("name") or ""))
