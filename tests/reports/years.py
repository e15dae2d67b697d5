"""Seeded years of documents and payments, as a year of business leaves them: credit notes, voids, three currencies."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from portal.reports import ReportDocument, ReportPayment, ReportPeriod, ReportRows, TaxAmount, TaxDates, tax_point_of

CENT = Decimal("0.01")
CURRENCIES = ("EUR", "EUR", "EUR", "USD", "CHF")
GROUPS = (
    ("S", "22"),
    ("S", "9.5"),
    ("S", "5"),
    ("K", "0"),
    ("AE", "0"),
    ("E", "0"),
    ("G", "0"),
    ("O", None),
    ("Z", "0"),
)
CUSTOMERS = 12


def document(**changes: Any) -> ReportDocument:
    """A plain invoice over 100 and 22 % with the changes; totals follow its tax groups."""
    issued = changes.get("issue_date", date(2026, 3, 10))
    usual = ReportDocument(
        id="inv_1",
        direction="issued",
        type="invoice",
        number="1",
        origin="native",
        issue_date=date(2026, 3, 10),
        tax_point=date(2026, 3, 10),
        supply_date=None,
        due_date=date(2026, 3, 25),
        recorded_on=date(2026, 3, 10),
        party="cus_1",
        party_name="Oak",
        party_address="",
        party_country="SI",
        party_tax_id="",
        currency="EUR",
        net=Decimal(100),
        tax=Decimal(22),
        gross=Decimal(122),
        due=Decimal(122),
        tax_currency=None,
        tax_in_tax_currency=None,
        taxes=(TaxAmount("S", Decimal(22), Decimal(100), Decimal(22)),),
    )
    made = replace(usual, **({"tax_point": issued} | changes))
    net, tax = (sum((getattr(each, name) for each in made.taxes), Decimal(0)) for name in ("base", "tax"))
    sums = {"net": net, "tax": tax, "gross": net + tax, "due": net + tax}
    return replace(made, **{name: changes.get(name, value) for name, value in sums.items()})


def a_year(seed: int, year: int = 2026, count: int = 300) -> tuple[list[ReportDocument], list[ReportPayment]]:
    """That many documents issued in the year, and the payments for some of them, some in the year after."""
    dice = Random(seed)
    documents, payments = [], []
    for number in range(count):
        one = _document(dice, date(year, 1, 1) + timedelta(days=dice.randrange(365)), number)
        documents.append(one)
        if not one.voided and dice.random() < 0.7:
            payments += _payments(dice, one, number)
    return documents, payments


def rows_of(
    documents: list[ReportDocument], payments: list[ReportPayment], period: ReportPeriod, currency: str = "EUR"
) -> ReportRows:
    """The rows of one period, what is open worked out from nothing but dues and payments."""
    paid: dict[str, list[ReportPayment]] = defaultdict(list)
    for payment in payments:
        paid[payment.document_id].append(payment)
    return ReportRows(
        period=period,
        as_of=period.last,
        country="SI",
        currency=currency,
        documents=tuple(
            replace(
                each,
                opening=_open(each, paid[each.id], period.first - timedelta(days=1)),
                open=_open(each, paid[each.id], period.last),
            )
            for each in documents
        ),
        payments=tuple(each for each in payments if each.paid_on in period),
    )


def _open(one: ReportDocument, payments: list[ReportPayment], day: date) -> Decimal:
    if one.voided:
        return Decimal(0)
    due = (-one.due if one.type == "credit_note" else one.due) if one.issue_date <= day else Decimal(0)
    return due - sum((each.lowers for each in payments if each.paid_on <= day), Decimal(0))


def _document(dice: Random, issued: date, number: int) -> ReportDocument:
    kind = dice.choices(("invoice", "advance_invoice", "credit_note"), (80, 5, 15))[0]
    supplied = issued - timedelta(days=dice.randrange(45)) if dice.random() < 0.3 else None
    taxes = []
    for category, rate in dice.sample(GROUPS, dice.choice((1, 1, 2, 3))):
        base = Decimal(dice.randrange(-2_000, 900_000)) * CENT
        percent = None if rate is None else Decimal(rate)
        taxes.append(TaxAmount(category, percent, base, (base * (percent or 0) / 100).quantize(CENT)))
    customer = dice.randrange(CUSTOMERS)
    tax_point = tax_point_of(TaxDates(type=kind, issued=issued, supplied=supplied))
    currency = dice.choice(CURRENCIES)
    stated = currency != "EUR" and dice.random() < 0.8
    return document(
        id=f"doc_{number}",
        type=kind,
        number=f"{number:05}",
        issue_date=issued,
        tax_point=tax_point,
        supply_date=supplied,
        due_date=issued + timedelta(days=dice.choice((0, 8, 15, 30, 60))),
        party=f"cus_{customer}",
        party_name=f"Customer {customer}",
        party_country=dice.choice(("SI", "DE", "US")),
        currency=currency,
        taxes=tuple(taxes),
        tax_currency="EUR" if stated else None,
        tax_in_tax_currency=Decimal(dice.randrange(100_000)) * CENT if stated else None,
        voided=dice.random() < 0.05,
    )


def _payments(dice: Random, one: ReportDocument, number: int) -> list[ReportPayment]:
    parts = dice.choice((1, 1, 2))
    whole = one.due if dice.random() < 0.8 else (one.due / 2).quantize(CENT)
    amounts = [whole] if parts == 1 else [(whole / 3).quantize(CENT), whole - (whole / 3).quantize(CENT)]
    return [
        ReportPayment(
            id=f"pay_{number}_{part}",
            document_id=one.id,
            party=one.party,
            paid_on=one.issue_date + timedelta(days=dice.randrange(-3, 90)),
            amount=amount,
            currency=one.currency,
            method="bank_transfer",
            number=one.number,
            type=one.type,
        )
        for part, amount in enumerate(amounts)
    ]
