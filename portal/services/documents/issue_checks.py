"""What has to be right before a document counts. The sandbox lets through what only the law of live documents asks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

from portal.database import Visit
from portal.documents.countries import FiscalChannel
from portal.documents.taxation import Transaction
from portal.documents.types import KINDS, DocumentType
from portal.errors import Conflict, Invalid
from portal.identity import Environment
from portal.models import Document, Entity
from portal.services.documents.composing import Composed
from portal.services.documents.relations import ADVANCE, naming
from portal.services.firm.readiness import missing_of
from portal.tenancy.fence import FencedSession

FURTHEST_AHEAD = timedelta(days=31)
_IN_CASH = frozenset({"cash", "card"})


def refuse_unfit(visit: Visit, writing: FencedSession, entity: Entity, composed: Composed) -> None:
    """Raise Invalid or Conflict for what may not be issued."""
    if composed.issue_date > visit.today + FURTHEST_AHEAD:
        raise Invalid(f"date: is more than {FURTHEST_AHEAD.days} days ahead; issue the document when it is due")
    _refuse_odd_identifiers(composed)
    _refuse_applied_advance(writing, composed)
    if visit.scope.environment is Environment.LIVE:
        _refuse_unready_entity(visit, entity)
        _refuse_unknown_rates(composed)
        _refuse_incomplete(entity, composed)
        _refuse_unfiscalised(composed)


def _refuse_unready_entity(visit: Visit, entity: Entity) -> None:
    missing = missing_of(entity, visit.today)
    if missing:
        raise Conflict(
            "the entity is not ready to issue in live: " + " ".join(each.sentence for each in missing),
            code="entity_not_ready",
            cause={"missing": [asdict(each) for each in missing]},
        )


def _refuse_unknown_rates(composed: Composed) -> None:
    """At home the country's own rates are charged. A customer abroad may be charged that country's (Directive
    2006/112/EC art. 33), and a credit note repeats what stood on the document before it."""
    at_home = composed.sale.transaction is Transaction.DOMESTIC and composed.kind is not DocumentType.CREDIT_NOTE
    known = composed.profile.rates_until(composed.given.service_from or composed.issue_date)
    if not (at_home and known and KINDS[composed.kind].is_billed):
        return
    charged = {group.rate for group in composed.sums.taxes if group.rate}
    if odd := sorted(charged - known):
        country, rates = composed.profile.country, " %, ".join(f"{rate.normalize():f}" for rate in sorted(known))
        raise Conflict(
            f"lines: {odd[0].normalize():f} % was never charged in {country}; there are {rates} %. "
            "Where another country's tax is charged, state the customer's address there.",
            code="unknown_rate",
            cause={"rates": [f"{rate.normalize():f}" for rate in odd]},
        )


def _refuse_incomplete(entity: Entity, composed: Composed) -> None:
    stated = dict(_stated(composed))
    rate = composed.given.exchange_rate
    gross = composed.sums.gross * (rate.rate if rate and composed.currency != entity.currency else Decimal(1))
    categories = {group.category for group in composed.sums.taxes}
    rules = composed.profile.required_of(composed.kind.value, categories, gross, composed.issue_date)
    missing = [
        {"code": rule.code, "field": rule.fields[0], "sentence": rule.sentence}
        for rule in rules
        if not any(stated.get(name) for name in rule.fields)
    ]
    wanted = composed.profile.tax_currency_for(composed.currency, composed.issue_date)
    if KINDS[composed.kind].is_billed and wanted and composed.sums.tax and not _rate_to(composed, wanted):
        sentence = f"State the exchange rate to {wanted}: the tax has to be stated in it, too."
        missing.append({"code": "missing_exchange_rate", "field": "exchange_rate", "sentence": sentence})
    if missing:
        raise Conflict(
            "the document is not complete: " + " ".join(each["sentence"] for each in missing),
            code="document_incomplete",
            cause={"missing": missing},
        )


def _stated(composed: Composed) -> Iterator[tuple[str, object]]:
    """The document's values by the names that profiles use."""
    party, given = composed.buyer.party, composed.given
    place = party.address
    yield "buyer.name", party.name
    yield "buyer.address", place is not None and (place.line1 or place.city)
    yield "buyer.vat_id", party.vat_id
    yield "buyer.company_number", party.legal_id
    yield "supply_date", given.service_from
    yield "due_date", composed.due_date
    yield "payment_terms", given.payment_terms


def _rate_to(composed: Composed, currency: str) -> bool:
    rate = composed.given.exchange_rate
    return rate is not None and rate.quote_currency == currency


def _refuse_odd_identifiers(composed: Composed) -> None:
    given = composed.given.fiscal.identifiers if composed.given.fiscal else {}
    channel = composed.profile.fiscal_on(composed.issue_date)
    known = {each.code: each for each in channel.identifiers} if channel else {}
    for code, text in given.items():
        if code not in known:
            names = ", ".join(known) or f"none in {composed.profile.country}"
            raise Invalid(f"fiscal.identifiers.{code}: is unknown; there are {names}")
        if not re.fullmatch(known[code].pattern, text):
            raise Invalid(f"fiscal.identifiers.{code}: {known[code].sentence}")


def _refuse_unfiscalised(composed: Composed) -> None:
    channel = composed.profile.fiscal_on(composed.issue_date)
    in_cash = composed.given.payment_type in _IN_CASH
    if channel is None or not channel.is_demanded(composed.kind.value, paid_in_cash=in_cash):
        return
    given = composed.given.fiscal
    if given is not None and given.issued_elsewhere:
        return
    missing = _not_given(channel, given.identifiers if given else {})
    if missing:
        raise Conflict(
            f"fiscal: {channel.sentence} State fiscal.identifiers, or fiscal.issued_elsewhere with the reason.",
            code="fiscal_identifiers_missing",
            cause={"channel": channel.name, "missing": missing},
        )


def _not_given(channel: FiscalChannel, identifiers: Mapping[str, Any]) -> list[str]:
    return [each.code for each in channel.identifiers if each.code not in identifiers]


def _refuse_applied_advance(writing: FencedSession, composed: Composed) -> None:
    for link, advance in composed.linked:
        applied = naming(writing, advance.id, ADVANCE) if link.kind == ADVANCE else ()
        if applied:
            raise Conflict(
                f"linked_documents: {advance.number} was taken off {applied[0].number} already",
                code="advance_applied",
                cause={"advance_invoice_id": advance.id, "invoice_id": applied[0].id},
            )


def refuse_void(writing: FencedSession, document: Document) -> None:
    """Raise Conflict for what cannot be voided as it stands."""
    name = document.number or document.id
    if document.is_draft:
        raise Conflict("a draft is deleted, not voided", code="document_is_draft")
    if not KINDS[DocumentType(document.type)].can_be_voided:
        raise Conflict(f"{name}: an estimate binds nobody and is not voided", code="not_voidable")
    if document.voided_at is not None:
        raise Conflict(f"{name} is voided already", code="already_voided")
    if document.paid_total:
        raise Conflict(f"{name} has payments; delete them first, or credit it", code="document_has_payments")
    for kind in ("preceding", ADVANCE):
        others = naming(writing, document.id, kind)
        if others:
            numbers = ", ".join(each.number or "" for each in others)
            raise Conflict(
                f"{name} is named by {numbers}; void that first",
                code="document_is_named",
                cause={"document_ids": [each.id for each in others]},
            )
