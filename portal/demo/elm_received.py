"""What Elm Studio was billed for: purchase invoices that the firm keeps for it."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from portal.demo import sides
from portal.demo.paper import Paper, Part, Position

MONTHS = 9


def received_papers() -> Iterator[Paper]:
    """A telephone bill a month and some printing; the newer ones came as e-invoices."""
    line = Position(name="Naročnina: internet in telefon", quantity=Decimal(1), price=Decimal("46.64"), unit="MON")
    calls = Position(name="Klici v tujino", quantity=Decimal("37"), price=Decimal("0.0819"), unit="MIN")
    for month in range(MONTHS, 0, -1):
        yield Paper(
            name=f"received_{month}",
            type="invoice",
            direction="received",
            number=f"JT-{70_000 + 113 * (MONTHS - month)}",
            days_ago=month * 30 - 12,
            party=sides.TELECOM,
            positions=(line, calls) if month % 2 else (line,),
            payments=(Part(10, method="direct_debit"),) if month > 1 else (),
            has_original=month <= 4,
        )
    print_run = Position(
        name="Tisk brošur",
        quantity=Decimal(2500),
        price=Decimal("0.4385"),
        rate=Decimal(5),
        description="A5, 16 strani",
    )
    plates = Position(name="Izdelava plošč", quantity=Decimal(8), price=Decimal("27.30"))
    yield Paper(
        name="received_unpaid", type="invoice", direction="received", number="TB/2026-418", days_ago=10,
        party=sides.PRINTER, positions=(print_run, plates), due_in=30, has_original=True,
        notes=("Blago ostane naša last do plačila.",),
    )  # fmt: skip
    yield Paper(
        name="received_overdue", type="invoice", direction="received", number="TB/2026-377", days_ago=47,
        party=sides.PRINTER, positions=(print_run,), due_in=30, has_original=True,
    )  # fmt: skip
    # The printer sent the same number twice with other amounts: both are kept and shown as in conflict.
    for name, quantity in (("received_conflict", "900"), ("received_conflict_too", "1100")):
        yield Paper(
            name=name, type="invoice", direction="received", number="TB/2026-390", days_ago=38, party=sides.PRINTER,
            positions=(replace(print_run, quantity=Decimal(quantity)),), due_in=30, has_original=True,
        )  # fmt: skip
