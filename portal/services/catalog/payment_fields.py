"""The particulars of a payment: which there are, and what may stand in each."""

import enum
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypedDict

from portal.errors import Invalid
from portal.services.catalog.kept import clean_metadata, optional_lines
from portal.services.fields import clean_currency, optional_text

FIRST_DAY = date(1970, 1, 1)
# The world's calendars are a day apart at most.
AHEAD = timedelta(days=1)
_LARGEST_AMOUNT = Decimal(10) ** 12
_FINEST_AMOUNT = 4


class PaymentType(enum.StrEnum):
    """How a document was paid."""

    CASH = "cash"
    BANK_TRANSFER = "bank_transfer"
    CARD = "card"
    CHECK = "check"
    PAYPAL = "paypal"
    COUPON = "coupon"
    OTHER = "other"
    CREDIT_NOTE = "credit_note"
    ADVANCE = "advance"


class PaymentChanges(TypedDict, total=False):
    """What may be changed of a payment. What is not named stays; None clears a field."""

    amount: Decimal
    type: str
    date: date
    reference: str | None
    note: str | None
    tag: str | None
    metadata: Mapping[str, str] | None


class NewPayment(PaymentChanges, total=False):
    """What is said of a payment when it is recorded: the document and the amount at least."""

    document_id: str
    credit_note_id: str | None
    """The credit note that is set off against the document; with type `credit_note` alone."""
    currency: str
    """The document's; another one is refused."""


def clean_new(said: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The columns of a new payment; today, by bank transfer, unless it says otherwise. Raises Invalid."""
    stated = {name: said[name] for name in said if name not in _OF_NEW}
    method = str(said.get("type") or PaymentType.BANK_TRANSFER)
    if "amount" not in said:
        raise Invalid("amount: is missing")
    if not said.get("document_id"):
        raise Invalid("document_id: is missing; name the document that is paid")
    is_set_off = method == PaymentType.CREDIT_NOTE
    if is_set_off and not said.get("credit_note_id"):
        raise Invalid("credit_note_id: is missing; name the credit note that is set off against the invoice")
    if said.get("credit_note_id") and not is_set_off:
        raise Invalid("type: must be credit_note where a credit note is set off against an invoice")
    columns = clean_payment({**stated, "type": method}, today, method=method)
    document_id = str(said["document_id"])
    # A currency that is no document's is refused with the document: only it knows which one is right.
    currency = clean_currency(said["currency"], "currency_code") if said.get("currency") else ""
    return columns | {
        "document_id": document_id,
        "credit_note_id": said.get("credit_note_id") or None,
        "currency": currency,
    }


def clean_payment(changes: Mapping[str, Any], today: date, *, method: str) -> dict[str, Any]:
    """Columns and their values; `method` is what stands so far. Raises Invalid, naming the field."""
    if unknown := sorted(changes.keys() - _COLUMNS.keys() - {"date"}):
        raise Invalid(f"{unknown[0]}: is nothing that can be said of a payment")
    columns = {column: clean(changes[name], name) for name, (column, clean) in _COLUMNS.items() if name in changes}
    if "date" in changes:
        columns["paid_on"] = _day(changes["date"], today)
    set_off = PaymentType.CREDIT_NOTE
    if (columns.get("method", method) == set_off) != (method == set_off):
        raise Invalid("type: a set-off cannot become a payment, nor the reverse; delete it and record another")
    return columns


def _day(value: date, today: date) -> date:
    if not FIRST_DAY <= value <= today + AHEAD:
        raise Invalid(f"date: {value} must be from {FIRST_DAY} to tomorrow, {today + AHEAD}")
    return value


def _amount(value: Decimal, field: str) -> Decimal:
    if not 0 < value < _LARGEST_AMOUNT or value != round(value, _FINEST_AMOUNT):
        raise Invalid(f"{field}: {value} must be more than 0, with {_FINEST_AMOUNT} decimals at most")
    return value


def _method(value: str, field: str) -> str:
    if value not in list(PaymentType):
        raise Invalid(f"{field}: {value!r} is none of {', '.join(PaymentType)}")
    return str(value)


_OF_NEW = frozenset({"document_id", "credit_note_id", "currency"})
_COLUMNS: dict[str, tuple[str, Callable[[Any, str], Any]]] = {
    "amount": ("amount", _amount),
    "type": ("method", _method),
    "reference": ("reference", optional_text),
    "note": ("note", optional_lines),
    "tag": ("tag", optional_text),
    "metadata": ("meta", clean_metadata),
}
