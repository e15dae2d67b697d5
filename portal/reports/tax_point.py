"""The VAT point of a document: the day that says in which period its VAT belongs."""

from dataclasses import dataclass
from datetime import date

# EN 16931 BT-8: when the VAT becomes due, in words of UNTDID 2005 (UBL) or 2475 (CII).
_AT_ISSUE = frozenset({"3", "5"})
ON_PAYMENT = frozenset({"432", "72"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxDates:
    """The days that a document states. `stated` is BT-7, `code` BT-8, `supplied` BT-72, `period_end` BT-74."""

    type: str
    issued: date
    stated: date | None = None
    code: str | None = None
    supplied: date | None = None
    period_end: date | None = None


def tax_point_of(dates: TaxDates) -> date:
    """The VAT point: as stated, else when the supply was made or its period ended, else the day of issue.

    A supply is taxed when it is made (Directive 2006/112/EC, art. 63; art. 64 for periods), which EN 16931 states as
    BT-7, BT-72 and BT-74. A credit note belongs where it is issued: it lowers the tax from then on (art. 90), and
    the day of supply that it repeats is the invoice's. So does an advance invoice: what it bills is not supplied yet
    (art. 65). VAT that becomes due with the payment (BT-8) is counted by the same days; reports say where that is so.
    """
    if dates.stated is not None:
        return dates.stated
    if dates.type in {"credit_note", "advance_invoice"} or dates.code in _AT_ISSUE:
        return dates.issued
    return dates.supplied or dates.period_end or dates.issued
