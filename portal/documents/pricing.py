"""What a line comes to from its price and discounts, in the two ways of calculation that callers know.

`b2b_standard`: each percentage is of the line before all discounts, and the net amount is rounded; where the price has
the tax in it, the amount with tax is rounded and the net one derived. `b2c_gross_discount`: discounts are taken off the
amount with tax one after the other. See `portal.documents.working_out` for the whole document.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import pairwise

from portal.documents.totals import UNTAXED
from portal.errors import Invalid
from portal.formats import exponent, quantize

EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
_HUNDRED = Decimal(100)
_MOST_DECIMALS = 16


class Mode(enum.StrEnum):
    """The two ways to calculate."""

    NET = "b2b_standard"
    GROSS = "b2c_gross_discount"


class DiscountKind(enum.StrEnum):
    """What a discount's value is."""

    PERCENT = "percent"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Discount:
    """Taken off a line; an amount is in the document's currency, with or without tax as the line's price is."""

    value: Decimal
    kind: DiscountKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LineToPrice:
    """One line as it is asked for. A returned one has a negative quantity, never a negative price (BR-27)."""

    quantity: Decimal
    price: Decimal
    price_has_tax: bool
    category: str
    rate: Decimal | None
    discounts: Sequence[Discount] = ()

    @property
    def with_tax_factor(self) -> Decimal:
        """What the net amount is multiplied with to have the tax in it."""
        rate = Decimal(0) if self.category in UNTAXED else self.rate or Decimal(0)
        return EXACT.add(Decimal(1), EXACT.divide(rate, _HUNDRED))


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A line worked out, at the currency's decimals. `subtotal` less all of `taken_off` is `net`; a line below zero
    has them added. `unit_price` times the quantity, rounded, is the subtotal."""

    unit_price: Decimal
    subtotal: Decimal
    taken_off: tuple[Decimal, ...]
    net: Decimal
    with_tax: Decimal


def running_amounts(line: LineToPrice, mode: Mode, where: str) -> tuple[Decimal, ...]:
    """The line's exact amount before discounts and after each of them; in `b2c_gross_discount` with tax.

    Raises Invalid for a negative price or discount, and for discounts that take off more than there is.
    """
    if line.price < 0:
        raise Invalid(f"{where}.price: is below zero; give what is returned a negative quantity")
    price = line.price
    if mode is Mode.GROSS and not line.price_has_tax:
        price = EXACT.multiply(price, line.with_tax_factor)
    amounts = [EXACT.multiply(line.quantity, price)]
    for place, discount in enumerate(line.discounts):
        if discount.value < 0:
            raise Invalid(f"{where}.discounts[{place}].value: must not be below zero")
        amounts.append(EXACT.subtract(amounts[-1], _taken(line, discount, amounts, mode)))
        if amounts[-1] * amounts[0] < 0:
            raise Invalid(f"{where}.discounts: take off more than the line comes to")
    return tuple(amounts)


def _taken(line: LineToPrice, discount: Discount, amounts: Sequence[Decimal], mode: Mode) -> Decimal:
    if discount.kind is DiscountKind.AMOUNT:
        return discount.value.copy_sign(line.quantity)
    base = amounts[-1] if mode is Mode.GROSS else amounts[0]
    return EXACT.divide(EXACT.multiply(base, discount.value), _HUNDRED)


def price_net(line: LineToPrice, amounts: Sequence[Decimal], currency: str) -> PricedLine:
    """A line by itself, from its running amounts in `b2b_standard`."""
    factor = line.with_tax_factor
    if not line.price_has_tax:
        nets = [quantize(amount, currency) for amount in amounts]
        return settled(line, nets, quantize(EXACT.multiply(nets[-1], factor), currency), currency)
    with_tax = [quantize(amount, currency) for amount in amounts]
    nets = [quantize(EXACT.divide(amount, factor), currency) for amount in with_tax]
    return settled(line, nets, with_tax[-1], currency)


def settled(line: LineToPrice, nets: Sequence[Decimal], with_tax: Decimal, currency: str) -> PricedLine:
    """The line from its net amounts before and after each discount; the last one counts, whatever stands before."""
    net = nets[-1]
    sign = Decimal(-1) if line.quantity < 0 else Decimal(1)
    # A cent that evens out the document may have raised the last amount over those before it.
    steps = [sign * max(sign * amount, sign * net) for amount in nets]
    taken_off = tuple(sign * (before - after) for before, after in pairwise(steps))
    unit_price = line.price if not line.price_has_tax and steps[0] == _times(line, line.price, currency) else None
    return PricedLine(
        unit_price=_unit_price(line, steps[0], currency) if unit_price is None else unit_price,
        subtotal=steps[0],
        taken_off=taken_off,
        net=net,
        with_tax=with_tax,
    )


def _times(line: LineToPrice, price: Decimal, currency: str) -> Decimal:
    return quantize(EXACT.multiply(line.quantity, price), currency)


def _unit_price(line: LineToPrice, subtotal: Decimal, currency: str) -> Decimal:
    """The net price of one unit with as few decimals as make the same line (BT-146, PEPPOL R120)."""
    if line.quantity == 0:
        return quantize(EXACT.divide(line.price, line.with_tax_factor), currency)
    exact = EXACT.divide(subtotal, line.quantity)
    for decimals in range(exponent(currency), _MOST_DECIMALS):
        price = EXACT.quantize(exact, Decimal(1).scaleb(-decimals))
        if _times(line, price, currency) == subtotal:
            return price
    return EXACT.quantize(exact, Decimal(1).scaleb(-_MOST_DECIMALS))
