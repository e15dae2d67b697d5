"""Lists of documents over the API: asked by their fields, ordered, searched, page by page."""

from typing import Any

from tests.api.test_documents import PATHS
from tests.support.api import Backend
from tests.support.portal import World


def test_lists_are_asked_ordered_and_searched(sk: Backend) -> None:
    made = [
        sk.post("/invoices", {"items": [{"name": name, "price": price}], "customer": {"name": name}, **more})
        for name, price, more in (
            ("Šivalnica Zmaj", 10, {"date": "2026-11-01"}),
            ("Beta", 20, {"date": "2026-11-02", "metadata": {"shop": "7"}}),
            ("Gama", 30, {"date": "2026-11-03", "is_draft": True, "currency_code": "USD"}),
        )
    ]
    ids = [each["id"] for each in made]

    def asked(query: str, **more: Any) -> list[int]:
        found = sk.get("/invoices", query_string={"query": query, "limit": 100, **more})["data"]
        return [ids.index(each["id"]) for each in found if each["id"] in ids]

    assert asked('{"number": "2026-00002"}') == [1]
    assert asked('{"customer.name": {"contains": "zmaj"}}') == asked('{"customer": {"name": "Šivalnica Zmaj"}}') == [0]
    assert asked('{"metadata.shop": "7"}') == [1]
    assert asked('{"date": {"between": ["2026-11-02", "2026-11-03"]}}', order_by="date") == [1, 2]
    assert asked('{"is_draft": true, "currency_code": "USD"}') == [2]
    assert asked('{"paid_in_full": false, "is_draft": false}', order_by="date") == [0, 1]
    assert asked('{"total": {"gte": 20}}', order_by="-total") == [2, 1]
    assert asked('{"total_paid": 0, "voided_at": null}', order_by="total_with_tax") == [0, 1, 2]
    assert asked("{}", search="sivalnica zmaj") == [0]
    sk.post(f"/documents/{ids[1]}/void", {"reason": "x"}, status=200)
    assert asked('{"voided_at": {"not": null}}') == [1]
    first = sk.get("/invoices", query_string={"limit": 2, "order_by": "-date"})
    assert sk.get("/invoices", query_string={"limit": 2, "order_by": "-date,-id"}) == first
    assert first["pagination"]["has_more"]
    rest = sk.get(
        "/invoices", query_string={"limit": 2, "order_by": "-date", "next_cursor": first["pagination"]["next_cursor"]}
    )
    assert not {each["id"] for each in first["data"]} & {each["id"] for each in rest["data"]}
    error = sk.refused(422, "validation_failed", "GET", "/invoices", query_string={"query": '{"status": "paid"}'})
    assert error["cause"]["issues"][0]["path"] == ["query", "status"]


def test_the_lists_of_own_documents_hold_no_received_ones(sk: Backend, world: World) -> None:
    rows = [row for path in PATHS.values() for row in sk.get(path, query_string={"limit": 100})["data"]]
    assert {row["direction"] for row in rows} == {"issued"}
    assert {row["entity_id"] for row in rows} == {world.cast.elm}
