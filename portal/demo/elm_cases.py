"""The odd papers of Elm Studio: long, large, foreign, exempt, discounted, advanced, credited; each by its name."""

from collections.abc import Iterator
from decimal import Decimal

from portal.demo import sides
from portal.demo.offers import ELM_OFFERS
from portal.demo.paper import Extra, Paper, Part, Position

LONG_LINES = 150
# Directive 2006/112/EC art. 226 (11), (11a); EN 16931 VATEX codes.
REVERSE_CHARGE = ("Reverse charge", "VATEX-EU-AE")
SUPPLY_ABROAD = ("Intra-Community supply, art. 138", "VATEX-EU-IC")
EXPORT = ("Export, art. 146", "VATEX-EU-G")
TRAINING = ("Oproščeno DDV po 1. odstavku 42. člena ZDDV-1", "VATEX-EU-132-1I")


def special_papers() -> Iterator[Paper]:
    """All of them; earlier papers stand before those that name them."""
    yield from _large_and_long()
    yield from _foreign()
    yield from _untaxed()
    yield from _adjusted()
    yield from _related()


def _large_and_long() -> Iterator[Paper]:
    lines = tuple(
        Position(
            name=f"Prelom strani {number}",
            description="Besedilo, dve sliki in opombe pod črto." if number % 7 == 0 else None,
            quantity=Decimal(1 + number % 4),
            price=Decimal("11.35") + Decimal(number) / 100,
            rate=(Decimal(22), Decimal("9.5"), Decimal(5))[number % 3],
        )
        for number in range(1, LONG_LINES + 1)
    )
    yield Paper(name="long_invoice", type="invoice", days_ago=9, party=sides.HARBOUR, positions=lines, due_in=30)
    # An estimate, so that its nine digits stand in lists and on paper without dwarfing every sum and chart.
    fleet = Position(name="Poslikava flote, okvirna ponudba", quantity=Decimal(1), price=Decimal("101194089.35"))
    yield Paper(name="big_amount", type="estimate", days_ago=14, party=sides.HARBOUR, positions=(fleet,), due_in=60)
    yield Paper(name="long_name", type="invoice", days_ago=6, party=sides.LONG_NAME, positions=ELM_OFFERS[3:5])
    yield Paper(name="longest_name", type="invoice", days_ago=7, party=sides.LONGEST_NAME, positions=ELM_OFFERS[4:5])


def _foreign() -> Iterator[Paper]:
    work = Position(
        name="Interface design", quantity=Decimal(40), price=Decimal("95"), unit="HUR", category="G", rate=Decimal(0)
    )
    export = {"G": EXPORT}
    yield Paper(
        name="usd_invoice", type="invoice", days_ago=20, party=sides.AMERICAN, positions=(work,), due_in=45,
        currency="USD", exchange_rate=Decimal("0.9121"), legends=(EXPORT[0],), reasons=export,
    )  # fmt: skip
    yield Paper(
        name="chf_invoice", type="invoice", days_ago=65, party=sides.SWISS, positions=(work,), payments=(Part(12),),
        currency="CHF", exchange_rate=Decimal("1.0633"), legends=(EXPORT[0],), reasons=export,
    )  # fmt: skip
    poster = Position(name="Poster, taxed at home", quantity=Decimal(3), price=Decimal("12500"))
    yield Paper(
        name="jpy_invoice", type="invoice", days_ago=33, party=sides.JAPANESE, positions=(poster,), due_in=40,
        currency="JPY", exchange_rate=Decimal("0.0061"), payments=(Part(10, Decimal("0.25")),),
    )  # fmt: skip


def _untaxed() -> Iterator[Paper]:
    design = Position(
        name="Gestaltung Katalog", quantity=Decimal(30), price=Decimal(70), unit="HUR", category="AE", rate=Decimal(0)
    )
    goods = Position(
        name="Gedruckte Kataloge", quantity=Decimal(800), price=Decimal("2.15"), category="K", rate=Decimal(0)
    )
    course = Position(name="Tečaj tipografije", quantity=Decimal(6), price=Decimal(90), category="E", rate=Decimal(0))
    yield Paper(
        name="reverse_charge", type="invoice", days_ago=24, party=sides.GERMAN, positions=(design,), due_in=30,
        legends=("Reverse charge", "Obrnjena davčna obveznost"), reasons={"AE": REVERSE_CHARGE},
    )  # fmt: skip
    yield Paper(
        name="intra_community", type="invoice", days_ago=70, party=sides.GERMAN, positions=(goods,), due_in=30,
        payments=(Part(21),), legends=(SUPPLY_ABROAD[0],), reasons={"K": SUPPLY_ABROAD},
    )  # fmt: skip
    yield Paper(
        name="exempt", type="invoice", days_ago=26, party=sides.PRIVATE, positions=(course, *ELM_OFFERS[3:4]),
        legends=(TRAINING[0],), reasons={"E": TRAINING}, payments=(Part(2, method="cash"),),
    )  # fmt: skip


def _adjusted() -> Iterator[Paper]:
    discounted = Position(
        name="Oglasna pasica", quantity=Decimal(12), price=Decimal("44.90"), discount=Decimal("53.88")
    )
    returned = Position(name="Vračilo neporabljenih ur", quantity=Decimal("-2.5"), price=Decimal("62.50"), unit="HUR")
    yield Paper(
        name="adjusted_invoice",
        type="invoice",
        days_ago=11,
        party=sides.BAKERY,
        positions=(discounted, *ELM_OFFERS[1:3], returned),
        extras=(
            Extra(is_charge=False, reason="Popust za zvestobo", reason_code="95", amount=Decimal("100")),
            Extra(is_charge=True, reason="Dostava", reason_code="FC", amount=Decimal("18.50")),
        ),
        notes=("Hvala za zaupanje.", "Račun velja brez žiga in podpisa."),
        order="NAR-2041",
    )
    yield Paper(
        name="overdue_partly_paid", type="invoice", days_ago=61, party=sides.SAWMILL, positions=ELM_OFFERS[0:2],
        payments=(Part(5, Decimal("0.3")), Part(20, Decimal("0.1"), "cash")),
    )  # fmt: skip
    free = Position(name="Vzorčni odtis", quantity=Decimal(1), price=Decimal(0))
    yield Paper(name="free_invoice", type="invoice", days_ago=15, party=sides.MEADOW, positions=(free,))


def _related() -> Iterator[Paper]:
    yield Paper(
        name="credited_invoice", type="invoice", days_ago=95, party=sides.MEADOW, positions=ELM_OFFERS[0:3],
        payments=(Part(14),),
    )  # fmt: skip
    yield Paper(
        name="credit_note", type="credit_note", days_ago=40, party=sides.MEADOW, positions=ELM_OFFERS[2:3],
        related="credited_invoice", due_in=None, notes=("Manj natisnjenih strani, kot je bilo dogovorjeno.",),
    )  # fmt: skip
    half = Position(name="Predplačilo: spletna trgovina", quantity=Decimal(1), price=Decimal(3000))
    whole = Position(name="Spletna trgovina", quantity=Decimal(1), price=Decimal(6000))
    yield Paper(
        name="settled_advance", type="advance_invoice", days_ago=72, party=sides.BAKERY, positions=(half,),
        payments=(Part(3),), due_in=8,
    )  # fmt: skip
    yield Paper(
        name="final_invoice", type="invoice", days_ago=13, party=sides.BAKERY, positions=(whole,),
        related="settled_advance", relation="advance", settles_advance=True,
    )  # fmt: skip
