"""The sums of a document from its lines, in the order of EN 16931: exact, half-up, VAT rounded per group only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from portal.errors import Invalid
from portal.formats import quantize

# Prices and quantities may have any number of digits; 28 would round a product before it is to be rounded.
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
_HUNDRED = Decimal(100)
# Categories whose tax is zero whatever the rate says (BR-E-09, BR-AE-09, BR-IC-09, BR-G-09, BR-O-09, BR-Z-09).
UNTAXED = frozenset({"E", "AE", "K", "G", "O", "Z"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LineToSum:
    """What one line brings to the sums; `price` is for `base_quantity` units, allowances and charges are positive."""

    quantity: Decimal
    price: Decimal
    category: str
    rate: Decimal | None
    base_quantity: Decimal = Decimal(1)
    allowances: Decimal = Decimal(0)
    charges: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeToSum:
    """An allowance or charge on the whole document; `amount` is positive for both."""

    is_charge: bool
    amount: Decimal
    category: str
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class TaxSum:
    """One tax group (BG-23)."""

    category: str
    rate: Decimal | None
    base: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSums:
    """Every total of BG-22, and what they are made of; all at the currency's decimals."""

    line_nets: tuple[Decimal, ...]
    lines: Decimal
    allowances: Decimal
    charges: Decimal
    net: Decimal
    taxes: tuple[TaxSum, ...]
    tax: Decimal
    gross: Decimal
    prepaid: Decimal
    due: Decimal


def compute_totals(
    lines: Sequence[LineToSum],
    charges: Iterable[ChargeToSum],
    currency: str,
    *,
    prepaid: Decimal = Decimal(0),
) -> DocumentSums:
    """The sums of a document by BR-CO-10 to BR-CO-17, half-up at the currency's decimals (ISO 4217).

    Tax groups come in the order in which lines and charges first name them. Raises Invalid for a base quantity
    that is not positive (BR-26, R121) or a negative allowance or charge.
    """
    extras = tuple(charges)
    _refuse_odd(lines, extras)
    nets = tuple(line_net(line, currency) for line in lines)
    rounded = tuple((extra, quantize(extra.amount, currency)) for extra in extras)
    allowances = add(amount for extra, amount in rounded if not extra.is_charge)
    additions = add(amount for extra, amount in rounded if extra.is_charge)
    shares = [(line.category, line.rate, net) for line, net in zip(lines, nets, strict=True)]
    shares += [(extra.category, extra.rate, amount if extra.is_charge else -amount) for extra, amount in rounded]
    taxes = _tax_groups(shares, currency)
    net = add((add(nets), -allowances, additions))
    tax = add(group.tax for group in taxes)
    gross = add((net, tax))
    paid = quantize(prepaid, currency)
    return DocumentSums(
        line_nets=nets,
        lines=add(nets),
        allowances=allowances,
        charges=additions,
        net=net,
        taxes=taxes,
        tax=tax,
        gross=gross,
        prepaid=paid,
        due=add((gross, -paid)),
    )


def line_net(line: LineToSum, currency: str) -> Decimal:
    """Quantity times price, rounded once, less the line's allowances, plus its charges (BT-131, PEPPOL R120)."""
    product = _EXACT.divide(_EXACT.multiply(line.quantity, line.price), line.base_quantity)
    taken = quantize(line.allowances, currency)
    return add((quantize(product, currency), -taken, quantize(line.charges, currency)))


def _tax_groups(shares: Iterable[tuple[str, Decimal | None, Decimal]], currency: str) -> tuple[TaxSum, ...]:
    bases: dict[tuple[str, Decimal | None], Decimal] = {}
    for category, rate, amount in shares:
        bases[category, rate] = add((bases.get((category, rate), Decimal(0)), amount))
    return tuple(
        TaxSum(category, rate, base, tax_on(category, rate, base, currency)) for (category, rate), base in bases.items()
    )


def tax_on(category: str, rate: Decimal | None, base: Decimal, currency: str) -> Decimal:
    """The tax on a group's base (BR-CO-17), rounded once."""
    if category in UNTAXED or rate is None:
        return quantize(Decimal(0), currency)
    return quantize(_EXACT.divide(_EXACT.multiply(base, rate), _HUNDRED), currency)


def add(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum of any number of amounts."""
    total = Decimal(0)
    for amount in amounts:
        total = _EXACT.add(total, amount)
    return total


def _refuse_odd(lines: Iterable[LineToSum], extras: Iterable[ChargeToSum]) -> None:
    if any(line.base_quantity <= 0 for line in lines):
        raise Invalid("base_quantity: must be more than zero")
    amounts = [extra.amount for extra in extras]
    amounts += [amount for line in lines for amount in (line.allowances, line.charges)]
    if any(amount < 0 for amount in amounts):
        raise Invalid("amount: an allowance or charge is a positive amount; its kind says which way it counts")
