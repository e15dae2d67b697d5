"""Payment means, terms and supporting documents as the Cross Industry Invoice writes them."""

import re
from base64 import b64encode
from datetime import date

from portal.einvoice.model import Attachment, EInvoice, PaymentMeans
from portal.einvoice.writing.parts import Content, Part, part

_SUPPORTING = "916"  # UNTDID 1001: a document that backs up what is stated (BG-24).
_NOT_DEFINED = "1"
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def day(name: str, value: date | None, inner: str = "udt:DateTimeString") -> Part | None:
    """A day in format 102, the only one the binding has."""
    return None if value is None else part(name, part(inner, f"{value:%Y%m%d}", format="102"))


def payment_means(means: PaymentMeans) -> Part | None:
    """`ram:SpecifiedTradeSettlementPaymentMeans`."""
    card, debit = means.card, means.direct_debit
    return part(
        "ram:SpecifiedTradeSettlementPaymentMeans",
        part("ram:TypeCode", means.code or _NOT_DEFINED),
        part("ram:Information", means.text),
        None
        if card is None
        else part(
            "ram:ApplicableTradeSettlementFinancialCard",
            part("ram:ID", card.last_digits),
            part("ram:CardholderName", card.holder),
        ),
        part(
            "ram:PayerPartyDebtorFinancialAccount",
            part("ram:IBANID", debit.debited_account if debit else None),
        ),
        _account(means),
        part("ram:PayeeSpecifiedCreditorFinancialInstitution", part("ram:BICID", means.bic)),
    )


def creditor(invoice: EInvoice) -> Content:
    """`ram:CreditorReferenceID` and the remittance text: the header's, for every means of payment."""
    debits = (means.direct_debit for means in invoice.payment_means if means.direct_debit)
    remittances = (means.remittance for means in invoice.payment_means if means.remittance)
    return [
        part("ram:CreditorReferenceID", next((debit.creditor_id for debit in debits if debit.creditor_id), None)),
        part("ram:PaymentReference", next(remittances, None)),
    ]


def payment_terms(invoice: EInvoice) -> Part | None:
    """`ram:SpecifiedTradePaymentTerms`, with the mandate of a direct debit."""
    debits = (means.direct_debit for means in invoice.payment_means if means.direct_debit)
    return part(
        "ram:SpecifiedTradePaymentTerms",
        part("ram:Description", invoice.payment_terms),
        day("ram:DueDateDateTime", invoice.due_date),
        part("ram:DirectDebitMandateID", next((debit.mandate for debit in debits if debit.mandate), None)),
    )


def attachment(document: Attachment) -> Part | None:
    """`ram:AdditionalReferencedDocument` of a supporting document (BG-24)."""
    content = document.content
    return part(
        "ram:AdditionalReferencedDocument",
        part("ram:IssuerAssignedID", document.id),
        part("ram:URIID", document.url),
        part("ram:TypeCode", _SUPPORTING),
        part("ram:Name", document.description),
        None
        if content is None
        else part(
            "ram:AttachmentBinaryObject",
            b64encode(content).decode("ascii"),
            mimeCode=document.mime,
            filename=document.filename,
        ),
    )


def _account(means: PaymentMeans) -> Part | None:
    if not means.account:
        return None
    is_iban = _IBAN.fullmatch("".join(means.account.split()).upper()) is not None
    return part(
        "ram:PayeePartyCreditorFinancialAccount",
        part("ram:IBANID", means.account) if is_iban else None,
        part("ram:AccountName", means.account_name),
        None if is_iban else part("ram:ProprietaryID", means.account),
    )
