"""What invoices take off for advance invoices: its VAT was counted with the advance, and must not be counted twice."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from portal.formats import quantize
from portal.models import Document, DocumentRelation, DocumentTax
from portal.reports import TaxAmount
from portal.services.documents.relations import ADVANCE
from portal.tenancy.fence import FencedSession

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Advance:
    """What one invoice takes off, by tax group; its tax in the tax currency where every advance states it (BT-111)."""

    groups: tuple[TaxAmount, ...]
    in_tax_currency: Decimal | None


def advances_of(session: FencedSession, wanted: tuple[ColumnElement[bool], ...]) -> dict[str, Advance]:
    """By invoice. What was paid in advance (BT-113) goes to its advance invoices in the order they are named, to each
    no more than it comes to; of one that is taken off in part, its tax groups count in that part, rounded half-up."""
    target = aliased(Document)
    pairs = session.execute(
        select(DocumentRelation.document_id, target)
        .join(target, target.id == DocumentRelation.target_id)
        .where(DocumentRelation.kind == ADVANCE)
        .where(DocumentRelation.document_id.in_(select(Document.id).where(*wanted)))
        .order_by(DocumentRelation.document_id, DocumentRelation.id)
    ).all()
    if not pairs:
        return {}
    named: dict[str, list[Document]] = defaultdict(list)
    for invoice_id, advance in pairs:
        named[invoice_id].append(advance)
    taxes: dict[str, list[DocumentTax]] = defaultdict(list)
    ids = {advance.id for _, advance in pairs}
    for group in session.scalars(select(DocumentTax).where(DocumentTax.document_id.in_(ids))):
        taxes[group.document_id].append(group)
    paid = session.execute(select(Document.id, Document.prepaid_total).where(Document.id.in_(named)))
    return {invoice_id: _advance(prepaid, named[invoice_id], taxes) for invoice_id, prepaid in paid}


def _advance(prepaid: Decimal, named: list[Document], taxes: dict[str, list[DocumentTax]]) -> Advance:
    groups: list[TaxAmount] = []
    stated: list[Decimal | None] = []
    left = prepaid
    for advance in named:
        taken = min(left, advance.gross_total)
        if taken <= 0:
            continue
        left -= taken
        groups += [_part(group, taken, advance) for group in sorted(taxes[advance.id], key=lambda each: each.position)]
        stated.append(_stated_part(advance, taken))
    whole = [each for each in stated if each is not None]
    in_tax_currency = sum(whole, _NOTHING) if stated and len(whole) == len(stated) else None
    return Advance(tuple(groups), in_tax_currency)


def _stated_part(advance: Document, taken: Decimal) -> Decimal | None:
    """The part of the advance's VAT in its tax currency; None where it charges some and does not state it so."""
    if not advance.tax_total:
        return _NOTHING
    stated, currency = advance.tax_total_in_tax_currency, advance.tax_currency
    if stated is None or currency is None:
        return None
    return quantize(stated * taken / advance.gross_total, currency)


def _part(group: DocumentTax, taken: Decimal, advance: Document) -> TaxAmount:
    base, tax = (
        amount if taken == advance.gross_total else quantize(amount * taken / advance.gross_total, advance.currency)
        for amount in (group.base, group.tax)
    )
    return TaxAmount(group.category, None if group.rate is None else group.rate.normalize() + 0, base, tax)
