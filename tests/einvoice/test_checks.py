"""Sums computed anew, and the one wrong figure found where it stands."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, getcontext, localcontext

import pytest

from portal.einvoice import EInvoice, Finding, Severity, findings, read_einvoice, recompute
from tests.einvoice.samples import SampleLine, cii_invoice, ubl_invoice

both = pytest.mark.parametrize("write", [ubl_invoice, cii_invoice], ids=["ubl", "cii"])
Writer = Callable[..., bytes]

MIXED = (
    SampleLine("Design", "3", "33.335", "S", "22"),
    SampleLine("Books", "7", "10.05", "S", "9.5"),
    SampleLine("Export", "1", "100.00", "G", "0"),
    SampleLine("Design, again", "1", "0.10", "S", "22.00"),
)


def mixed() -> EInvoice:
    return read_einvoice(ubl_invoice(lines=MIXED[:3], allowance="10.00", charge="5.50", prepaid="20", rounding="0.01"))


@both
def test_sums_that_add_up(write: Writer) -> None:
    invoice = read_einvoice(write(lines=MIXED[:3], allowance="10.00", charge="5.50", prepaid="20", rounding="-0.04"))
    assert findings(invoice) == ()
    assert recompute(invoice) == invoice.totals


def test_vat_is_rounded_per_group_not_per_line() -> None:
    lines = tuple(SampleLine(f"Item {number}", "1", "0.02", "S", "25") for number in range(10))
    invoice = read_einvoice(ubl_invoice(lines=lines))
    assert recompute(invoice).tax == Decimal("0.05")


def test_rates_are_equal_as_numbers() -> None:
    # One group of 0.20, not two of 0.10 whose VAT would be rounded up twice.
    lines = tuple(SampleLine(f"Item {number}", "1", "0.02", "S", ("25", "25.00")[number % 2]) for number in range(10))
    assert recompute(read_einvoice(ubl_invoice(lines=lines))).tax == Decimal("0.05")


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("lines", {"BR-CO-10", "BR-CO-13"}),
        ("allowances", {"BR-CO-11", "BR-CO-13"}),
        ("charges", {"BR-CO-12", "BR-CO-13"}),
        ("net", {"BR-CO-13", "BR-CO-15"}),
        ("tax", {"BR-CO-14", "BR-CO-15"}),
        ("gross", {"BR-CO-15", "BR-CO-16"}),
        ("prepaid", {"BR-CO-16"}),
        ("rounding", {"BR-CO-16"}),
        ("due", {"BR-CO-16"}),
    ],
)
def test_a_cent_in_a_total(name: str, rules: set[str]) -> None:
    invoice = mixed()
    totals = {
        "prepaid": invoice.totals.prepaid,
        "rounding": invoice.totals.rounding,
        name: getattr(invoice.totals, name),
    }
    totals[name] += Decimal("0.01")
    wrong = replace(invoice, totals=replace(invoice.totals, **totals))
    assert {finding.rule for finding in findings(wrong)} == rules
    assert all(finding.severity is Severity.ERROR for finding in findings(wrong))


def test_a_finding_says_what_and_where() -> None:
    invoice = read_einvoice(ubl_invoice(stated={"due": "1098.01"}))
    assert findings(invoice) == (
        Finding("BR-CO-16", Decimal("1098.01"), Decimal("1098.00"), "BT-115 amount due", Severity.ERROR),
    )


def test_a_cent_in_a_vat_group_that_official_rules_let_pass() -> None:
    invoice = mixed()
    group = invoice.tax_groups[0]
    tax = replace(invoice, tax_groups=(replace(group, tax=group.tax + Decimal("0.01")), *invoice.tax_groups[1:]))
    base = replace(invoice, tax_groups=(replace(group, base=group.base + Decimal("0.01")), *invoice.tax_groups[1:]))
    assert [finding.rule for finding in findings(tax)] == ["BR-CO-14", "BR-CO-17"]
    assert [finding.rule for finding in findings(base)] == ["BR-S-08"]


@pytest.mark.parametrize(
    ("category", "rule"), [("E", "BR-E-08"), ("K", "BR-IC-08"), ("L", "BR-AF-08"), ("", "BR-CO-18")]
)
def test_a_group_that_the_breakdown_leaves_out(category: str, rule: str) -> None:
    invoice = mixed()
    lines = (*invoice.lines[:2], replace(invoice.lines[2], category=category))
    rules = [finding.rule for finding in findings(replace(invoice, lines=lines))]
    assert sorted(rules) == sorted(["BR-G-08", rule])


def test_vat_in_whole_units_is_a_note() -> None:
    invoice = read_einvoice(ubl_invoice(currency="HUF", lines=(SampleLine("Kávé", "1", "101.00", "S", "27"),)))
    (group,) = invoice.tax_groups
    assert group.tax == Decimal("27.27")
    whole = replace(
        invoice,
        tax_groups=(replace(group, tax=Decimal(27)),),
        totals=replace(invoice.totals, tax=Decimal(27), gross=Decimal(128), due=Decimal(128)),
    )
    assert [(finding.rule, finding.severity) for finding in findings(whole)] == [("BR-CO-17", Severity.NOTE)]


@pytest.mark.parametrize(("currency", "tax"), [("JPY", "222"), ("EUR", "222.20"), ("KWD", "222.200")])
def test_vat_has_the_decimals_of_its_currency(currency: str, tax: str) -> None:
    invoice = replace(read_einvoice(ubl_invoice(lines=(SampleLine(price="505.00"),))), currency=currency)
    assert str(recompute(invoice).tax) == tax


def test_a_line_that_does_not_multiply_is_a_note() -> None:
    invoice = read_einvoice(ubl_invoice())
    line = replace(invoice.lines[0], quantity=Decimal(3))
    (finding,) = findings(replace(invoice, lines=(line,)))
    assert finding == Finding("BT-131", Decimal(900), Decimal(1350), "BT-131 net of line 1", Severity.NOTE)


@pytest.mark.parametrize(
    ("base", "quantity", "multiplies"),
    [("100", "200", True), ("3", "6", True), ("0", "7", True), ("-1", "-2", True), ("100", "2", False)],
)
def test_price_is_per_base_quantity_and_zero_says_nothing(base: str, quantity: str, multiplies: bool) -> None:
    invoice = read_einvoice(ubl_invoice())
    line = replace(invoice.lines[0], base_quantity=Decimal(base), quantity=Decimal(quantity))
    assert (not findings(replace(invoice, lines=(line,)))) is multiplies


def test_longest_amounts_stay_exact_and_leave_the_context_alone() -> None:
    precision = getcontext().prec
    longest = "9" * 15 + "." + "9" * 30
    invoice = read_einvoice(ubl_invoice())
    lines = tuple(replace(invoice.lines[0], net=Decimal(longest)) for _ in range(3))
    with localcontext() as context:
        context.prec = 60
        expected = Decimal(longest) * 3
    assert recompute(replace(invoice, lines=lines)).lines == expected
    assert getcontext().prec == precision
