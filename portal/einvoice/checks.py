"""Whether an invoice adds up: its totals computed anew from its lines, and every place where it says otherwise.

Exact, unlike the official rules, which let a VAT group be up to one unit off and never multiply a line out.
"""

import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TypeVar

from portal.einvoice.model import AllowanceCharge, EInvoice, Line, TaxGroup, Totals
from portal.formats import quantize

T = TypeVar("T")

# Amounts have at most 45 digits; a product of two and a percentage of it stay exact, and only a quotient is cut.
_DIGITS = 200
# The rules that tie a VAT group's base to the lines are named after the category, three of them not by its code.
_RULE_PREFIX = {"K": "IC", "L": "AF", "M": "AG"}


class Severity(enum.StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sum that is stated otherwise than it computes; `where` names the business term or the line, for a person."""

    rule: str
    stated: Decimal
    computed: Decimal
    where: str
    severity: Severity = Severity.ERROR


def recompute(invoice: EInvoice) -> Totals:
    """The totals from line nets, document allowances and charges as stated; VAT half-up per (category, rate) group.

    Rounded to the currency's ISO 4217 exponent are the VAT amounts only; prepaid (BT-113) and rounding (BT-114) are
    taken as stated, there is nothing to compute them from.
    """
    return _exactly(lambda: _totals(invoice))


def findings(invoice: EInvoice) -> tuple[Finding, ...]:
    """What does not add up, header first: BR-CO-10 … -16, then BR-…-08 and BR-CO-17 by VAT group, then lines as notes.

    Each rule takes the figures next to it as stated, so one wrong figure is reported where it stands. VAT rounded to
    whole units (as forints are) is a note, not an error.
    """
    return _exactly(lambda: (*_header(invoice), *_tax(invoice), *_lines(invoice)))


def _exactly(compute: Callable[[], T]) -> T:
    with localcontext() as context:
        context.prec = _DIGITS
        context.rounding = ROUND_HALF_UP
        return compute()


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _allowances(entries: Iterable[AllowanceCharge]) -> Decimal:
    return _sum(entry.amount for entry in entries if not entry.is_charge)


def _charges(entries: Iterable[AllowanceCharge]) -> Decimal:
    return _sum(entry.amount for entry in entries if entry.is_charge)


def _totals(invoice: EInvoice) -> Totals:
    stated = invoice.totals
    lines = _sum(line.net for line in invoice.lines)
    allowances, charges = _allowances(invoice.allowance_charges), _charges(invoice.allowance_charges)
    net = lines - allowances + charges
    tax = _sum(group.tax for group in _groups(invoice))
    due = net + tax - stated.prepaid + stated.rounding
    return replace(
        stated, lines=lines, allowances=allowances, charges=charges, net=net, tax=tax, gross=net + tax, due=due
    )


def _key(category: str | None, rate: Decimal | None) -> tuple[str, Decimal]:
    return category or "", rate or Decimal(0)


def _groups(invoice: EInvoice) -> Iterator[TaxGroup]:
    bases: dict[tuple[str, Decimal], Decimal] = {}
    for line in invoice.lines:
        key = _key(line.category, line.rate)
        bases[key] = bases.get(key, Decimal(0)) + line.net
    for entry in invoice.allowance_charges:
        key = _key(entry.category, entry.rate)
        bases[key] = bases.get(key, Decimal(0)) + (entry.amount if entry.is_charge else -entry.amount)
    for (category, rate), base in bases.items():
        yield TaxGroup(category, rate, base, quantize(base * rate / 100, invoice.currency))


def _header(invoice: EInvoice) -> Iterator[Finding]:
    stated = invoice.totals
    entries = invoice.allowance_charges
    expected = (
        ("BR-CO-10", "BT-106 sum of line net amounts", stated.lines, _sum(line.net for line in invoice.lines)),
        ("BR-CO-11", "BT-107 sum of allowances", stated.allowances, _allowances(entries)),
        ("BR-CO-12", "BT-108 sum of charges", stated.charges, _charges(entries)),
        ("BR-CO-13", "BT-109 total without VAT", stated.net, stated.lines - stated.allowances + stated.charges),
        ("BR-CO-14", "BT-110 total VAT", stated.tax, _sum(group.tax for group in invoice.tax_groups)),
        ("BR-CO-15", "BT-112 total with VAT", stated.gross, stated.net + stated.tax),
        ("BR-CO-16", "BT-115 amount due", stated.due, stated.gross - stated.prepaid + stated.rounding),
    )
    return (Finding(rule, said, computed, where) for rule, where, said, computed in expected if said != computed)


def _tax(invoice: EInvoice) -> Iterator[Finding]:
    bases = {_key(group.category, group.rate): group.base for group in _groups(invoice)}
    for group in invoice.tax_groups:
        where = f"VAT {group.category}" + ("" if group.rate is None else f" {group.rate.normalize():f} %")
        base = bases.pop(_key(group.category, group.rate), Decimal(0))
        if group.base != base:
            yield Finding(_base_rule(group.category), group.base, base, f"BT-116 base of {where}")
        yield from _tax_amount(group, invoice.currency, where)
    for (category, rate), base in bases.items():
        if base:
            where = f"BT-116 base of VAT {category} {rate.normalize():f} %, which the breakdown leaves out"
            yield Finding(_base_rule(category), Decimal(0), base, where)


def _base_rule(category: str) -> str:
    return f"BR-{_RULE_PREFIX.get(category, category or 'CO')}-{'08' if category else '18'}"


def _tax_amount(group: TaxGroup, currency: str, where: str) -> Iterator[Finding]:
    exact = group.base * (group.rate or Decimal(0)) / 100
    computed = quantize(exact, currency)
    if group.tax != computed:
        in_whole_units = group.tax == exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)
        severity = Severity.NOTE if in_whole_units else Severity.ERROR
        yield Finding("BR-CO-17", group.tax, computed, f"BT-117 amount of {where}", severity)


def _lines(invoice: EInvoice) -> Iterator[Finding]:
    for line in invoice.lines:
        computed = _line_net(line, invoice.currency)
        if computed is not None and computed != line.net:
            yield Finding("BT-131", line.net, computed, f"BT-131 net of line {line.id}", Severity.NOTE)


def _line_net(line: Line, currency: str) -> Decimal | None:
    """Quantity × price ÷ base quantity, rounded, less allowances, plus charges; None when it cannot be computed."""
    base = Decimal(1) if line.base_quantity is None else line.base_quantity
    if line.quantity is None or line.net_price is None or base == 0:
        return None
    goods = quantize(line.quantity * line.net_price / base, currency)
    return goods - _allowances(line.allowance_charges) + _charges(line.allowance_charges)
