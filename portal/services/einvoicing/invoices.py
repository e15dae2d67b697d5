"""From the rows of a document to the e-invoice that they state."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import select

from portal.database import Visit
from portal.documents.types import DocumentType
from portal.einvoice import (
    AllowanceCharge,
    EInvoice,
    Line,
    Note,
    PaymentMeans,
    Period,
    Reference,
    TaxGroup,
    Totals,
    from_json,
    to_json,
)
from portal.einvoice.rules.taxes import OUTSIDE_SCOPE
from portal.models import Document, DocumentCharge, DocumentLine, DocumentRelation, DocumentTax
from portal.services.documents.relations import ADVANCE, PRECEDING
from portal.services.einvoicing.parties import buyer_on, seller_on, without_vat_id
from portal.services.reading.document_parts import parts_of
from portal.services.reading.readable import readable_document

# UN/ECE Recommendation 20: one, where nothing is said of what is counted.
_ONE = "C62"
_LINE_TERMS = frozenset(field.name for field in fields(Line))
_TERMS = frozenset(field.name for field in fields(EInvoice))


def einvoice_of(visit: Visit, document_id: str) -> EInvoice:
    """The document as an e-invoice, whatever its type and state; NotFound for one that this visit may not know of.

    Nothing is corrected: what the document lacks is for the rules to find (`portal.einvoice.rules`). Of an imported
    document it is a copy without attachments; the original bytes are in its file.
    """
    return invoice_on(visit, readable_document(visit, document_id))


def invoice_on(visit: Visit, document: Document) -> EInvoice:
    """The same, of a row that the visit has read."""
    session, key = visit.session, document.id
    lines = session.scalars(parts_of(DocumentLine, key)).all()
    taxes = session.scalars(parts_of(DocumentTax, key)).all()
    charges = session.scalars(parts_of(DocumentCharge, key)).all()
    earlier = session.scalars(
        select(DocumentRelation)
        .where(DocumentRelation.document_id == key, DocumentRelation.kind.in_([PRECEDING, ADVANCE]))
        .order_by(DocumentRelation.issued_on, DocumentRelation.id)
    ).all()
    groups = tuple(_tax_group(row) for row in taxes)
    invoice = replace(
        _header(document),
        totals=_totals(document),
        tax_groups=groups,
        lines=tuple(_line(row) for row in lines),
        allowance_charges=tuple(_charge(row) for row in charges),
        preceding=tuple(Reference(row.number, row.issued_on) for row in earlier),
        notes=_notes(document, groups),
    )
    return invoice if document.origin == "imported" else _of_our_own(document, invoice)


def _header(document: Document) -> EInvoice:
    """What stands in the document's columns and details; parts and totals are put in afterwards."""
    columns: dict[str, object] = {
        "syntax": "fields",
        "number": document.number or "",
        "type_code": document.type_code,
        "issue_date": document.issue_date.isoformat(),
        "currency": document.currency,
        "seller": document.seller,
        "buyer": document.buyer,
        "totals": to_json(_totals(document)),
        "tax_currency": document.tax_currency,
        "payment_terms": document.payment.get("terms"),
    }
    details = {name: term for name, term in document.details.items() if name in _TERMS}
    stated = from_json(EInvoice, {**details, **columns})
    span = Period(document.period_start, document.period_end)
    return replace(
        stated,
        due_date=document.due_date,
        delivery_date=document.supply_date,
        period=None if span == Period(None, None) else span,
        tax_point_date=document.tax_point_date,
        tax_total_in_tax_currency=document.tax_total_in_tax_currency,
        payment_means=tuple(from_json(PaymentMeans, each) for each in document.payment.get("means", ())),
    )


def _of_our_own(document: Document, invoice: EInvoice) -> EInvoice:
    """What documents made here say in other places than the standard."""
    # An estimate's last day and a credit note's are no days to pay by.
    is_paid = document.type in {DocumentType.INVOICE, DocumentType.ADVANCE_INVOICE}
    seller, buyer = seller_on(invoice.seller, document.details.get("legal_notes", ())), buyer_on(invoice.buyer)
    if any(line.category == OUTSIDE_SCOPE for line in invoice.lines):
        seller, buyer = without_vat_id(seller), without_vat_id(buyer)
    return replace(
        invoice,
        lines=tuple(
            replace(line, allowance_charges=tuple(map(_reason, line.allowance_charges))) for line in invoice.lines
        ),
        seller=seller,
        buyer=buyer,
        buyer_reference=document.details.get("reference"),
        due_date=document.due_date if is_paid else None,
    )


def _reason(entry: AllowanceCharge) -> AllowanceCharge:
    """The discount of a line that is taken back is a charge there, and charges have codes of their own (UNTDID 7161),
    none of which says that."""
    return replace(entry, reason="Discount", reason_code=None) if entry.is_charge else entry


def _totals(document: Document) -> Totals:
    return Totals(
        lines=document.line_total,
        allowances=document.allowance_total,
        charges=document.charge_total,
        net=document.net_total,
        tax=document.tax_total,
        gross=document.gross_total,
        prepaid=document.prepaid_total,
        rounding=document.rounding_total,
        due=document.due_total,
    )


def _line(row: DocumentLine) -> Line:
    """What an imported line did not state stays unstated (`details.not_stated`)."""
    details = _terms(row.details)
    unstated: Sequence[str] = row.details.get("not_stated", ())
    stated = from_json(Line, {**details, "id": row.line_ref, "net": f"{row.net:f}"})
    return replace(
        stated,
        name=row.name or None,
        description=row.description,
        quantity=stated.quantity if "quantity" in unstated else row.quantity,
        unit=row.unit or stated.unit or _ONE,
        net_price=stated.net_price if "net_price" in unstated else row.unit_price,
        base_quantity=None if row.base_quantity == 1 else row.base_quantity,
        category=row.tax_category or None,
        rate=row.tax_rate,
    )


def _terms(details: Mapping[str, Any]) -> dict[str, Any]:
    return {name: term for name, term in details.items() if name in _LINE_TERMS}


def _tax_group(row: DocumentTax) -> TaxGroup:
    return TaxGroup(row.category, row.rate, row.base, row.tax, row.reason, row.reason_code)


def _charge(row: DocumentCharge) -> AllowanceCharge:
    return AllowanceCharge(
        is_charge=row.is_charge,
        amount=row.amount,
        base=row.base,
        percent=row.percent,
        reason=row.reason,
        reason_code=row.reason_code,
        category=row.tax_category,
        rate=row.tax_rate,
    )


def _notes(document: Document, groups: Sequence[TaxGroup]) -> tuple[Note, ...]:
    """Its notes, and the legends that are not the ground of an exemption already (BT-120)."""
    grounds = {group.reason for group in groups}
    legends = tuple(Note(text) for text in document.legends if text not in grounds)
    return (*legends, *(from_json(Note, note) for note in document.notes))
