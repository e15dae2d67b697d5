"""What an entity works with: customers, items and tax rates."""

from collections.abc import Sequence

from portal.demo.home import Home
from portal.demo.paper import Position
from portal.einvoice import Address, Party, to_json
from portal.identity import new_id
from portal.models import Customer, Item, Tax

OPENED = 425


def stock_house(home: Home, parties: Sequence[Party], offers: Sequence[Position]) -> None:
    """Put them there on the entity's first day."""
    with home.visit(OPENED) as visit:
        currency = visit.entity.currency
        with visit.write() as writing:
            for party in parties:
                home.customers[party.name] = new_id("cus")
                writing.add(
                    Customer(
                        id=home.customers[party.name],
                        name=home.marked(party.name),
                        vat_id=party.vat_id,
                        address=to_json(party.address or Address()),
                        created_at=visit.at,
                    )
                )
            rates = {rate: new_id("tax") for rate in sorted({offer.rate for offer in offers if offer.rate is not None})}
            for rate, tax_id in rates.items():
                span = {"rate": f"{rate}", "valid_from": visit.today.isoformat()}
                writing.add(
                    Tax(id=tax_id, name=home.marked(f"{rate} %"), category="S", rates=[span], created_at=visit.at)
                )
            writing.flush()
            for offer in offers:
                writing.add(
                    Item(
                        id=new_id("itm"),
                        name=home.marked(offer.name),
                        description=home.marked(offer.description) if offer.description else None,
                        unit=offer.unit,
                        price=offer.price,
                        currency=currency,
                        tax_id=rates[offer.rate] if offer.rate is not None else None,
                        created_at=visit.at,
                    )
                )
