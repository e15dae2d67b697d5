"""A whole document worked out from its lines, in either way of calculation: its lines, tax groups and totals.

Where a tax group's prices have the tax in them, all of them or by `b2c_gross_discount`, its sum with tax is what was
asked for and the tax is taken out of it (`portal.documents.gross`); else the tax is put on the group's net sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.documents.gross import price_by_gross
from portal.documents.pricing import LineToPrice, Mode, PricedLine, price_net, running_amounts
from portal.documents.totals import DocumentSums, TaxSum, add, tax_on
from portal.errors import Invalid

LARGEST = Decimal(10) ** 12
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """The lines in their order, and what they add up to (BR-CO-10 to -16)."""

    lines: tuple[PricedLine, ...]
    sums: DocumentSums


def work_out(lines: Sequence[LineToPrice], currency: str, mode: Mode, *, paid: Decimal = _NOTHING) -> WorkedOut:
    """The document of these lines. `paid` was paid in advance; of it no more counts than the document comes to.

    Tax groups come in the order in which lines first name them. Raises Invalid for lines that cannot be
    (`pricing.running_amounts`), and for totals of 10^12 and more.
    """
    running = [running_amounts(line, mode, f"items[{place}]") for place, line in enumerate(lines)]
    groups: dict[tuple[str, Decimal | None], list[int]] = {}
    for place, line in enumerate(lines):
        groups.setdefault((line.category, line.rate), []).append(place)
    priced: dict[int, PricedLine] = {}
    taxes = []
    for (category, rate), places in groups.items():
        own, amounts = [lines[place] for place in places], [running[place] for place in places]
        if mode is Mode.GROSS or all(line.price_has_tax for line in own):
            group = price_by_gross(own, amounts, currency)
            found, tax = group.lines, group.tax
            base = add(line.net for line in found)
        else:
            found = tuple(price_net(*pair, currency) for pair in zip(own, amounts, strict=True))
            base = add(line.net for line in found)
            tax = tax_on(category, rate, base, currency)
        priced.update(zip(places, found, strict=True))
        taxes.append(TaxSum(category, rate, base, tax))
    in_order = tuple(priced[place] for place in range(len(lines)))
    return WorkedOut(in_order, _sums(in_order, taxes, paid))


def _sums(lines: Sequence[PricedLine], taxes: Sequence[TaxSum], paid: Decimal) -> DocumentSums:
    nets = tuple(line.net for line in lines)
    net, tax = add(nets), add(group.tax for group in taxes)
    gross = net + tax
    if any(abs(amount) >= LARGEST for amount in (gross, *(line.subtotal for line in lines))):
        raise Invalid("items: come to more than a document can hold (10^12)")
    prepaid = min(paid, max(gross, _NOTHING))
    return DocumentSums(
        line_nets=nets,
        lines=net,
        allowances=_NOTHING,
        charges=_NOTHING,
        net=net,
        taxes=tuple(taxes),
        tax=tax,
        gross=gross,
        prepaid=prepaid,
        due=gross - prepaid,
    )
