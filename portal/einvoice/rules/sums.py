"""The arithmetic, exact to the currency's last digit where the official rules let up to 0.99 pass."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext

from portal.einvoice.checks import Finding, findings
from portal.einvoice.model import AllowanceCharge, EInvoice, TaxGroup
from portal.einvoice.rules.rule import Topic, Violation
from portal.formats import exponent, quantize

_EVERY_CURRENCY = 2
_DIGITS = 200
_HUNDRED = Decimal(100)


def wrong_sums(invoice: EInvoice, *, tax_inside: bool = False) -> Iterator[Violation]:
    """Totals, VAT groups and lines that do not compute, and amounts with more decimals than there are.

    `tax_inside`: the prices had the tax in them, so that of each VAT group the tax may be what is taken out of its sum
    with tax. Not every sum has a base that gives it (10.06 at 22 %), and this is as exact as the other way.
    """
    for finding in findings(invoice):
        if not (tax_inside and finding.rule == "BR-CO-17" and _taken_out(invoice, finding)):
            yield _violation(finding, invoice.currency)
    yield from _decimals(invoice)
    yield from _percentages(invoice)


def _violation(finding: Finding, currency: str) -> Violation:
    topic = Topic.TAX if finding.where.startswith(("BT-116", "BT-117")) else Topic.SUMS
    rule = "PEPPOL-EN16931-R120" if finding.rule == "BT-131" else finding.rule
    sentence = f"{finding.where} is {finding.stated:f} {currency}, and computes to {finding.computed:f}."
    return Violation(rule, topic, sentence)


def _taken_out(invoice: EInvoice, finding: Finding) -> bool:
    fitting = [
        group for group in invoice.tax_groups if group.tax == finding.stated and finding.where.endswith(_name(group))
    ]
    return bool(fitting) and all(_is_taken_out(group, invoice.currency) for group in fitting)


def _name(group: TaxGroup) -> str:
    return f"VAT {group.category}" + ("" if group.rate is None else f" {group.rate.normalize():f} %")


def _is_taken_out(group: TaxGroup, currency: str) -> bool:
    rate = group.rate or Decimal(0)
    with localcontext() as context:
        context.prec, context.rounding = _DIGITS, ROUND_HALF_UP
        return group.tax == quantize((group.base + group.tax) * rate / (_HUNDRED + rate), currency)


def _amounts(invoice: EInvoice) -> Iterator[tuple[str, Decimal | None]]:
    totals = invoice.totals
    yield from (
        ("BR-DEC-09", totals.lines),
        ("BR-DEC-10", totals.allowances),
        ("BR-DEC-11", totals.charges),
        ("BR-DEC-12", totals.net),
        ("BR-DEC-13", totals.tax),
        ("BR-DEC-14", totals.gross),
        ("BR-DEC-16", totals.prepaid),
        ("BR-DEC-17", totals.rounding),
        ("BR-DEC-18", totals.due),
    )
    for group in invoice.tax_groups:
        yield from (("BR-DEC-19", group.base), ("BR-DEC-20", group.tax))
    for entry in invoice.allowance_charges:
        yield from _amounts_of(entry, ("BR-DEC-05", "BR-DEC-06") if entry.is_charge else ("BR-DEC-01", "BR-DEC-02"))
    for line in invoice.lines:
        yield "BR-DEC-23", line.net
        for entry in line.allowance_charges:
            rules = ("BR-DEC-27", "BR-DEC-28") if entry.is_charge else ("BR-DEC-24", "BR-DEC-25")
            yield from _amounts_of(entry, rules)


def _amounts_of(entry: AllowanceCharge, rules: tuple[str, str]) -> Iterator[tuple[str, Decimal | None]]:
    yield from ((rules[0], entry.amount), (rules[1], entry.base))


def _decimals(invoice: EInvoice) -> Iterator[Violation]:
    most = min(_EVERY_CURRENCY, exponent(invoice.currency))
    told = set()
    for rule, value in _amounts(invoice):
        if rule not in told and value is not None and value != _cut(value, most):
            told.add(rule)
            sentence = f"{value.normalize():f} has more decimals than {invoice.currency} ({most})."
            yield Violation(rule, Topic.SUMS, sentence)
    other, tax = invoice.tax_currency, invoice.tax_total_in_tax_currency
    if other is not None and tax is not None and tax != _cut(tax, min(_EVERY_CURRENCY, exponent(other))):
        yield Violation("BR-DEC-15", Topic.SUMS, f"{tax.normalize():f} has more decimals than {other}.")


def _cut(value: Decimal, decimals: int) -> Decimal:
    with localcontext() as context:
        context.prec = _DIGITS
        return value.quantize(Decimal(1).scaleb(-decimals))


def _percentages(invoice: EInvoice) -> Iterator[Violation]:
    """An allowance or charge that says how it was worked out must be worked out so."""
    for entry in (*invoice.allowance_charges, *(each for line in invoice.lines for each in line.allowance_charges)):
        if entry.percent is None and entry.base is None:
            continue
        if entry.percent is None or entry.base is None:
            rule = "PEPPOL-EN16931-R041" if entry.base is None else "PEPPOL-EN16931-R042"
            yield Violation(
                rule, Topic.SUMS, "An allowance or charge states a percentage and what it is of, or neither."
            )
            continue
        with localcontext() as context:
            context.prec = _DIGITS
            computed = quantize(entry.base * entry.percent / _HUNDRED, invoice.currency)
        if computed != entry.amount:
            stated = (
                f"{entry.percent.normalize():f} % of {entry.base:f} is {computed:f}, and {entry.amount:f} is stated."
            )
            yield Violation("PEPPOL-EN16931-R040", Topic.SUMS, stated)
