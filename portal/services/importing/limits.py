"""What rows can hold of an e-invoice: whatever would be rounded, cut or overflow is refused for that file, in words."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from portal.einvoice import EInvoice, to_json
from portal.errors import EInvoiceRefused

AMOUNT_DECIMALS = 4
AMOUNT_DIGITS = 13
"""Before the point. With them the sum of 90 of the largest still fits the 64 bits in which a back end adds up."""
EXACT_CHARACTERS = 40
NUMBER_CHARACTERS = 200
CATEGORY_CHARACTERS = 3
# A supplier chooses these; beyond them one file would hold up everybody's writes, or one page a whole worker.
MOST_LINES, MOST_REFERENCES, MOST_ATTACHMENTS = 5_000, 200, 100
LONGEST_NAME, LONGEST_TEXT = 1_000, 50_000
"""In characters: of a party's name, which stands in every row of a list, and of any other text."""

_TYPE_CODE = re.compile(r"[0-9A-Z]{1,3}")
_CURRENCY = re.compile(r"[A-Z]{3}")


def refuse_unstorable(invoice: EInvoice) -> None:
    """Return when every figure and code fits its column exactly; EInvoiceRefused, naming the first that does not."""
    _refuse_crowds(invoice)
    _refuse_codes(invoice)
    _refuse_long_texts(invoice)
    for where, amount in _amounts(invoice):
        _refuse_amount(where, amount)
    for where, figure in _figures(invoice):
        if figure is not None and len(f"{figure:f}") > EXACT_CHARACTERS:
            raise EInvoiceRefused(f"{where} is written with more than {EXACT_CHARACTERS} characters: {figure:f}")


def _refuse_crowds(invoice: EInvoice) -> None:
    crowds = (
        ("lines (BG-25)", len(invoice.lines), MOST_LINES),
        ("preceding invoices (BG-3)", len(invoice.preceding), MOST_REFERENCES),
        ("supporting documents (BG-24)", len(invoice.attachments), MOST_ATTACHMENTS),
        ("notes (BG-1)", len(invoice.notes), MOST_REFERENCES),
        ("allowances and charges (BG-20, BG-21)", len(invoice.allowance_charges), MOST_REFERENCES),
        ("VAT groups (BG-23)", len(invoice.tax_groups), MOST_REFERENCES),
        ("ways to pay (BG-16)", len(invoice.payment_means), MOST_REFERENCES),
    )
    for what, count, most in crowds:
        if count > most:
            raise EInvoiceRefused(f"it has {count} {what}, more than the {most} that one document may have")


def _refuse_codes(invoice: EInvoice) -> None:
    if len(invoice.number) > NUMBER_CHARACTERS:
        raise EInvoiceRefused(f"the number has {len(invoice.number)} characters, more than {NUMBER_CHARACTERS} (BT-1)")
    if not _TYPE_CODE.fullmatch(invoice.type_code):
        raise EInvoiceRefused("the type code is not one of UNTDID 1001, which have up to three characters (BT-3)")
    if invoice.tax_currency is not None and not _CURRENCY.fullmatch(invoice.tax_currency):
        raise EInvoiceRefused("the VAT accounting currency is no ISO 4217 code (BT-6)")
    for where, code in _categories(invoice):
        if len(code) > CATEGORY_CHARACTERS:
            raise EInvoiceRefused(f"{where} states a VAT category that is no code of UNTDID 5305")


def _refuse_long_texts(invoice: EInvoice) -> None:
    parties = (("seller's", "BT-27", invoice.seller), ("buyer's", "BT-44", invoice.buyer))
    for whose, term, party in parties:
        if len(party.name) > LONGEST_NAME:
            raise EInvoiceRefused(
                f"the {whose} name has {len(party.name)} characters, more than the {LONGEST_NAME} it may have ({term})"
            )
    longest = max(map(len, _texts(to_json(invoice))), default=0)
    if longest > LONGEST_TEXT:
        raise EInvoiceRefused(f"a text in it has {longest} characters, more than the {LONGEST_TEXT} that one may have")


def _texts(plain: object) -> Iterator[str]:
    """As the row keeps them in JSON, where figures are texts as well: those of a line that nothing else bounds."""
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, Mapping):
        for inner in plain.values():
            yield from _texts(inner)
    elif isinstance(plain, list):
        for inner in plain:
            yield from _texts(inner)


def _refuse_amount(where: str, amount: Decimal) -> None:
    # By its digits, with copy_abs: arithmetic, and abs() too, rounds a long one first and then finds it short enough.
    whole, _, fraction = f"{amount.copy_abs():f}".partition(".")
    if len(fraction.rstrip("0")) > AMOUNT_DECIMALS:
        raise EInvoiceRefused(f"{where} is {amount:f}; amounts are kept to {AMOUNT_DECIMALS} decimals, never rounded")
    if len(whole.lstrip("0")) > AMOUNT_DIGITS:
        raise EInvoiceRefused(f"{where} is {amount:f}, more than the {AMOUNT_DIGITS} digits that an amount may have")


def _amounts(invoice: EInvoice) -> Iterator[tuple[str, Decimal]]:
    totals = invoice.totals
    yield "the sum of line net amounts (BT-106)", totals.lines
    yield "the sum of allowances (BT-107)", totals.allowances
    yield "the sum of charges (BT-108)", totals.charges
    yield "the total without VAT (BT-109)", totals.net
    yield "the total VAT (BT-110)", totals.tax
    yield "the total with VAT (BT-112)", totals.gross
    yield "the paid amount (BT-113)", totals.prepaid
    yield "the rounding amount (BT-114)", totals.rounding
    yield "the amount due (BT-115)", totals.due
    if invoice.tax_total_in_tax_currency is not None:
        yield "the total VAT in accounting currency (BT-111)", invoice.tax_total_in_tax_currency
    for position, line in enumerate(invoice.lines, start=1):
        yield f"the net amount of line {position} (BT-131)", line.net
    for position, entry in enumerate(invoice.allowance_charges, start=1):
        yield f"document allowance or charge {position}", entry.amount
        if entry.base is not None:
            yield f"the base of document allowance or charge {position}", entry.base
    for position, group in enumerate(invoice.tax_groups, start=1):
        yield f"the base of VAT group {position} (BT-116)", group.base
        yield f"the VAT of group {position} (BT-117)", group.tax


def _figures(invoice: EInvoice) -> Iterator[tuple[str, Decimal | None]]:
    for position, line in enumerate(invoice.lines, start=1):
        yield f"the quantity of line {position} (BT-129)", line.quantity
        yield f"the price of line {position} (BT-146)", line.net_price
        yield f"the price base quantity of line {position} (BT-149)", line.base_quantity
        yield f"the VAT rate of line {position} (BT-152)", line.rate
    for position, entry in enumerate(invoice.allowance_charges, start=1):
        yield f"the percentage of document allowance or charge {position}", entry.percent
        yield f"the VAT rate of document allowance or charge {position}", entry.rate
    for position, group in enumerate(invoice.tax_groups, start=1):
        yield f"the rate of VAT group {position} (BT-119)", group.rate


def _categories(invoice: EInvoice) -> Iterator[tuple[str, str]]:
    yield from ((f"line {position}", line.category or "") for position, line in enumerate(invoice.lines, start=1))
    yield from (("a document allowance or charge", entry.category or "") for entry in invoice.allowance_charges)
    yield from (("a VAT group", group.category) for group in invoice.tax_groups)
