"""A UBL 2.1 Invoice or CreditNote, its header (EN 16931-3-2); lines, parties and payment have own modules."""

import re
from decimal import Decimal

from portal.einvoice.model import INVOICED_OBJECT, EInvoice, Note, Reference, TaxGroup, Totals
from portal.einvoice.party import Party
from portal.einvoice.ubl_lines import read_allowance_charge, read_line, read_period
from portal.einvoice.ubl_party import read_delivery, read_party
from portal.einvoice.ubl_payment import read_attachment, read_payment_means
from portal.einvoice.values import currency_of, lines_of, require
from portal.einvoice.xml import Node

PROJECT = "50"
NO_ORDER = "NA"
_LINES = ("cac:InvoiceLine", "cac:CreditNoteLine")

# UBL has no place for a note's subject code; the binding puts it in front of the text, between hashes.
_CODED_NOTE = re.compile(r"#([A-Z0-9]{3})#(.*)", re.DOTALL)


def read_ubl(root: Node) -> EInvoice:
    """The document below a UBL root; EInvoiceRefused when something required is missing or unreadable."""
    is_credit_note = root.name == "cn:CreditNote"
    currency = currency_of(root.text("cbc:DocumentCurrencyCode"))
    tax_currency = root.text("cbc:TaxCurrencyCode")
    tax_node = _tax_total(root, currency)
    documents = list(root.all("cac:AdditionalDocumentReference"))
    special = {INVOICED_OBJECT, PROJECT} if is_credit_note else {INVOICED_OBJECT}
    delivery = root.first("cac:Delivery")
    sales_order, order = root.text("cac:OrderReference/cbc:SalesOrderID"), root.text("cac:OrderReference/cbc:ID")
    return EInvoice(
        syntax="ubl",
        number=require(root.text("cbc:ID"), "BT-1", "number"),
        # The root already says which of the two it is, so that alone is taken where the code is left out.
        type_code=root.text("cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode") or ("381" if is_credit_note else "380"),
        issue_date=require(root.date("cbc:IssueDate"), "BT-2", "issue date"),
        currency=currency,
        seller=require(_party(root, "cac:AccountingSupplierParty/cac:Party", "BT-27", "seller"), "BG-4", "seller"),
        buyer=require(_party(root, "cac:AccountingCustomerParty/cac:Party", "BT-44", "buyer"), "BG-7", "buyer"),
        totals=_totals(root, tax_node),
        tax_groups=() if tax_node is None else tuple(_tax_group(node) for node in tax_node.all("cac:TaxSubtotal")),
        lines=lines_of(read_line(node) for path in _LINES for node in root.all(path)),
        allowance_charges=tuple(read_allowance_charge(node) for node in root.all("cac:AllowanceCharge")),
        tax_currency=tax_currency,
        tax_total_in_tax_currency=_tax_in(root, tax_currency, currency),
        specification=root.text("cbc:CustomizationID"),
        business_process=root.text("cbc:ProfileID"),
        due_date=root.date("cbc:DueDate", "cac:PaymentMeans/cbc:PaymentDueDate"),
        payment_terms="\n".join(root.texts("cac:PaymentTerms/cbc:Note")) or None,
        tax_point_date=root.date("cbc:TaxPointDate"),
        tax_point_code=root.text("cac:InvoicePeriod/cbc:DescriptionCode"),
        delivery_date=None if delivery is None else delivery.date("cbc:ActualDeliveryDate"),
        delivery=read_delivery(delivery),
        period=read_period(root.first("cac:InvoicePeriod")),
        payee=_party(root, "cac:PayeeParty", "BT-59", "payee"),
        tax_representative=_party(root, "cac:TaxRepresentativeParty", "BT-62", "tax representative"),
        payment_means=read_payment_means(root),
        buyer_reference=root.text("cbc:BuyerReference"),
        # UBL wants both numbers, so that a sales order alone stands beside an order that is not available.
        purchase_order=None if sales_order and order == NO_ORDER else order,
        sales_order=sales_order,
        contract=root.text("cac:ContractDocumentReference/cbc:ID"),
        project=root.text("cac:ProjectReference/cbc:ID") or (_id_of(documents, PROJECT) if is_credit_note else None),
        despatch_advice=root.text("cac:DespatchDocumentReference/cbc:ID"),
        receiving_advice=root.text("cac:ReceiptDocumentReference/cbc:ID"),
        tender=root.text("cac:OriginatorDocumentReference/cbc:ID"),
        invoiced_object=next(
            (node.identifier("cbc:ID") for node in documents if _type_of(node) == INVOICED_OBJECT), None
        ),
        accounting_reference=root.text("cbc:AccountingCost"),
        preceding=_preceding(root),
        notes=tuple(_note(text) for text in root.texts("cbc:Note")),
        attachments=tuple(read_attachment(node) for node in documents if _type_of(node) not in special),
    )


def _party(root: Node, path: str, term: str, what: str) -> Party | None:
    node = root.first(path)
    return None if node is None else read_party(node, term, f"{what}'s name")


def _totals(root: Node, tax_node: Node | None) -> Totals:
    node = require(root.first("cac:LegalMonetaryTotal"), "BG-22", "totals")
    tax = None if tax_node is None else tax_node.decimal("cbc:TaxAmount")
    zero = Decimal(0)
    return Totals(
        lines=require(node.decimal("cbc:LineExtensionAmount"), "BT-106", "sum of line net amounts"),
        allowances=node.decimal("cbc:AllowanceTotalAmount") or zero,
        charges=node.decimal("cbc:ChargeTotalAmount") or zero,
        net=require(node.decimal("cbc:TaxExclusiveAmount"), "BT-109", "total without VAT"),
        tax=tax or zero,
        gross=require(node.decimal("cbc:TaxInclusiveAmount"), "BT-112", "total with VAT"),
        prepaid=node.decimal("cbc:PrepaidAmount") or zero,
        rounding=node.decimal("cbc:PayableRoundingAmount") or zero,
        due=require(node.decimal("cbc:PayableAmount"), "BT-115", "amount due"),
    )


def _currency_of_tax(node: Node) -> str | None:
    amount = node.first("cbc:TaxAmount")
    return None if amount is None else amount.attribute("currencyID")


def _tax_total(root: Node, currency: str) -> Node | None:
    """The tax total in the document currency (BT-110); a file may hold a second one in the tax currency."""
    nodes = list(root.all("cac:TaxTotal"))
    stated = (node for node in nodes if _currency_of_tax(node) == currency)
    unmarked = (node for node in nodes if _currency_of_tax(node) is None)
    return next(stated, None) or next(unmarked, None)


def _tax_in(root: Node, tax_currency: str | None, currency: str) -> Decimal | None:
    if tax_currency is None or tax_currency == currency:
        return None
    nodes = (node for node in root.all("cac:TaxTotal") if _currency_of_tax(node) == tax_currency)
    return next((node.decimal("cbc:TaxAmount") for node in nodes), None)


def _tax_group(node: Node) -> TaxGroup:
    category = "cac:TaxCategory"
    return TaxGroup(
        category=require(node.text(f"{category}/cbc:ID"), "BT-118", "VAT category code"),
        rate=node.decimal(f"{category}/cbc:Percent"),
        base=require(node.decimal("cbc:TaxableAmount"), "BT-116", "VAT category taxable amount"),
        tax=require(node.decimal("cbc:TaxAmount"), "BT-117", "VAT category tax amount"),
        reason=node.text(f"{category}/cbc:TaxExemptionReason"),
        reason_code=node.text(f"{category}/cbc:TaxExemptionReasonCode"),
    )


def _preceding(root: Node) -> tuple[Reference, ...]:
    return tuple(
        Reference(number, node.date("cbc:IssueDate"))
        for path in ("cac:InvoiceDocumentReference", "cac:CreditNoteDocumentReference")
        for node in root.all(f"cac:BillingReference/{path}")
        if (number := node.text("cbc:ID")) is not None
    )


def _note(text: str) -> Note:
    coded = _CODED_NOTE.fullmatch(text)
    return Note(text) if coded is None else Note(coded[2].strip(), coded[1])


def _type_of(document: Node) -> str | None:
    return document.text("cbc:DocumentTypeCode")


def _id_of(documents: list[Node], code: str) -> str | None:
    return next((node.text("cbc:ID") for node in documents if _type_of(node) == code), None)
