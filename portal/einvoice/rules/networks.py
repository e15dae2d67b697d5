"""What Peppol BIS Billing 3 and XRechnung 3 ask for beyond the standard, as far as documents made here can break it.

Their own schematron comes with no package that works offline, so these are our tables of their rules by their ids.
National rules of Peppol (those of the seller's country) are not among them.
"""

import re

from portal.einvoice.model import DIRECT_DEBIT_CODES, EInvoice, Period
from portal.einvoice.party import Address, Contact, Identifier
from portal.einvoice.rules.rule import Rule, Topic, is_stated
from portal.einvoice.writing.codes import CREDIT_NOTE_CODES

_T = Topic
# fmt: off
_PEPPOL_INVOICES = frozenset({
    "71", "80", "82", "84", "102", "218", "219", "331", "380", "382", "383", "386", "388", "393", "395", "553", "575",
    "623", "780", "817", "870", "875", "876", "877",
})
# fmt: on
_PEPPOL_CREDIT_NOTES = frozenset({"81", "83", "381", "396", "532"})
_XRECHNUNG_TYPES = frozenset({"326", "380", "381", "384", "389", "875", "876", "877"})
_MAIL = re.compile(r"[^@\s.][^@\s]*@[^@\s]+[^@\s.]")
_DIGITS_OF_A_PHONE = 3
_NOWHERE, _NOBODY = Address(), Contact()


def _has_type(invoice: EInvoice) -> bool:
    is_credit_note = invoice.type_code in CREDIT_NOTE_CODES
    return invoice.type_code in (_PEPPOL_CREDIT_NOTES if is_credit_note else _PEPPOL_INVOICES)


def _is_listed(endpoint: Identifier | None) -> bool:
    """Electronic addresses by e-mail are not of Peppol's list."""
    return endpoint is None or (endpoint.scheme or "").isdigit()


def _is_within(line: Period | None, whole: Period | None) -> bool:
    if line is None or whole is None:
        return True
    starts = line.start is None or whole.start is None or line.start >= whole.start
    return starts and (line.end is None or whole.end is None or line.end <= whole.end)


def _mandates_stated(invoice: EInvoice) -> bool:
    debits = [each.direct_debit for each in invoice.payment_means if each.code in DIRECT_DEBIT_CODES]
    return all(debit is not None and is_stated(debit.mandate) for debit in debits)


SHARED: tuple[Rule, ...] = (
    Rule(
        "PEPPOL-EN16931-R010",
        _T.BUYER,
        "The customer has an electronic address: a Peppol id, a VAT id or an e-mail address.",
        lambda i: i.buyer.endpoint is not None,
    ),
    Rule(
        "PEPPOL-EN16931-R020",
        _T.SELLER,
        "The seller has an electronic address: a VAT id or an e-mail address.",
        lambda i: i.seller.endpoint is not None,
    ),
    Rule(
        "PEPPOL-EN16931-R005",
        _T.SUMS,
        "The tax's own currency is another one than the document's.",
        lambda i: i.tax_currency != i.currency or i.tax_total_in_tax_currency is None,
    ),
    Rule("PEPPOL-EN16931-R061", _T.PAYMENT, "A direct debit names its mandate.", _mandates_stated),
    Rule(
        "PEPPOL-EN16931-R110",
        _T.DATES,
        "The period of a line lies within the document's.",
        lambda i: all(_is_within(line.period, i.period) for line in i.lines),
    ),
    Rule(
        "PEPPOL-EN16931-R121",
        _T.LINES,
        "The quantity that a price is for is above zero.",
        lambda i: all(line.base_quantity is None or line.base_quantity > 0 for line in i.lines),
    ),
    Rule(
        "PEPPOL-EN16931-R130",
        _T.LINES,
        "A line and its price count in the same unit.",
        lambda i: all(line.base_unit in {None, line.unit} for line in i.lines),
    ),
)

PEPPOL_RULES: tuple[Rule, ...] = (
    *SHARED,
    Rule(
        "PEPPOL-EN16931-R003",
        _T.REFERENCES,
        "It states the customer's reference or order number.",
        lambda i: is_stated(i.buyer_reference, i.purchase_order),
    ),
    Rule(
        "PEPPOL-EN16931-CL008",
        _T.BUYER,
        "The customer's electronic address is in a scheme that Peppol knows; an e-mail address is not.",
        lambda i: _is_listed(i.buyer.endpoint),
    ),
    Rule(
        "PEPPOL-EN16931-CL008",
        _T.SELLER,
        "The seller's electronic address is in a scheme that Peppol knows; an e-mail address is not.",
        lambda i: _is_listed(i.seller.endpoint),
    ),
    Rule("PEPPOL-EN16931-P0100", _T.STRUCTURE, "Peppol takes documents of this type.", _has_type),
    Rule(
        "PEPPOL-EN16931-R002",
        _T.STRUCTURE,
        "There is one note at most.",
        lambda i: len(i.notes) <= 1 or _both_are_german(i),
    ),
)


def _both_are_german(invoice: EInvoice) -> bool:
    """Germans may write more than one note."""
    return {_place(invoice.seller.address).country, _place(invoice.buyer.address).country} == {"DE"}


def _place(address: Address | None) -> Address:
    return address or _NOWHERE


def _contact(invoice: EInvoice) -> Contact:
    return invoice.seller.contact or _NOBODY


def _is_phone(text: str | None) -> bool:
    return sum(character.isdigit() for character in text or "") >= _DIGITS_OF_A_PHONE


XRECHNUNG_RULES: tuple[Rule, ...] = (
    *SHARED,
    Rule("BR-DE-1", _T.PAYMENT, "It says how to pay.", lambda i: bool(i.payment_means)),
    Rule("BR-DE-2", _T.SELLER, "The seller names a contact.", lambda i: i.seller.contact is not None),
    Rule("BR-DE-3", _T.SELLER, "The seller's address has a town.", lambda i: is_stated(_place(i.seller.address).city)),
    Rule(
        "BR-DE-4",
        _T.SELLER,
        "The seller's address has a post code.",
        lambda i: is_stated(_place(i.seller.address).post_code),
    ),
    Rule("BR-DE-5", _T.SELLER, "The seller's contact has a name.", lambda i: is_stated(_contact(i).name)),
    Rule("BR-DE-27", _T.SELLER, "The seller's contact has a telephone number.", lambda i: _is_phone(_contact(i).phone)),
    Rule(
        "BR-DE-28",
        _T.SELLER,
        "The seller's contact has an e-mail address.",
        lambda i: _MAIL.fullmatch(_contact(i).email or "") is not None,
    ),
    Rule("BR-DE-8", _T.BUYER, "The customer's address has a town.", lambda i: is_stated(_place(i.buyer.address).city)),
    Rule(
        "BR-DE-9",
        _T.BUYER,
        "The customer's address has a post code.",
        lambda i: is_stated(_place(i.buyer.address).post_code),
    ),
    Rule(
        "BR-DE-14",
        _T.TAX,
        "Every VAT group states a rate.",
        lambda i: all(group.rate is not None for group in i.tax_groups),
    ),
    Rule(
        "BR-DE-15",
        _T.REFERENCES,
        "It states the customer's reference (in Germany the Leitweg-ID).",
        lambda i: is_stated(i.buyer_reference),
    ),
    Rule(
        "BR-DE-17", _T.STRUCTURE, "XRechnung takes documents of this type.", lambda i: i.type_code in _XRECHNUNG_TYPES
    ),
    Rule(
        "BR-DE-26",
        _T.REFERENCES,
        "A corrected invoice names the one that it corrects.",
        lambda i: i.type_code != "384" or bool(i.preceding),
    ),
)
