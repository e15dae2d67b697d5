"""The published sample documents beside the checkout, with what their manifest says each of them states."""

import csv
from functools import cache

from portal.einvoice import EInvoice, read_einvoice
from tests.support.needs import SHARED

FOLDER = SHARED / "einvoices"

# The manifest was drawn up by a reader that loses an allowance whose ChargeIndicator is written "0". The file itself
# states one allowance of 100.00, BT-107 is 100.00, and every header rule holds.
INDICATOR_WRITTEN_AS_DIGIT = "cen-ubl-tc434-example2.xml"


@cache
def manifest() -> tuple[dict[str, str], ...]:
    """The rows of the manifest; none without the folder."""
    path = FOLDER / "manifest.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def data_of(row: dict[str, str]) -> bytes:
    return (FOLDER / row["file"]).read_bytes()


@cache
def invoice_of(file: str) -> EInvoice:
    return read_einvoice((FOLDER / file).read_bytes())
