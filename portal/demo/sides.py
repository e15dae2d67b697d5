"""The other sides of the cast's papers: customers and suppliers. Every company here is invented."""

from portal.einvoice import Address, Party


def _company(name: str, country: str, vat_id: str | None, line1: str, post_code: str, city: str) -> Party:
    return Party(
        name=name,
        vat_id=vat_id,
        address=Address(line1=line1, city=city, post_code=post_code, country=country),
    )


MEADOW = _company("Zavod Travnik", "SI", "SI93082061", "Travniška 4", "1000", "Ljubljana")
BAKERY = _company("Pekarna Klasje d.o.o.", "SI", "SI88592782", "Mlinska pot 9", "3000", "Celje")
HARBOUR = _company("Pristan Koper d.d.", "SI", "SI58530762", "Obala 1", "6000", "Koper")
SAWMILL = _company("Žaga Čebular s.p.", "SI", "SI15262308", "Gozdna cesta 77", "4270", "Jesenice")
PRIVATE = _company("Jožica Šuštaršič", "SI", None, "Na žalah 2", "8000", "Novo mesto")
# Forty characters, and a few more: what a column has to bear.
LONG_NAME = _company("Kmetijska zadruga Zgornja Savinjska dolina", "SI", "SI68202938", "Trg 5", "3330", "Mozirje")
LONGEST_NAME = _company(
    "Društvo prijateljev starodavnih industrijskih železnic Štajerske", "SI", None, "Tirna 8", "2000", "Maribor"
)
GERMAN = _company("Ahorn Möbelwerk GmbH", "DE", "DE562269100", "Ahornstraße 18", "80331", "München")
AMERICAN = _company("Sycamore Labs, Inc.", "US", None, "500 Sycamore Ave", "94107", "San Francisco")
SWISS = _company("Lärche Uhren AG", "CH", None, "Lärchenweg 3", "8001", "Zürich")
JAPANESE = _company("Sakura Kikaku K.K.", "JP", None, "1-2-3 Sakuragaoka", "150-0031", "Tokyo")
CUSTOMERS = (MEADOW, BAKERY, HARBOUR, SAWMILL, PRIVATE, LONG_NAME)

PRINTER = _company("Tiskarna Bukev d.o.o.", "SI", "SI63241552", "Bukova 6", "1231", "Ljubljana-Črnuče")
TELECOM = _company("Javor Telekom d.d.", "SI", "SI25809806", "Javorjeva 100", "1000", "Ljubljana")
SUPPLIERS = (PRINTER, TELECOM)

GRUBER = _company("Gruber Hof KG", "AT", "ATU73632401", "Hauptplatz 2", "8020", "Graz")
STEINER = _company("Steiner Alpenmilch GmbH", "AT", "ATU32555071", "Almweg 40", "5020", "Salzburg")
HUBER = _company("Tischlerei Huber e.U.", "AT", "ATU70288912", "Holzgasse 11", "6020", "Innsbruck")
AUSTRIANS = (GRUBER, STEINER, HUBER)

MOORLAND = _company("Moorland Cafés Ltd", "GB", "GB884909565", "18 High Street", "YO1 7HH", "York")
FERRY = _company("Ferry & Sons", "GB", None, "2 Quay Side", "HU1 2BE", "Hull")
BRITONS = (MOORLAND, FERRY)
