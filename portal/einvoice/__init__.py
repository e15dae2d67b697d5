"""Electronic invoices of EN 16931 (UBL 2.1 Invoice and CreditNote, CII D16B): read, written, their sums checked."""

from portal.einvoice.checks import Finding, Severity, findings, recompute
from portal.einvoice.keys import conflict_key, same_document_key
from portal.einvoice.model import (
    AllowanceCharge,
    Attachment,
    Attribute,
    Card,
    Classification,
    DirectDebit,
    EInvoice,
    Line,
    Note,
    PaymentMeans,
    Period,
    Reference,
    TaxGroup,
    Totals,
)
from portal.einvoice.party import Address, Contact, Identifier, Location, Party
from portal.einvoice.plain import (
    from_json,
    party_from_json,
    to_json,
)
from portal.einvoice.read import DEFAULT_LIMIT, read_einvoice
from portal.einvoice.writing.cii import write_cii
from portal.einvoice.writing.eslog import write_eslog
from portal.einvoice.writing.profiles import EN16931, PEPPOL, XRECHNUNG, Profile
from portal.einvoice.writing.ubl import write_ubl

__all__ = [
    "DEFAULT_LIMIT",
    "EN16931",
    "PEPPOL",
    "XRECHNUNG",
    "Address",
    "AllowanceCharge",
    "Attachment",
    "Attribute",
    "Card",
    "Classification",
    "Contact",
    "DirectDebit",
    "EInvoice",
    "Finding",
    "Identifier",
    "Line",
    "Location",
    "Note",
    "Party",
    "PaymentMeans",
    "Period",
    "Profile",
    "Reference",
    "Severity",
    "TaxGroup",
    "Totals",
    "conflict_key",
    "findings",
    "from_json",
    "party_from_json",
    "read_einvoice",
    "recompute",
    "same_document_key",
    "to_json",
    "write_cii",
    "write_eslog",
    "write_ubl",
]
