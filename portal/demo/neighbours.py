"""The other entities: siblings, the live world and another firm's; noise by default, and every text of it marked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from portal.demo import sides
from portal.demo.home import Home
from portal.demo.offers import BIRCH_OFFERS, OAK_OFFERS, PLAIN_OFFERS
from portal.demo.paper import Paper, Part, Position
from portal.demo.people import Person
from portal.demo.shelf import shelf_moments
from portal.demo.statuses import every_status
from portal.demo.stock import stock_house
from portal.demo.traces import trace_moments
from portal.demo.writing import close_series, paper_moments
from portal.einvoice import Party


def furnish_birch(home: Home, people: Mapping[str, Person]) -> None:
    """Birch & Baum: a gardener in Graz with papers of every kind, and people of its own."""
    reasons = "Falscher Empfänger; ersetzt durch eine neue Rechnung."
    papers = [*_everyday(home, sides.AUSTRIANS, BIRCH_OFFERS), *_credited(sides.STEINER, BIRCH_OFFERS)]
    papers += every_status(sides.AUSTRIANS, BIRCH_OFFERS, home.dice, due_in=14, void_reason=reasons)
    papers += _received(sides.HUBER, "TH", Decimal(20))
    own = {role: people[f"birch_{role}"] for role in ("viewer", "editor", "admin")}
    _furnish(home, sides.AUSTRIANS, BIRCH_OFFERS, papers, own)


def furnish_oak(home: Home) -> None:
    """Oak Bakery, of the other firm."""
    papers = [*_everyday(home, sides.BRITONS, OAK_OFFERS), *_credited(sides.MOORLAND, OAK_OFFERS)]
    papers += every_status(sides.BRITONS, OAK_OFFERS, home.dice, due_in=14, void_reason="Wrong customer.")
    papers += _received(sides.FERRY, "FS", Decimal(20))
    _furnish(home, sides.BRITONS, OAK_OFFERS, papers)


def furnish_linden(home: Home) -> None:
    """Linden Kavarna, in the live world of the same firm."""
    _furnish(home, sides.SUPPLIERS, PLAIN_OFFERS, [*_everyday(home, sides.SUPPLIERS, PLAIN_OFFERS)])


def furnish_shut(home: Home) -> None:
    """Zaprta knjiga, whose client has no access."""
    _furnish(home, sides.SUPPLIERS, PLAIN_OFFERS, [*_everyday(home, sides.SUPPLIERS, PLAIN_OFFERS)][:4])


def _furnish(
    home: Home,
    parties: Sequence[Party],
    offers: Sequence[Position],
    papers: Sequence[Paper],
    people: Mapping[str, Person] | None = None,
) -> None:
    stock_house(home, parties, offers)
    written = [replace(paper, notes=("",)) for paper in papers] if home.canary else papers
    looks = trace_moments(home, people) if people else ()
    home.live_through((*paper_moments(home, written), *shelf_moments(home), *looks))
    close_series(home)


def _everyday(home: Home, parties: Sequence[Party], offers: Sequence[Position]) -> Iterator[Paper]:
    for month in range(8, 0, -1):
        yield Paper(
            name=f"monthly_{month}",
            type="invoice",
            days_ago=month * 30 - home.dice.between(3, 20),
            party=home.dice.pick(parties),
            positions=tuple(home.dice.pick(offers) for _ in range(home.dice.between(1, 3))),
            payments=(Part(6),) if month > 2 else (),
        )


def _credited(party: Party, offers: Sequence[Position]) -> Iterator[Paper]:
    whole = Paper(
        name="credited_invoice", type="invoice", days_ago=95, party=party, positions=tuple(offers), payments=(Part(14),)
    )
    yield whole
    yield replace(
        whole, name="credit_note", type="credit_note", days_ago=40, positions=tuple(offers[:1]), payments=(),
        related="credited_invoice", due_in=None,
    )  # fmt: skip
    yield replace(whole, name="final_invoice", days_ago=33, payments=())


def _received(party: Party, prefix: str, rate: Decimal) -> Iterator[Paper]:
    line = Position(name="Holz / timber", quantity=Decimal("7.5"), price=Decimal("88.20"), unit="MTQ", rate=rate)
    for name, days_ago in (("received_unpaid", 10), ("received_overdue", 50)):
        yield Paper(
            name=name, type="invoice", direction="received", number=f"{prefix}-{4000 + days_ago}", days_ago=days_ago,
            party=party, positions=(line,), has_original=True,
        )  # fmt: skip
