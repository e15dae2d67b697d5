"""One paper for each pair of type and status, named `{status}_{type}`: what every list and page must show."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from portal.demo.dice import Dice
from portal.demo.paper import Paper, Part, Position
from portal.einvoice import Party

OWED = ("invoice", "advance_invoice")
TYPES = (*OWED, "credit_note", "estimate", "delivery_note")
STATUSES = {
    **dict.fromkeys(OWED, ("draft", "voided", "paid", "overdue", "partially_paid", "unpaid")),
    "credit_note": ("draft", "voided", "paid", "partially_paid", "unpaid"),
    "estimate": ("draft", "issued"),
    "delivery_note": ("draft", "voided", "issued"),
}
_AGES = {"draft": 2, "voided": 80, "paid": 50, "overdue": 36, "partially_paid": 8, "unpaid": 5, "issued": 12}
_HALF = Decimal("0.5")


def every_status(
    parties: Sequence[Party], offers: Sequence[Position], dice: Dice, *, due_in: int = 15, void_reason: str
) -> Iterator[Paper]:
    """The papers. A credit note lowers `credited_invoice`, which must have been made more than 85 days ago."""
    for place, type_ in enumerate(TYPES):
        for status in STATUSES[type_]:
            paper = Paper(
                name=f"{status}_{type_}",
                type=type_,
                days_ago=_AGES[status] + (6 * place if status == "draft" else 0),
                party=dice.pick(parties),
                positions=tuple(dice.pick(offers) for _ in range(dice.between(1, 4))),
                due_in=due_in if type_ in {*OWED, "estimate"} else None,
                is_draft=status == "draft",
                void_reason=void_reason if status == "voided" else None,
                payments=_payments(status),
            )
            yield replace(paper, related="credited_invoice") if type_ == "credit_note" else paper


def _payments(status: str) -> tuple[Part, ...]:
    if status == "paid":
        return (Part(9),)
    return (Part(3, _HALF),) if status == "partially_paid" else ()
