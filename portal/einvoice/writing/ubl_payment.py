"""Payment means and supporting documents as UBL 2.1 writes them."""

from base64 import b64encode

from portal.einvoice.model import Attachment, Card, DirectDebit, PaymentMeans
from portal.einvoice.writing.parts import Content, Part, part

# UBL asks for the network of a card, the standard has no term for it.
_UNKNOWN_NETWORK = "NA"
_NOT_DEFINED = "1"


def payment_means(means: PaymentMeans, due: str | None = None) -> Part | None:
    """`cac:PaymentMeans`; `due` is given on a credit note, whose header has no place for it."""
    return part(
        "cac:PaymentMeans",
        part("cbc:PaymentMeansCode", means.code or _NOT_DEFINED, name=means.text),
        part("cbc:PaymentDueDate", due),
        part("cbc:PaymentID", means.remittance),
        _card(means.card),
        _account(means),
        _mandate(means.direct_debit),
    )


def attachment(document: Attachment) -> Part | None:
    """`cac:AdditionalDocumentReference` of a supporting document (BG-24)."""
    return part(
        "cac:AdditionalDocumentReference",
        part("cbc:ID", document.id),
        part("cbc:DocumentDescription", document.description),
        part(
            "cac:Attachment",
            None if document.content is None else _embedded(document, document.content),
            part("cac:ExternalReference", part("cbc:URI", document.url)),
        ),
    )


def _embedded(document: Attachment, content: bytes) -> Part | None:
    return part(
        "cbc:EmbeddedDocumentBinaryObject",
        b64encode(content).decode("ascii"),
        mimeCode=document.mime,
        filename=document.filename,
    )


def _card(card: Card | None) -> Content:
    if card is None:
        return None
    return part(
        "cac:CardAccount",
        part("cbc:PrimaryAccountNumberID", card.last_digits),
        part("cbc:NetworkID", _UNKNOWN_NETWORK),
        part("cbc:HolderName", card.holder),
    )


def _account(means: PaymentMeans) -> Part | None:
    if not means.account:
        return None
    return part(
        "cac:PayeeFinancialAccount",
        part("cbc:ID", means.account),
        part("cbc:Name", means.account_name),
        part("cac:FinancialInstitutionBranch", part("cbc:ID", means.bic)),
    )


def _mandate(debit: DirectDebit | None) -> Part | None:
    if debit is None:
        return None
    return part(
        "cac:PaymentMandate",
        part("cbc:ID", debit.mandate),
        part("cac:PayerFinancialAccount", part("cbc:ID", debit.debited_account)),
    )
