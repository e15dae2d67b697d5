"""A tax group by prices with tax: the tax is taken out of the sum, the rest is shared out as the lines' net amounts.

The tax is the sum times rate / (100 + rate), rounded half-up; the net amounts of the lines add up to the rest: each is
its exact share rounded down or up, so that no line is a whole cent away from it. What the customer pays is thus exactly
the sum of the prices. BR-CO-10 to -16 hold exactly; the tax may differ from rate times base (BR-CO-17) by one smallest
unit, because not every sum with tax has a base that gives it (10.06 at 22 % has none).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from portal.documents.pricing import EXACT, LineToPrice, PricedLine, settled
from portal.documents.totals import UNTAXED
from portal.formats import exponent, quantize

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class GrossGroup:
    """The lines of one tax group in their order, and the tax on all of them."""

    lines: tuple[PricedLine, ...]
    tax: Decimal


def price_by_gross(lines: Sequence[LineToPrice], running: Sequence[Sequence[Decimal]], currency: str) -> GrossGroup:
    """Work out the lines of one category and rate. `running` are the amounts with tax (`pricing.running_amounts`)."""
    first = lines[0]
    rate = Decimal(0) if first.category in UNTAXED else first.rate or Decimal(0)
    with_tax = [quantize(amounts[-1], currency) for amounts in running]
    total = sum(with_tax, Decimal(0))
    tax = quantize(EXACT.divide(EXACT.multiply(total, rate), _HUNDRED + rate), currency)
    nets = _shares(with_tax, rate, total - tax, currency)
    priced = []
    for line, amounts, net, gross in zip(lines, running, nets, with_tax, strict=True):
        before = [quantize(EXACT.divide(amount, line.with_tax_factor), currency) for amount in amounts[:-1]]
        priced.append(settled(line, [*before, net], gross, currency))
    return GrossGroup(tuple(priced), tax)


def _shares(amounts: Sequence[Decimal], rate: Decimal, whole: Decimal, currency: str) -> list[Decimal]:
    """The amounts without tax, each rounded to a neighbour of its exact value, adding up to the whole.

    The units that rounding down leaves over go to the largest remainders; between equal ones to the larger amount, so
    that the order of lines decides only between lines that are the same.
    """
    unit = Decimal(1).scaleb(-exponent(currency))
    exact = [EXACT.divide(EXACT.multiply(amount, _HUNDRED), _HUNDRED + rate) for amount in amounts]
    shares = [share.quantize(unit, rounding=ROUND_FLOOR, context=EXACT) for share in exact]
    left = int((whole - sum(shares, Decimal(0))) / unit)
    ranked = sorted(range(len(amounts)), key=lambda place: (shares[place] - exact[place], -amounts[place], place))
    for place in ranked[:left]:
        shares[place] += unit
    return shares
