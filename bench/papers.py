"""Documents by the thousand: rows of every table a document is made of, ready for the driver's `executemany`."""

import json
import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Table, insert
from sqlalchemy.dialects import sqlite

from portal.einvoice import Address, Party, to_json
from portal.formats import normalise

NEWEST_DAY = date(2026, 11, 20)
SPAN_DAYS = 1_100
ISSUED_AT = "2026-11-20 08:00:00.000000"
VAT_PERCENT = 22
CENT = 100
"""In units of 1/10,000, as amounts are stored."""

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_TAIL = "k3m7q2wz5xv4bd6hjtnr"
_KINDS = ("invoice",) * 17 + ("credit_note", "advance_invoice", "estimate")
_PREFIXES = {"invoice": "inv", "credit_note": "cre", "advance_invoice": "adv", "estimate": "est"}
_STATES = ("paid",) * 6 + ("unpaid", "unpaid", "partly", "voided")
_PARTIES = tuple(
    f"{first} {second} {form}"
    for first in ("Kavarna", "Mizarstvo", "Studio", "Hotel", "Pekarna", "Vrtnarija")
    for second in ("Most", "Hrast", "Breza", "Planika", "Jelka", "Soča", "Triglav")
    for form in ("d.o.o.", "s.p.")
)
_WORK = ("Računovodske storitve", "Vzdrževanje spletne strani", "Najem opreme", "Svetovanje pri uvedbi", "Prevoz blaga")


class Rows:
    """One table's INSERT in the driver's own form; whatever is not given takes its default or stays empty."""

    def __init__(self, table: Table, shared: Mapping[str, object]) -> None:
        compiled = insert(table).compile(dialect=sqlite.dialect())
        self.statement = str(compiled)
        self._order = tuple(compiled.positiontup or ())
        self._shared = {column.name: _default(column.default) for column in table.columns} | dict(shared)

    def row(self, values: Mapping[str, object]) -> tuple[object, ...]:
        merged = {**self._shared, **values}
        return tuple([merged[name] for name in self._order])


def _default(default: object) -> object:
    value = getattr(default, "arg", None)
    if callable(value):
        return json.dumps([] if value.__name__ == "list" else {})
    return int(value) if isinstance(value, bool | Decimal) else value


def make_id(prefix: str, number: int) -> str:
    """An id of the portal's form that sorts by its number, so that a million rows are appended and not scattered."""
    digits = "".join(_BASE32[number >> shift & 31] for shift in (25, 20, 15, 10, 5, 0))
    return f"{prefix}_{digits}{_TAIL}"


def party(name: str, number: int) -> str:
    """A business as the JSON in which documents keep it."""
    address = Address(line1=f"Slovenska cesta {number % 90 + 1}", city="Ljubljana", post_code="1000", country="SI")
    return json.dumps(to_json(Party(name=name, vat_id=f"SI{10_000_000 + number:08d}", address=address)))


class Papers:
    """Documents of one entity, with the lines and the tax group of each; the same for the same seed."""

    def __init__(self, scope: Mapping[str, object], tables: Mapping[str, Table], seller: str, bank: str) -> None:
        common = {"created_at": ISSUED_AT, "updated_at": ISSUED_AT, "issued_at": ISSUED_AT}
        document = {
            "direction": "issued",
            "origin": "native",
            "currency": "EUR",
            "language": "sl",
            "template_version": "1",
            "seller": seller,
            "payment": json.dumps({"iban": bank, "account_name": "Studio Lipa d.o.o.", "terms": "30 dni"}),
            "allowance_total": 0,
            "charge_total": 0,
            "prepaid_total": 0,
            "rounding_total": 0,
        }
        line = {"unit": "C62", "tax_category": "S", "tax_rate": str(VAT_PERCENT), "base_quantity": "1"}
        group = {"position": 1, "category": "S", "rate": str(VAT_PERCENT)}
        self.documents = Rows(tables["document"], {**scope, **common, **document})
        self.lines = Rows(tables["document_line"], {**scope, **line})
        self.taxes = Rows(tables["document_tax"], {**scope, **group})

    def make(self, first: int, count: int, lines: int) -> Iterator["Paper"]:
        """So many documents numbered from `first`, each of so many lines."""
        dice = random.Random(first)
        for number in range(first, first + count):
            yield self._make_one(dice, number, lines)

    def _make_one(self, dice: random.Random, number: int, lines: int) -> "Paper":
        kind = dice.choice(_KINDS)
        identity = make_id(_PREFIXES[kind], number)
        nets = [dice.randrange(1_000, 60_000) * CENT for _ in range(lines)]
        net = sum(nets)
        tax = (net * VAT_PERCENT + 50 * CENT) // (100 * CENT) * CENT
        values = self._document(dice, number, kind, net, tax)
        rows = [self._line(identity, number, position, value) for position, value in enumerate(nets, start=1)]
        group = {"id": make_id("txg", number), "document_id": identity, "base": net, "tax": tax}
        return Paper(self.documents.row({"id": identity, **values}), rows, self.taxes.row(group), identity, kind)

    def _document(self, dice: random.Random, number: int, kind: str, net: int, tax: int) -> dict[str, object]:
        buyer = number * 7 % len(_PARTIES)
        name, label, gross = _PARTIES[buyer], f"2026-{number:07d}", net + tax
        issued = NEWEST_DAY - timedelta(days=dice.randrange(SPAN_DAYS))
        state = dice.choice(_STATES)
        paid = {"paid": gross, "partly": gross // (2 * CENT) * CENT}.get(state, 0)
        totals = {name: net for name in ("line_total", "net_total")} | {
            name: gross for name in ("gross_total", "due_total")
        }
        return {
            "type": kind,
            "type_code": "381" if kind == "credit_note" else "386" if kind == "advance_invoice" else "380",
            "series": "2026",
            "number": label,
            "number_key": label.replace("-", ""),
            "issue_date": issued.isoformat(),
            "due_date": (issued + timedelta(days=30)).isoformat(),
            "supply_date": issued.isoformat(),
            "party_name": name,
            "party_key": _PARTY_KEYS[buyer],
            "buyer": _BUYERS[buyer],
            **totals,
            "tax_total": tax,
            "paid_total": paid,
            "open_total": gross - paid,
            "voided_at": ISSUED_AT if state == "voided" else None,
            "search_text": f"{label} {label.replace('-', '')} {_PARTY_KEYS[buyer]} {_plain(gross)}",
        }

    def _line(self, document: str, number: int, position: int, net: int) -> tuple[object, ...]:
        return self.lines.row(
            {
                "id": f"{make_id('lin', number)}{position}",
                "document_id": document,
                "position": position,
                "line_ref": str(position),
                "name": _WORK[(number + position) % len(_WORK)],
                "quantity": "1",
                "unit_price": _plain(net),
                "net": net,
            }
        )


class Paper:
    """The rows of one document."""

    __slots__ = ("document", "id", "kind", "lines", "tax")

    def __init__(
        self,
        document: tuple[object, ...],
        lines: list[tuple[object, ...]],
        tax: tuple[object, ...],
        identity: str,
        kind: str,
    ) -> None:
        self.document, self.lines, self.tax, self.id, self.kind = document, lines, tax, identity, kind


def _plain(units: int) -> str:
    return f"{units // 10_000}.{units // CENT % 100:02d}"


_PARTY_KEYS = tuple(normalise(name) for name in _PARTIES)
_BUYERS = tuple(party(name, number) for number, name in enumerate(_PARTIES))
