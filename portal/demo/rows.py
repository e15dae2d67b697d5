"""The row of a document made from a paper: parties, number, totals, how it is paid, what search finds it by."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from portal.database import Visit
from portal.demo.home import Home
from portal.demo.paper import Paper
from portal.demo.parts import shares_paid
from portal.documents.totals import DocumentSums
from portal.einvoice import Address, Contact, Identifier, Note, Party, PaymentMeans, to_json
from portal.formats import normalise, quantize
from portal.identity import new_id
from portal.models import Document, Entity
from portal.services.importing.search import number_key_of

TYPE_CODES = {
    "invoice": "380",
    "credit_note": "381",
    "advance_invoice": "386",
    "estimate": "310",
    "delivery_note": "270",
}
PREFIXES = {"invoice": "R", "credit_note": "D", "advance_invoice": "A", "estimate": "P", "delivery_note": "DO"}


def party_of(entity: Entity) -> Party:
    """The entity as a side of its own documents."""
    place = entity.address
    return Party(
        name=entity.name,
        vat_id=entity.vat_id,
        tax_number=entity.tax_number,
        legal_id=Identifier(entity.company_number) if entity.company_number else None,
        address=Address(
            line1=place.get("line1"), city=place.get("city"), post_code=place.get("post_code"), country=entity.country
        ),
        contact=Contact(phone=entity.phone, email=entity.email),
    )


def document_of(home: Home, visit: Visit, entity: Entity, paper: Paper, sums: DocumentSums) -> Document:
    """The row of a paper, not yet issued and in no session."""
    issued_on = home.day(paper.days_ago, entity.timezone)
    own, other = party_of(entity), _marked_party(home, paper.party)
    received = paper.direction == "received"
    series, number = _number(home, paper, issued_on.year)
    paid = sum(shares_paid(paper, sums.due, paper.currency or entity.currency), Decimal(0))
    abroad = paper.exchange_rate if paper.currency not in (None, entity.currency) else None
    return Document(
        id=new_id(
            {"credit_note": "cre", "advance_invoice": "adv", "estimate": "est", "delivery_note": "dln"}.get(
                paper.type, "inv"
            )
        ),
        type=paper.type,
        type_code=TYPE_CODES[paper.type],
        direction=paper.direction,
        origin="imported" if received else "native",
        series=series,
        number=number,
        number_key=number_key_of(number or ""),
        is_draft=paper.is_draft,
        issue_date=issued_on,
        due_date=None if paper.due_in is None else issued_on + timedelta(days=paper.due_in),
        supply_date=issued_on if paper.type in {"invoice", "delivery_note"} else None,
        currency=paper.currency or entity.currency,
        tax_currency=entity.currency if abroad else None,
        tax_total_in_tax_currency=quantize(sums.tax * abroad, entity.currency) if abroad else None,
        language=entity.locale.partition("_")[0],
        customer_id=None if received else home.customers.get(paper.party.name),
        party_name=other.name,
        party_key=normalise(other.name),
        seller=to_json(other if received else own),
        buyer=to_json(own if received else other),
        line_total=sums.lines,
        allowance_total=sums.allowances,
        charge_total=sums.charges,
        net_total=sums.net,
        tax_total=sums.tax,
        gross_total=sums.gross,
        prepaid_total=sums.prepaid,
        rounding_total=Decimal(0),
        due_total=sums.due,
        recomputed={},
        findings=[],
        legends=list(paper.legends),
        notes=[to_json(Note(home.marked(text))) for text in paper.notes],
        payment=_payment(home, entity, paper, number),
        details={"purchase_order": paper.order} if paper.order else {},
        paid_total=paid,
        open_total=sums.due - paid,
        voided_at=visit.at if paper.void_reason else None,
        void_reason=home.marked(paper.void_reason) if paper.void_reason else None,
        search_text=_search_text(home, paper, number, (own.name, other.name), sums),
        created_at=visit.at,
        updated_at=visit.at,
    )


def _marked_party(home: Home, party: Party) -> Party:
    return replace(party, name=home.marked(party.name))


def _number(home: Home, paper: Paper, year: int) -> tuple[str | None, str | None]:
    if paper.is_draft:
        return None, None
    if paper.number is not None:
        return None, f"{paper.number}{'-' if home.canary else ''}{home.canary}"
    place = (paper.type, str(year))
    home.last_numbers[place] = home.last_numbers.get(place, 0) + 1
    number = f"{PREFIXES[paper.type]}-{year}-{home.last_numbers[place]:04}"
    return str(year), f"{number}{'-' if home.canary else ''}{home.canary}"


def _payment(home: Home, entity: Entity, paper: Paper, number: str | None) -> dict[str, object]:
    if paper.type in {"estimate", "delivery_note"}:
        return {}
    account = entity.bank_accounts[0] if paper.direction == "issued" else {**SUPPLIER_ACCOUNT, "name": paper.party.name}
    reference = f"SI00 {(number or '').partition('-')[2]}".strip() if entity.country == "SI" else number or ""
    means = PaymentMeans(
        code="58", account=account["iban"], bic=account["bic"], account_name=account["name"], remittance=reference
    )
    return {
        "means": [to_json(means)],
        "iban": account["iban"],
        "bic": account["bic"],
        "account_name": home.marked(account["name"]),
        "reference": reference,
    }


SUPPLIER_ACCOUNT = {"iban": "SI73020100045678900", "bic": "LJBASI2X"}


def _search_text(home: Home, paper: Paper, number: str | None, names: Sequence[str], sums: DocumentSums) -> str:
    words = [number or "", number_key_of(number or ""), *names, f"{sums.gross}", f"{sums.due}", f"{sums.net}"]
    words += [text for position in paper.positions for text in (position.name, position.description or "")]
    return normalise(" ".join(home.marked(word) for word in words))[:20_000]
