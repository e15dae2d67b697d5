"""What is written reads back as the same invoice and is built as the schemas say."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from portal.einvoice import (
    EN16931,
    PEPPOL,
    XRECHNUNG,
    EInvoice,
    Note,
    Reference,
    TaxGroup,
    read_einvoice,
    write_cii,
    write_eslog,
    write_ubl,
)
from portal.einvoice.validation import schema_failures
from portal.einvoice.validation.files import CII, ESLOG, UBL_CREDIT_NOTE, UBL_INVOICE
from tests.einvoice.corpus import invoice_of, manifest
from tests.einvoice.samples import cii_invoice, ubl_credit_note, ubl_invoice

# Said of the file, not of the document; BT-6 is not repeated where it is the document's currency.
NOT_COMPARED = {"syntax", "specification", "business_process"}


def differences(one: EInvoice, other: EInvoice) -> set[str]:
    names = {field.name for field in fields(EInvoice)} - NOT_COMPARED
    return {name for name in names if getattr(one, name) != getattr(other, name)}


def test_all_samples_come_back_as_they_were_and_are_built_right() -> None:
    """Of 46 files each is written in both syntaxes by their schemas, and read again in its own without a loss."""
    told = {}
    for row in manifest():
        invoice = invoice_of(row["file"])
        root = UBL_CREDIT_NOTE if b"<CreditNote " in write_ubl(invoice)[:200] else UBL_INVOICE
        assert schema_failures(CII, write_cii(invoice)) == (), row["file"]
        assert schema_failures(root, write_ubl(invoice)) == (), row["file"]
        again = read_einvoice(write_cii(invoice) if invoice.syntax == "cii" else write_ubl(invoice))
        if lost := differences(invoice, again):
            told[row["file"]] = lost
    assert told == ({"cen-sample-discount-price.xml": {"tax_currency"}} if manifest() else {})


def test_samples_as_eslog() -> None:
    """The schema of e-SLOG limits lengths that EN 16931 does not; what is longer is refused and never cut."""
    refused = {row["file"] for row in manifest() if schema_failures(ESLOG, write_eslog(invoice_of(row["file"])))}
    too_long = {
        "cen-creditnote-max.xml",  # an order line of 11 characters
        "cen-sample-discount-price.xml",  # a name of 109 characters
        "xrechnung-01.02a-INVOICE_ubl.xml",  # line ids of 8 to 15 characters
        "xrechnung-01.04a-INVOICE_uncefact.xml",
        "xrechnung-01.19a-INVOICE_ubl.xml",
    }
    assert refused == (too_long if manifest() else set())


@pytest.mark.parametrize("data", [ubl_invoice(prepaid="10"), cii_invoice(charge="3"), ubl_credit_note()])
def test_synthetic_ones_in_all_formats(data: bytes) -> None:
    invoice = read_einvoice(data)
    for write in (write_cii, write_ubl):
        assert differences(invoice, read_einvoice(write(invoice))) == set()
        assert write(invoice) == write(invoice)
    assert schema_failures(ESLOG, write_eslog(invoice)) == ()


def test_profiles_are_named() -> None:
    invoice = read_einvoice(ubl_invoice())
    for profile in (EN16931, PEPPOL, XRECHNUNG):
        for write in (write_cii, write_ubl):
            found = read_einvoice(write(invoice, profile))
            assert (found.specification, found.business_process) == (profile.specification, profile.process)


def test_a_credit_note_has_its_own_root_and_its_due_date() -> None:
    note = replace(read_einvoice(ubl_credit_note()), preceding=(Reference("2026-7"),), project="P-1", sales_order="S-1")
    data = write_ubl(note)
    assert b"<CreditNote " in data
    assert b"CreditedQuantity" in data
    assert differences(note, read_einvoice(data)) == set()
    eslog = write_eslog(note)
    assert b"<D_1001>381</D_1001>" in eslog
    assert b"<D_1154>2026-7</D_1154>" in eslog
    assert schema_failures(ESLOG, eslog) == ()


def test_amounts_keep_their_digits_and_text_loses_what_xml_cannot_hold() -> None:
    invoice = read_einvoice(ubl_invoice())
    odd = replace(
        invoice,
        notes=(Note("a\x00\x0b\ud800<&\U0001f4a1"),),
        totals=replace(invoice.totals, due=Decimal("1098.005"), lines=Decimal("900.0000"), rounding=Decimal("-0.00")),
        tax_groups=(TaxGroup("S", Decimal("22.0"), Decimal("9E+2"), Decimal("198")),),
    )
    again = read_einvoice(write_ubl(odd))
    assert again.notes == (Note("a<&\U0001f4a1"),)
    assert again.totals.due == Decimal("1098.005")
    assert b">900.00<" in write_ubl(odd)
    assert b"9E+2" not in write_ubl(odd)
    assert b"-0" not in write_cii(odd).partition(b"MonetarySummation")[2]


def test_tax_points_have_the_codes_of_their_syntax() -> None:
    invoice = replace(read_einvoice(ubl_invoice()), tax_point_code="432")
    assert b">72<" in write_cii(invoice)
    assert read_einvoice(write_ubl(replace(invoice, tax_point_code="72"))).tax_point_code == "432"


def test_the_schema_names_what_is_wrong() -> None:
    (told,) = schema_failures(UBL_INVOICE, write_ubl(read_einvoice(ubl_invoice())).replace(b"cbc:ID", b"cbc:Id", 2))
    assert told.rule == "XSD"
    assert "Id" in told.sentence
