"""A composed document as rows: what stands in its columns, its lines, its tax groups, its relations."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from portal.documents.totals import TaxSum
from portal.documents.types import KINDS, PROFORMA_CODE, DocumentType
from portal.einvoice import Address, AllowanceCharge, Location, Note, PaymentMeans, to_json
from portal.formats import known_locale, normalise, quantize
from portal.identity import new_id
from portal.models import Document, DocumentLine, DocumentRelation, DocumentTax, Entity
from portal.pdf import TEMPLATE_VERSION, template_version
from portal.services.documents.composing import Composed, ComposedLine
from portal.services.documents.crediting_limits import CREDITS
from portal.services.documents.defaults import usual_design
from portal.services.documents.details import details_of, tax_details
from portal.services.documents.parties import seller_of
from portal.services.documents.reading import Parts
from portal.services.importing.rows import PARTY_KEY_CHARACTERS
from portal.services.importing.search import SEARCH_CHARACTERS, number_key_of

_DISCOUNT = "95"  # UNTDID 5189: a discount, where no other reason is stated (BR-42).
_MEANS = {None: "58", "bank_transfer": "58", "cash": "10", "card": "48", "check": "20"}  # UNTDID 4461
_OTHER_MEANS = "1"


def new_document(kind: DocumentType, at: datetime) -> Document:
    """An empty draft, to be filled by `fill_document`."""
    return Document(
        id=new_id(KINDS[kind].id_prefix),
        type=kind.value,
        direction="issued",
        origin="native",
        is_draft=True,
        in_conflict=False,
        created_at=at,
        paid_total=Decimal(0),
        template_version=TEMPLATE_VERSION,
        recomputed={},
        findings=[],
        allowance_total=Decimal(0),
        charge_total=Decimal(0),
    )


def fill_document(document: Document, composed: Composed, entity: Entity, at: datetime) -> None:
    """Let the document say what was composed; its number, if it has one, stays."""
    given, sums = composed.given, composed.sums
    is_span = given.service_to is not None and given.service_to != given.service_from
    is_proforma = given.title_type == "proforma_invoice"
    columns: dict[str, Any] = {
        "type_code": PROFORMA_CODE if is_proforma else KINDS[composed.kind].code,
        "number_key": number_key_of(document.number or ""),
        "issue_date": composed.issue_date,
        "due_date": composed.due_date,
        "supply_date": None if is_span else given.service_from,
        "period_start": given.service_from if is_span else None,
        "period_end": given.service_to if is_span else None,
        "currency": composed.currency,
        **_in_tax_currency(composed, entity),
        "language": known_locale(entity.locale).language,
        "template_version": template_version(usual_design(entity)),
        "customer_id": composed.buyer.customer_id,
        "party_name": composed.buyer.party.name,
        "party_key": normalise(composed.buyer.party.name)[:PARTY_KEY_CHARACTERS],
        "seller": to_json(seller_of(entity)),
        "buyer": to_json(composed.buyer.party),
        "line_total": sums.lines,
        "net_total": sums.net,
        "tax_total": sums.tax,
        "gross_total": sums.gross,
        "prepaid_total": sums.prepaid,
        "rounding_total": composed.rounding,
        "due_total": composed.due,
        "open_total": composed.due,
        "legends": list(composed.legends),
        "notes": [to_json(Note(text)) for text in _notes(composed)],
        "payment": _payment(composed, entity, document.number),
        "details": _details(composed, entity),
        "search_text": _search_text(document, composed),
        "meta": dict(given.metadata),
        "updated_at": at,
    }
    for name, value in columns.items():
        setattr(document, name, value)


def composed_parts(composed: Composed, document_id: str) -> Parts:
    """Everything below the document, positions from 1; in no session yet."""
    return Parts(
        lines=[_line_row(line, document_id, place) for place, line in enumerate(composed.lines, start=1)],
        taxes=[
            _tax_row(composed, group, document_id, place) for place, group in enumerate(composed.sums.taxes, start=1)
        ],
        charges=(),
        relations=[
            DocumentRelation(
                id=new_id("rel"),
                document_id=document_id,
                kind=link.kind,
                number=target.number or "",
                issued_on=target.issue_date,
                target_id=target.id,
            )
            for link, target in composed.linked
        ],
    )


def _tax_row(composed: Composed, group: TaxSum, document_id: str, position: int) -> DocumentTax:
    reason, code = composed.reasons[group.category]
    return DocumentTax(
        id=new_id("vat"),
        document_id=document_id,
        position=position,
        category=group.category,
        rate=group.rate,
        base=group.base,
        tax=group.tax,
        reason=reason,
        reason_code=code,
    )


def _line_row(line: ComposedLine, document_id: str, position: int) -> DocumentLine:
    given, terms, priced = line.given, line.terms, line.priced
    entries = [
        to_json(AllowanceCharge(is_charge=given.quantity < 0, amount=amount, reason_code=_DISCOUNT))
        for amount in priced.taken_off
        if amount
    ]
    details: dict[str, Any] = {
        "total_with_tax": f"{priced.with_tax:f}",
        "price_with_tax": f"{terms.price:f}" if terms.price_has_tax else None,
        "discounts": [{"value": f"{each.value:f}", "type": each.kind.value} for each in given.discounts],
        "allowance_charges": entries,
        "tax": tax_details(given.tax),
        "tax_id": line.tax.tax_id,
        "classification": given.nature.value if given.nature else None,
        "metadata": dict(given.metadata),
        CREDITS: given.credits,
    }
    return DocumentLine(
        id=new_id("lin"),
        document_id=document_id,
        position=position,
        line_ref=str(position),
        item_id=given.item_id,
        name=terms.name,
        description=terms.description,
        quantity=given.quantity,
        unit=terms.unit,
        unit_price=priced.unit_price,
        base_quantity=Decimal(1),
        tax_category=line.tax.treatment.category,
        tax_rate=line.tax.treatment.rate,
        net=priced.net,
        details={name: value for name, value in details.items() if value not in (None, [], {})},
    )


def _in_tax_currency(composed: Composed, entity: Entity) -> dict[str, Any]:
    """The tax in the currency that the country asks for (BT-6, BT-111), where the rate to it is stated."""
    rate = composed.given.exchange_rate
    wanted = None
    if KINDS[composed.kind].is_billed:
        wanted = composed.profile.tax_currency_for(composed.currency, composed.issue_date)
    if wanted is None or rate is None or (rate.quote_currency or entity.currency) != wanted:
        return {"tax_currency": None, "tax_total_in_tax_currency": None}
    return {"tax_currency": wanted, "tax_total_in_tax_currency": quantize(composed.sums.tax * rate.rate, wanted)}


def _notes(composed: Composed) -> list[str]:
    """The note, what a certified channel gave out, and the signature."""
    given = composed.given
    channel = composed.profile.fiscal_on(composed.issue_date)
    labels = {each.code: each.label for each in channel.identifiers} if channel else {}
    identifiers = given.fiscal.identifiers if given.fiscal else {}
    fiscal = [f"{labels.get(code, code)}: {text}" for code, text in identifiers.items()]
    return [text for text in (given.note, *fiscal, given.signature) if text]


def _payment(composed: Composed, entity: Entity, number: str | None) -> dict[str, Any]:
    """How it is to be paid. Nothing is asked for by delivery notes, plain estimates and credit notes."""
    given = composed.given
    terms = given.payment_terms
    asks = KINDS[composed.kind].has_due_date or given.title_type == "proforma_invoice"
    if not asks:
        return {"terms": terms} if terms else {}
    account = entity.bank_accounts[0] if entity.bank_accounts else {}
    by_bank = given.payment_type in {None, "bank_transfer"} and bool(account)
    reference = given.reference or _reference(entity, number)
    means = PaymentMeans(
        code=_MEANS.get(given.payment_type, _OTHER_MEANS),
        account=account.get("iban") if by_bank else None,
        bic=account.get("bic") if by_bank else None,
        account_name=account.get("name") if by_bank else None,
        remittance=reference,
    )
    payment = {
        "means": [to_json(means)] if by_bank or given.payment_type else None,
        "iban": account.get("iban") if by_bank else None,
        "bic": account.get("bic") if by_bank else None,
        "account_name": (account.get("name") or entity.name) if by_bank else None,
        "reference": reference,
        "terms": terms,
    }
    return {name: value for name, value in payment.items() if value}


def _reference(entity: Entity, number: str | None) -> str | None:
    """What the customer quotes: the number; in Slovenia as its reference SI00, which has digits and hyphens only."""
    if number is None or entity.country != "SI":
        return number
    digits = "".join(each if each.isdigit() else "-" for each in number)
    return f"SI00 {'-'.join(filter(None, digits.split('-')))}"


def _details(composed: Composed, entity: Entity) -> dict[str, Any]:
    delivered_to = None
    if any(group.category == "K" for group in composed.sums.taxes):
        # BR-IC-12: an intra-Community supply says to which country the goods went.
        delivered_to = to_json(Location(address=Address(country=composed.sale.buyer_country)))
    details = {
        **details_of(composed.given),
        "calculation_mode": composed.mode.value,
        "transaction_type": composed.sale.transaction.value,
        "is_end_consumer": composed.buyer.is_consumer or None,
        "legal_notes": [*entity.legal_notes, *filter(None, [composed.given.footer])],
        "delivery": delivered_to,
    }
    kept = {"legal_notes"}
    return {name: value for name, value in details.items() if value not in (None, [], {}) or name in kept}


def _search_text(document: Document, composed: Composed) -> str:
    number, sums = document.number or "", composed.sums
    parts = [number, number_key_of(number), composed.buyer.party.name, composed.buyer.party.trading_name or ""]
    for amount in dict.fromkeys((sums.gross, sums.net, composed.due)):
        plain = f"{quantize(abs(amount), composed.currency):f}"
        parts += [plain, plain.replace(".", "")]
    parts += [text for line in composed.lines for text in (line.terms.name, line.terms.description) if text]
    return normalise(" ".join(parts)[:SEARCH_CHARACTERS])[:SEARCH_CHARACTERS]
