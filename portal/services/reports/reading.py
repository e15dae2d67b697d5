"""The rows that the reports of a period are made of, as they stand now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import load_only

from portal.einvoice import party_from_json
from portal.errors import Invalid
from portal.models import Document, DocumentRelation, DocumentTax, Entity, Payment
from portal.reports import ReportDocument, ReportPeriod, ReportRows, TaxAmount, TaxDates, tax_point_of
from portal.reports.rows import ZERO
from portal.reports.tax_point import ON_PAYMENT
from portal.services.catalog.payment_rows import stands
from portal.services.reading.document_parts import address_lines
from portal.services.reading.document_status import BILLED_TYPES
from portal.services.reports.advances import Advance, advances_of
from portal.services.reports.alike import Alike
from portal.services.reports.moves import Moves
from portal.tenancy.fence import FencedSession

_DIRECT = (
    "id",
    "direction",
    "type",
    "origin",
    "issue_date",
    "supply_date",
    "due_date",
    "party_name",
    "currency",
    "in_conflict",
)

_AT_ONCE = 100
# Of a row all else is left where it is: what makes it long stands in its texts.
_READ = (
    *(getattr(Document, name) for name in _DIRECT),
    Document.number,
    Document.issued_at,
    Document.created_at,
    Document.customer_id,
    Document.party_key,
    Document.seller,
    Document.buyer,
    Document.details,
    Document.tax_point_date,
    Document.period_end,
    Document.net_total,
    Document.tax_total,
    Document.gross_total,
    Document.due_total,
    Document.open_total,
    Document.tax_currency,
    Document.tax_total_in_tax_currency,
    Document.voided_at,
    Document.recomputed,
)


def read_rows(session: FencedSession, period: ReportPeriod, today: date) -> ReportRows:
    """Everything that the reports of a period need. Raises Invalid for one that has not begun."""
    if period.first > today:
        raise Invalid(f"period: {period.name} has not begun; choose one up to today")
    entity = session.scalars(select(Entity)).one()
    as_of = min(period.last, today)
    wanted = _wanted(period)
    moves = Moves(session, period.first, as_of)
    advances = advances_of(session, wanted)
    taxes = taxes_of(session, wanted)
    originals = _originals(session, wanted)
    # In parts: of ten thousand rows none is needed longer than its document takes to make.
    rows = select(Document).options(load_only(*_READ)).where(*wanted).execution_options(yield_per=_AT_ONCE)
    alike = Alike()
    documents = {
        row.id: alike.of(
            _document(row, entity, moves, taxes.pop(row.id, []), advances.get(row.id), originals.get(row.id, []))
        )
        for row in session.scalars(rows)
    }
    return ReportRows(
        period=period,
        as_of=as_of,
        country=entity.country,
        currency=entity.currency,
        documents=tuple(documents.values()),
        payments=tuple(moves.within(documents)),
    )


def _wanted(period: ReportPeriod) -> tuple[ColumnElement[bool], ...]:
    """Billed documents whose VAT point may lie in the period, that were issued in it, or on which anything was open."""
    first, last = period.first, period.last
    paid_within = _paid(and_(Payment.paid_on >= first, Payment.paid_on <= last))
    was_open = and_(Document.issue_date <= last, or_(Document.open_total != ZERO, _paid(Payment.paid_on >= first)))
    owed = and_(Document.direction == "issued", or_(was_open, paid_within))
    return (*_BILLED, or_(_dated(period), owed))


def count_dated(session: FencedSession, period: ReportPeriod) -> int:
    """How many billed documents have one of the dates in the period by which they may count in it."""
    return session.scalar(select(func.count()).select_from(Document).where(*_BILLED, _dated(period))) or 0


_BILLED: tuple[ColumnElement[bool], ...] = (Document.is_draft.is_(False), Document.type.in_(BILLED_TYPES))
_DATES = (Document.issue_date, Document.tax_point_date, Document.supply_date, Document.period_end)


def _dated(period: ReportPeriod) -> ColumnElement[bool]:
    return or_(*(column.between(period.first, period.last) for column in _DATES))


def _paid(when: ColumnElement[bool]) -> ColumnElement[bool]:
    bills = select(Payment.document_id).where(stands(), when)
    credits = select(Payment.credit_note_id).where(stands(), when, Payment.credit_note_id.is_not(None))
    return or_(Document.id.in_(bills), Document.id.in_(credits))


def taxes_of(session: FencedSession, wanted: tuple[ColumnElement[bool], ...]) -> dict[str, list[TaxAmount]]:
    """The tax groups of documents as stated; a rate is one rate however many zeros it was written with."""
    found: dict[str, list[TaxAmount]] = defaultdict(list)
    columns = (DocumentTax.document_id, DocumentTax.category, DocumentTax.rate, DocumentTax.base, DocumentTax.tax)
    rows = session.execute(
        select(*columns)
        .where(DocumentTax.document_id.in_(select(Document.id).where(*wanted)))
        .order_by(DocumentTax.document_id, DocumentTax.position)
    )
    for document_id, category, rate, base, tax in rows:
        found[document_id].append(TaxAmount(category, None if rate is None else rate.normalize() + 0, base, tax))
    return found


def whole(row: Document, taxes: list[TaxAmount]) -> tuple[TaxAmount, ...]:
    """A document's tax groups, and what its totals state beyond them in a group of its own."""
    base = row.net_total - sum((each.base for each in taxes), ZERO)
    tax = row.tax_total - sum((each.tax for each in taxes), ZERO)
    return (*taxes, TaxAmount("", None, base, tax)) if base or tax else tuple(taxes)


def _originals(session: FencedSession, wanted: tuple[ColumnElement[bool], ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = session.execute(
        select(DocumentRelation.document_id, DocumentRelation.number)
        .where(DocumentRelation.number != "", DocumentRelation.document_id.in_(select(Document.id).where(*wanted)))
        .order_by(DocumentRelation.id)
    )
    for document_id, number in rows:
        found[document_id].append(number)
    return found


@dataclass(frozen=True, slots=True)
class _Party:
    """The other side of a document, as a ledger names it."""

    address: str
    country: str
    tax_id: str


def _party(row: Document) -> _Party:
    party = party_from_json(row.buyer if row.direction == "issued" else row.seller)
    country = (party.address.country if party.address else None) or ""
    return _Party(", ".join(address_lines(party)), country, party.vat_id or party.tax_number or "")


def _document(
    row: Document,
    entity: Entity,
    moves: Moves,
    taxes: list[TaxAmount],
    advance: Advance | None,
    originals: list[str],
) -> ReportDocument:
    voided, party = row.voided_at is not None, _party(row)
    code = row.details.get("tax_point_code")
    dates = TaxDates(
        type=row.type,
        issued=row.issue_date,
        stated=row.tax_point_date,
        code=code,
        supplied=row.supply_date,
        period_end=row.period_end,
    )
    owed = row.direction == "issued" and not voided
    opening, at_end = moves.open_of(row) if owed else (ZERO, ZERO)
    sign = -1 if row.type == "credit_note" else 1
    direct: dict[str, Any] = {name: getattr(row, name) for name in _DIRECT}
    return ReportDocument(
        **direct,
        number=row.number or "",
        tax_point=tax_point_of(dates),
        recorded_on=(row.issued_at or row.created_at).astimezone(ZoneInfo(entity.timezone)).date(),
        party=row.customer_id or f"name:{row.party_key}",
        party_address=party.address,
        party_country=party.country,
        party_tax_id=party.tax_id,
        net=row.net_total,
        tax=row.tax_total,
        gross=row.gross_total,
        due=row.due_total,
        tax_currency=row.tax_currency,
        tax_in_tax_currency=row.tax_total_in_tax_currency,
        taxes=whole(row, taxes),
        advances=advance.groups if advance else (),
        advances_in_tax_currency=advance.in_tax_currency if advance else None,
        originals=tuple(originals),
        voided=voided,
        due_on_payment=code in ON_PAYMENT and row.tax_point_date is None,
        mismatched=bool(row.recomputed),
        opening=sign * opening,
        open=sign * at_end,
    )
