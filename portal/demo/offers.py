"""What the cast's entities sell."""

from decimal import Decimal

from portal.demo.paper import Position


def _offer(
    name: str, price: str, quantity: str = "1", unit: str = "C62", rate: str = "22", more: str | None = None
) -> Position:
    return Position(
        name=name, price=Decimal(price), quantity=Decimal(quantity), unit=unit, rate=Decimal(rate), description=more
    )


ELM_OFFERS = (
    _offer("Celostna grafična podoba", "2400", more="Znak, barvna lestvica, tipografija in priročnik v obliki PDF."),
    _offer("Oblikovanje spletne strani", "62.50", "24", "HUR", more="Zasnova, prelom in predaja datotek."),
    _offer("Prelom kataloga", "18.40", "48", "C62", more="Cena na stran."),
    _offer("Fotografiranje izdelkov", "55", "8", "HUR"),
    _offer("Mesečno vzdrževanje spletne strani", "120", "1", "MON"),
    _offer("Tisk brošure A5, 16 strani", "1.735", "500", "C62", "5"),
    _offer("Knjiga vtisov, ročna vezava", "38.90", "6", "C62", "9.5"),
    _offer("Priprava za tisk", "0.0425", "1250", "C62"),
    _offer("Svetovanje", "74.333", "3", "HUR"),
)
BIRCH_OFFERS = (
    _offer("Gartenplanung", "85", "12", "HUR", "20"),
    _offer("Hecke schneiden", "3.25", "140", "MTR", "20"),
    _offer("Setzling Hainbuche", "14.90", "30", "C62", "10"),
    _offer("Rollrasen verlegen", "9.80", "85", "MTK", "20", "Inklusive Vorbereitung des Bodens."),
)
OAK_OFFERS = (
    _offer("Sourdough loaf", "3.15", "120", "C62", "20"),
    _offer("Catering tray", "48", "4", "C62", "20"),
    _offer("Delivery round", "22.5", "6", "C62", "20"),
)
PLAIN_OFFERS = (_offer("Kava v zrnju", "21.40", "10", "KGM", "9.5"), _offer("Postrežba", "32", "5", "HUR"))
