"""The sums of a document: the identities of EN 16931 for any lines, and figures worked out by hand."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.totals import UNTAXED, ChargeToSum, LineToSum, compute_totals, line_net
from portal.errors import Invalid
from portal.formats import exponent, quantize

CURRENCIES = ("EUR", "JPY", "KWD", "CHF")
TAXED = [("S", Decimal(rate)) for rate in ("22", "9.5", "5", "0.1")]
EXEMPT = [(category, Decimal(0)) for category in sorted(UNTAXED - {"O"})] + [("O", None)]


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, places=places, allow_nan=False, allow_infinity=False)


rates = st.sampled_from([*TAXED, *EXEMPT])
lines = st.builds(
    lambda quantity, price, base, group, allowance, charge: LineToSum(
        quantity=quantity, price=price, base_quantity=base, category=group[0], rate=group[1],
        allowances=allowance, charges=charge,
    ),
    decimals("-9999", "9999", 4), decimals("0", "99999", 5), st.sampled_from([Decimal(1), Decimal(100), Decimal(3)]),
    rates, decimals("0", "50", 2), decimals("0", "50", 2),
)  # fmt: skip
charges = st.builds(
    lambda is_charge, amount, group: ChargeToSum(is_charge=is_charge, amount=amount, category=group[0], rate=group[1]),
    st.booleans(),
    decimals("0", "9999", 2),
    rates,
)


@given(st.lists(lines, max_size=30), st.lists(charges, max_size=4), st.sampled_from(CURRENCIES), decimals("0", "99", 2))
def test_the_identities_hold(
    given_lines: list[LineToSum], given_charges: list[ChargeToSum], currency: str, prepaid: Decimal
) -> None:
    sums = compute_totals(given_lines, given_charges, currency, prepaid=prepaid)
    assert sums.lines == sum(sums.line_nets)  # BR-CO-10
    assert sums.net == sums.lines - sums.allowances + sums.charges  # BR-CO-13
    assert sums.tax == sum(group.tax for group in sums.taxes)  # BR-CO-14
    assert sums.gross == sums.net + sums.tax  # BR-CO-15
    assert sums.due == sums.gross - sums.prepaid  # BR-CO-16
    assert sum(group.base for group in sums.taxes) == sums.net  # BR-S-08 and its siblings
    for amount in (sums.lines, sums.net, sums.tax, sums.gross, sums.due, *sums.line_nets):
        assert amount == quantize(amount, currency)


@given(st.lists(lines, max_size=30), st.sampled_from(CURRENCIES))
def test_tax_is_the_nearest_for_each_group(given_lines: list[LineToSum], currency: str) -> None:
    half = Fraction(1, 2 * 10 ** exponent(currency))
    for group in compute_totals(given_lines, (), currency).taxes:
        exact = Fraction(0) if group.category in UNTAXED else Fraction(group.base) * Fraction(group.rate or 0) / 100
        assert abs(Fraction(group.tax) - exact) <= half
        assert not (abs(Fraction(group.tax) - exact) == half and abs(group.tax) < abs(exact))


@given(lines, st.sampled_from(CURRENCIES))
def test_a_line_is_rounded_once(line: LineToSum, currency: str) -> None:
    half = Fraction(1, 2 * 10 ** exponent(currency))
    exact = Fraction(line.quantity) * Fraction(line.price) / Fraction(line.base_quantity)
    rest = quantize(line.charges, currency) - quantize(line.allowances, currency)
    assert abs(Fraction(line_net(line, currency) - rest) - exact) <= half


@given(st.lists(lines, min_size=2, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_no_sum(given_lines: list[LineToSum], dice: Random) -> None:
    shuffled = dice.sample(given_lines, len(given_lines))
    first, second = compute_totals(given_lines, (), "EUR"), compute_totals(shuffled, (), "EUR")
    assert (first.net, first.tax, first.gross) == (second.net, second.tax, second.gross)
    assert set(first.taxes) == set(second.taxes)


def line(quantity: str, price: str, rate: str = "22", category: str = "S") -> LineToSum:
    return LineToSum(quantity=Decimal(quantity), price=Decimal(price), category=category, rate=Decimal(rate))


def test_tax_is_rounded_per_group_and_never_per_line() -> None:
    sums = compute_totals([line("1", "0.02")] * 3, (), "EUR")
    assert (sums.net, sums.tax) == (Decimal("0.06"), Decimal("0.01"))


def test_half_a_cent_goes_up_and_away_from_zero() -> None:
    assert line_net(line("1", "0.125"), "EUR") == Decimal("0.13")
    assert line_net(line("-1", "0.125"), "EUR") == Decimal("-0.13")


@pytest.mark.parametrize(("currency", "gross"), [("EUR", "1204.75"), ("JPY", "1205"), ("KWD", "1204.750")])
def test_each_currency_has_its_own_decimals(currency: str, gross: str) -> None:
    assert str(compute_totals([line("2.5", "395", "22")], (), currency).gross) == gross


def test_a_very_large_invoice_is_exact() -> None:
    sums = compute_totals([line("1000000000000000000000.0001", "99999999999999.99999")], (), "EUR")
    assert sums.net == 10**35 - 10**16 + 10**10  # less a billionth, which rounds away


def test_an_allowance_lowers_the_base_of_its_own_group() -> None:
    lowered = ChargeToSum(is_charge=False, amount=Decimal("10"), category="S", rate=Decimal("9.5"))
    sums = compute_totals([line("1", "100"), line("1", "50", "9.5")], [lowered], "EUR")
    assert [(group.rate, group.base, group.tax) for group in sums.taxes] == [
        (Decimal("22"), Decimal("100.00"), Decimal("22.00")),
        (Decimal("9.5"), Decimal("40.00"), Decimal("3.80")),
    ]
    assert (sums.net, sums.gross) == (Decimal("140.00"), Decimal("165.80"))


def test_reverse_charge_has_a_base_and_no_tax() -> None:
    (group,) = compute_totals([line("1", "100", "0", "AE")], (), "EUR").taxes
    assert (group.base, group.tax) == (Decimal("100.00"), Decimal("0.00"))


def test_nothing_sums_to_nothing() -> None:
    sums = compute_totals((), (), "EUR")
    assert (sums.due, sums.taxes, sums.line_nets) == (Decimal(0), (), ())


@pytest.mark.parametrize("odd", [{"base_quantity": Decimal(0)}, {"allowances": Decimal(-1)}, {"charges": Decimal(-1)}])
def test_odd_amounts_are_refused(odd: dict[str, Decimal]) -> None:
    strange = LineToSum(quantity=Decimal(1), price=Decimal(1), category="S", rate=Decimal(22), **odd)
    with pytest.raises(Invalid):
        compute_totals([strange], (), "EUR")
