"""Users, staff, origins, keys and sessions are lists like all others: pages both ways, order, search, questions."""

import json
from typing import Any

import pytest

from tests.support.api import Backend
from tests.support.portal import World, on_both

# Each list with its usual order, an order with ties or empty values, and a field that is asked about.
LISTS = {
    "/entities/users": ("name", "-created_at", {"role": "viewer"}),
    "/entities/api-keys": ("-created_at", "expires_at", {"kind": "ek"}),
    "/account/staff": ("name", "-created_at", {"name": {"startsWith": "Extra"}}),
    "/account/keys": ("-created_at", "-last_used_at", {"kind": "sk"}),
    "/account/origins": ("origin", "-created_at", {"frames": True}),
    "/sessions": ("-last_seen_at", "expires_at", {"access": "full_entity"}),
}


@pytest.fixture
def filled(world: World, account: Backend, sk: Backend) -> None:
    """Some more of each."""
    for number in range(3):
        person = {"email": f"extra{number}@elm.example", "name": f"Extra {number % 2}", "role": "viewer"}
        sk.post("/entities/users", {**person, "send_invite": False})
        sk.post("/entities/api-keys", {"name": f"extra {number}", **({"ttl": 3600} if number else {})})
        account.post("/account/staff", {"email": f"extra{number}@ada.example", "name": f"Extra {number}"})
        account.post("/account/keys", {"name": f"extra {number}"})
        account.post("/account/origins", {"origin": f"https://extra{number}.example", "frames": number != 1})
        world.enter("full" if number else "viewer")


def walk(calls: Backend, path: str, **asked: Any) -> tuple[list[Any], str]:
    """The ids of all pages of two rows, and the last page's cursor back."""
    ids: list[Any] = []
    page = calls.get(path, query_string={"limit": 2, **asked})
    while True:
        ids += [row["id"] for row in page["data"]]
        assert len(page["data"]) <= 2
        if not page["pagination"]["has_more"]:
            return ids, page["pagination"]["prev_cursor"]
        cursor = page["pagination"]["next_cursor"]
        page = calls.get(path, query_string={"limit": 2, "next_cursor": cursor, **asked})


@on_both
@pytest.mark.usefixtures("filled")
def test_pages_lead_through_the_whole_list_and_back(world: World, account: Backend, sk: Backend) -> None:
    for path, (usual, other, _query) in LISTS.items():
        calls = account if path.startswith("/account") else sk
        whole = calls.get(path, query_string={"limit": 100})
        ids = [row["id"] for row in whole["data"]]
        assert whole["pagination"] == {"total": len(ids), "next_cursor": None, "prev_cursor": None, "has_more": False}
        assert len(ids) >= 3
        assert walk(calls, path, order_by=usual)[0] == walk(calls, path)[0] == ids, path
        there, back = walk(calls, path, order_by=other)
        assert (sorted(there), len(set(there))) == (sorted(ids), len(ids)), path
        before = calls.get(path, query_string={"limit": 2, "order_by": other, "prev_cursor": back})
        rest = len(there) % 2 or 2
        assert [row["id"] for row in before["data"]] == there[-2 - rest : -rest], path


@pytest.mark.usefixtures("filled")
def test_they_are_asked_and_searched(account: Backend, sk: Backend) -> None:
    for path, (_usual, _other, query) in LISTS.items():
        calls = account if path.startswith("/account") else sk
        some = calls.get(path, query_string={"query": json.dumps(query), "limit": 100})["pagination"]["total"]
        every = calls.get(path, query_string={"limit": 100})["pagination"]["total"]
        assert 0 < some <= every, path
        for odd in ({"limit": 0}, {"limit": 101}, {"order_by": "digest"}, {"query": '{"digest": 1}'}):
            calls.refused(422, "validation_failed", "GET", path, query_string=odd)
        calls.refused(422, "validation_failed", "GET", path, query_string={"next_cursor": "nonsense"})
    by_mail = {"search": "EXTRA1@elm"}
    assert [row["email"] for row in sk.get("/entities/users", query_string=by_mail)["data"]] == ["extra1@elm.example"]
    asked = {"query": '{"email": "extra2@elm.example"}'}
    assert [row["name"] for row in sk.get("/entities/users", query_string=asked)["data"]] == ["Extra 0"]
    assert len(account.get("/account/origins", query_string={"search": "extra"})["data"]) == 3


@pytest.mark.usefixtures("filled")
def test_a_page_holds_what_lives_in_its_own_place(world: World, account: Backend, sk: Backend) -> None:
    users = sk.get("/entities/users", query_string={"limit": 2})["pagination"]
    other = {"next_cursor": users["next_cursor"], "limit": 2}
    account.refused(422, "validation_failed", "GET", "/entities/users", query_string=other, entity_id=world.cast.birch)
    total = users["total"]
    gone = sk.get("/entities/users", query_string={"search": "extra0@"})["data"][0]["id"]
    sk.delete(f"/entities/users/{gone}")
    assert sk.get("/entities/users", query_string={"limit": 1})["pagination"]["total"] == total - 1
    everybody = sk.get("/entities/users", query_string={"limit": 100})["data"]
    assert gone not in {each["id"] for each in everybody}

    key = sk.get("/entities/api-keys", query_string={"search": "extra 0"})["data"][0]["id"]
    sk.delete(f"/entities/api-keys/{key}")
    left = {each["id"] for each in sk.get("/entities/api-keys", query_string={"limit": 100})["data"]}
    ended = sk.get("/entities/api-keys", query_string={"limit": 100, "include_ended": "true"})["data"]
    assert key not in left
    assert key in {each["id"] for each in ended}

    session = sk.get("/sessions", query_string={"query": '{"access": "user"}'})["data"][0]
    account.delete(f"/links/{session['link_id']}")
    assert session["id"] not in {each["id"] for each in sk.get("/sessions", query_string={"limit": 100})["data"]}
