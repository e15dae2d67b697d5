"""The firm's backend keeps what an entity sells."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.api import Backend
from tests.support.portal import World, on_both


@on_both
def test_an_item_is_made_found_changed_deleted_and_restored(sk: Backend) -> None:
    tax = sk.post("/taxes", {"tax_rates": [{"rate": Decimal("9.5")}]})
    made = sk.post(
        "/items",
        {"name": "Potica", "description": "Orehova.\nDomača.", "price": Decimal("0.10"), "tax_ids": [tax["id"]]},
    )
    assert made["id"].startswith("itm_")
    assert (made["price"], made["gross_price"], made["currency_code"]) == (Decimal("0.1"), None, "EUR")
    assert (made["tax_ids"], made["description"]) == ([tax["id"]], "Orehova.\nDomača.")
    assert sk.get(f"/items/{made['id']}") == made
    changed = sk.patch(f"/items/{made['id']}", {"gross_price": 12, "tax_ids": []})
    assert (changed["price"], changed["gross_price"], changed["tax_ids"]) == (None, 12, [])
    assert sk.get("/items", query_string={"search": "potica"})["pagination"]["total"] == 1
    sk.delete(f"/items/{made['id']}")
    sk.refused(404, "not_found", "GET", f"/items/{made['id']}")
    assert sk.post(f"/items/{made['id']}/restore", status=200)["id"] == made["id"]


def test_a_tax_is_found_by_its_rate_or_classification(sk: Backend) -> None:
    tax = sk.post("/taxes", {"tax_rates": [{"rate": 7}], "classification": "odd"})
    for said in ({"rate": 7}, {"classification": "odd"}, {"tax_id": tax["id"]}):
        assert sk.post("/items", {"name": "A", "price": 1, "taxes": [said]})["tax_ids"] == [tax["id"]]
    for wrong in ({"rate": 8}, {}, {"rate": 7, "classification": "even"}):
        sk.refused(422, "validation_failed", "POST", "/items", {"name": "A", "price": 1, "taxes": [wrong]})


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"price": None}, ["price"]),
        ({"price": "1"}, ["price"]),
        ({"price": -1}, ["price"]),
        ({"gross_price": 1}, ["gross_price"]),
        ({"unit": "kilometres"}, ["unit"]),
        ({"currency_code": "EUX"}, ["currency_code"]),
        ({"tax_ids": ["tax_none"]}, ["tax_ids", 0]),
        ({"tax_ids": ["a", "b"]}, ["tax_ids"]),
        ({"colour": "red"}, ["colour"]),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_path(sk: Backend, said: Any, path: list[str | int]) -> None:
    error = sk.refused(422, "validation_failed", "POST", "/items", {"name": "A", "price": 1, **said})
    assert [issue["path"] for issue in error["cause"]["issues"]] == [path]


def test_a_siblings_item_does_not_exist(world: World, sk: Backend, oak: Backend) -> None:
    made = sk.post("/items", {"name": "A", "price": 1})
    oak.refused(404, "not_found", "GET", f"/items/{made['id']}")
    sk.refused(404, "not_found", "PATCH", f"/items/{made['id']}", {"name": "B"}, entity_id=world.cast.birch)
