"""An e-invoice as rows: one document with its lines, charges, tax groups and relations, each figure as stated."""

from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal

from portal.database import Visit
from portal.einvoice import EInvoice, Line, conflict_key, findings, recompute, same_document_key, to_json
from portal.formats import known_locale, normalise
from portal.identity import new_id
from portal.models import Document, DocumentCharge, DocumentLine, DocumentRelation, DocumentTax
from portal.services.importing.direction import Direction
from portal.services.importing.payment import payment_of
from portal.services.importing.search import number_key_of, search_text_of

PRECEDING = "preceding"
PARTY_KEY_CHARACTERS = 200
UNIT_CHARACTERS = 8

# UNTDID 1001; every other code is an invoice of some kind, and is kept beside the type.
_TYPES = {"381": "credit_note", "386": "advance_invoice"}
# An e-invoice of these codes would be an order or an offer; where a document is stated by fields, its type was told.
_STATED_TYPES = {**_TYPES, "310": "estimate", "270": "delivery_note"}
_PREFIXES = {
    "invoice": "inv",
    "credit_note": "cre",
    "advance_invoice": "adv",
    "estimate": "est",
    "delivery_note": "dln",
}

# Terms that have columns or rows of their own; all others, also those of a later model, go to `details`.
_HEADER_COLUMNS = frozenset(
    {
        "number",
        "type_code",
        "issue_date",
        "currency",
        "seller",
        "buyer",
        "totals",
        "tax_groups",
        "lines",
        "allowance_charges",
        "tax_currency",
        "tax_total_in_tax_currency",
        "due_date",
        "payment_terms",
        "payment_means",
        "tax_point_date",
        "delivery_date",
        "period",
        "notes",
        "preceding",
    }
)
_LINE_COLUMNS = frozenset(
    {
        "id",
        "net",
        "name",
        "description",
        "quantity",
        "unit",
        "net_price",
        "base_quantity",
        "category",
        "rate",
    }
)


def document_row(visit: Visit, invoice: EInvoice, direction: Direction, *, in_conflict: bool) -> Document:
    """The document, not issued yet: `issued_at` freezes it and must wait for its lines."""
    totals, kind = invoice.totals, _type_of(invoice)
    party = invoice.buyer if direction is Direction.ISSUED else invoice.seller
    period = invoice.period
    return Document(
        id=new_id(_PREFIXES[kind]),
        type=kind,
        type_code=invoice.type_code,
        direction=direction.value,
        origin="imported",
        series=None,
        number=invoice.number,
        number_key=number_key_of(invoice.number),
        is_draft=False,
        issue_date=invoice.issue_date,
        due_date=invoice.due_date,
        supply_date=invoice.delivery_date,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        tax_point_date=invoice.tax_point_date,
        currency=invoice.currency,
        tax_currency=invoice.tax_currency,
        language=known_locale(visit.entity.locale).language,
        party_name=party.name,
        party_key=normalise(party.name)[:PARTY_KEY_CHARACTERS],
        seller=to_json(invoice.seller),
        buyer=to_json(invoice.buyer),
        line_total=totals.lines,
        allowance_total=totals.allowances,
        charge_total=totals.charges,
        net_total=totals.net,
        tax_total=totals.tax,
        gross_total=totals.gross,
        prepaid_total=totals.prepaid,
        rounding_total=totals.rounding,
        due_total=totals.due,
        open_total=totals.due,
        tax_total_in_tax_currency=invoice.tax_total_in_tax_currency,
        recomputed=_recomputed(invoice),
        findings=_findings(invoice),
        notes=[to_json(note) for note in invoice.notes],
        payment=payment_of(invoice),
        details={name: term for name, term in to_json(invoice).items() if name not in _HEADER_COLUMNS},
        same_key=same_document_key(invoice),
        conflict_key=conflict_key(invoice),
        in_conflict=in_conflict,
        search_text=search_text_of(invoice, party),
        created_at=visit.at,
        updated_at=visit.at,
    )


def _type_of(invoice: EInvoice) -> str:
    types = _STATED_TYPES if invoice.syntax == "fields" else _TYPES
    return types.get(invoice.type_code, "invoice")


def part_rows(
    invoice: EInvoice, document_id: str
) -> Iterator[DocumentLine | DocumentCharge | DocumentTax | DocumentRelation]:
    """Everything below the document, positions from 1 in the order of the file."""
    for position, line in enumerate(invoice.lines, start=1):
        yield _line_row(line, document_id, position)
    yield from _charge_rows(invoice, document_id)
    yield from _tax_rows(invoice, document_id)
    for reference in invoice.preceding:
        yield DocumentRelation(
            id=new_id("rel"),
            document_id=document_id,
            kind=PRECEDING,
            number=reference.number,
            issued_on=reference.issue_date,
        )


def _line_row(line: Line, document_id: str, position: int) -> DocumentLine:
    details = {name: term for name, term in to_json(line).items() if name not in _LINE_COLUMNS}
    unit = line.unit
    if unit is not None and len(unit) > UNIT_CHARACTERS:
        details["unit"], unit = unit, None
    quantity, price, base = _quantity_and_price(line, details)
    return DocumentLine(
        id=new_id("lin"),
        document_id=document_id,
        position=position,
        line_ref=line.id,
        name=line.name or line.description or "",
        description=line.description if line.name else None,
        quantity=quantity,
        unit=unit,
        unit_price=price,
        base_quantity=base,
        tax_category=line.category or "",
        tax_rate=line.rate,
        net=line.net,
        details=details,
    )


def _quantity_and_price(line: Line, details: dict[str, object]) -> tuple[Decimal, Decimal, Decimal]:
    """Quantity, price, base quantity; where one of the first two is not stated, one piece at the net amount.

    What was stated then is kept in `details`, as is a base quantity of zero, which nothing can be divided by.
    """
    stated = {"quantity": line.quantity, "net_price": line.net_price, "base_quantity": line.base_quantity}
    if line.quantity is not None and line.net_price is not None:
        if line.base_quantity == 0:
            details["base_quantity"] = f"{line.base_quantity:f}"
        return line.quantity, line.net_price, line.base_quantity or Decimal(1)
    details.update((name, f"{figure:f}") for name, figure in stated.items() if figure is not None)
    details["not_stated"] = [name for name in ("quantity", "net_price") if stated[name] is None]
    return Decimal(1), line.net, Decimal(1)


def _charge_rows(invoice: EInvoice, document_id: str) -> Iterator[DocumentCharge]:
    for position, entry in enumerate(invoice.allowance_charges, start=1):
        yield DocumentCharge(
            id=new_id("chg"),
            document_id=document_id,
            position=position,
            is_charge=entry.is_charge,
            amount=entry.amount,
            base=entry.base,
            percent=entry.percent,
            reason=entry.reason,
            reason_code=entry.reason_code,
            tax_category=entry.category,
            tax_rate=entry.rate,
        )


def _tax_rows(invoice: EInvoice, document_id: str) -> Iterator[DocumentTax]:
    for position, group in enumerate(invoice.tax_groups, start=1):
        yield DocumentTax(
            id=new_id("vat"),
            document_id=document_id,
            position=position,
            category=group.category,
            rate=group.rate,
            base=group.base,
            tax=group.tax,
            reason=group.reason,
            reason_code=group.reason_code,
        )


def _to_be_checked(invoice: EInvoice) -> EInvoice:
    """The invoice with what its sums are checked against: where it has no lines, its own tax groups stand for them."""
    if invoice.lines or invoice.syntax != "fields":
        return invoice
    groups = tuple(
        Line(id=str(place), net=group.base, category=group.category, rate=group.rate)
        for place, group in enumerate(invoice.tax_groups, start=1)
    )
    return replace(invoice, lines=groups)


def _recomputed(invoice: EInvoice) -> dict[str, str]:
    """By the total's name in the model (`net`, `tax`, …), only where it differs from what is stated."""
    stated, computed = invoice.totals, recompute(_to_be_checked(invoice))
    names = (field.name for field in fields(stated))
    return {name: f"{getattr(computed, name):f}" for name in names if getattr(computed, name) != getattr(stated, name)}


def _findings(invoice: EInvoice) -> list[dict[str, str]]:
    return [
        {
            "rule": finding.rule,
            "severity": finding.severity.value,
            "stated": f"{finding.stated:f}",
            "computed": f"{finding.computed:f}",
            "where": finding.where,
        }
        for finding in findings(_to_be_checked(invoice))
    ]
