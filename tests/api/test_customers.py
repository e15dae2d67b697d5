"""The firm's backend keeps an entity's customers."""

from typing import Any

import pytest

from tests.support.api import Backend
from tests.support.portal import World, on_both

BUYER: dict[str, Any] = {
    "name": "Kupec d.o.o.",
    "vat_id": "SI50223054",
    "address": "Cesta 1",
    "zip": "3000",
    "city": "Celje",
    "country_code": "SI",
    "bank_accounts": [{"type": "iban", "iban": "SI56191000000123438"}],
    "metadata": {"crm": "17"},
}


@on_both
def test_a_customer_is_made_found_changed_deleted_and_restored(sk: Backend) -> None:
    made = sk.post("/customers", BUYER)
    assert made["id"].startswith("cus_")
    assert (made["post_code"], made["country"], made["country_code"]) == ("3000", "Slovenia", "SI")
    assert (made["contact_type"], made["email"], made["deleted_at"]) == ("buyer", None, None)
    assert sk.get(f"/customers/{made['id']}") == made
    changed = sk.patch(f"/customers/{made['id']}", {"city": "Kranj", "email": "a@b.example", "metadata": {}})
    assert (changed["city"], changed["address"], changed["metadata"]) == ("Kranj", "Cesta 1", {})
    found = sk.get("/customers", query_string={"query": '{"city": "Kranj", "name": {"startsWith": "Kup"}}'})
    assert [row["id"] for row in found["data"]] == [made["id"]]
    sk.delete(f"/customers/{made['id']}")
    sk.refused(404, "not_found", "GET", f"/customers/{made['id']}")
    assert sk.get("/customers", query_string={"search": "Kupec"})["pagination"]["total"] == 0
    restored = sk.post(f"/customers/{made['id']}/restore", status=200)
    assert (restored["id"], restored["deleted_at"]) == (made["id"], None)


def test_the_country_may_be_said_by_its_name(sk: Backend) -> None:
    assert sk.post("/customers", {"name": "A", "country": "Croatia"})["country_code"] == "HR"
    assert sk.post("/customers", {"name": "A", "country": "AT"})["country"] == "Austria"
    for said in ({"country": "Atlantis"}, {"country": "Croatia", "country_code": "SI"}):
        error = sk.refused(422, "validation_failed", "POST", "/customers", {"name": "A", **said})
        assert error["cause"]["issues"][0]["path"] == ["country"]


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"name": None}, ["name"]),
        ({"colour": "red"}, ["colour"]),
        ({"vat_id": "SI50223055"}, ["vat_id"]),
        ({"country_code": "XX"}, ["country_code"]),
        ({"city": "x" * 251}, ["city"]),
        ({"bank_accounts": [{"iban": "SI56"}]}, ["bank_accounts", 0, "iban"]),
        ({"is_end_consumer": "yes"}, ["is_end_consumer"]),
        ({"metadata": {"a": 1}}, ["metadata", "a"]),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_path(sk: Backend, said: Any, path: list[str | int]) -> None:
    error = sk.refused(422, "validation_failed", "POST", "/customers", {**BUYER, **said})
    assert [issue["path"] for issue in error["cause"]["issues"]] == [path]


def test_the_id_names_the_entity_and_no_other_sees_it(
    world: World, sk: Backend, account: Backend, ek: Backend, oak: Backend
) -> None:
    made = sk.post("/customers", BUYER)
    assert account.get(f"/customers/{made['id']}") == made
    assert ek.get(f"/customers/{made['id']}") == made
    for stranger, entity in ((oak, None), (account, world.cast.birch)):
        stranger.refused(404, "not_found", "GET", f"/customers/{made['id']}", entity_id=entity)
        stranger.refused(404, "not_found", "DELETE", f"/customers/{made['id']}", entity_id=entity)
    account.refused(422, "entity_required", "POST", "/customers", {"name": "A"})
