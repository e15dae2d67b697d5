"""An `EInvoice` as Cross Industry Invoice (D16B) by the binding of EN 16931-3-3; its parts have own modules."""

from portal.einvoice.cii import TENDER
from portal.einvoice.model import INVOICED_OBJECT, EInvoice, Reference, TaxGroup
from portal.einvoice.writing.cii_lines import allowance_charge, line, period
from portal.einvoice.writing.cii_party import party, ship_to
from portal.einvoice.writing.cii_payment import attachment, creditor, day, payment_means, payment_terms
from portal.einvoice.writing.codes import CII_TAX_POINTS
from portal.einvoice.writing.optional import kinds_of_extras, other_currency
from portal.einvoice.writing.parts import Content, Part, amount, number, part, to_bytes
from portal.einvoice.writing.profiles import EN16931, Profile
from portal.einvoice.xml import NAMES


def write_cii(invoice: EInvoice, profile: Profile = EN16931) -> bytes:
    """The invoice in UTF-8; with the profile `EN16931` it is the XML of a Factur-X or ZUGFeRD PDF.

    Nothing is computed or corrected, so it is as right as the invoice; the same invoice gives the same bytes. Left out
    is what the binding has no element for: CII keeps remittance text, mandate and creditor once for all payment means.
    """
    root = part(
        "rsm:CrossIndustryInvoice",
        part(
            "rsm:ExchangedDocumentContext",
            part(
                "ram:BusinessProcessSpecifiedDocumentContextParameter",
                part("ram:ID", profile.process or invoice.business_process),
            ),
            part("ram:GuidelineSpecifiedDocumentContextParameter", part("ram:ID", profile.specification)),
        ),
        part(
            "rsm:ExchangedDocument",
            part("ram:ID", invoice.number),
            part("ram:TypeCode", invoice.type_code),
            day("ram:IssueDateTime", invoice.issue_date),
            [
                part("ram:IncludedNote", part("ram:Content", note.text), part("ram:SubjectCode", note.subject_code))
                for note in invoice.notes
            ],
        ),
        part(
            "rsm:SupplyChainTradeTransaction",
            [line(entry) for entry in invoice.lines],
            _agreement(invoice),
            _delivery(invoice),
            _settlement(invoice),
        ),
    )
    if root is None:
        raise AssertionError("an invoice always has a number")
    return to_bytes(root, {prefix: NAMES[prefix] for prefix in ("rsm", "ram", "qdt", "udt")})


def _agreement(invoice: EInvoice) -> Part | None:
    return part(
        "ram:ApplicableHeaderTradeAgreement",
        part("ram:BuyerReference", invoice.buyer_reference),
        party("ram:SellerTradeParty", invoice.seller),
        party("ram:BuyerTradeParty", invoice.buyer),
        party("ram:SellerTaxRepresentativeTradeParty", invoice.tax_representative),
        _reference("ram:SellerOrderReferencedDocument", invoice.sales_order),
        _reference("ram:BuyerOrderReferencedDocument", invoice.purchase_order),
        _reference("ram:ContractReferencedDocument", invoice.contract),
        [attachment(each) for each in invoice.attachments],
        _tender(invoice),
        _object(invoice),
        _project(invoice),
    )


def _project(invoice: EInvoice) -> Part | None:
    if not invoice.project:
        return None
    name = invoice.project_name or invoice.project
    return part("ram:SpecifiedProcuringProject", part("ram:ID", invoice.project), part("ram:Name", name))


def _tender(invoice: EInvoice) -> Part | None:
    if not invoice.tender:
        return None
    return part(
        "ram:AdditionalReferencedDocument", part("ram:IssuerAssignedID", invoice.tender), part("ram:TypeCode", TENDER)
    )


def _object(invoice: EInvoice) -> Part | None:
    found = invoice.invoiced_object
    if found is None:
        return None
    return part(
        "ram:AdditionalReferencedDocument",
        part("ram:IssuerAssignedID", found.value),
        part("ram:TypeCode", INVOICED_OBJECT),
        part("ram:ReferenceTypeCode", found.scheme),
    )


def _delivery(invoice: EInvoice) -> Part:
    # The schema wants the element even where nothing is said of the delivery.
    found = part(
        "ram:ApplicableHeaderTradeDelivery",
        ship_to(invoice.delivery),
        part("ram:ActualDeliverySupplyChainEvent", day("ram:OccurrenceDateTime", invoice.delivery_date)),
        _reference("ram:DespatchAdviceReferencedDocument", invoice.despatch_advice),
        _reference("ram:ReceivingAdviceReferencedDocument", invoice.receiving_advice),
    )
    return found or Part("ram:ApplicableHeaderTradeDelivery", None, ())


def _settlement(invoice: EInvoice) -> Part | None:
    return part(
        "ram:ApplicableHeaderTradeSettlement",
        creditor(invoice),
        part("ram:TaxCurrencyCode", other_currency(invoice)),
        part("ram:InvoiceCurrencyCode", invoice.currency),
        party("ram:PayeeTradeParty", invoice.payee),
        [payment_means(each) for each in invoice.payment_means],
        [_tax_group(group, invoice) for group in invoice.tax_groups],
        period(invoice.period),
        [allowance_charge(entry) for entry in invoice.allowance_charges],
        payment_terms(invoice),
        _totals(invoice),
        [_preceding(reference) for reference in invoice.preceding],
        part("ram:ReceivableSpecifiedTradeAccountingAccount", part("ram:ID", invoice.accounting_reference)),
    )


def _reference(name: str, text: str | None) -> Part | None:
    return part(name, part("ram:IssuerAssignedID", text))


def _preceding(reference: Reference) -> Part | None:
    return part(
        "ram:InvoiceReferencedDocument",
        part("ram:IssuerAssignedID", reference.number),
        day("ram:FormattedIssueDateTime", reference.issue_date, "qdt:DateTimeString"),
    )


def _tax_group(group: TaxGroup, invoice: EInvoice) -> Part | None:
    code = CII_TAX_POINTS.get(invoice.tax_point_code or "", invoice.tax_point_code)
    return part(
        "ram:ApplicableTradeTax",
        part("ram:CalculatedAmount", amount(group.tax)),
        part("ram:TypeCode", "VAT"),
        part("ram:ExemptionReason", group.reason),
        part("ram:BasisAmount", amount(group.base)),
        part("ram:CategoryCode", group.category),
        part("ram:ExemptionReasonCode", group.reason_code),
        day("ram:TaxPointDate", invoice.tax_point_date, "udt:DateString"),
        part("ram:DueDateTypeCode", code),
        part("ram:RateApplicablePercent", number(group.rate)),
    )


def _totals(invoice: EInvoice) -> Content:
    totals = invoice.totals
    has_allowances, has_charges = kinds_of_extras(invoice)
    return part(
        "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        part("ram:LineTotalAmount", amount(totals.lines)),
        part("ram:ChargeTotalAmount", amount(totals.charges if has_charges else None)),
        part("ram:AllowanceTotalAmount", amount(totals.allowances if has_allowances else None)),
        part("ram:TaxBasisTotalAmount", amount(totals.net)),
        part("ram:TaxTotalAmount", amount(totals.tax), currencyID=invoice.currency),
        part("ram:TaxTotalAmount", amount(invoice.tax_total_in_tax_currency), currencyID=other_currency(invoice)),
        part("ram:RoundingAmount", amount(totals.rounding or None)),
        part("ram:GrandTotalAmount", amount(totals.gross)),
        part("ram:TotalPrepaidAmount", amount(totals.prepaid or None)),
        part("ram:DuePayableAmount", amount(totals.due)),
    )
