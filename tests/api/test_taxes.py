"""The firm's backend keeps the taxes that an entity charges."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.api import Backend
from tests.support.portal import World, on_both


@on_both
def test_a_new_entity_begins_with_the_taxes_of_its_country(account: Backend) -> None:
    made = account.post("/entities", {"name": "Willow d.o.o.", "country": "SI"})
    taxes = account.get("/taxes", entity_id=made["id"], query_string={"query": '{"is_default": true}'})["data"]
    assert [(tax["name"], tax["classification"], tax["tax_rates"][0]["rate"]) for tax in taxes] == [
        ("22%", "standard", 22)
    ]
    assert account.get("/taxes", entity_id=made["id"])["pagination"]["total"] == 3


@on_both
def test_a_tax_is_made_found_changed_deleted_and_restored(sk: Backend) -> None:
    rates = [{"rate": Decimal("8.5")}, {"rate": Decimal("9.5"), "valid_from": "2013-07-01"}]
    made = sk.post("/taxes", {"tax_rates": rates, "classification": "lower", "is_default": True})
    assert made["id"].startswith("tax_")
    assert (made["name"], made["category"], made["is_default"]) == ("9.5%", "S", True)
    assert [(span["rate"], span["valid_from"]) for span in made["tax_rates"]] == [
        (Decimal("9.5"), "2013-07-01"),
        (Decimal("8.5"), "1970-01-01"),
    ]
    assert sk.get(f"/taxes/{made['id']}") == made
    assert sk.patch(f"/taxes/{made['id']}", {"name": "Reduced", "category": None})["category"] == "S"
    sk.refused(409, "classification_taken", "POST", "/taxes", {"tax_rates": [{"rate": 5}], "classification": "lower"})
    sk.delete(f"/taxes/{made['id']}")
    sk.refused(404, "not_found", "GET", f"/taxes/{made['id']}")
    restored = sk.post(f"/taxes/{made['id']}/restore", status=200)
    assert (restored["id"], restored["is_default"]) == (made["id"], False)


def test_a_tax_of_nothing_says_why(sk: Backend) -> None:
    made = sk.post("/taxes", {"tax_rates": [{"rate": 0}], "category": "AE"})
    assert made["reason"] == "Obrnjena davčna obveznost / Reverse charge"


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"tax_rates": []}, ["tax_rates"]),
        ({"tax_rates": [{"rate": 101}]}, ["tax_rates", 0, "rate"]),
        ({"tax_rates": [{"rate": "22"}]}, ["tax_rates", 0, "rate"]),
        ({"tax_rates": [{"rate": 22}, {"rate": 20}]}, ["tax_rates", 1, "valid_from"]),
        ({"tax_rates": [{"rate": 22, "valid_from": "yesterday"}]}, ["tax_rates", 0, "valid_from"]),
        ({"category": "AE"}, ["category"]),
        ({"colour": "red"}, ["colour"]),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_path(sk: Backend, said: Any, path: list[str | int]) -> None:
    error = sk.refused(422, "validation_failed", "POST", "/taxes", {"tax_rates": [{"rate": 22}], **said})
    assert [issue["path"] for issue in error["cause"]["issues"]] == [path]


def test_a_siblings_tax_does_not_exist(world: World, sk: Backend, oak: Backend) -> None:
    made = sk.post("/taxes", {"tax_rates": [{"rate": 5}]})
    oak.refused(404, "not_found", "GET", f"/taxes/{made['id']}")
    sk.refused(404, "not_found", "DELETE", f"/taxes/{made['id']}", entity_id=world.cast.birch)
