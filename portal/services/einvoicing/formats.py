"""The formats that a document may be had in as XML: which ones suit it, and how each is written."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from portal.documents.types import KINDS, DocumentType
from portal.einvoice import (
    EN16931,
    PEPPOL,
    XRECHNUNG,
    EInvoice,
    Note,
    Profile,
    party_from_json,
    write_cii,
    write_ubl,
)
from portal.einvoice.validation.files import CII, ESLOG, UBL_CREDIT_NOTE, UBL_INVOICE
from portal.einvoice.writing.codes import CREDIT_NOTE_CODES
from portal.einvoice.writing.eslog import write_eslog
from portal.models import Document

_GERMANY, _SLOVENIA = "DE", "SI"
# Neither their states nor their taxes have codes in the standard: XML of them would be a pretence.
_WITHOUT_VAT = frozenset({"US"})


class Format(enum.StrEnum):
    """The formats, as the API calls them."""

    CII = "cii"
    UBL = "ubl"
    PEPPOL = "peppol"
    XRECHNUNG = "xrechnung"
    ESLOG = "eslog"


@dataclass(frozen=True, slots=True)
class Writer:
    """How a format is written, under whose rules, and which of the official schemas it is checked by."""

    profile: Profile
    write: Callable[[EInvoice], bytes]
    kind: Callable[[EInvoice], str]


def _ubl_kind(invoice: EInvoice) -> str:
    return UBL_CREDIT_NOTE if invoice.type_code in CREDIT_NOTE_CODES else UBL_INVOICE


WRITERS: Mapping[Format, Writer] = {
    Format.CII: Writer(EN16931, write_cii, lambda _invoice: CII),
    Format.UBL: Writer(EN16931, write_ubl, _ubl_kind),
    Format.PEPPOL: Writer(PEPPOL, lambda invoice: write_ubl(invoice, PEPPOL), _ubl_kind),
    Format.XRECHNUNG: Writer(XRECHNUNG, lambda invoice: write_ubl(invoice, XRECHNUNG), _ubl_kind),
    Format.ESLOG: Writer(EN16931, write_eslog, lambda _invoice: ESLOG),
}


def formats_for(document: Document) -> tuple[Format, ...]:
    """The formats that suit a document: none for drafts, voided, received and imported ones, for types that ask for no
    money, and for sellers of countries known not to have VAT, to which the standard's categories do not fit."""
    is_our_own = document.origin == "native" and document.direction == "issued"
    counts = not document.is_draft and document.voided_at is None
    if not (is_our_own and counts and KINDS[DocumentType(document.type)].is_billed):
        return ()
    seller, buyer = _country(document.seller), _country(document.buyer)
    if seller is None or seller in _WITHOUT_VAT:
        return ()
    special = {Format.XRECHNUNG: buyer == _GERMANY, Format.ESLOG: seller == _SLOVENIA}
    return tuple(each for each in Format if special.get(each, True))


def fitted(invoice: EInvoice, form: Format) -> EInvoice:
    """The invoice as a format's rules want it said: Peppol takes one note, XRechnung a rate in every VAT group."""
    if form is Format.PEPPOL and len(invoice.notes) > 1:
        return replace(invoice, notes=(Note("\n".join(note.text for note in invoice.notes)),))
    if form is Format.XRECHNUNG:
        groups = tuple(
            group if group.rate is not None else replace(group, rate=0 * group.base) for group in invoice.tax_groups
        )
        return replace(invoice, tax_groups=groups)
    return invoice


def _country(party: Mapping[str, object]) -> str | None:
    address = party_from_json(party).address
    return address.country if address else None
