"""What every invoice states (EN 16931 BR-02 … BR-65, BR-CO-3 … -26), as a table; what the model requires is not in it.

BR-CO-25 (due date or payment terms) left the official rules with 1.3.16; without either nobody knows when to pay.
"""

from collections.abc import Iterator

from portal.einvoice.model import AllowanceCharge, EInvoice, Period
from portal.einvoice.party import Identifier, Party
from portal.einvoice.rules.rule import Rule, Topic, is_stated
from portal.einvoice.writing.codes import CREDIT_NOTE_CODES

_TRANSFERS = frozenset({"30", "58"})  # UNTDID 4461: credit transfer, SEPA credit transfer.
_T = Topic


def _has_country(party: Party) -> bool:
    return party.address is not None and is_stated(party.address.country)


def _periods(invoice: EInvoice) -> Iterator[Period]:
    yield from (span for span in (invoice.period, *(line.period for line in invoice.lines)) if span is not None)


def _is_in_order(span: Period) -> bool:
    return span.start is None or span.end is None or span.start <= span.end


def _extras(invoice: EInvoice) -> Iterator[AllowanceCharge]:
    yield from invoice.allowance_charges
    for line in invoice.lines:
        yield from line.allowance_charges


def _vat_ids(invoice: EInvoice) -> Iterator[str]:
    parties = (invoice.seller, invoice.buyer, invoice.tax_representative)
    yield from (party.vat_id for party in parties if party is not None and party.vat_id)


def _has_prefix(vat_id: str) -> bool:
    return len(vat_id) > 2 and vat_id[:2].isascii() and vat_id[:2].isalpha() and vat_id[:2].isupper()


def _is_known(party: Party) -> bool:
    return bool(party.ids) or party.legal_id is not None or is_stated(party.vat_id)


def _endpoint_has_scheme(endpoint: Identifier | None) -> bool:
    return endpoint is None or is_stated(endpoint.scheme)


def _asks_for_money_in_time(invoice: EInvoice) -> bool:
    if invoice.totals.due <= 0 or invoice.type_code in CREDIT_NOTE_CODES:
        return True
    return invoice.due_date is not None or is_stated(invoice.payment_terms)


def _tax_representative_is_whole(invoice: EInvoice) -> bool:
    found = invoice.tax_representative
    return found is None or (is_stated(found.vat_id) and _has_country(found))


PRESENCE: tuple[Rule, ...] = (
    Rule("BR-02", _T.STRUCTURE, "The document has a number.", lambda i: is_stated(i.number)),
    Rule("BR-06", _T.SELLER, "The seller has a name.", lambda i: is_stated(i.seller.name)),
    Rule("BR-07", _T.BUYER, "The customer has a name.", lambda i: is_stated(i.buyer.name)),
    Rule("BR-09", _T.SELLER, "The seller's address states its country.", lambda i: _has_country(i.seller)),
    Rule("BR-11", _T.BUYER, "The customer's address states its country.", lambda i: _has_country(i.buyer)),
    Rule("BR-16", _T.LINES, "There is a line.", lambda i: bool(i.lines)),
    Rule("BR-19", _T.SELLER, "A tax representative has a VAT id and a country.", _tax_representative_is_whole),
    Rule("BR-21", _T.LINES, "Every line has an identifier.", lambda i: all(is_stated(x.id) for x in i.lines)),
    Rule("BR-22", _T.LINES, "Every line states a quantity.", lambda i: all(x.quantity is not None for x in i.lines)),
    Rule("BR-23", _T.LINES, "Every line states its unit.", lambda i: all(is_stated(x.unit) for x in i.lines)),
    Rule("BR-25", _T.LINES, "Every line names its item.", lambda i: all(is_stated(x.name) for x in i.lines)),
    Rule("BR-26", _T.LINES, "Every line states a price.", lambda i: all(x.net_price is not None for x in i.lines)),
    Rule("BR-27", _T.LINES, "No price is below zero.", lambda i: all((x.net_price or 0) >= 0 for x in i.lines)),
    Rule("BR-28", _T.LINES, "No gross price is below zero.", lambda i: all((x.gross_price or 0) >= 0 for x in i.lines)),
    Rule("BR-29", _T.DATES, "A period ends after it begins.", lambda i: all(map(_is_in_order, _periods(i)))),
    Rule(
        "BR-32",
        _T.TAX,
        "Every allowance and charge on the document states its VAT category.",
        lambda i: all(is_stated(x.category) for x in i.allowance_charges),
    ),
    Rule(
        "BR-33",
        _T.SUMS,
        "Every allowance and charge states its reason.",
        lambda i: all(is_stated(x.reason, x.reason_code) for x in _extras(i)),
    ),
    Rule(
        "BR-CL-20",
        _T.SUMS,
        "The reason of a charge has a code of UNTDID 7161, whose codes have letters.",
        lambda i: not any(x.is_charge and (x.reason_code or "").isdigit() for x in _extras(i)),
    ),
    Rule(
        "BR-49",
        _T.PAYMENT,
        "Every means of payment has its code.",
        lambda i: all(is_stated(x.code) for x in i.payment_means),
    ),
    Rule(
        "BR-61",
        _T.PAYMENT,
        "A bank transfer states the account.",
        lambda i: all(is_stated(x.account) for x in i.payment_means if x.code in _TRANSFERS),
    ),
    Rule(
        "BR-53",
        _T.SUMS,
        "Where the tax is accounted for in another currency, it is stated in that currency.",
        lambda i: i.tax_currency in {None, i.currency} or i.tax_total_in_tax_currency is not None,
    ),
    Rule(
        "BR-55",
        _T.REFERENCES,
        "Every document referred to has a number.",
        lambda i: all(is_stated(x.number) for x in i.preceding),
    ),
    Rule(
        "BR-57",
        _T.BUYER,
        "An address of delivery states its country.",
        lambda i: i.delivery is None or i.delivery.address is None or is_stated(i.delivery.address.country),
    ),
    Rule(
        "BR-62",
        _T.SELLER,
        "The seller's electronic address has a scheme.",
        lambda i: _endpoint_has_scheme(i.seller.endpoint),
    ),
    Rule(
        "BR-63",
        _T.BUYER,
        "The customer's electronic address has a scheme.",
        lambda i: _endpoint_has_scheme(i.buyer.endpoint),
    ),
    Rule(
        "BR-CO-03",
        _T.DATES,
        "The tax point is a date or a code, not both.",
        lambda i: i.tax_point_date is None or i.tax_point_code is None,
    ),
    Rule(
        "BR-CO-04",
        _T.TAX,
        "Every line states its VAT category.",
        lambda i: all(is_stated(x.category) for x in i.lines),
    ),
    Rule(
        "BR-CO-09", _T.TAX, "VAT ids begin with their country's prefix.", lambda i: all(map(_has_prefix, _vat_ids(i)))
    ),
    Rule("BR-CO-18", _T.TAX, "There is a VAT breakdown.", lambda i: bool(i.tax_groups)),
    Rule("BR-CO-25", _T.PAYMENT, "It says until when to pay: a due date or payment terms.", _asks_for_money_in_time),
    Rule(
        "BR-CO-26",
        _T.SELLER,
        "The seller is known by an identifier, registration number or VAT id.",
        lambda i: _is_known(i.seller),
    ),
)
