"""The payment code a banking app scans: EPC069-12 version 002, SEPA credit transfer, UTF-8."""

import io
from decimal import Decimal

import segno
from stdnum import bic as bic_numbers
from stdnum import iban as iban_numbers
from stdnum import iso11649

from portal.formats import quantize
from portal.pdf.content import PrintedDocument, PrintedPayment, PrintedType, Ribbon

_LEAST, _MOST = Decimal("0.01"), Decimal("999999999.99")
_LONGEST_NAME, _LONGEST_REMITTANCE, _LONGEST_PAYLOAD = 70, 140, 331
_PAYABLE = {PrintedType.INVOICE, PrintedType.ADVANCE_INVOICE}
_NOT_PAYABLE = {Ribbon.DRAFT, Ribbon.VOIDED}


def payment_code(content: PrintedDocument) -> str | None:
    """The text of the payment code, or None when the document cannot or must not be paid by a SEPA transfer.

    That is: another currency, no valid IBAN, nothing due, an amount outside 0.01 to 999,999,999.99, a credit note,
    estimate or delivery note, a draft or a voided document. Names and references are cut to what EPC069-12 allows.
    """
    payment = content.payment
    if payment is None or content.type not in _PAYABLE or content.ribbon in _NOT_PAYABLE or content.currency != "EUR":
        return None
    due = content.totals.due
    if not _LEAST <= due <= _MOST or due != quantize(due, "EUR") or not iban_numbers.is_valid(payment.iban):
        return None
    return _payload(payment, due, payment.account_name or content.seller.name, content.number or "")


def _payload(payment: PrintedPayment, due: Decimal, name: str, number: str) -> str | None:
    reference = payment.reference or number
    structured = iso11649.compact(reference) if iso11649.is_valid(reference) else ""
    lines = [
        "BCD",
        "002",
        "1",
        "SCT",
        bic_numbers.compact(payment.bic) if bic_numbers.is_valid(payment.bic) else "",
        _one_line(name, _LONGEST_NAME),
        iban_numbers.compact(payment.iban),
        f"EUR{due:.2f}",
        "",
        structured,
        "" if structured else _one_line(reference, _LONGEST_REMITTANCE),
    ]
    payload = "\n".join(lines).rstrip("\n")
    return payload if lines[5] and len(payload.encode()) <= _LONGEST_PAYLOAD else None


def _one_line(text: str, longest: int) -> str:
    # A line break inside a field would shift every later field: the account itself could be replaced.
    return " ".join(text.split())[:longest].rstrip()


def drawing(payload: str) -> bytes:
    """The code as an SVG without a quiet zone (the template leaves it): error level M, at most version 13."""
    code = segno.make(payload, error="m", boost_error=False, encoding="utf-8", micro=False)
    out = io.BytesIO()
    code.save(out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True, dark="#000")
    return out.getvalue()


def grouped_iban(text: str) -> str:
    """An IBAN in groups of four for the eye; anything else unchanged."""
    return iban_numbers.format(text) if iban_numbers.is_valid(text) else text
