"""Payment means and supporting documents as the Cross Industry Invoice writes them."""

from portal.einvoice.model import DIRECT_DEBIT_CODES, Attachment, Card, DirectDebit, PaymentMeans
from portal.einvoice.values import content_of
from portal.einvoice.xml import Node

_ACCOUNT = "ram:PayeePartyCreditorFinancialAccount"
_CARD = "ram:ApplicableTradeSettlementFinancialCard"
_DEBTOR = "ram:PayerPartyDebtorFinancialAccount"


def read_payment_means(settlement: Node) -> tuple[PaymentMeans, ...]:
    """Every payment means of the header settlement; a remittance text without any is kept as one of its own."""
    remittance = settlement.text("ram:PaymentReference")
    means = tuple(
        _means(node, settlement, remittance) for node in settlement.all("ram:SpecifiedTradeSettlementPaymentMeans")
    )
    return means or (() if remittance is None else (PaymentMeans(remittance=remittance),))


def read_attachment(node: Node) -> Attachment:
    """A `ram:AdditionalReferencedDocument` that is a supporting document (BG-24)."""
    embedded = node.first("ram:AttachmentBinaryObject")
    return Attachment(
        id=node.text("ram:IssuerAssignedID") or "",
        description=node.text("ram:Name"),
        url=node.text("ram:URIID"),
        content=None if embedded is None else content_of(embedded.value or "", embedded.name),
        mime=None if embedded is None else embedded.attribute("mimeCode"),
        filename=None if embedded is None else embedded.attribute("filename"),
    )


def _means(node: Node, settlement: Node, remittance: str | None) -> PaymentMeans:
    card_number = node.text(f"{_CARD}/ram:ID")
    return PaymentMeans(
        code=node.text("ram:TypeCode"),
        text=node.text("ram:Information"),
        remittance=remittance,
        account=node.text(f"{_ACCOUNT}/ram:IBANID", f"{_ACCOUNT}/ram:ProprietaryID"),
        account_name=node.text(f"{_ACCOUNT}/ram:AccountName"),
        bic=node.text("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"),
        card=None if card_number is None else Card(card_number[-4:], node.text(f"{_CARD}/ram:CardholderName")),
        direct_debit=_direct_debit(node, settlement),
    )


def _direct_debit(node: Node, settlement: Node) -> DirectDebit | None:
    """CII keeps mandate and creditor in the header, so only the code or a debited account tells whose they are."""
    debited = node.text(f"{_DEBTOR}/ram:IBANID", f"{_DEBTOR}/ram:ProprietaryID")
    if debited is None and node.text("ram:TypeCode") not in DIRECT_DEBIT_CODES:
        return None
    return DirectDebit(
        mandate=settlement.text("ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID"),
        creditor_id=settlement.text("ram:CreditorReferenceID"),
        debited_account=debited,
    )
