"""What is refused, and in which words."""

from collections.abc import Callable

import pytest

from portal.einvoice import read_einvoice
from portal.errors import EInvoiceRefused
from tests.einvoice.samples import SampleLine, cii_invoice, ubl_credit_note, ubl_invoice

both = pytest.mark.parametrize("write", [ubl_invoice, cii_invoice], ids=["ubl", "cii"])
Writer = Callable[..., bytes]


def refusal(data: bytes, max_bytes: int = 10_000_000) -> str:
    with pytest.raises(EInvoiceRefused) as caught:
        read_einvoice(data, max_bytes=max_bytes)
    return str(caught.value)


@pytest.mark.parametrize("data", [b"", b" \r\n\t "])
def test_empty(data: bytes) -> None:
    assert refusal(data) == "the file is empty"


def test_too_large_says_both_sizes_before_reading() -> None:
    assert refusal(b"<" * 101, max_bytes=100) == "the file has 101 bytes, more than the 100 allowed"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"PK\x03\x04", b"{}", b"\x00\x01\x02", b"\xff\xfe", b"<a>\xff</a>"])
def test_not_xml(data: bytes) -> None:
    assert refusal(data) == "the file is not well-formed XML (line 1)"


def test_broken_xml_names_the_line() -> None:
    assert refusal(ubl_invoice()[:-5]) == "the file is not well-formed XML (line 4)"


@pytest.mark.parametrize("encoding", ["EBCDIC-CP-US", "hex", "idna", "punycode", "undefined", "rot13", "utf-7", "nope"])
def test_exotic_encodings(encoding: str) -> None:
    data = ubl_invoice().replace(b'"UTF-8"', f'"{encoding}"'.encode())
    assert "XML" in refusal(data)


@pytest.mark.parametrize(
    ("data", "root"),
    [
        (b"<html/>", "'html'"),
        (b'<Invoice xmlns="urn:other"/>', "'{urn:other}Invoice'"),
        (b"<" + b"x" * 80 + b"/>", f"'{'x' * 40}…'"),
    ],
)
def test_other_xml_is_named(data: bytes, root: str) -> None:
    assert refusal(data) == f"the file is XML, but neither a UBL nor a CII invoice: its root is {root}"


@both
@pytest.mark.parametrize(
    ("overrides", "term"),
    [
        ({"number": ""}, "its number (BT-1)"),
        ({"issue_date": ""}, "its issue date (BT-2)"),
        ({"currency": ""}, "its currency (BT-5)"),
        ({"without": ("AccountingSupplierParty", "SellerTradeParty")}, "its seller (BG-4)"),
        ({"seller_name": ""}, "its seller's name (BT-27)"),
        ({"without": ("AccountingCustomerParty", "BuyerTradeParty")}, "its buyer (BG-7)"),
        ({"buyer_name": ""}, "its buyer's name (BT-44)"),
        (
            {"without": ("LegalMonetaryTotal", "SpecifiedTradeSettlementHeaderMonetarySummation")},
            "its totals (BG-22)",
        ),
        ({"stated": {"lines": ""}}, "(BT-106)"),
        ({"stated": {"net": ""}}, "(BT-109)"),
        ({"stated": {"gross": ""}}, "(BT-112)"),
        ({"stated": {"due": ""}}, "(BT-115)"),
    ],
)
def test_what_is_missing_is_named(write: Writer, overrides: dict[str, object], term: str) -> None:
    assert term in refusal(write(**overrides))


@both
def test_no_line(write: Writer) -> None:
    assert refusal(write(lines=())) == "the invoice has no line (BG-25)"


def test_a_line_without_its_amount() -> None:
    data = ubl_invoice().replace(b"<cbc:LineExtensionAmount", b"<cbc:Other", 2)
    data = data.replace(b"</cbc:LineExtensionAmount", b"</cbc:Other", 2)
    data = data.replace(b"<cbc:Other", b"<cbc:LineExtensionAmount", 1)
    data = data.replace(b"</cbc:Other", b"</cbc:LineExtensionAmount", 1)
    assert refusal(data) == "the invoice does not state its line net amount (BT-131)"


def test_cii_without_a_type_may_be_either_and_is_refused() -> None:
    assert "(BT-3)" in refusal(cii_invoice(type_code=""))


@pytest.mark.parametrize("text", ["1,098.00", "1e3", "NaN", "Infinity", "٣", "--1", "1" * 16, "0." + "1" * 31, "."])
def test_unreadable_amounts(text: str) -> None:
    assert refusal(ubl_invoice(stated={"due": text})).startswith("cbc:PayableAmount holds '")
    assert refusal(cii_invoice(stated={"due": text})).endswith("which is not an amount")


def test_a_long_value_is_shortened_and_printable() -> None:
    text = refusal(ubl_invoice(stated={"due": "x\n" * 1000}))
    assert text == f"cbc:PayableAmount holds '{'x ' * 20}…', which is not an amount"


@pytest.mark.parametrize("text", ["2026-02-30", "05.10.2026", "0000-01-01", "2026-1-5", "tomorrow"])
def test_unreadable_dates(text: str) -> None:
    assert refusal(ubl_invoice(issue_date=text)) == f"cbc:IssueDate holds '{text}', which is not a date"


def test_unreadable_cii_date() -> None:
    assert refusal(cii_invoice(issue_date="20261301")) == "udt:DateTimeString holds '20261301', which is not a date"


@both
def test_a_sign_is_never_guessed(write: Writer) -> None:
    text = refusal(write(allowance="1", true_and_false=("true", "maybe")))
    assert text.endswith("ChargeIndicator holds 'maybe', which is neither true nor false")


@pytest.mark.parametrize("currency", ["eur", "EURO", "€", "E1R"])
@both
def test_currency_of_another_shape(write: Writer, currency: str) -> None:
    assert f"'{currency}'" in refusal(write(currency=currency))


def test_attachment_that_is_not_base64() -> None:
    data = ubl_credit_note(attachment=b"abcdef").replace(b"YWJj", b"Y*Jj")
    assert "not base64" in refusal(data)


@both
def test_tax_group_needs_a_category(write: Writer) -> None:
    assert "(BT-118)" in refusal(write(lines=(SampleLine(category=""),)))
