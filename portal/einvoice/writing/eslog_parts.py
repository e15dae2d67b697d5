"""The segments that e-SLOG 2.0 is built of: EDIFACT INVOIC D.01B as XML, element names of the official schema."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from portal.einvoice.writing.parts import Part, amount, part

NAMESPACE = "urn:eslog:2.00"
NAMES = {"": NAMESPACE}
_LINE_CHARACTERS = 512
_LINES = 5


def date_segment(code: str, day: date | None) -> Part | None:
    """`S_DTM`; the code is of UNTDID 2005."""
    if day is None:
        return None
    return part("S_DTM", part("C_C507", part("D_2005", code), part("D_2380", day.isoformat())))


def money(code: str, value: Decimal | None) -> Part | None:
    """`S_MOA`; the code is of UNTDID 5025."""
    if value is None:
        return None
    return part("S_MOA", part("C_C516", part("D_5025", code), part("D_5004", amount(value))))


def reference(code: str, text: str | None, day: date | None = None, day_code: str = "171") -> Part | None:
    """A group with `S_RFF`; the code is of UNTDID 1153."""
    if not text:
        return None
    return part(
        "G_SG1",
        part("S_RFF", part("C_C506", part("D_1153", code), part("D_1154", text))),
        date_segment(day_code, day),
    )


def texts(subject: str, text: str | None, code: str | None = None) -> Iterator[Part]:
    """As many `S_FTX` as a text needs; the subject is of UNTDID 4451."""
    lines = [(text or "")[start : start + _LINE_CHARACTERS] for start in range(0, len(text or ""), _LINE_CHARACTERS)]
    for start in range(0, len(lines), _LINES):
        stated = lines[start : start + _LINES]
        content = [part("D_4440" if place == 0 else f"D_4440_{place + 1}", line) for place, line in enumerate(stated)]
        found = part("S_FTX", part("D_4451", subject), part("C_C107", part("D_4441", code)), part("C_C108", content))
        if found is not None:
            yield found


def tax(category: str | None, rate: str | None) -> Part | None:
    """`S_TAX` of VAT."""
    return part(
        "S_TAX",
        part("D_5283", "7"),
        part("C_C241", part("D_5153", "VAT")),
        part("C_C243", part("D_5278", rate)),
        part("D_5305", category),
    )
