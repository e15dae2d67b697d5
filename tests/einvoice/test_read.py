"""What a file states is what is read: both syntaxes alike, with the traps real files have set."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from portal.einvoice import (
    Card,
    DirectDebit,
    EInvoice,
    Identifier,
    Note,
    PaymentMeans,
    Period,
    Reference,
    TaxGroup,
    Totals,
    read_einvoice,
)
from tests.einvoice.samples import SampleLine, cii_invoice, ubl_credit_note, ubl_invoice

both = pytest.mark.parametrize("write", [ubl_invoice, cii_invoice], ids=["ubl", "cii"])
Writer = Callable[..., bytes]


@both
def test_a_plain_invoice(write: Writer) -> None:
    invoice = read_einvoice(write())
    assert (invoice.number, invoice.type_code, invoice.currency) == ("2026-001", "380", "EUR")
    assert (invoice.issue_date, invoice.due_date) == (date(2026, 10, 5), date(2026, 11, 4))
    assert (invoice.seller.name, invoice.seller.vat_id) == ("Studio Lipa d.o.o.", "SI12345679")
    assert invoice.buyer.name == "Kavarna Most s.p."
    assert invoice.totals == Totals(
        lines=Decimal(900), net=Decimal(900), tax=Decimal(198), gross=Decimal(1098), due=Decimal(1098)
    )
    assert invoice.tax_groups == (TaxGroup("S", Decimal(22), Decimal(900), Decimal(198)),)
    (line,) = invoice.lines
    assert (line.name, line.quantity, line.unit, line.net_price) == ("Consulting", Decimal(2), "C62", Decimal(450))
    assert line.base_quantity is None


def test_both_syntaxes_read_alike() -> None:
    ubl, cii = read_einvoice(ubl_invoice(attachment=b"1;2")), read_einvoice(cii_invoice(attachment=b"1;2"))
    assert (ubl.seller, ubl.buyer, ubl.lines, ubl.totals) == (cii.seller, cii.buyer, cii.lines, cii.totals)
    assert ubl.attachments == cii.attachments


def test_credit_note() -> None:
    invoice = read_einvoice(ubl_credit_note())
    assert (invoice.type_code, invoice.totals.due, invoice.lines[0].quantity) == ("381", Decimal(1098), Decimal(2))


def test_the_root_stands_in_for_a_type_that_is_left_out() -> None:
    assert read_einvoice(ubl_credit_note(type_code="")).type_code == "381"
    assert read_einvoice(ubl_invoice(type_code="")).type_code == "380"


@both
@pytest.mark.parametrize("written", [("true", "false"), ("1", "0")])
def test_charge_indicator_in_words_and_digits(write: Writer, written: tuple[str, str]) -> None:
    invoice = read_einvoice(write(allowance="100.00", charge="25.50", true_and_false=written))
    kinds = [(entry.is_charge, entry.amount) for entry in invoice.allowance_charges]
    assert kinds == [(False, Decimal("100.00")), (True, Decimal("25.50"))]
    assert (invoice.totals.allowances, invoice.totals.charges) == (Decimal(100), Decimal("25.50"))


@both
def test_exact_decimals(write: Writer) -> None:
    price = "0.012345678901234567890123456789"
    (line,) = read_einvoice(write(lines=(SampleLine(quantity="1000", price=price),))).lines
    assert line.net_price == Decimal(price)


@both
def test_negative_totals(write: Writer) -> None:
    totals = read_einvoice(write(lines=(SampleLine(quantity="-2"),))).totals
    assert (totals.net, totals.tax, totals.due) == (Decimal(-900), Decimal(-198), Decimal(-1098))


@both
def test_second_tax_total_in_the_tax_currency(write: Writer) -> None:
    invoice = read_einvoice(write(tax_currency="SEK", tax_in_tax_currency="2214.00"))
    assert (invoice.totals.tax, invoice.tax_currency) == (Decimal(198), "SEK")
    assert invoice.tax_total_in_tax_currency == Decimal("2214.00")
    assert len(invoice.tax_groups) == 1


@both
def test_no_tax_total_outside_the_scope_of_vat(write: Writer) -> None:
    outside = (SampleLine(category="O", rate=None),)
    invoice = read_einvoice(write(lines=outside, without=("TaxTotal", "TaxTotalAmount"), seller_vat=""))
    assert invoice.totals.tax == 0
    assert invoice.lines[0].rate is None
    assert invoice.seller.vat_id is None


@both
def test_attachment_is_decoded(write: Writer) -> None:
    (document,) = read_einvoice(write(attachment=b"day;hours\n1;8\n")).attachments
    assert (document.content, document.mime, document.filename) == (b"day;hours\n1;8\n", "text/csv", "hours.csv")


def test_attachment_may_be_broken_into_lines() -> None:
    data = ubl_invoice(attachment=b"abcdef").replace(b"YWJj", b"\n  YW\n  Jj\t")
    assert read_einvoice(data).attachments[0].content == b"abcdef"


@pytest.mark.parametrize("written", ["2019-01-25", "2019-01-25+01:00", "2019-01-25Z", "2019-01-25T23:30:00-05:00"])
def test_ubl_date_with_a_time_zone_stays_the_day_it_states(written: str) -> None:
    assert read_einvoice(ubl_invoice(issue_date=written)).issue_date == date(2019, 1, 25)


@both
def test_comments_and_other_encodings_change_nothing(write: Writer) -> None:
    plain = write(seller_name="Žnidaršič & Sinovi")
    commented = plain.replace(b"2026-001", b"2026<!-- year -->-001")
    text = plain.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    central = plain.decode().replace('encoding="UTF-8"', 'encoding="ISO-8859-2"')
    expected = read_einvoice(plain)
    assert expected.seller.name == "Žnidaršič & Sinovi"
    assert read_einvoice(commented) == expected
    assert read_einvoice(text.encode("utf-16")) == expected
    assert read_einvoice(central.encode("iso-8859-2")) == expected
    assert read_einvoice(b"\xef\xbb\xbf" + plain) == expected


UBL_EXTRA = """
<cbc:Note>#AAI#Thank you</cbc:Note><cbc:Note>plain</cbc:Note>
<cac:InvoicePeriod><cbc:StartDate>2026-09-01</cbc:StartDate><cbc:EndDate>2026-09-30</cbc:EndDate></cac:InvoicePeriod>
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>A-1</cbc:ID><cbc:IssueDate>2026-08-01</cbc:IssueDate>
</cac:InvoiceDocumentReference></cac:BillingReference>
<cac:AdditionalDocumentReference><cbc:ID schemeID="ABT">M-7</cbc:ID><cbc:DocumentTypeCode>130</cbc:DocumentTypeCode>
</cac:AdditionalDocumentReference>
<cac:PayeeParty><cac:PartyIdentification><cbc:ID schemeID="SEPA">CRED1</cbc:ID></cac:PartyIdentification>
<cac:PartyName><cbc:Name>Factor d.d.</cbc:Name></cac:PartyName></cac:PayeeParty>
<cac:PaymentMeans><cbc:PaymentMeansCode name="Transfer">30</cbc:PaymentMeansCode><cbc:PaymentID>SI00 1</cbc:PaymentID>
<cac:PayeeFinancialAccount><cbc:ID>SI56192001234567892</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:PaymentMeans><cbc:PaymentMeansCode>48</cbc:PaymentMeansCode><cac:CardAccount>
<cbc:PrimaryAccountNumberID>4111111111111234</cbc:PrimaryAccountNumberID><cbc:HolderName>A. Most</cbc:HolderName>
</cac:CardAccount></cac:PaymentMeans>
<cac:PaymentMeans><cbc:PaymentMeansCode>59</cbc:PaymentMeansCode><cac:PaymentMandate><cbc:ID>M1</cbc:ID>
<cac:PayerFinancialAccount><cbc:ID>SI56290000055555551</cbc:ID></cac:PayerFinancialAccount></cac:PaymentMandate>
</cac:PaymentMeans>
"""

CII_EXTRA = """
<ram:CreditorReferenceID>CRED1</ram:CreditorReferenceID><ram:PaymentReference>SI00 1</ram:PaymentReference>
<ram:PayeeTradeParty><ram:Name>Factor d.d.</ram:Name></ram:PayeeTradeParty>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode><ram:Information>Transfer</ram:Information>
<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>SI56192001234567892</ram:IBANID>
</ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>48</ram:TypeCode>
<ram:ApplicableTradeSettlementFinancialCard><ram:ID>4111111111111234</ram:ID>
<ram:CardholderName>A. Most</ram:CardholderName></ram:ApplicableTradeSettlementFinancialCard>
</ram:SpecifiedTradeSettlementPaymentMeans>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>59</ram:TypeCode><ram:PayerPartyDebtorFinancialAccount>
<ram:IBANID>SI56290000055555551</ram:IBANID></ram:PayerPartyDebtorFinancialAccount>
</ram:SpecifiedTradeSettlementPaymentMeans>
<ram:BillingSpecifiedPeriod><ram:StartDateTime><udt:DateTimeString format="102">20260901</udt:DateTimeString>
</ram:StartDateTime><ram:EndDateTime><udt:DateTimeString format="102">20260930</udt:DateTimeString></ram:EndDateTime>
</ram:BillingSpecifiedPeriod>
<ram:SpecifiedTradePaymentTerms><ram:DirectDebitMandateID>M1</ram:DirectDebitMandateID>
</ram:SpecifiedTradePaymentTerms>
<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>A-1</ram:IssuerAssignedID><ram:FormattedIssueDateTime>
<qdt:DateTimeString format="102">20260801</qdt:DateTimeString></ram:FormattedIssueDateTime>
</ram:InvoiceReferencedDocument>
"""


@pytest.fixture(params=[ubl_invoice(extra=UBL_EXTRA), cii_invoice(extra=CII_EXTRA)], ids=["ubl", "cii"])
def detailed(request: pytest.FixtureRequest) -> EInvoice:
    data: bytes = request.param
    return read_einvoice(data)


def test_every_way_to_pay_is_kept_and_no_card_number(detailed: EInvoice) -> None:
    transfer, card, debit = detailed.payment_means
    assert transfer == PaymentMeans(code="30", text="Transfer", remittance="SI00 1", account="SI56192001234567892")
    assert card.card == Card("1234", "A. Most")
    assert debit.direct_debit == DirectDebit("M1", "CRED1", "SI56290000055555551")


def test_payee_period_and_preceding_invoice(detailed: EInvoice) -> None:
    assert detailed.payee is not None
    assert (detailed.payee.name, detailed.payee.ids) == ("Factor d.d.", ())
    assert detailed.period == Period(date(2026, 9, 1), date(2026, 9, 30))
    assert detailed.preceding == (Reference("A-1", date(2026, 8, 1)),)


def test_coded_notes_and_the_invoiced_object() -> None:
    invoice = read_einvoice(ubl_invoice(extra=UBL_EXTRA))
    assert invoice.notes == (Note("Thank you", "AAI"), Note("plain"))
    assert invoice.invoiced_object == Identifier("M-7", "ABT")
    assert invoice.attachments == ()
