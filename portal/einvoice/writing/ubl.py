"""An `EInvoice` as UBL 2.1 Invoice or CreditNote by the binding of EN 16931-3-2; its parts have own modules."""

from portal.einvoice.model import INVOICED_OBJECT, EInvoice, Note, PaymentMeans, TaxGroup
from portal.einvoice.ubl import NO_ORDER, PROJECT
from portal.einvoice.writing import ubl_party
from portal.einvoice.writing.codes import CREDIT_NOTE_CODES, UBL_TAX_POINTS
from portal.einvoice.writing.optional import kinds_of_extras, other_currency
from portal.einvoice.writing.parts import Content, Part, amount, iso, number, part, to_bytes
from portal.einvoice.writing.profiles import EN16931, Profile
from portal.einvoice.writing.ubl_lines import allowance_charge, line, period, tax_category
from portal.einvoice.writing.ubl_payment import attachment, payment_means
from portal.einvoice.xml import NAMES


def write_ubl(invoice: EInvoice, profile: Profile = EN16931) -> bytes:
    """The invoice in UTF-8; a credit note (UNTDID 1001: 381 and its like) has the root CreditNote.

    Nothing is computed or corrected, so it is as right as the invoice; the same invoice gives the same bytes. Left out
    is what the binding has no element for: codes of notes become text, a card's number has its last digits only.
    """
    credited = invoice.type_code in CREDIT_NOTE_CODES
    root = part(
        "cn:CreditNote" if credited else "inv:Invoice",
        part("cbc:CustomizationID", profile.specification),
        part("cbc:ProfileID", profile.process or invoice.business_process),
        part("cbc:ID", invoice.number),
        part("cbc:IssueDate", iso(invoice.issue_date)),
        _head_of_credit_note(invoice) if credited else _head_of_invoice(invoice),
        part("cbc:DocumentCurrencyCode", invoice.currency),
        part("cbc:TaxCurrencyCode", other_currency(invoice)),
        part("cbc:AccountingCost", invoice.accounting_reference),
        part("cbc:BuyerReference", invoice.buyer_reference),
        period(invoice.period, UBL_TAX_POINTS.get(invoice.tax_point_code or "", invoice.tax_point_code)),
        _references(invoice, credited=credited),
        _parties(invoice),
        ubl_party.delivery(invoice.delivery, iso(invoice.delivery_date)),
        _payments(invoice, iso(invoice.due_date) if credited else None),
        part("cac:PaymentTerms", part("cbc:Note", invoice.payment_terms)),
        [allowance_charge(entry, invoice.currency) for entry in invoice.allowance_charges],
        _taxes(invoice),
        _totals(invoice),
        [line(entry, invoice.currency, credited=credited) for entry in invoice.lines],
    )
    if root is None:
        raise AssertionError("an invoice always has a number")
    names = {None: NAMES["cn" if credited else "inv"], "cac": NAMES["cac"], "cbc": NAMES["cbc"]}
    return to_bytes(root, names)


def _head_of_invoice(invoice: EInvoice) -> Content:
    return [
        part("cbc:DueDate", iso(invoice.due_date)),
        part("cbc:InvoiceTypeCode", invoice.type_code),
        [_note(each) for each in invoice.notes],
        part("cbc:TaxPointDate", iso(invoice.tax_point_date)),
    ]


def _head_of_credit_note(invoice: EInvoice) -> Content:
    return [
        part("cbc:TaxPointDate", iso(invoice.tax_point_date)),
        part("cbc:CreditNoteTypeCode", invoice.type_code),
        [_note(each) for each in invoice.notes],
    ]


def _note(note: Note) -> Part | None:
    return part("cbc:Note", f"#{note.subject_code}#{note.text}" if note.subject_code else note.text)


def _references(invoice: EInvoice, *, credited: bool) -> Content:
    order = invoice.purchase_order or (NO_ORDER if invoice.sales_order else None)
    contract = _reference("cac:ContractDocumentReference", invoice.contract)
    tender = _reference("cac:OriginatorDocumentReference", invoice.tender)
    additional = [_object(invoice), *[attachment(each) for each in invoice.attachments]]
    if credited:
        last: Content = [contract, additional, _typed("cac:AdditionalDocumentReference", invoice.project), tender]
    else:
        last = [tender, contract, additional, _reference("cac:ProjectReference", invoice.project)]
    return [
        part("cac:OrderReference", part("cbc:ID", order), part("cbc:SalesOrderID", invoice.sales_order)),
        [_preceding(reference.number, iso(reference.issue_date)) for reference in invoice.preceding],
        _reference("cac:DespatchDocumentReference", invoice.despatch_advice),
        _reference("cac:ReceiptDocumentReference", invoice.receiving_advice),
        last,
    ]


def _reference(name: str, text: str | None) -> Part | None:
    return part(name, part("cbc:ID", text))


def _typed(name: str, project: str | None) -> Part | None:
    """The project of a credit note, which has no element of its own there."""
    return None if not project else part(name, part("cbc:ID", project), part("cbc:DocumentTypeCode", PROJECT))


def _object(invoice: EInvoice) -> Part | None:
    found = invoice.invoiced_object
    if found is None:
        return None
    return part(
        "cac:AdditionalDocumentReference",
        ubl_party.identifier("cbc:ID", found),
        part("cbc:DocumentTypeCode", INVOICED_OBJECT),
    )


def _preceding(text: str, day: str | None) -> Part | None:
    return part(
        "cac:BillingReference",
        part("cac:InvoiceDocumentReference", part("cbc:ID", text), part("cbc:IssueDate", day)),
    )


def _parties(invoice: EInvoice) -> Content:
    debits = (means.direct_debit for means in invoice.payment_means if means.direct_debit)
    creditor = next((debit.creditor_id for debit in debits if debit.creditor_id), None)
    has_payee = invoice.payee is not None
    return [
        ubl_party.seller(invoice.seller, None if has_payee else creditor),
        ubl_party.buyer(invoice.buyer),
        ubl_party.payee(invoice.payee, creditor),
        ubl_party.tax_representative(invoice.tax_representative),
    ]


def _payments(invoice: EInvoice, due: str | None) -> Content:
    means = invoice.payment_means or ((PaymentMeans(),) if due else ())
    return [payment_means(each, due) for each in means]


def _taxes(invoice: EInvoice) -> Content:
    total = part("cbc:TaxAmount", amount(invoice.totals.tax), currencyID=invoice.currency)
    groups = [_tax_group(group, invoice.currency) for group in invoice.tax_groups]
    other = part("cbc:TaxAmount", amount(invoice.tax_total_in_tax_currency), currencyID=other_currency(invoice))
    return [part("cac:TaxTotal", total, groups), part("cac:TaxTotal", other)]


def _tax_group(group: TaxGroup, currency: str) -> Part | None:
    return part(
        "cac:TaxSubtotal",
        part("cbc:TaxableAmount", amount(group.base), currencyID=currency),
        part("cbc:TaxAmount", amount(group.tax), currencyID=currency),
        tax_category(
            "cac:TaxCategory",
            group.category,
            number(group.rate),
            part("cbc:TaxExemptionReasonCode", group.reason_code),
            part("cbc:TaxExemptionReason", group.reason),
        ),
    )


def _totals(invoice: EInvoice) -> Part | None:
    totals, currency = invoice.totals, invoice.currency
    has_allowances, has_charges = kinds_of_extras(invoice)
    stated = (
        ("LineExtensionAmount", totals.lines),
        ("TaxExclusiveAmount", totals.net),
        ("TaxInclusiveAmount", totals.gross),
        ("AllowanceTotalAmount", totals.allowances if has_allowances else None),
        ("ChargeTotalAmount", totals.charges if has_charges else None),
        ("PrepaidAmount", totals.prepaid or None),
        ("PayableRoundingAmount", totals.rounding or None),
        ("PayableAmount", totals.due),
    )
    return part(
        "cac:LegalMonetaryTotal",
        [part(f"cbc:{name}", amount(value), currencyID=currency) for name, value in stated],
    )
