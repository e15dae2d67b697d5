"""Which files are one document, and which contradict each other."""

import pytest

from portal.einvoice import conflict_key, read_einvoice, same_document_key
from tests.einvoice.samples import SampleLine, cii_invoice, ubl_credit_note, ubl_invoice

PLAIN = read_einvoice(ubl_invoice())


def test_keys_are_digests_of_their_own() -> None:
    keys = (same_document_key(PLAIN), conflict_key(PLAIN))
    assert keys[0] != keys[1]
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)


def test_keys_are_stable() -> None:
    """Stored keys are compared with later ones: a change here needs a migration."""
    assert same_document_key(PLAIN) == "5ed2cad91fca6eb50a8f718a09ef7867c635a67de668f963d5502e6650dc947c"
    assert conflict_key(PLAIN) == "2b7510ecbe2d09e088fbcf5e060e54d751fe76c99131b6332e93020491c96e40"


@pytest.mark.parametrize(
    "data",
    [
        cii_invoice(),
        ubl_invoice(attachment=b"abc", due_date=""),
        ubl_invoice(seller_vat="", buyer_name="Someone else"),
        ubl_invoice(seller_name="STUDIO LIPA, D.O.O"),
        ubl_invoice(stated={"net": "900", "gross": "1098.0", "tax": "+198.000"}),
        ubl_invoice(prepaid="", rounding="-0.00"),
    ],
)
def test_one_document(data: bytes) -> None:
    assert same_document_key(read_einvoice(data)) == same_document_key(PLAIN)


@pytest.mark.parametrize(
    "data",
    [
        ubl_invoice(lines=(SampleLine(quantity="1"), SampleLine(quantity="1"))),
        ubl_invoice(prepaid="1"),
        ubl_invoice(stated={"tax": "198.01"}),
        ubl_invoice(currency="CHF"),
    ],
)
def test_conflict(data: bytes) -> None:
    other = read_einvoice(data)
    assert same_document_key(other) != same_document_key(PLAIN)
    assert conflict_key(other) == conflict_key(PLAIN)


@pytest.mark.parametrize(
    "data",
    [
        ubl_invoice(number="2026-002"),
        ubl_invoice(issue_date="2026-10-06"),
        ubl_invoice(type_code="384"),
        ubl_credit_note(),
        ubl_invoice(seller_name="Studio Lipa 2 d.o.o."),
        ubl_invoice(seller_country="HR"),
    ],
)
def test_neither(data: bytes) -> None:
    other = read_einvoice(data)
    assert same_document_key(other) != same_document_key(PLAIN)
    assert conflict_key(other) != conflict_key(PLAIN)


def test_a_name_of_punctuation_only_still_tells_sellers_apart() -> None:
    first, second = (read_einvoice(ubl_invoice(seller_name=name)) for name in ("+++", "***"))
    assert conflict_key(first) != conflict_key(second)
