"""Elm Studio: fourteen months of a small design studio's papers, with every odd case that a page has to bear."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from portal.demo import sides
from portal.demo.dice import Dice
from portal.demo.elm_cases import special_papers
from portal.demo.elm_received import received_papers
from portal.demo.home import Home
from portal.demo.offers import ELM_OFFERS
from portal.demo.paper import Paper, Part, Position
from portal.demo.people import Person
from portal.demo.shelf import shelf_moments
from portal.demo.statuses import every_status
from portal.demo.stock import stock_house
from portal.demo.traces import trace_moments
from portal.demo.writing import close_series, paper_moments
from portal.services.firm.entities import set_logo

MONTHS = 14
_HALF = Decimal("0.5")
# An elm's crown over its trunk, and two strokes for the name.
LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 220 64" width="220" height="64">
<circle cx="32" cy="26" r="22" fill="#1d6b4f"/><circle cx="22" cy="20" r="9" fill="#3c9373"/>
<rect x="29" y="30" width="6" height="30" fill="#5a4632"/>
<rect x="72" y="18" width="130" height="12" fill="#1d2b26"/><rect x="72" y="38" width="84" height="8" fill="#8aa79b"/>
</svg>"""


def furnish_elm(home: Home, people: Mapping[str, Person]) -> None:
    """Customers, items, papers, files, and what its people did of late."""
    with home.visit(420) as visit:
        set_logo(visit, home.storage, LOGO, "image/svg+xml")
    stock_house(home, sides.CUSTOMERS, ELM_OFFERS)
    papers = [*monthly_papers(home.dice), *special_papers(), *received_papers()]
    papers += every_status(
        sides.CUSTOMERS, ELM_OFFERS, home.dice, void_reason="Napačen naročnik; izdan je nov dokument."
    )
    home.live_through((*paper_moments(home, papers), *shelf_moments(home), *trace_moments(home, people)))
    close_series(home)


def monthly_papers(dice: Dice) -> Iterator[Paper]:
    """The studio's everyday invoices: mostly paid, some late, a few never."""
    for month in range(MONTHS, 0, -1):
        for number in range(dice.between(2, 4)):
            days_ago = month * 30 - number * 7 - dice.between(0, 4)
            yield Paper(
                name=f"monthly_{month}_{number}",
                type="invoice",
                days_ago=days_ago,
                party=dice.pick(sides.CUSTOMERS),
                positions=_some_positions(dice),
                payments=_usual_payment(dice, days_ago),
                order=f"NAR-{dice.between(100, 999)}" if dice.between(0, 3) == 0 else None,
            )


def _some_positions(dice: Dice) -> tuple[Position, ...]:
    return tuple(dice.pick(ELM_OFFERS) for _ in range(dice.between(1, 5)))


def _usual_payment(dice: Dice, days_ago: int) -> tuple[Part, ...]:
    habit = dice.between(0, 9)
    days = min(dice.between(4, 24), days_ago)
    if habit == 0:
        return ()
    return (Part(days, _HALF if habit == 1 else Decimal(1), dice.pick(("bank_transfer", "bank_transfer", "card"))),)
