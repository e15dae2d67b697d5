"""46 published documents read as their manifest states them. Skipped where the folder is not beside the checkout."""

from collections import defaultdict
from decimal import Decimal

import pytest

from portal.einvoice import EInvoice, Severity, conflict_key, findings, from_json, recompute, same_document_key, to_json
from tests.einvoice.corpus import INDICATOR_WRITTEN_AS_DIGIT, invoice_of, manifest
from tests.support.needs import require_shared

each_document = pytest.mark.parametrize("row", manifest(), ids=lambda row: row["file"])


@each_document
def test_header_is_read(row: dict[str, str]) -> None:
    invoice = invoice_of(row["file"])
    assert invoice.syntax == ("cii" if row["syntax"] == "CII" else "ubl")
    assert (invoice.type_code, invoice.number, invoice.currency) == (row["type"], row["number"], row["currency"])
    assert invoice.issue_date.isoformat() == row["date"]
    assert (invoice.tax_currency or "") == row["vat_currency"]
    assert invoice.seller.address is not None
    assert invoice.buyer.address is not None
    assert (invoice.seller.address.country, invoice.buyer.address.country) == (row["seller"], row["buyer"])


@each_document
def test_totals_are_read(row: dict[str, str]) -> None:
    totals = invoice_of(row["file"]).totals
    stated = (totals.net, totals.tax, totals.gross, totals.prepaid, totals.rounding, totals.due)
    assert stated == tuple(Decimal(row[name] or 0) for name in ("net", "vat", "gross", "paid", "rounding", "due"))


@each_document
def test_parts_are_counted(row: dict[str, str]) -> None:
    invoice = invoice_of(row["file"])
    charges = sum(entry.is_charge for entry in invoice.allowance_charges)
    allowances = len(invoice.allowance_charges) - charges
    embedded = sum(document.content is not None for document in invoice.attachments)
    lost_by_the_manifest = 1 if row["file"] == INDICATOR_WRITTEN_AS_DIGIT else 0
    expected = [int(row[name]) for name in ("lines", "doc_allow", "doc_charge", "attachments")]
    expected[1] += lost_by_the_manifest
    assert [len(invoice.lines), allowances, charges, embedded] == expected
    groups = [f"{group.category}@{'' if group.rate is None else group.rate}" for group in invoice.tax_groups]
    assert " ".join(groups) == row["vat_groups"]


@each_document
def test_sums_that_add_up_are_found_to(row: dict[str, str]) -> None:
    invoice = invoice_of(row["file"])
    exact = row["header_exact"] == "True" or row["file"] == INDICATOR_WRITTEN_AS_DIGIT
    errors = [finding for finding in findings(invoice) if finding.severity is Severity.ERROR]
    assert (not errors) is exact
    assert (recompute(invoice) == invoice.totals) is exact


@each_document
def test_lines_that_do_not_multiply_are_noted(row: dict[str, str]) -> None:
    notes = [finding for finding in findings(invoice_of(row["file"])) if finding.severity is Severity.NOTE]
    if row["header_exact"] == "True":
        assert (not notes) is (row["lines_exact"] == "True")


@each_document
def test_json_round_trip(row: dict[str, str]) -> None:
    stored = to_json(invoice_of(row["file"]))
    assert to_json(from_json(EInvoice, stored)) == stored


def test_the_cent_that_is_off_is_named() -> None:
    require_shared("einvoices")
    (finding,) = findings(invoice_of("xrechnung-01.06_minimal_test_ubl.xml"))
    assert (finding.rule, finding.stated, finding.computed) == ("BR-CO-17", Decimal("757.41"), Decimal("757.40"))
    assert finding.where == "BT-117 amount of VAT S 19 %"


def test_same_documents_share_a_key_and_no_others() -> None:
    require_shared("einvoices")
    by_key: dict[str, set[str]] = defaultdict(set)
    by_number: dict[str, set[str]] = defaultdict(set)
    for row in manifest():
        by_key[same_document_key(invoice_of(row["file"]))].add(row["file"])
        by_number[row["document"]].add(row["file"])
    assert sorted(map(sorted, by_key.values())) == sorted(map(sorted, by_number.values()))
    assert len(by_key) == 34


def test_three_numbers_stand_in_conflict() -> None:
    require_shared("einvoices")
    documents: dict[str, set[str]] = defaultdict(set)
    numbers: dict[str, str] = {}
    for row in manifest():
        invoice = invoice_of(row["file"])
        documents[conflict_key(invoice)].add(same_document_key(invoice))
        numbers[conflict_key(invoice)] = invoice.number
    conflicts = {numbers[key]: len(found) for key, found in documents.items() if len(found) > 1}
    assert conflicts == {"12345": 2, "TOSL108": 3, "1234567": 3}


def test_a_full_document_keeps_its_details() -> None:
    require_shared("einvoices")
    invoice = invoice_of("cen-creditnote-max.xml")
    assert invoice.type_code == "381"
    assert invoice.preceding
    assert invoice.payee is not None
    assert invoice.tax_representative is not None
    assert invoice.delivery is not None
    assert invoice.seller.tax_number == "Godkänd för F-skatt"
    assert [item.scheme for item in invoice.seller.ids] == ["0088", None]
    assert invoice.tax_total_in_tax_currency is not None
    assert any(line.allowance_charges for line in invoice.lines)
    assert any(line.attributes for line in invoice.lines)
    assert any(line.period for line in invoice.lines)
