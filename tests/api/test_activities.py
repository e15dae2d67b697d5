"""The firm's backend reads the audit trail: of an entity, of the account, of all entities by name, and as CSV."""

import csv
import io
from typing import Any

import pytest
import simplejson

from portal.identity import system
from portal.services.history.activity import Event, Thing, record
from tests.support.api import Backend
from tests.support.portal import World, on_both


def tell(world: World, entity_id: str, *names: str) -> None:
    with world.database.visit(system(world.cast.scopes[entity_id])) as visit, visit.write() as writing:
        for number, name in enumerate(names):
            record(visit, writing, Event.FILE_DOWNLOADED, Thing(f"fil_{number}", name))


def whole(backend: Backend, limit: int, **asked: Any) -> list[dict[str, Any]]:
    """All pages of a list, forwards; and the same again backwards."""
    rows: list[dict[str, Any]] = []
    place: dict[str, Any] = {}
    while True:
        page = backend.get("/activities", query_string={"limit": limit, **asked, **place})
        rows += page["data"]
        if not page["pagination"]["has_more"]:
            break
        place = {"next_cursor": page["pagination"]["next_cursor"]}
    back = page["data"]
    while cursor := page["pagination"]["prev_cursor"]:
        page = backend.get("/activities", query_string={"limit": limit, **asked, "prev_cursor": cursor})
        back = page["data"] + back
    assert back == rows
    assert page["pagination"]["total"] == len(rows)
    return rows


@on_both
def test_an_entity_s_trail_is_whole_and_in_order(world: World, sk: Backend) -> None:
    tell(world, world.cast.elm, "first", "second", "third")
    rows = whole(sk, 7)
    assert [row["seq"] for row in rows] == list(range(len(rows), 0, -1))
    assert [row["resource_name"] for row in rows[:3]] == ["third", "second", "first"]
    assert {row["entity_id"] for row in rows} == {world.cast.elm}


@on_both
def test_over_all_entities_each_row_names_its_own(world: World, account: Backend) -> None:
    tell(world, world.cast.birch, "in Birch")
    tell(world, world.cast.elm, "in Elm")
    rows = whole(account, 9, entities="all")
    newest = [(row["entity_id"], row["resource_name"]) for row in rows[:2]]
    assert newest == [(world.cast.elm, "in Elm"), (world.cast.birch, "in Birch")]
    assert {row["entity_id"] for row in rows} == {
        world.cast.elm,
        world.cast.birch,
        world.cast.nova,
        world.cast.shut,
    }
    assert all(row["entity_name"] for row in rows)
    times = [row["created_at"] for row in rows]
    assert times == sorted(times, reverse=True)
    ids = [row["id"] for row in rows]
    assert len(set(ids)) == len(ids)


def test_all_entities_are_for_an_account_key_that_says_so(world: World, sk: Backend, ek: Backend, oak: Backend) -> None:
    for who in (sk, ek):
        for entities in ("all", "account"):
            who.refused(403, "not_allowed", "GET", "/activities", query_string={"entities": entities})
            who.refused(403, "not_allowed", "GET", "/activities/export", query_string={"entities": entities})
    assert {row["entity_id"] for row in whole(oak, 50, entities="all")} == {world.cast.oak}


def test_with_several_entities_one_is_named(account: Backend, oak: Backend) -> None:
    account.refused(422, "entity_required", "GET", "/activities")
    assert oak.get("/activities")["data"]


def test_the_account_has_a_trail_of_its_own(account: Backend) -> None:
    rows = whole(account, 50, entities="account")
    assert {row["entity_id"] for row in rows} == {None}
    assert {"account", "key", "origin", "staff"} <= {row["resource_type"] for row in rows}


def test_filters(world: World, sk: Backend) -> None:
    made = sk.post("/links", {"access": "full_entity"})
    world.browser().follow(made["token"]).get(f"/documents/{world.cast.documents['paid_credit_note']}/")
    of_link = whole(sk, 10, resource_id=made["link_id"])
    assert [(row["action"], row["actor_type"]) for row in of_link] == [
        ("opened", "full_entity"),
        ("issued", "account_key"),
    ]
    (viewed, *_) = whole(sk, 50, resource_type="credit_note", action="viewed")
    assert viewed["resource_id"] == world.cast.documents["paid_credit_note"]
    by_key = whole(sk, 50, actor_id=world.cast.keys["sk"].id, actor_type="account_key")
    assert {row["actor_name"] for row in by_key} == {"Backend of Ada & Co"}
    since = {"gte": of_link[1]["created_at"]}
    asked = simplejson.dumps({"resource_type": {"in": ["link", "session"]}, "created_at": since})
    found = sk.get("/activities", query_string={"query": asked})["data"]
    assert {row["resource_type"] for row in found} == {"link"}
    with_both = '{"action": {"equals": "issued"}, "actor_type": {"not": "system"}}'
    assert {row["action"] for row in sk.get("/activities", query_string={"query": with_both})["data"]} == {"issued"}
    assert whole(sk, 50, search="backend of ADA")
    for odd in ('{"details": 1}', '{"created_at": {"contains": "x"}}', "[]", "{"):
        sk.refused(422, "validation_failed", "GET", "/activities", query_string={"query": odd})
    sk.refused(422, "validation_failed", "GET", "/activities", query_string={"order_by": "actor_id"})


@pytest.mark.parametrize("entities", [None, "all"])
def test_the_file_holds_the_same_and_no_formula(
    world: World, sk: Backend, account: Backend, entities: str | None
) -> None:
    hostile = ('=HYPERLINK("http://evil")', "+1", "-1", "@SUM(A1)", "\tcmd", 'a "quoted", text')
    tell(world, world.cast.elm, *hostile)
    backend, asked = (account, {"entities": entities}) if entities else (sk, {})
    answer = backend.call("GET", "/activities/export", query_string=asked)
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))
    listed = whole(backend, 100, **asked)
    assert {row["id"] for row in rows} == {row["id"] for row in listed}
    assert len(rows) == len(listed)
    names = {row["resource_name"] for row in rows}
    assert {f"'{name}" for name in hostile[:4]} | {'a "quoted", text'} <= names
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t"))]
    few = backend.call("GET", "/activities/export", query_string={**asked, "action": "downloaded", "search": "SUM"})
    assert few.text.count("\r\n") == 2
