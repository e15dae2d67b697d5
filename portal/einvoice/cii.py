"""A UN/CEFACT Cross Industry Invoice (D16B), its header (EN 16931-3-3); lines, parties, payment have own modules."""

from decimal import Decimal

from portal.einvoice.cii_lines import read_allowance_charge, read_line, read_period, referenced_object
from portal.einvoice.cii_party import read_delivery, read_party
from portal.einvoice.cii_payment import read_attachment, read_payment_means
from portal.einvoice.model import INVOICED_OBJECT, EInvoice, Note, Reference, TaxGroup, Totals
from portal.einvoice.party import Party
from portal.einvoice.values import currency_of, lines_of, require
from portal.einvoice.xml import Node

TENDER = "50"

_DOCUMENT = "rsm:ExchangedDocument"
_CONTEXT = "rsm:ExchangedDocumentContext"
_TRADE = "rsm:SupplyChainTradeTransaction"
_AGREEMENT = f"{_TRADE}/ram:ApplicableHeaderTradeAgreement"
_DELIVERY = f"{_TRADE}/ram:ApplicableHeaderTradeDelivery"
_SETTLEMENT = f"{_TRADE}/ram:ApplicableHeaderTradeSettlement"
_TERMS = "ram:SpecifiedTradePaymentTerms"


def read_cii(root: Node) -> EInvoice:
    """The document below a CII root; EInvoiceRefused when something required is missing or unreadable."""
    # Number and date come first so that a hollow file is refused for what a person would look for first.
    number = require(root.text(f"{_DOCUMENT}/ram:ID"), "BT-1", "number")
    issue_date = require(root.date(f"{_DOCUMENT}/ram:IssueDateTime/udt:DateTimeString"), "BT-2", "issue date")
    settlement = require(root.first(_SETTLEMENT), "BG-22", "totals")
    currency = currency_of(settlement.text("ram:InvoiceCurrencyCode"))
    tax_currency = settlement.text("ram:TaxCurrencyCode")
    documents = list(root.all(f"{_AGREEMENT}/ram:AdditionalReferencedDocument"))
    special = {INVOICED_OBJECT, TENDER}
    happened = "ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString"
    return EInvoice(
        syntax="cii",
        number=number,
        type_code=require(root.text(f"{_DOCUMENT}/ram:TypeCode"), "BT-3", "type code"),
        issue_date=issue_date,
        currency=currency,
        seller=require(_party(root, f"{_AGREEMENT}/ram:SellerTradeParty", "BT-27", "seller"), "BG-4", "seller"),
        buyer=require(_party(root, f"{_AGREEMENT}/ram:BuyerTradeParty", "BT-44", "buyer"), "BG-7", "buyer"),
        totals=_totals(settlement, currency),
        tax_groups=tuple(_tax_group(node) for node in settlement.all("ram:ApplicableTradeTax")),
        lines=lines_of(read_line(node) for node in root.all(f"{_TRADE}/ram:IncludedSupplyChainTradeLineItem")),
        allowance_charges=tuple(
            read_allowance_charge(node) for node in settlement.all("ram:SpecifiedTradeAllowanceCharge")
        ),
        tax_currency=tax_currency,
        tax_total_in_tax_currency=_tax_in(settlement, tax_currency, currency),
        specification=root.text(f"{_CONTEXT}/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"),
        business_process=root.text(f"{_CONTEXT}/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"),
        due_date=settlement.date(f"{_TERMS}/ram:DueDateDateTime/udt:DateTimeString"),
        payment_terms="\n".join(settlement.texts(f"{_TERMS}/ram:Description")) or None,
        tax_point_date=settlement.date("ram:ApplicableTradeTax/ram:TaxPointDate/udt:DateString"),
        tax_point_code=settlement.text("ram:ApplicableTradeTax/ram:DueDateTypeCode"),
        delivery_date=root.date(f"{_DELIVERY}/{happened}"),
        delivery=read_delivery(root.first(f"{_DELIVERY}/ram:ShipToTradeParty")),
        period=read_period(settlement.first("ram:BillingSpecifiedPeriod")),
        payee=_party(settlement, "ram:PayeeTradeParty", "BT-59", "payee"),
        tax_representative=_party(
            root, f"{_AGREEMENT}/ram:SellerTaxRepresentativeTradeParty", "BT-62", "tax representative"
        ),
        payment_means=read_payment_means(settlement),
        buyer_reference=root.text(f"{_AGREEMENT}/ram:BuyerReference"),
        purchase_order=_number(root, f"{_AGREEMENT}/ram:BuyerOrderReferencedDocument"),
        sales_order=_number(root, f"{_AGREEMENT}/ram:SellerOrderReferencedDocument"),
        contract=_number(root, f"{_AGREEMENT}/ram:ContractReferencedDocument"),
        project=root.text(f"{_AGREEMENT}/ram:SpecifiedProcuringProject/ram:ID"),
        project_name=root.text(f"{_AGREEMENT}/ram:SpecifiedProcuringProject/ram:Name"),
        despatch_advice=_number(root, f"{_DELIVERY}/ram:DespatchAdviceReferencedDocument"),
        receiving_advice=_number(root, f"{_DELIVERY}/ram:ReceivingAdviceReferencedDocument"),
        tender=next((node.text("ram:IssuerAssignedID") for node in documents if _type_of(node) == TENDER), None),
        invoiced_object=next(
            (referenced_object(node) for node in documents if _type_of(node) == INVOICED_OBJECT), None
        ),
        accounting_reference=settlement.text("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
        preceding=_preceding(settlement),
        notes=_notes(root),
        attachments=tuple(read_attachment(node) for node in documents if _type_of(node) not in special),
    )


def _party(node: Node, path: str, term: str, what: str) -> Party | None:
    found = node.first(path)
    return None if found is None else read_party(found, term, f"{what}'s name")


def _number(root: Node, path: str) -> str | None:
    return root.text(f"{path}/ram:IssuerAssignedID")


def _type_of(document: Node) -> str | None:
    return document.text("ram:TypeCode")


def _totals(settlement: Node, currency: str) -> Totals:
    path = "ram:SpecifiedTradeSettlementHeaderMonetarySummation"
    node = require(settlement.first(path), "BG-22", "totals")
    zero = Decimal(0)
    return Totals(
        lines=require(node.decimal("ram:LineTotalAmount"), "BT-106", "sum of line net amounts"),
        allowances=node.decimal("ram:AllowanceTotalAmount") or zero,
        charges=node.decimal("ram:ChargeTotalAmount") or zero,
        net=require(node.decimal("ram:TaxBasisTotalAmount"), "BT-109", "total without VAT"),
        tax=_tax_total(settlement, {currency, None}) or zero,
        gross=require(node.decimal("ram:GrandTotalAmount"), "BT-112", "total with VAT"),
        prepaid=node.decimal("ram:TotalPrepaidAmount") or zero,
        rounding=node.decimal("ram:RoundingAmount") or zero,
        due=require(node.decimal("ram:DuePayableAmount"), "BT-115", "amount due"),
    )


def _tax_total(settlement: Node, currencies: set[str | None]) -> Decimal | None:
    """The tax total in one of the currencies; a file may hold one for the document and one for the tax office."""
    amounts = settlement.all("ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:TaxTotalAmount")
    return next((node.decimal(".") for node in amounts if node.attribute("currencyID") in currencies), None)


def _tax_in(settlement: Node, tax_currency: str | None, currency: str) -> Decimal | None:
    if tax_currency is None or tax_currency == currency:
        return None
    return _tax_total(settlement, {tax_currency})


def _tax_group(node: Node) -> TaxGroup:
    return TaxGroup(
        category=require(node.text("ram:CategoryCode"), "BT-118", "VAT category code"),
        rate=node.decimal("ram:RateApplicablePercent"),
        base=require(node.decimal("ram:BasisAmount"), "BT-116", "VAT category taxable amount"),
        tax=require(node.decimal("ram:CalculatedAmount"), "BT-117", "VAT category tax amount"),
        reason=node.text("ram:ExemptionReason"),
        reason_code=node.text("ram:ExemptionReasonCode"),
    )


def _preceding(settlement: Node) -> tuple[Reference, ...]:
    return tuple(
        Reference(number, node.date("ram:FormattedIssueDateTime/qdt:DateTimeString"))
        for node in settlement.all("ram:InvoiceReferencedDocument")
        if (number := node.text("ram:IssuerAssignedID")) is not None
    )


def _notes(root: Node) -> tuple[Note, ...]:
    return tuple(
        Note(text, node.text("ram:SubjectCode"))
        for node in root.all(f"{_DOCUMENT}/ram:IncludedNote")
        if (text := node.text("ram:Content")) is not None
    )
