"""Our own rules: each mutation that the official ones let pass, or catch, is caught here to the cent and by name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.einvoice import (
    EN16931,
    PEPPOL,
    XRECHNUNG,
    Address,
    AllowanceCharge,
    Contact,
    EInvoice,
    Identifier,
    Location,
    Note,
    PaymentMeans,
    Profile,
    read_einvoice,
)
from portal.einvoice.rules import violations
from tests.einvoice.samples import SampleLine, cii_invoice, ubl_credit_note, ubl_invoice

CENT = Decimal("0.01")
GOOD = read_einvoice(ubl_invoice(lines=(SampleLine(), SampleLine(name="Book", rate="9.5")), allowance="100"))


def rules(invoice: EInvoice, profile: Profile = EN16931, *, tax_inside: bool = False) -> set[str]:
    return {violation.rule for violation in violations(invoice, profile, tax_inside=tax_inside)}


def of_one_group(category: str, rate: str | None = "0", **more: Any) -> EInvoice:
    """An untaxed invoice of 100 whose sums are right."""
    made = read_einvoice(ubl_invoice(lines=(SampleLine(quantity="1", price="100", category="S", rate="22"),)))
    percent = None if rate is None else Decimal(rate)
    lines = tuple(replace(line, category=category, rate=percent) for line in made.lines)
    hundred = Decimal(100)
    group = replace(made.tax_groups[0], category=category, rate=percent, base=hundred, tax=Decimal(0), reason="Because")
    totals = replace(made.totals, tax=Decimal(0), gross=hundred, due=hundred)
    return replace(made, lines=lines, tax_groups=(group,), totals=totals, **more)


@pytest.mark.parametrize("data", [ubl_invoice(), cii_invoice(), ubl_credit_note(prepaid="10", rounding="0.01")])
def test_a_right_invoice_breaks_no_rule(data: bytes) -> None:
    assert rules(read_einvoice(data)) == set()


def _totals(**change: Decimal) -> Callable[[EInvoice], EInvoice]:
    return lambda i: replace(
        i, totals=replace(i.totals, **{name: getattr(i.totals, name) + more for name, more in change.items()})
    )


def _group(**change: Decimal) -> Callable[[EInvoice], EInvoice]:
    def changed(invoice: EInvoice) -> EInvoice:
        first, *others = invoice.tax_groups
        moved = replace(first, **{name: getattr(first, name) + more for name, more in change.items()})
        return replace(invoice, tax_groups=(moved, *others))

    return changed


def _line(**change: Any) -> Callable[[EInvoice], EInvoice]:
    def changed(invoice: EInvoice) -> EInvoice:
        first, *others = invoice.lines
        return replace(invoice, lines=(replace(first, **change), *others))

    return changed


def _half_more_tax_everywhere(invoice: EInvoice) -> EInvoice:
    half = Decimal("0.50")
    return _totals(tax=half, gross=half, due=half)(_group(tax=half)(invoice))


MUTATIONS: dict[str, tuple[Callable[[EInvoice], EInvoice], set[str]]] = {
    "VAT total +0.01": (_totals(tax=CENT), {"BR-CO-14", "BR-CO-15"}),
    "sum of lines +0.01": (_totals(lines=CENT), {"BR-CO-10", "BR-CO-13"}),
    "payable +0.01": (_totals(due=CENT), {"BR-CO-16"}),
    "VAT group +1.00": (_group(tax=Decimal(1)), {"BR-CO-14", "BR-CO-17"}),
    "VAT group +0.50, totals adjusted": (_half_more_tax_everywhere, {"BR-CO-17"}),
    "VAT base +0.01": (_group(base=CENT), {"BR-S-08"}),
    "line net +0.01": (_line(net=Decimal("900.01")), {"BR-CO-10", "BR-S-08", "PEPPOL-EN16931-R120"}),
    "no due date, no terms": (lambda i: replace(i, due_date=None, payment_terms=None), {"BR-CO-25"}),
    "3 decimals": (
        _totals(gross=Decimal("0.001"), due=Decimal("0.001")),
        {"BR-DEC-14", "BR-DEC-18", "BR-CO-15"},
    ),
    "no seller VAT": (lambda i: replace(i, seller=replace(i.seller, vat_id=None)), {"BR-S-02", "BR-CO-26"}),
    "line without price": (_line(net_price=None), {"BR-26"}),
    "price below zero": (_line(net_price=Decimal(-450), quantity=Decimal(-2)), {"BR-27"}),
    "unit missing": (_line(unit=None), {"BR-23"}),
    "allowance without reason": (
        lambda i: replace(i, allowance_charges=tuple(replace(x, reason=None) for x in i.allowance_charges)),
        {"BR-33"},
    ),
    "transfer without account": (
        lambda i: replace(i, payment_means=(PaymentMeans(code="58", account=None),)),
        {"BR-61"},
    ),
    "VAT id without prefix": (
        lambda i: replace(i, buyer=replace(i.buyer, vat_id="98765434")),
        {"BR-CO-09"},
    ),
    "percentage that is not the amount": (
        lambda i: replace(
            i,
            allowance_charges=tuple(replace(x, base=Decimal(1000), percent=Decimal(9)) for x in i.allowance_charges),
        ),
        {"PEPPOL-EN16931-R040"},
    ),
    "address without scheme": (
        lambda i: replace(i, buyer=replace(i.buyer, endpoint=Identifier("1"))),
        {"BR-63"},
    ),
    "unknown category": (_line(category="Q"), {"BR-CL-18", "BR-Q-08", "BR-S-08"}),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_caught(name: str) -> None:
    mutate, expected = MUTATIONS[name]
    assert rules(GOOD) == set()
    assert rules(mutate(GOOD)) == expected


def test_the_cent_is_told_in_words() -> None:
    (told,) = violations(_totals(due=CENT)(GOOD))
    due = GOOD.totals.due
    assert told.sentence == f"BT-115 amount due is {due + CENT:f} EUR, and computes to {due:f}."


@pytest.mark.parametrize(
    ("category", "buyer_vat", "expected"),
    [
        ("K", None, {"BR-IC-02", "BR-IC-11", "BR-IC-12"}),
        ("K", "DE123456788", {"BR-IC-11", "BR-IC-12"}),
        ("AE", None, {"BR-AE-02"}),
        ("AE", "DE123456788", set()),
        ("E", None, set()),
        ("G", None, set()),
        ("Z", None, {"BR-Z-10"}),
        ("O", "DE123456788", {"BR-O-02"}),
    ],
)
def test_each_category_asks_for_its_own(category: str, buyer_vat: str | None, expected: set[str]) -> None:
    invoice = of_one_group(category, None if category == "O" else "0")
    seller = replace(invoice.seller, vat_id=None if category == "O" else "SI12345679", ids=(Identifier("1"),))
    invoice = replace(invoice, seller=seller, buyer=replace(invoice.buyer, vat_id=buyer_vat))
    assert rules(invoice) == expected


def test_an_intra_community_supply_that_is_whole() -> None:
    whole = of_one_group("K", delivery_date=date(2026, 10, 1), delivery=Location(address=Address(country="DE")))
    assert rules(whole) == set()
    at_22 = replace(whole, lines=tuple(replace(line, rate=Decimal(22)) for line in whole.lines))
    assert {"BR-IC-05", "BR-IC-08"} <= rules(at_22)
    no_reason = replace(whole, tax_groups=tuple(replace(group, reason=None) for group in whole.tax_groups))
    assert rules(no_reason) == {"BR-IC-10"}


def test_outside_the_scope_stands_alone() -> None:
    invoice = of_one_group("O", None)
    mixed = replace(invoice, tax_groups=(*invoice.tax_groups, *GOOD.tax_groups))
    assert "BR-O-11" in rules(mixed)


def test_amounts_have_the_decimals_of_their_currency() -> None:
    yen = read_einvoice(ubl_invoice(currency="JPY", lines=(SampleLine(quantity="1", price="100", rate="10"),)))
    assert rules(yen) == set()
    assert "BR-DEC-18" in rules(_totals(due=Decimal("0.5"), gross=Decimal("0.5"))(yen))


def test_a_tax_taken_out_of_a_sum_with_tax() -> None:
    """10.06 at 22 %: no base gives it, and 8.25 with 1.81 is what the seller owes. Nobody else may be a cent off."""
    made = read_einvoice(ubl_invoice(lines=(SampleLine(quantity="1", price="8.25"),)))
    inside = _totals(tax=-CENT, gross=-CENT, due=-CENT)(_group(tax=-CENT)(made))
    assert inside.tax_groups[0].tax == Decimal("1.81")
    assert rules(inside) == {"BR-CO-17"}
    assert rules(inside, tax_inside=True) == set()
    assert rules(_half_more_tax_everywhere(inside), tax_inside=True) == {"BR-CO-17"}
    assert rules(_half_more_tax_everywhere(GOOD), tax_inside=True) == {"BR-CO-17"}


def test_peppol_and_xrechnung_ask_for_more() -> None:
    good = GOOD
    assert rules(good, PEPPOL) == {"PEPPOL-EN16931-R003", "PEPPOL-EN16931-R010", "PEPPOL-EN16931-R020"}
    contact = Contact(name="Ana", phone="041 123 456", email="ana@lipa.example")
    town = Address(city="Kranj", post_code="4000", country="SI")
    known = replace(
        good,
        buyer_reference="04011000-12345-67",
        seller=replace(good.seller, endpoint=Identifier("SI12345679", "9949"), contact=contact, address=town),
        buyer=replace(good.buyer, endpoint=Identifier("a@b.example", "EM"), address=town),
        payment_means=(PaymentMeans(code="58", account="SI56191000000123438"),),
    )
    assert rules(known, PEPPOL) == {"PEPPOL-EN16931-CL008"}
    assert rules(known, XRECHNUNG) == set()
    assert rules(replace(known, payment_means=()), XRECHNUNG) == {"BR-DE-1"}
    silent = replace(known, seller=replace(known.seller, contact=replace(contact, phone="-")))
    assert rules(silent, XRECHNUNG) == {"BR-DE-27"}
    assert "PEPPOL-EN16931-R002" in rules(replace(known, notes=(Note("a"), Note("b"))), PEPPOL)
    charge = AllowanceCharge(is_charge=True, amount=Decimal(0), base=Decimal(1), reason="Freight", category="S")
    assert "PEPPOL-EN16931-R042" in rules(replace(known, allowance_charges=(*known.allowance_charges, charge)))
