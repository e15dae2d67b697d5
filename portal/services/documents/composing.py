"""A document worked out: parties, lines, taxes, legends and totals from what is asked for, and nothing saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from portal.documents.countries import Profile, Situation, profile_of
from portal.documents.pricing import LineToPrice, Mode, PricedLine
from portal.documents.taxation import Sale, refuse_mixed
from portal.documents.totals import DocumentSums
from portal.documents.types import DocumentType
from portal.documents.working_out import work_out
from portal.errors import Invalid
from portal.models import Document, Entity, Item
from portal.services.documents.crediting_limits import credit_rounding
from portal.services.documents.defaults import setting, usual_due_date, usual_mode, usual_text
from portal.services.documents.input import DocumentInput, ExchangeRate, LineInput, Link
from portal.services.documents.parties import Buyer, buyer_of, sale_between
from portal.services.documents.relations import linked_documents, prepaid_by
from portal.services.documents.taxes import LineTax, TaxBook
from portal.tenancy.fence import FencedSession


@dataclass(frozen=True, slots=True)
class LineTerms:
    """The words and the price of a line: its own, or its item's."""

    name: str
    description: str | None
    unit: str | None
    price: Decimal
    price_has_tax: bool


@dataclass(frozen=True, slots=True)
class ComposedLine:
    """One line with its terms, its tax, and what it comes to."""

    given: LineInput
    terms: LineTerms
    tax: LineTax
    priced: PricedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A document worked out."""

    kind: DocumentType
    given: DocumentInput
    profile: Profile
    currency: str
    mode: Mode
    issue_date: date
    due_date: date | None
    buyer: Buyer
    sale: Sale
    lines: tuple[ComposedLine, ...]
    sums: DocumentSums
    rounding: Decimal
    reasons: Mapping[str, tuple[str | None, str | None]]
    """Category -> the printed ground of what is not charged (BT-120) and its code (BT-121)."""
    legends: tuple[str, ...]
    linked: Sequence[tuple[Link, Document]]

    @property
    def due(self) -> Decimal:
        """What is to be paid (BT-115)."""
        return self.sums.due + self.rounding


def compose(session: FencedSession, entity: Entity, kind: DocumentType, given: DocumentInput, today: date) -> Composed:
    """Work out a cleaned input (`document_input.clean_input`). Raises Invalid, naming the field."""
    profile = profile_of(entity.country)
    currency = given.currency or entity.currency
    mode = given.calculation_mode or usual_mode(entity)
    issue_date = given.issue_date or today
    buyer = buyer_of(session, given)
    sale = sale_between(entity, buyer)
    book = TaxBook(session, profile, given.service_from or issue_date)
    linked = linked_documents(session, kind, currency, given.links)
    lines, sums = _lines(session, given.lines, sale, book, currency, mode, prepaid_by(linked))
    rounding = credit_rounding(session, sums, linked, given.lines)
    composed = Composed(
        kind=kind,
        given=replace(
            given,
            note=given.note or usual_text(entity, kind, "note"),
            payment_terms=given.payment_terms or usual_text(entity, kind, "payment_terms"),
            exchange_rate=_to_own_currency(given.exchange_rate, entity),
        ),
        profile=profile,
        currency=currency,
        mode=mode,
        issue_date=issue_date,
        due_date=_due_date(entity, kind, given, issue_date),
        buyer=buyer,
        sale=sale,
        lines=lines,
        sums=sums,
        rounding=rounding,
        reasons={line.tax.treatment.category: (line.tax.reason, line.tax.reason_code) for line in lines},
        legends=_legends(entity, profile, lines, given, issue_date),
        linked=linked,
    )
    _refuse_unexpected(composed)
    return composed


def _lines(
    session: FencedSession,
    given: Sequence[LineInput],
    sale: Sale,
    book: TaxBook,
    currency: str,
    mode: Mode,
    paid: Decimal,
) -> tuple[tuple[ComposedLine, ...], DocumentSums]:
    items = _items(session, given)
    known = [_terms(line, items, f"items[{place}]", currency) for place, line in enumerate(given)]
    taxes = [
        book.tax_of(sale, line, items.get(line.item_id or ""), f"items[{place}]") for place, line in enumerate(given)
    ]
    refuse_mixed(tax.treatment.category for tax in taxes)
    to_price = [
        LineToPrice(
            quantity=line.quantity,
            price=terms.price,
            price_has_tax=terms.price_has_tax,
            category=tax.treatment.category,
            rate=tax.treatment.rate,
            discounts=line.discounts,
        )
        for line, terms, tax in zip(given, known, taxes, strict=True)
    ]
    worked_out = work_out(to_price, currency, mode, paid=paid)
    composed = (ComposedLine(*parts) for parts in zip(given, known, taxes, worked_out.lines, strict=True))
    return tuple(composed), worked_out.sums


def _items(session: FencedSession, given: Sequence[LineInput]) -> dict[str, Item]:
    wanted = {line.item_id for line in given if line.item_id is not None}
    if not wanted:
        return {}
    return {row.id: row for row in session.scalars(select(Item).where(Item.id.in_(wanted)))}


def _terms(line: LineInput, items: Mapping[str, Item], where: str, currency: str) -> LineTerms:
    """A deleted item lends nothing any more."""
    item = items.get(line.item_id or "")
    price, has_tax = (line.gross_price, True) if line.gross_price is not None else (line.price, False)
    complete = price is not None and line.name is not None
    if line.item_id is not None and (item is None or (item.deleted_at is not None and not complete)):
        raise Invalid(f"{where}.item_id: there is no such item in this entity")
    if price is None and item is not None:
        if item.currency != currency:
            raise Invalid(f"{where}.price: the item is priced in {item.currency}, the document is in {currency}")
        price, has_tax = item.price, item.price_has_tax
    of_item = item is not None and line.name is None
    return LineTerms(
        name=line.name or (item.name if item is not None else ""),
        description=line.description or (item.description if item is not None and of_item else None),
        unit=line.unit or (item.unit if item is not None else None),
        price=price or Decimal(0),
        price_has_tax=has_tax,
    )


def _to_own_currency(stated: ExchangeRate | None, entity: Entity) -> ExchangeRate | None:
    if stated is None or stated.quote_currency is not None:
        return stated
    return replace(stated, quote_currency=entity.currency)


def _due_date(entity: Entity, kind: DocumentType, given: DocumentInput, issue_date: date) -> date | None:
    stated = given.valid_till if kind is DocumentType.ESTIMATE else given.due_date
    if stated is not None and stated < issue_date:
        name = "date_valid_till" if kind is DocumentType.ESTIMATE else "date_due"
        raise Invalid(f"{name}: is before the date of the document")
    return stated or usual_due_date(entity, kind, issue_date)


def _legends(
    entity: Entity, profile: Profile, lines: Sequence[ComposedLine], given: DocumentInput, day: date
) -> tuple[str, ...]:
    """What the law has printed, then the seller's own clause. Nobody who calls can leave out the former."""
    found = [line.tax.reason for line in lines if line.tax.reason]
    cash = profile.legend(Situation.CASH_ACCOUNTING, day) if setting(entity, "tax", "cash_accounting") is True else None
    return tuple(dict.fromkeys([*found, *([cash.text] if cash else []), *filter(None, [given.tax_clause])]))


def _refuse_unexpected(composed: Composed) -> None:
    expected = composed.given.expected_total_with_tax
    if expected is not None and expected != composed.sums.gross:
        raise Invalid(
            f"expected_total_with_tax: {expected} was expected, and the document comes to {composed.sums.gross}",
            code="total_mismatch",
            cause={"expected": expected, "computed": composed.sums.gross},
        )
