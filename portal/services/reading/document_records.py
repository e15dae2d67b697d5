"""From rows to records: some documents with all that belongs to them, read together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select

from portal import formats
from portal.documents.totals import UNTAXED
from portal.einvoice import Address, Contact, party_from_json
from portal.formats import quantize
from portal.models import Document, DocumentCharge, DocumentLine, DocumentTax
from portal.services.documents.details import exchange_rate_of, fiscal_of
from portal.services.documents.reading import Parts
from portal.services.documents.relations import RelationView, relations_of
from portal.services.reading.document_record import (
    ChargeRecord,
    DiscountRecord,
    DocumentRecord,
    LineRecord,
    LineTaxRecord,
    PartyRecord,
    TaxRecord,
)
from portal.tenancy.fence import FencedSession

_P = TypeVar("_P", DocumentLine, DocumentTax, DocumentCharge)
_HUNDRED = Decimal(100)


def records_of(session: FencedSession, documents: Sequence[Document]) -> tuple[DocumentRecord, ...]:
    """The records of loaded documents, in their order."""
    if not documents:
        return ()
    ids = [document.id for document in documents]
    lines, taxes = _below(session, DocumentLine, ids), _below(session, DocumentTax, ids)
    charges = _below(session, DocumentCharge, ids)
    relations = relations_of(session, documents)
    return tuple(
        record_of(row, Parts(lines[row.id], taxes[row.id], charges[row.id], ()), relations[row.id]) for row in documents
    )


def _below(session: FencedSession, kind: type[_P], ids: Iterable[str]) -> Mapping[str, Sequence[_P]]:
    found: defaultdict[str, list[_P]] = defaultdict(list)
    for row in session.scalars(select(kind).where(kind.document_id.in_(ids)).order_by(kind.position)):
        found[row.document_id].append(row)
    return found


def record_of(document: Document, parts: Parts, relations: tuple[RelationView, ...] = ()) -> DocumentRecord:
    """One record from its rows, which need not be saved."""
    details, payment, is_estimate = document.details, document.payment, document.type == "estimate"
    rate, lines = exchange_rate_of(details), tuple(_line(line, document.currency) for line in parts.lines)
    return DocumentRecord(
        id=document.id,
        entity_id=document.entity_id,
        type=document.type,
        direction=document.direction,
        origin=document.origin,
        number=document.number,
        is_draft=document.is_draft,
        date=document.issue_date,
        date_due=None if is_estimate else document.due_date,
        date_valid_till=document.due_date if is_estimate else None,
        date_service=document.supply_date or document.period_start,
        date_service_to=document.period_end,
        title_type=details.get("title_type") or ("estimate" if is_estimate else None),
        hide_prices=bool(details.get("hide_prices")),
        reference=details.get("reference"),
        calculation_mode=details.get("calculation_mode", "b2b_standard"),
        transaction_type=details.get("transaction_type"),
        language=document.language,
        issuer=party_record(document.seller),
        customer_id=document.customer_id,
        customer=_customer(document),
        note=details.get("note") or _note(document),
        payment_terms=payment.get("terms"),
        tax_clause=details.get("tax_clause"),
        footer=details.get("footer"),
        signature=details.get("signature"),
        legends=tuple(document.legends),
        items=lines,
        charges=tuple(_charge(charge) for charge in parts.charges),
        taxes=tuple(_tax(group, rate.rate if rate else None, document) for group in parts.taxes),
        currency_code=document.currency,
        exchange_rate=rate,
        total=document.net_total,
        total_with_tax=document.gross_total,
        total_tax=document.tax_total,
        total_discount=sum((line.total_discount for line in lines), document.allowance_total),
        total_converted=_converted(document.net_total, document),
        total_with_tax_converted=_converted(document.gross_total, document),
        prepaid=document.prepaid_total,
        rounding_correction=document.rounding_total,
        total_paid=document.paid_total,
        total_due=document.open_total,
        paid_in_full=_is_paid(document),
        payment_type=details.get("payment_type"),
        payment_reference=payment.get("reference"),
        fiscal=fiscal_of(details),
        document_relations=relations,
        in_conflict=document.in_conflict,
        issued_at=document.issued_at,
        voided_at=document.voided_at,
        void_reason=document.void_reason,
        metadata=document.meta,
        created_at=document.created_at,
        updated_at=document.updated_at,
    )


def party_record(stored: Mapping[str, Any], is_end_consumer: bool | None = None) -> PartyRecord:
    """A party from its stored JSON."""
    party = party_from_json(stored)
    place, contact = party.address or Address(), party.contact or Contact()
    return PartyRecord(
        name=party.name,
        unit_name=party.trading_name,
        vat_id=party.vat_id,
        tax_number=party.tax_number,
        company_number=party.legal_id.value if party.legal_id else None,
        email=contact.email,
        phone=contact.phone,
        address=place.line1,
        address_2=place.line2,
        post_code=place.post_code,
        city=place.city,
        state=place.subdivision,
        country=formats.territory(place.country, "en") if place.country else None,
        country_code=place.country,
        peppol_id=party.endpoint.value if party.endpoint else None,
        peppol_scheme_id=party.endpoint.scheme if party.endpoint else None,
        is_end_consumer=is_end_consumer,
    )


def _is_paid(document: Document) -> bool:
    """As the pages have it: nothing is open, or less than nothing on what did not come to less (`document_status`)."""
    is_settled = document.open_total == 0 or (document.open_total < 0 <= document.due_total)
    return is_settled and not document.is_draft


def _customer(document: Document) -> PartyRecord | None:
    return party_record(document.buyer, document.details.get("is_end_consumer")) if document.buyer.get("name") else None


def _note(document: Document) -> str | None:
    """An imported document's notes as one text; those of a native one are known apart."""
    if "calculation_mode" in document.details:
        return None
    return "\n".join(note["text"] for note in document.notes) or None


def _line(line: DocumentLine, currency: str) -> LineRecord:
    details = line.details
    with_tax = details.get("total_with_tax")
    gross_price = details.get("price_with_tax")
    taken_off = (Decimal(each["amount"]) for each in details.get("allowance_charges", ()) if not each.get("is_charge"))
    tax = LineTaxRecord(
        rate=line.tax_rate,
        category=line.tax_category,
        tax_id=details.get("tax_id"),
        reverse_charge=line.tax_category == "AE",
    )
    return LineRecord(
        id=line.id,
        item_id=line.item_id,
        name=line.name,
        description=line.description,
        classification=details.get("classification"),
        quantity=line.quantity,
        unit=line.unit,
        price=line.unit_price if line.base_quantity == 1 else line.unit_price / line.base_quantity,
        gross_price=Decimal(gross_price) if gross_price else None,
        taxes=(tax,) if line.tax_category else (),
        discounts=tuple(DiscountRecord(Decimal(each["value"]), each["type"]) for each in details.get("discounts", ())),
        total_discount=sum(taken_off, Decimal(0)),
        total=line.net,
        total_with_tax=Decimal(with_tax) if with_tax else _with_tax(line, currency),
        metadata=details.get("metadata", {}),
    )


def _with_tax(line: DocumentLine, currency: str) -> Decimal:
    rate = Decimal(0) if line.tax_category in UNTAXED else line.tax_rate or Decimal(0)
    return quantize(line.net * (1 + rate / _HUNDRED), currency)


def _charge(charge: DocumentCharge) -> ChargeRecord:
    return ChargeRecord(is_charge=charge.is_charge, amount=charge.amount, reason=charge.reason or charge.reason_code)


def _tax(group: DocumentTax, rate: Decimal | None, document: Document) -> TaxRecord:
    return TaxRecord(
        rate=group.rate,
        category=group.category,
        base=group.base,
        amount=group.tax,
        base_converted=None if rate is None else _converted(group.base, document),
        amount_converted=None if rate is None else _converted(group.tax, document),
        reverse_charge=group.category == "AE",
        reason=group.reason,
        reason_code=group.reason_code,
    )


def _converted(amount: Decimal, document: Document) -> Decimal | None:
    rate = exchange_rate_of(document.details)
    if rate is None:
        return None
    return quantize(amount * rate.rate, rate.quote_currency or document.tax_currency or document.currency)
