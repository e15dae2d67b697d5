"""The payment code against EPC069-12, byte by byte."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.pdf import PrintedDocument, PrintedPayment, PrintedType, Ribbon
from portal.pdf.epc import drawing, grouped_iban, payment_code
from tests.pdf.samples import IBAN, invoice


def paid_by(**payment: str) -> PrintedDocument:
    document = invoice()
    assert document.payment is not None
    return replace(document, payment=replace(document.payment, **payment))


def due(amount: str) -> PrintedDocument:
    document = invoice()
    return replace(document, totals=replace(document.totals, due=Decimal(amount)))


def test_the_payload_is_exact() -> None:
    assert payment_code(invoice()) == (
        "BCD\n002\n1\nSCT\nBSLJSI2X\nAlpska pekarna d.o.o.\nSI56192001234567892\nEUR136.88\n\n\nSI00 2026-000123"
    )


def test_a_creditor_reference_stands_in_the_structured_field() -> None:
    payload = payment_code(paid_by(reference="RF18 5390 0754 7034"))
    assert payload is not None
    assert payload.split("\n")[8:] == ["", "RF18539007547034"]


def test_without_a_reference_the_number_is_quoted_and_without_a_bic_the_field_is_empty() -> None:
    payload = payment_code(paid_by(reference="", bic="nonsense"))
    assert payload is not None
    assert payload.split("\n")[4] == ""
    assert payload.endswith("\n2026-000123")


def test_long_names_are_cut_and_breaks_cannot_shift_a_field() -> None:
    payload = payment_code(
        paid_by(account_name="Evil\nSI56999999999999999\n" + "ž" * 80, reference="a\r\nb" + "c" * 200)
    )
    assert payload is not None
    fields = payload.split("\n")
    assert len(fields) == 11
    assert fields[6] == IBAN
    assert len(fields[5]) == 70
    assert fields[10] == "a b" + "c" * 137


@pytest.mark.parametrize(
    "document",
    [
        due("0"),
        due("-5"),
        due("0.001"),
        due("12.345"),
        due("1000000000"),
        replace(invoice(), currency="USD"),
        replace(invoice(), payment=None),
        replace(invoice(), payment=PrintedPayment(iban="SI56192001234567893")),
        replace(invoice(), type=PrintedType.CREDIT_NOTE),
        replace(invoice(), type=PrintedType.ESTIMATE),
        replace(invoice(), type=PrintedType.DELIVERY_NOTE),
        replace(invoice(), ribbon=Ribbon.DRAFT),
        replace(invoice(), ribbon=Ribbon.VOIDED),
    ],
)
def test_no_code_where_nothing_can_or_must_be_paid(document: PrintedDocument) -> None:
    assert payment_code(document) is None


@pytest.mark.parametrize("amount", ["0.01", "999999999.99"])
def test_the_ends_of_the_range_are_payable(amount: str) -> None:
    payload = payment_code(due(amount))
    assert payload is not None
    assert f"\nEUR{amount}\n" in payload


def test_the_drawing_is_an_svg_that_never_changes() -> None:
    payload = payment_code(invoice())
    assert payload is not None
    assert drawing(payload) == drawing(payload)
    assert drawing(payload).startswith(b"<svg xmlns=")


def test_an_iban_is_grouped_and_anything_else_left_alone() -> None:
    assert grouped_iban(IBAN) == "SI56 1920 0123 4567 892"
    assert grouped_iban("account 7") == "account 7"
