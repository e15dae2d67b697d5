"""What changed in a period after it was closed: documents that came or were voided, payments that came, went, moved."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from portal.reports.rows import ReportDocument, ReportPayment, ReportRows
from portal.reports.vat import counted_vat


class ChangeKind(enum.StrEnum):
    """What happened to a document or a payment of the period."""

    ADDED = "document_added"
    VOIDED = "document_voided"
    PAYMENT_ADDED = "payment_added"
    PAYMENT_REMOVED = "payment_removed"
    PAYMENT_CHANGED = "payment_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One later change: what it does to base, tax and the customer's balance, each with its sign.

    `in_vat`: its VAT point lies in the period; base and tax are zero where it does not.
    """

    kind: ChangeKind
    document_id: str
    number: str
    type: str
    direction: str
    party_name: str
    currency: str
    in_vat: bool = False
    base: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    balance: Decimal = Decimal(0)


def changes_between(closed: ReportRows, now: ReportRows) -> tuple[Change, ...]:
    """Everything that would make the period's reports differ from the closed ones; documents first."""
    return (*_documents(closed, now), *_payments(closed, now))


def _documents(closed: ReportRows, now: ReportRows) -> Iterator[Change]:
    before = {each.id: each for each in closed.documents}
    for each in now.documents:
        known = before.get(each.id)
        if known is None and _is_of(now, each):
            yield _change(now, ChangeKind.ADDED, each, each)
        elif known is not None and each.voided and not known.voided:
            yield _change(now, ChangeKind.VOIDED, each, known, sign=-1)


def _is_of(rows: ReportRows, document: ReportDocument) -> bool:
    """Whether a document belongs to the period itself, and is not here for what is open on it alone."""
    return document.tax_point in rows.period or document.issue_date in rows.period or bool(document.opening)


def _change(
    rows: ReportRows, kind: ChangeKind, document: ReportDocument, counted: ReportDocument, sign: int = 1
) -> Change:
    in_vat = counted.tax_point in rows.period
    base, tax = counted_vat(counted) if in_vat else (Decimal(0), Decimal(0))
    owed = counted.issue_date <= rows.as_of and counted.direction == "issued"
    return Change(
        kind=kind,
        document_id=document.id,
        number=document.number,
        type=document.type,
        direction=document.direction,
        party_name=document.party_name,
        currency=document.currency,
        in_vat=in_vat,
        base=sign * base + 0,
        tax=sign * tax + 0,
        balance=sign * counted.counted(counted.due) + 0 if owed else Decimal(0),
    )


def _payments(closed: ReportRows, now: ReportRows) -> Iterator[Change]:
    before, after = ({(p.id, p.document_id): p for p in rows.payments} for rows in (closed, now))
    names = {each.id: each for each in (*closed.documents, *now.documents)}
    for key, payment in after.items():
        if key not in before:
            yield _paid(ChangeKind.PAYMENT_ADDED, payment, -payment.lowers, names)
        elif (moved := before[key].lowers - payment.lowers) or payment.paid_on != before[key].paid_on:
            yield _paid(ChangeKind.PAYMENT_CHANGED, payment, moved, names)
    for key, payment in before.items():
        if key not in after:
            yield _paid(ChangeKind.PAYMENT_REMOVED, payment, payment.lowers, names)


def _paid(kind: ChangeKind, payment: ReportPayment, balance: Decimal, names: dict[str, ReportDocument]) -> Change:
    document = names.get(payment.document_id)
    return Change(
        kind=kind,
        document_id=payment.document_id,
        number=payment.number,
        type=payment.type,
        direction="issued",
        party_name=document.party_name if document else "",
        currency=payment.currency,
        balance=balance,
    )
