"""Text of an e-invoice into values: amounts, dates, truth, bytes; the unreadable is refused, naming the element."""

import re
from base64 import b64decode
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from portal.einvoice.model import Line
from portal.errors import EInvoiceRefused

T = TypeVar("T")

SHOWN_CHARACTERS = 40

# xs:decimal has no exponent, no NaN and no infinity; the length is bounded because sums of longer ones are an attack.
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9:.]*)?(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_COMPACT_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{4}(?:[0-9]{2})?)?")
_CURRENCY = re.compile("[A-Z]{3}")
_TRUTH = {"1": True, "true": True, "0": False, "false": False}


def shortened(text: str) -> str:
    """The text in quotes, at most 40 characters of it, without line breaks or control characters."""
    visible = "".join(character if character.isprintable() else " " for character in text[: SHOWN_CHARACTERS + 1])
    return f"'{visible[:SHOWN_CHARACTERS]}{'…' if len(visible) > SHOWN_CHARACTERS else ''}'"


def require(value: T | None, term: str, what: str) -> T:
    """The value; EInvoiceRefused, naming the business term, when it is absent (EN 16931 BR-01 … BR-16)."""
    if value is None:
        raise EInvoiceRefused(f"the invoice does not state its {what} ({term})")
    return value


def decimal_of(text: str, element: str) -> Decimal:
    """An xs:decimal of at most 15 digits before and 30 after the point; EInvoiceRefused otherwise."""
    if _DECIMAL.fullmatch(text) is None:
        raise EInvoiceRefused(f"{element} holds {shortened(text)}, which is not an amount")
    return Decimal(text)


def date_of(text: str, element: str) -> date:
    """A date as UBL (2019-01-25, a time zone is ignored) or CII (20190125) writes it; EInvoiceRefused otherwise.

    The day stands as written: an invoice of 25 January in +01:00 is of 25 January everywhere.
    """
    parts = _ISO_DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if parts is not None:
        try:
            return date(*(int(part) for part in parts.groups()))
        except ValueError:
            pass
    raise EInvoiceRefused(f"{element} holds {shortened(text)}, which is not a date")


def truth_of(text: str | None, element: str) -> bool:
    """An xs:boolean, which may be written 1 and 0 too; EInvoiceRefused otherwise, for a guess would turn a sign."""
    truth = _TRUTH.get((text or "").lower())
    if truth is None:
        raise EInvoiceRefused(f"{element} holds {shortened(text or '')}, which is neither true nor false")
    return truth


def content_of(text: str, element: str) -> bytes:
    """The bytes of a base64 text, white space ignored; EInvoiceRefused otherwise."""
    try:
        return b64decode("".join(text.split()), validate=True)
    except ValueError as error:
        raise EInvoiceRefused(f"{element} holds an attachment that is not base64") from error


def currency_of(text: str | None) -> str:
    """The document currency (BT-5) as three capitals; EInvoiceRefused when absent or of another shape."""
    code = require(text, "BT-5", "currency")
    if _CURRENCY.fullmatch(code) is None:
        raise EInvoiceRefused(f"the invoice states the currency {shortened(code)}, which is no ISO 4217 code (BT-5)")
    return code


def lines_of(lines: Iterable[Line]) -> tuple[Line, ...]:
    """All lines; EInvoiceRefused when there is none (BR-16)."""
    found = tuple(lines)
    if not found:
        raise EInvoiceRefused("the invoice has no line (BG-25)")
    return found
