"""The model through JSON and back."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.einvoice import (
    Address,
    Attachment,
    Card,
    Classification,
    Contact,
    EInvoice,
    Identifier,
    Line,
    Location,
    Party,
    PaymentMeans,
    Period,
    Reference,
    TaxGroup,
    Totals,
    from_json,
    party_from_json,
    read_einvoice,
    to_json,
)
from portal.errors import Invalid
from tests.einvoice.samples import cii_invoice, ubl_invoice

PARTY = Party(
    name="Studio Lipa d.o.o.",
    ids=(Identifier("5790000436101", "0088"), Identifier("7")),
    legal_id=Identifier("1234567000"),
    endpoint=Identifier("SI12345679", "9949"),
    address=Address(line1="Lipova 1", city="Žalec", country="SI"),
    contact=Contact(email="lipa@example.test"),
)
TOTALS = Totals(lines=Decimal("900.00"), net=Decimal("900.00"), gross=Decimal("1098"), due=Decimal("-0.10"))


def through_json(value: object) -> Mapping[str, object]:
    restored: dict[str, object] = json.loads(json.dumps(to_json(value)))
    return restored


def test_values_come_back_as_they_were() -> None:
    assert party_from_json(through_json(PARTY)) == PARTY
    assert from_json(Totals, through_json(TOTALS)) == TOTALS
    group = TaxGroup("O", None, Decimal("1E+2"), Decimal(0), "Outside", "VATEX-EU-O")
    assert from_json(TaxGroup, through_json(group)) == group
    line = Line(
        id="1",
        net=Decimal("0.000000001"),
        period=Period(None, date(2026, 9, 30)),
        classifications=(Classification("x"),),
    )
    assert from_json(Line, through_json(line)) == line


def test_decimals_keep_their_digits_and_are_text() -> None:
    stored = through_json(TOTALS)
    assert (stored["lines"], stored["due"]) == ("900.00", "-0.10")
    assert str(from_json(Totals, stored).lines) == "900.00"


@pytest.mark.parametrize("write", [ubl_invoice, cii_invoice], ids=["ubl", "cii"])
def test_a_whole_invoice_but_for_attached_bytes(write: Callable[..., bytes]) -> None:
    invoice = read_einvoice(write(allowance="1", attachment=b"abc"))
    full = replace(
        invoice,
        preceding=(Reference("A-1"),),
        delivery=Location(id=Identifier("1", "0088")),
        payment_means=(PaymentMeans(card=Card("1234")),),
        tax_total_in_tax_currency=Decimal("1.10"),
    )
    stored = through_json(full)
    bare = tuple(replace(document, content=None) for document in full.attachments)
    assert from_json(EInvoice, stored) == replace(full, attachments=bare)
    assert stored["attachments"] == [{"id": "Hours", "mime": "text/csv", "filename": "hours.csv"}]


def test_what_is_absent_is_left_out() -> None:
    assert to_json(Address(country="SI")) == {"country": "SI"}
    assert to_json(Attachment(id="1", content=b"abc")) == {"id": "1"}


def test_rows_of_another_version_still_read() -> None:
    assert from_json(Address, {"country": "SI", "planet": "Earth"}) == Address(country="SI")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": 7},
        {"name": "x", "ids": "y"},
        {"name": "x", "ids": ["y"]},
        {"name": "x", "address": "y"},
        {"name": "x", "ids": [{"scheme": "y"}]},
    ],
)
def test_what_is_no_party_is_invalid(data: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        party_from_json(data)


@pytest.mark.parametrize("amount", ["x", "NaN", "Infinity", 1, 1.5, None])
def test_what_is_no_amount_is_invalid(amount: object) -> None:
    with pytest.raises(Invalid, match="stored Totals"):
        from_json(Totals, {**to_json(TOTALS), "due": amount})


@pytest.mark.parametrize("value", ["text", 1, None, Party, {"a": 1}])
def test_only_values_of_the_model_have_a_plain_form(value: object) -> None:
    with pytest.raises(TypeError):
        to_json(value)
