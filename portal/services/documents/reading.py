"""A document's rows back as what was asked for: what changes of a draft, conversions and credit notes begin from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.documents.pricing import Discount, DiscountKind, Mode
from portal.documents.taxation import Nature
from portal.einvoice import party_from_json
from portal.formats import quantize
from portal.models import Document, DocumentCharge, DocumentLine, DocumentRelation, DocumentTax
from portal.services.documents.details import exchange_rate_of, fiscal_of, tax_of, texts_of
from portal.services.documents.input import DocumentInput, LineInput, Link, Snapshot, TaxInput
from portal.services.reading.document_parts import parts_of
from portal.tenancy.fence import FencedSession

LONGEST_TAKEN_NAME = 250
Grounds = Mapping[tuple[str, Decimal | None], tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows below one document, in their order."""

    lines: Sequence[DocumentLine]
    taxes: Sequence[DocumentTax]
    charges: Sequence[DocumentCharge]
    relations: Sequence[DocumentRelation]

    @property
    def grounds(self) -> Grounds:
        """By tax group, why nothing is charged."""
        return {(group.category, group.rate): (group.reason, group.reason_code) for group in self.taxes}


def parts_below(session: FencedSession, document_id: str) -> Parts:
    """Read the rows below a document."""
    return Parts(
        session.scalars(parts_of(DocumentLine, document_id)).all(),
        session.scalars(parts_of(DocumentTax, document_id)).all(),
        session.scalars(parts_of(DocumentCharge, document_id)).all(),
        session.scalars(
            select(DocumentRelation).where(DocumentRelation.document_id == document_id).order_by(DocumentRelation.id)
        ).all(),
    )


def input_of(document: Document, parts: Parts) -> DocumentInput:
    """What one would ask for to have the same document again."""
    details = document.details
    stated = set(details.get("stated_days", ()))
    return DocumentInput(
        issue_date=document.issue_date if "issue_date" in stated else None,
        due_date=document.due_date if "due_date" in stated else None,
        valid_till=document.due_date if "valid_till" in stated else None,
        service_from=document.supply_date or document.period_start,
        service_to=document.period_end,
        customer_id=document.customer_id,
        snapshot=Snapshot(party_from_json(document.buyer), bool(details.get("is_end_consumer"))),
        lines=(*(line_input(line, document, parts.grounds) for line in parts.lines), *_charges(parts)),
        currency=document.currency,
        exchange_rate=exchange_rate_of(details),
        calculation_mode=Mode(details.get("calculation_mode", Mode.NET)),
        fiscal=fiscal_of(details),
        links=tuple(Link(kind=row.kind, document_id=row.target_id) for row in parts.relations if row.target_id),
        metadata=document.meta,
        **_texts(document),
    )


def line_input(line: DocumentLine, document: Document, grounds: Grounds) -> LineInput:
    """One line. Of a document that was not made here the tax is taken as it stands, and each price without tax."""
    if "calculation_mode" not in document.details:
        return taken_over(_plain_line(line, document.currency), line, grounds)
    details = line.details
    with_tax = details.get("price_with_tax")
    return LineInput(
        item_id=line.item_id,
        name=line.name,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        price=None if with_tax else line.unit_price,
        gross_price=Decimal(with_tax) if with_tax else None,
        nature=Nature(details["classification"]) if "classification" in details else None,
        tax=tax_of(details.get("tax")),
        discounts=tuple(
            Discount(Decimal(each["value"]), DiscountKind(each["type"])) for each in details.get("discounts", ())
        ),
        credits=details.get("credits"),
        metadata=details.get("metadata", {}),
    )


def taken_over(given: LineInput, line: DocumentLine, grounds: Grounds) -> LineInput:
    """The line with the tax that it bears now, whatever the rule would say today."""
    reason, code = grounds.get((line.tax_category, line.tax_rate), (None, None))
    tax = TaxInput(category=line.tax_category or "S", rate=line.tax_rate, reason=reason, reason_code=code)
    return replace(given, tax=tax)


def _plain_line(line: DocumentLine, currency: str) -> LineInput:
    """Quantity times price less a discount; where that is not the line's net amount, one piece at that amount."""
    price = line.unit_price / line.base_quantity
    off = quantize(line.quantity * price, currency) - line.net
    names: dict[str, Any] = {
        "name": (line.name or line.line_ref)[:LONGEST_TAKEN_NAME],
        "description": line.description,
        "unit": line.unit,
    }
    if price < 0 or off < 0 or (off and line.quantity < 0):
        sign = Decimal(-1) if line.net < 0 else Decimal(1)
        return LineInput(**names, quantity=sign, price=abs(line.net))
    discounts = (Discount(off, DiscountKind.AMOUNT),) if off else ()
    return LineInput(**names, quantity=line.quantity, price=price, discounts=discounts)


def _charges(parts: Parts) -> list[LineInput]:
    """What is taken off or added on the whole document, as lines of their own."""
    lines = []
    for charge in parts.charges:
        reason, code = parts.grounds.get((charge.tax_category or "S", charge.tax_rate), (None, None))
        lines.append(
            LineInput(
                name=charge.reason or charge.reason_code or ("Charge" if charge.is_charge else "Discount"),
                quantity=Decimal(1) if charge.is_charge else Decimal(-1),
                price=charge.amount,
                tax=TaxInput(
                    category=charge.tax_category or "S", rate=charge.tax_rate, reason=reason, reason_code=code
                ),
            )
        )
    return lines


def _texts(document: Document) -> dict[str, Any]:
    if "calculation_mode" in document.details:
        return texts_of(document.details)
    notes = "\n".join(note["text"] for note in document.notes)
    return {"note": notes or None, "payment_terms": document.payment.get("terms")}
