"""Whole documents worked out: they add up by EN 16931 whatever the lines, and no order of lines changes a sum."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.pricing import Discount, DiscountKind, LineToPrice, Mode
from portal.documents.totals import UNTAXED, ChargeToSum, LineToSum, compute_totals
from portal.documents.working_out import WorkedOut, work_out
from portal.errors import Invalid
from portal.formats import exponent, quantize

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
MODES = st.sampled_from(list(Mode))
RATES = [("S", Decimal(rate)) for rate in ("22", "9.5", "5", "25.5")] + [("AE", Decimal(0)), ("E", Decimal(0))]
NO_CHARGES: tuple[ChargeToSum, ...] = ()


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, places=places, allow_nan=False, allow_infinity=False)


percents = st.builds(Discount, decimals("0", "30", 2), st.just(DiscountKind.PERCENT))
nothing_off = st.builds(Discount, st.just(Decimal(0)), st.just(DiscountKind.AMOUNT))


@st.composite
def a_line(draw: st.DrawFn, has_tax: bool | None = None) -> LineToPrice:
    """Prices of up to five decimals, returned goods among them, up to three discounts that never take too much."""
    category, rate = draw(st.sampled_from(RATES))
    return LineToPrice(
        quantity=draw(decimals("-999", "9999", 3)),
        price=draw(decimals("0", "9999", 5)),
        price_has_tax=draw(st.booleans()) if has_tax is None else has_tax,
        category=category,
        rate=rate,
        discounts=tuple(draw(st.lists(st.one_of(percents, nothing_off), max_size=3))),
    )


lines = st.lists(a_line(), min_size=1, max_size=25)


def to_sum(asked: LineToPrice, out: WorkedOut, place: int) -> LineToSum:
    taken_off = sum(out.lines[place].taken_off, Decimal(0))
    below = asked.quantity < 0
    return LineToSum(
        quantity=asked.quantity,
        price=out.lines[place].unit_price,
        category=asked.category,
        rate=asked.rate,
        allowances=Decimal(0) if below else taken_off,
        charges=taken_off if below else Decimal(0),
    )


@given(lines, CURRENCIES, MODES)
def test_every_document_adds_up(asked: Sequence[LineToPrice], currency: str, mode: Mode) -> None:
    out = work_out(asked, currency, mode, paid=Decimal(7))
    sums = out.sums
    assert sums.lines == sum(line.net for line in out.lines)  # BR-CO-10
    assert sums.net == sums.lines - sums.allowances + sums.charges  # BR-CO-13
    assert sums.tax == sum(group.tax for group in sums.taxes)  # BR-CO-14
    assert sums.gross == sums.net + sums.tax  # BR-CO-15
    assert sums.due == sums.gross - sums.prepaid  # BR-CO-16
    assert 0 <= sums.prepaid <= max(sums.gross, Decimal(0))
    for group in sums.taxes:  # BR-S-08 and its siblings
        own = [place for place, line in enumerate(asked) if (line.category, line.rate) == (group.category, group.rate)]
        assert group.base == sum(out.lines[place].net for place in own)
        assert group.tax == 0 or group.category not in UNTAXED
    for amount in (sums.net, sums.tax, sums.gross, *(line.net for line in out.lines)):
        assert amount == quantize(amount, currency)


@given(lines, CURRENCIES, MODES)
def test_each_line_multiplies_out(asked: Sequence[LineToPrice], currency: str, mode: Mode) -> None:
    """BT-131 is quantity times price less the allowances, to the cent, in both ways of calculation (PEPPOL R120)."""
    out = work_out(asked, currency, mode)
    for place, (given_line, line) in enumerate(zip(asked, out.lines, strict=True)):
        assert all(amount >= 0 for amount in line.taken_off)
        if given_line.quantity:
            summed = compute_totals([to_sum(given_line, out, place)], NO_CHARGES, currency)
            assert summed.line_nets == (line.net,)


@given(st.lists(a_line(has_tax=False), min_size=1, max_size=25), CURRENCIES)
def test_tax_on_net_prices_is_rounded_once_a_group(asked: Sequence[LineToPrice], currency: str) -> None:
    """BR-CO-17 to the cent, and the same sums as those of imported documents."""
    out = work_out(asked, currency, Mode.NET)
    summed = compute_totals([to_sum(line, out, place) for place, line in enumerate(asked)], NO_CHARGES, currency)
    assert (summed.net, summed.taxes, summed.gross) == (out.sums.net, out.sums.taxes, out.sums.gross)


@given(st.lists(a_line(has_tax=True), min_size=1, max_size=25), CURRENCIES, MODES)
def test_prices_with_tax_are_what_is_paid(asked: Sequence[LineToPrice], currency: str, mode: Mode) -> None:
    out = work_out(asked, currency, mode)
    assert out.sums.gross == sum(line.with_tax for line in out.lines)
    unit = Fraction(1, 10 ** exponent(currency))
    for group in out.sums.taxes:
        rate = Fraction(0) if group.category in UNTAXED else Fraction(group.rate or 0)
        total = Fraction(group.base + group.tax)
        assert abs(Fraction(group.tax) - total * rate / (100 + rate)) <= unit / 2
        assert abs(Fraction(group.tax) - Fraction(group.base) * rate / 100) <= unit  # BR-CO-17 within a cent
    for given_line, line in zip(asked, out.lines, strict=True):
        rate = Fraction(0) if given_line.category in UNTAXED else Fraction(given_line.rate or 0)
        assert abs(Fraction(line.net) - Fraction(line.with_tax) * 100 / (100 + rate)) < 2 * unit


@given(st.lists(a_line(), min_size=2, max_size=15), st.randoms(use_true_random=False), CURRENCIES, MODES)
def test_the_order_of_lines_changes_no_sum(
    asked: Sequence[LineToPrice], dice: Random, currency: str, mode: Mode
) -> None:
    one, other = work_out(asked, currency, mode), work_out(dice.sample(asked, len(asked)), currency, mode)
    assert (one.sums.net, one.sums.tax, one.sums.gross) == (other.sums.net, other.sums.tax, other.sums.gross)
    assert set(one.sums.taxes) == set(other.sums.taxes)
    assert sorted(line.net for line in one.lines) == sorted(line.net for line in other.lines)


def line(price: str, quantity: str = "1", *off: Discount, has_tax: bool = False, rate: str = "22") -> LineToPrice:
    return LineToPrice(
        quantity=Decimal(quantity),
        price=Decimal(price),
        price_has_tax=has_tax,
        category="S",
        rate=Decimal(rate),
        discounts=off,
    )


def percent(value: str) -> Discount:
    return Discount(Decimal(value), DiscountKind.PERCENT)


def amount(value: str) -> Discount:
    return Discount(Decimal(value), DiscountKind.AMOUNT)


@pytest.mark.parametrize("mode", list(Mode))
def test_the_vector_of_the_contract(mode: Mode) -> None:
    out = work_out([line("100", "2", percent("10"))], "EUR", mode)
    assert (str(out.sums.net), str(out.sums.gross)) == ("180.00", "219.60")
    assert (out.lines[0].unit_price, out.lines[0].taken_off) == (Decimal(100), (Decimal(20),))


def test_percentages_stand_side_by_side_on_net_prices_and_one_after_the_other_on_gross_ones() -> None:
    asked = [line("100", "1", percent("10"), percent("10"))]
    assert work_out(asked, "EUR", Mode.NET).sums.net == Decimal(80)
    assert work_out(asked, "EUR", Mode.GROSS).sums.net == Decimal(81)


def test_a_sum_with_tax_that_no_base_gives_stays_what_was_asked() -> None:
    out = work_out([line("10.06", has_tax=True)], "EUR", Mode.NET)
    assert (out.sums.net, out.sums.tax, out.sums.gross) == (Decimal("8.25"), Decimal("1.81"), Decimal("10.06"))


def test_a_thousand_small_prices_with_tax_are_paid_to_the_cent() -> None:
    out = work_out([line("0.01", has_tax=True)] * 1000, "EUR", Mode.GROSS)
    assert (out.sums.gross, out.sums.tax) == (Decimal("10.00"), Decimal("1.80"))
    assert {line.net for line in out.lines} == {Decimal("0.00"), Decimal("0.01")}


def test_what_is_returned_lowers_the_document_with_its_discount() -> None:
    out = work_out([line("100", "3"), line("100", "-1", percent("10"), amount("5"))], "EUR", Mode.NET)
    assert [each.net for each in out.lines] == [Decimal(300), Decimal(-85)]


@pytest.mark.parametrize(
    "odd",
    [
        line("-1"),
        line("10", "1", amount("10.01")),
        line("10", "1", percent("60"), percent("60")),
        line("1", "1", amount("-1")),
    ],
    ids=["negative price", "too much off", "too many per cent", "negative discount"],
)
def test_odd_lines_are_refused(odd: LineToPrice) -> None:
    with pytest.raises(Invalid, match=r"items\[1\]"):
        work_out([line("1"), odd], "EUR", Mode.NET)


def test_more_than_a_column_holds_is_refused() -> None:
    with pytest.raises(Invalid, match="more than a document can hold"):
        work_out([line("999999999999", "2")], "EUR", Mode.NET)
