"""Small synthetic invoices in both syntaxes whose sums add up, for tests that must run without any outside file.

`ubl_invoice`, `ubl_credit_note` and `cii_invoice` take the same overrides (see `Sample`) and state the same document.
"""

from collections.abc import Mapping
from typing import TypedDict, Unpack

from tests.einvoice.cii_sample import write_cii
from tests.einvoice.sample import Sample, SampleLine
from tests.einvoice.ubl_sample import write_ubl

__all__ = ["Overrides", "Sample", "SampleLine", "cii_invoice", "ubl_credit_note", "ubl_invoice"]


class Overrides(TypedDict, total=False):
    """Names and types of `Sample`, for callers."""

    number: str
    issue_date: str
    due_date: str
    type_code: str
    currency: str
    seller_name: str
    seller_vat: str
    seller_country: str
    buyer_name: str
    buyer_vat: str
    buyer_country: str
    lines: tuple[SampleLine, ...]
    allowance: str
    charge: str
    true_and_false: tuple[str, str]
    prepaid: str
    rounding: str
    tax_currency: str
    tax_in_tax_currency: str
    attachment: bytes | None
    stated: Mapping[str, str]
    without: tuple[str, ...]
    extra: str


def ubl_invoice(**overrides: Unpack[Overrides]) -> bytes:
    """A UBL Invoice; `without` names element parts to leave out, `extra` is put into the header as it is."""
    return write_ubl("Invoice", Sample(**overrides))


def ubl_credit_note(**overrides: Unpack[Overrides]) -> bytes:
    """A UBL CreditNote of type 381 with positive amounts."""
    with_type: Overrides = {"type_code": "381", **overrides}
    return write_ubl("CreditNote", Sample(**with_type))


def cii_invoice(**overrides: Unpack[Overrides]) -> bytes:
    """A Cross Industry Invoice; `without` names element parts to leave out, `extra` goes into the settlement."""
    return write_cii(Sample(**overrides))
