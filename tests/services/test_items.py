"""Items are made, changed, found, deleted and restored."""

from decimal import Decimal
from typing import Any

import pytest

from portal.database import Database
from portal.demo.cast import Cast
from portal.errors import Invalid, NotFound
from portal.services.catalog.items import change_item, create_item, delete_item, list_items, restore_item, show_item
from portal.services.catalog.taxes import create_tax, delete_tax
from portal.services.lists.listing import Wanted
from tests.services.firm import AT, inside
from tests.support.portal import on_both
from tests.support.stores import RING


@on_both
def test_an_item_has_a_price_without_tax_or_with_it(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        tax = create_tax(visit, rates=[{"rate": Decimal("9.5")}])
        made = create_item(
            visit,
            name="Potica",
            description="Orehova.\nDomača.",
            price=Decimal("0.123456789012"),
            unit="H87",
            classification="product",
            tax_id=tax.id,
            metadata={"sku": "P1"},
        )
        assert (made.price, made.gross_price, made.currency) == (Decimal("0.123456789012"), None, "EUR")
        assert (made.tax_ids, made.description, made.created_at) == ((tax.id,), "Orehova.\nDomača.", AT)
        assert show_item(visit, made.id) == made
        changed = change_item(visit, made.id, gross_price=Decimal(5), tax_id=None)
        assert (changed.price, changed.gross_price, changed.tax_ids) == (None, Decimal(5), ())
        assert change_item(visit, made.id, name="Gibanica").gross_price == 5


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": ""}, "name: is empty"),
        ({"price": None}, "price: is missing"),
        ({"gross_price": Decimal(2)}, "gross_price: stands beside price"),
        ({"price": Decimal(-1)}, "price: -1 must be 0 to"),
        ({"price": Decimal("1e12")}, "price: 1E+12 must be"),
        ({"price": Decimal("0.1234567890123")}, "price: 0.1234567890123 must"),
        ({"description": "x" * 4001}, "description: has 4001"),
        ({"unit": "kilometres"}, "unit: has 10"),
        ({"classification": "magic"}, "classification: 'magic' is none"),
        ({"currency": "EUX"}, "currency: 'EUX'"),
        ({"tax_id": "tax_none"}, "tax_id: there is no tax"),
        ({"colour": "red"}, "colour: is nothing"),
    ],
)
def test_what_cannot_be_taken_is_named(cast_database: Database, cast: Cast, said: Any, words: str) -> None:
    with inside(cast_database, cast) as visit, pytest.raises(Invalid) as refused:
        create_item(visit, **{"name": "A", "price": Decimal(1), **said})
    assert str(refused.value).startswith(words)


def test_a_deleted_tax_is_put_on_no_item(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        tax = create_tax(visit, rates=[{"rate": Decimal(5)}])
        item = create_item(visit, name="A", price=Decimal(1), tax_id=tax.id)
        delete_tax(visit, tax.id)
        with pytest.raises(Invalid, match="tax_id"):
            create_item(visit, name="B", price=Decimal(1), tax_id=tax.id)
        assert change_item(visit, item.id, name="C").tax_id == tax.id


@on_both
def test_a_deleted_item_is_gone_until_it_is_restored(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made = create_item(visit, name="Potica", price=Decimal(1), metadata={"sku": "P1"})

        def found() -> list[str]:
            return [row.id for row in list_items(visit, RING, Wanted(query={"metadata.sku": "P1"})).rows]

        assert found() == [made.id]
        delete_item(visit, made.id)
        assert found() == []
        for gone in (show_item, delete_item, change_item):
            with pytest.raises(NotFound):
                gone(visit, made.id)
        assert restore_item(visit, made.id) == made
        assert found() == [made.id]
    with inside(cast_database, cast, cast.scopes[cast.birch]) as visit:
        for act in (show_item, change_item, delete_item, restore_item):
            with pytest.raises(NotFound):
                act(visit, made.id)
