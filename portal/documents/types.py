"""The five types of document an entity issues, and what differs between them."""

import enum
from dataclasses import dataclass


class DocumentType(enum.StrEnum):
    """The types."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    ADVANCE_INVOICE = "advance_invoice"
    ESTIMATE = "estimate"
    DELIVERY_NOTE = "delivery_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a type is like: prefix of its ids, UNTDID 1001 code, usual number format, and what may be done with it."""

    id_prefix: str
    code: str
    number_format: str
    is_billed: bool
    """Money is asked for or given back, so the tax authorities count it."""
    has_due_date: bool
    can_be_voided: bool
    becomes: tuple[DocumentType, ...]
    """What it can be converted to."""


_T = DocumentType
KINDS: dict[DocumentType, Kind] = {
    _T.INVOICE: Kind(
        id_prefix="inv",
        code="380",
        number_format="{yyyy}-{nnnnn}",
        is_billed=True,
        has_due_date=True,
        can_be_voided=True,
        becomes=(_T.INVOICE, _T.CREDIT_NOTE),
    ),
    _T.CREDIT_NOTE: Kind(
        id_prefix="cre",
        code="381",
        number_format="CN-{yyyy}-{nnnnn}",
        is_billed=True,
        has_due_date=False,
        can_be_voided=True,
        becomes=(_T.CREDIT_NOTE,),
    ),
    _T.ADVANCE_INVOICE: Kind(
        id_prefix="adv",
        code="386",
        number_format="AI-{yyyy}-{nnnnn}",
        is_billed=True,
        has_due_date=True,
        can_be_voided=True,
        becomes=(_T.ADVANCE_INVOICE, _T.INVOICE, _T.CREDIT_NOTE),
    ),
    _T.ESTIMATE: Kind(
        id_prefix="est",
        code="310",
        number_format="EST-{yyyy}-{nnnnn}",
        is_billed=False,
        has_due_date=False,
        can_be_voided=False,
        becomes=(_T.ESTIMATE, _T.INVOICE, _T.ADVANCE_INVOICE, _T.DELIVERY_NOTE),
    ),
    _T.DELIVERY_NOTE: Kind(
        id_prefix="dln",
        code="270",
        number_format="DN-{yyyy}-{nnnnn}",
        is_billed=False,
        has_due_date=False,
        can_be_voided=True,
        becomes=(_T.DELIVERY_NOTE, _T.INVOICE),
    ),
}
PROFORMA_CODE = "325"
