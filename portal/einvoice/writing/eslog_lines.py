"""Lines, allowances and charges of an e-SLOG 2.0 document."""

from collections.abc import Iterator

from portal.einvoice.model import AllowanceCharge, Line
from portal.einvoice.writing.eslog_parts import date_segment, money, tax, texts
from portal.einvoice.writing.parts import Content, Part, number, part

# UNTDID 5463 and 5025: allowance, charge, and what the amount of each is called; what a percentage is of.
_ALLOWANCE, _CHARGE, _BASE = ("A", "204"), ("C", "23"), "25"
_NAME_CHARACTERS = 256


def document_allowance_charge(entry: AllowanceCharge) -> Part | None:
    """`G_SG16`, with its tax."""
    kind, code = _CHARGE if entry.is_charge else _ALLOWANCE
    return part(
        "G_SG16",
        _kind_and_reason(kind, entry),
        part("G_SG19", _percentage(entry)),
        part("G_SG20", money(code, entry.amount)),
        part("G_SG20", money(_BASE, entry.base)),
        part("G_SG22", tax(entry.category, number(entry.rate))),
    )


def line(entry: Line) -> Part | None:
    """`G_SG26`."""
    span = entry.period
    return part(
        "G_SG26",
        part("S_LIN", part("D_1082", entry.id), _standard_id(entry)),
        _item_id(entry.seller_item_id, "SA"),
        _item_id(entry.buyer_item_id, "IN"),
        part("S_IMD", part("D_7077", "F"), part("C_C273", part("D_7008", entry.name))),
        _description(entry.description),
        part(
            "S_QTY",
            part(
                "C_C186",
                part("D_6063", "47"),
                part("D_6060", number(entry.quantity)),
                part("D_6411", entry.unit),
            ),
        ),
        date_segment("167", span.start if span else None),
        date_segment("168", span.end if span else None),
        list(texts("GEN", entry.note)),
        part("G_SG27", money("203", entry.net)),
        _price("AAA", entry, number(entry.net_price)),
        _price("AAB", entry, number(entry.gross_price)),
        _order_line(entry.order_line),
        part("G_SG34", tax(entry.category, number(entry.rate))),
        [_line_allowance_charge(each) for each in entry.allowance_charges],
    )


def _standard_id(entry: Line) -> Part | None:
    found = entry.standard_item_id
    return None if found is None else part("C_C212", part("D_7140", found.value), part("D_7143", found.scheme))


def _item_id(text: str | None, code: str) -> Part | None:
    if not text:
        return None
    return part("S_PIA", part("D_4347", "5"), part("C_C212", part("D_7140", text), part("D_7143", code)))


def _description(text: str | None) -> Content:
    return list(_description_segments(text or ""))


def _description_segments(text: str) -> Iterator[Part | None]:
    for start in range(0, len(text), 2 * _NAME_CHARACTERS):
        first = text[start : start + _NAME_CHARACTERS]
        second = text[start + _NAME_CHARACTERS : start + 2 * _NAME_CHARACTERS]
        yield part(
            "S_IMD", part("D_7077", "A"), part("C_C273", part("D_7008", first), part("D_7008_2", second or None))
        )


def _price(code: str, entry: Line, price: str | None) -> Part | None:
    if price is None:
        return None
    return part(
        "G_SG29",
        part(
            "S_PRI",
            part(
                "C_C509",
                part("D_5125", code),
                part("D_5118", price),
                part("D_5284", number(entry.base_quantity)),
                part("D_6411", (entry.base_unit or entry.unit) if entry.base_quantity is not None else None),
            ),
        ),
    )


def _order_line(text: str | None) -> Part | None:
    if not text:
        return None
    return part("G_SG30", part("S_RFF", part("C_C506", part("D_1153", "ON"), part("D_1156", text))))


def _line_allowance_charge(entry: AllowanceCharge) -> Part | None:
    kind, code = _CHARGE if entry.is_charge else _ALLOWANCE
    return part(
        "G_SG39",
        _kind_and_reason(kind, entry),
        part("G_SG41", _percentage(entry)),
        part("G_SG42", money(code, entry.amount)),
        part("G_SG42", money(_BASE, entry.base)),
    )


def _kind_and_reason(kind: str, entry: AllowanceCharge) -> Part | None:
    return part(
        "S_ALC",
        part("D_5463", kind),
        part("C_C552", part("D_5189", entry.reason_code)),
        part("C_C214", part("D_7160", entry.reason)),
    )


def _percentage(entry: AllowanceCharge) -> Part | None:
    if entry.percent is None:
        return None
    return part("S_PCD", part("C_C501", part("D_5245", "1"), part("D_5482", number(entry.percent))))
