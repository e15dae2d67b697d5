"""Payment means and supporting documents as UBL 2.1 writes them."""

from portal.einvoice.model import DIRECT_DEBIT_CODES, Attachment, Card, DirectDebit, PaymentMeans
from portal.einvoice.ubl_party import creditor_reference
from portal.einvoice.values import content_of
from portal.einvoice.xml import Node


def read_payment_means(root: Node) -> tuple[PaymentMeans, ...]:
    """Every `cac:PaymentMeans` in the order of the file."""
    seller = root.first("cac:AccountingSupplierParty/cac:Party")
    creditor = creditor_reference(root.first("cac:PayeeParty")) or creditor_reference(seller)
    return tuple(_means(node, creditor) for node in root.all("cac:PaymentMeans"))


def read_attachment(node: Node) -> Attachment:
    """A `cac:AdditionalDocumentReference` that is a supporting document (BG-24)."""
    embedded = node.first("cac:Attachment/cbc:EmbeddedDocumentBinaryObject")
    return Attachment(
        id=node.text("cbc:ID") or "",
        description=node.text("cbc:DocumentDescription"),
        url=node.text("cac:Attachment/cac:ExternalReference/cbc:URI"),
        content=None if embedded is None else content_of(embedded.value or "", embedded.name),
        mime=None if embedded is None else embedded.attribute("mimeCode"),
        filename=None if embedded is None else embedded.attribute("filename"),
    )


def _means(node: Node, creditor: str | None) -> PaymentMeans:
    code = node.first("cbc:PaymentMeansCode")
    account = "cac:PayeeFinancialAccount"
    card_number = node.text("cac:CardAccount/cbc:PrimaryAccountNumberID")
    return PaymentMeans(
        code=None if code is None else code.value,
        text=None if code is None else code.attribute("name"),
        remittance=node.text("cbc:PaymentID"),
        account=node.text(f"{account}/cbc:ID"),
        account_name=node.text(f"{account}/cbc:Name"),
        bic=node.text(f"{account}/cac:FinancialInstitutionBranch/cbc:ID"),
        card=None if card_number is None else Card(card_number[-4:], node.text("cac:CardAccount/cbc:HolderName")),
        direct_debit=_direct_debit(node, creditor),
    )


def _direct_debit(node: Node, creditor: str | None) -> DirectDebit | None:
    mandate = node.first("cac:PaymentMandate")
    if mandate is None and node.text("cbc:PaymentMeansCode") not in DIRECT_DEBIT_CODES:
        return None
    return DirectDebit(
        mandate=node.text("cac:PaymentMandate/cbc:ID"),
        creditor_id=creditor,
        debited_account=node.text("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID"),
    )
