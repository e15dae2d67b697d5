"""The rows below a document: lines, charges, tax groups, relations, payments, each with the entity's canary."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from portal.demo.home import Home
from portal.demo.paper import Paper
from portal.documents.totals import ChargeToSum, DocumentSums, LineToSum, compute_totals
from portal.einvoice import AllowanceCharge, to_json
from portal.formats import quantize
from portal.identity import new_id
from portal.models import Document, DocumentCharge, DocumentLine, DocumentRelation, DocumentTax, Entity, Payment


def sums_of(home: Home, paper: Paper, entity: Entity) -> DocumentSums:
    """What the paper adds up to; an advance that it settles is already paid."""
    lines = [
        LineToSum(
            quantity=position.quantity,
            price=position.price,
            category=position.category,
            rate=position.rate,
            allowances=position.discount,
        )
        for position in paper.positions
    ]
    charges = [
        ChargeToSum(is_charge=extra.is_charge, amount=extra.amount, category=extra.category, rate=extra.rate)
        for extra in paper.extras
    ]
    prepaid = home.written[paper.related].gross_total if paper.related and paper.settles_advance else Decimal(0)
    return compute_totals(lines, charges, paper.currency or entity.currency, prepaid=prepaid)


def shares_paid(paper: Paper, due: Decimal, currency: str) -> list[Decimal]:
    """The amounts of the paper's payments, in their order."""
    return [quantize(due * payment.share, currency) for payment in paper.payments]


def lines_of(home: Home, paper: Paper, document: Document, sums: DocumentSums) -> Iterator[DocumentLine]:
    """The lines, numbered from one."""
    for number, (position, net) in enumerate(zip(paper.positions, sums.line_nets, strict=True), start=1):
        taken_off = AllowanceCharge(is_charge=False, amount=position.discount, reason="Popust")
        yield DocumentLine(
            id=new_id("lin"),
            document_id=document.id,
            position=number,
            line_ref=str(number),
            name=home.marked(position.name),
            description=home.marked(position.description) if position.description else None,
            quantity=position.quantity,
            unit=position.unit,
            unit_price=position.price,
            tax_category=position.category,
            tax_rate=position.rate,
            net=net,
            details={"allowance_charges": [to_json(taken_off)]} if position.discount else {},
        )


def charges_of(home: Home, paper: Paper, document: Document) -> Iterator[DocumentCharge]:
    """Allowances and charges on the whole document."""
    for number, extra in enumerate(paper.extras, start=1):
        yield DocumentCharge(
            id=new_id("chg"),
            document_id=document.id,
            position=number,
            is_charge=extra.is_charge,
            amount=extra.amount,
            reason=home.marked(extra.reason),
            reason_code=extra.reason_code,
            tax_category=extra.category,
            tax_rate=extra.rate,
        )


def taxes_of(paper: Paper, document: Document, sums: DocumentSums) -> Iterator[DocumentTax]:
    """The tax groups, each exemption with its printed ground."""
    for number, group in enumerate(sums.taxes, start=1):
        reason, code = paper.reasons.get(group.category, (None, None))
        yield DocumentTax(
            id=new_id("tax"),
            document_id=document.id,
            position=number,
            category=group.category,
            rate=group.rate,
            base=group.base,
            tax=group.tax,
            reason=reason,
            reason_code=code,
        )


def relations_of(home: Home, paper: Paper, document: Document) -> Iterator[DocumentRelation]:
    """The earlier paper that this one names."""
    if paper.related is None:
        return
    target = home.written[paper.related]
    yield DocumentRelation(
        id=new_id("rel"),
        document_id=document.id,
        kind=paper.relation,
        number=str(target.number),
        issued_on=target.issue_date,
        target_id=target.id,
    )


def payments_of(home: Home, paper: Paper, document: Document) -> Iterator[Payment]:
    """What was paid, and when."""
    for payment, amount in zip(paper.payments, shares_paid(paper, document.due_total, document.currency), strict=True):
        yield Payment(
            id=new_id("pay"),
            document_id=document.id,
            paid_on=document.issue_date + timedelta(days=payment.days),
            amount=amount,
            currency=document.currency,
            method=payment.method,
            reference=document.payment.get("reference"),
            note=home.marked("") or None,
            created_at=document.created_at + timedelta(days=payment.days),
        )
