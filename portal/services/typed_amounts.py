"""Amounts as people type them into a field or an address, in any country's way."""

import re
from decimal import Decimal

_GROUPED = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?P<sign>[.,'’\s])\d{3}(?:(?P=sign)\d{3}){0,2})(?:(?P<point>[.,])(?P<more>\d{1,4}))?"
)
_PLAIN = re.compile(r"(?P<whole>\d{1,12})(?:[.,](?P<more>\d{1,4}))?")


def read_amount(text: str) -> Decimal | None:
    """`1.250,50`, `1,250.50`, `1 250,5` and `1250.50` are one amount; None for what is none.

    At most twelve digits before the point and four after it. Three digits after a single sign are thousands.
    """
    unsigned = text.removeprefix("-").removeprefix("\N{MINUS SIGN}")
    found = _GROUPED.fullmatch(unsigned)
    if found is not None and found["sign"] == found["point"]:
        return None
    found = found or _PLAIN.fullmatch(unsigned)
    if found is None:
        return None
    whole = re.sub(r"\D", "", found["whole"])
    amount = Decimal(f"{whole}.{found['more'] or 0}")
    return amount if unsigned == text or not amount else -amount


def write_amount(amount: Decimal) -> str:
    """The amount for an address, with a point and no groups; `read_amount` reads it back."""
    plain = f"{amount:f}"
    if "." not in plain:
        return plain
    plain = plain.rstrip("0").rstrip(".")
    # Three digits after the point would be read as thousands.
    return f"{plain}0" if len(plain.partition(".")[2]) == 3 else plain
