"""Every call of the API, for every kind of key, with things of one's own and of everybody else: whoever may not reach a
thing gets the very bytes that an id gets which never existed. Generated from the routes; none can be left out."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from werkzeug.test import TestResponse

from portal.api.route import ROUTES, Reach, Route
from tests.isolation.api_things import TYPES, WHERE, things_of
from tests.support.api import Backend
from tests.support.portal import World, on_both

pytestmark = pytest.mark.slow

_VARIABLE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
# Things that are the account's, at whose routes an entity key is not let in at all.
RENAMED = {"/account/keys": ("key_id", "account_key_id"), "/account-webhook": ("webhook_id", "account_webhook_id")}
# A delivery exists once something was delivered: its id alone says nothing, so these are asked for made-up ones.
MADE_UP = {"delivery_id": "whk_" + "a" * 26}
# Parts of an address that are no thing of anybody's.
FIXED = {"format": "cii"}
NOT_COMPARED = {"Date", "X-Request-Id", "Retry-After"}
NEVER = "a" * 26


@pytest.fixture
def things(world: World) -> dict[str, dict[str, str]]:
    return {where: things_of(world, where) for where in WHERE}


def variables(route: Route) -> list[str]:
    return _VARIABLE.findall(route.rule)


def named(route: Route, variable: str) -> str:
    """The kind of thing that a variable stands for: documents have their type, some things are the account's."""
    if variable == "document_id":
        return TYPES.get(route.rule.split("/")[1], variable)
    for start, (name, other) in RENAMED.items():
        if route.rule.startswith(start) and variable == name:
            return other
    return variable


def path(route: Route, ids: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda found: ids.get(named(route, found[1])) or {**MADE_UP, **FIXED}[found[1]], route.rule)


def never(ids: dict[str, str]) -> dict[str, str]:
    """Ids of the same kinds that no thing has."""
    return {name: f"{value.partition('_')[0]}_{NEVER}" for name, value in ids.items()}


def told(response: TestResponse, ids: dict[str, str]) -> tuple[int, list[tuple[str, str]], str]:
    """All that a caller can compare. An answer may repeat the id that was asked for, which tells nothing."""
    headers = sorted((name, value) for name, value in response.headers if name not in NOT_COMPARED)
    text = response.text
    for value in ids.values():
        text = text.replace(value, "<id>")
    return response.status_code, headers, text


def ask(calls: Backend, route: Route, ids: dict[str, str], entity_id: str | None = None) -> TestResponse:
    body: dict[str, object] | None = {} if route.method in {"POST", "PATCH", "PUT"} and not route.upload else None
    headers = {"x-entity-id": entity_id} if entity_id else {}
    return calls.call(route.method, path(route, ids), body, headers=headers)


def in_order() -> Iterator[Route]:
    """Reading first, ending last."""
    order = ("GET", "POST", "PATCH", "PUT", "DELETE")
    return iter(sorted(ROUTES, key=lambda route: order.index(route.method)))


def outsiders(world: World) -> Iterator[tuple[str, Backend, str | None, tuple[str, ...]]]:
    """Who asks, with which key, naming which entity, for whose things."""
    keys = world.cast.keys
    yield "Elm's key", Backend(world, keys["ek"].text), None, ("birch", "linden", "oak")
    yield "Ada's key in Elm", Backend(world, keys["sk"].text), world.cast.elm, ("birch", "linden", "oak")
    yield "Ada's key", Backend(world, keys["sk"].text), None, ("linden", "oak")
    yield "Ada's live key", Backend(world, keys["live_sk"].text), None, ("elm", "birch", "oak")
    yield "Oak's key", Backend(world, keys["oak_sk"].text), None, ("elm", "birch", "linden")


def asking_at(world: World, turn: int) -> list[tuple[str, Backend, str | None, tuple[str, ...]]]:
    """On SQLite all outsiders; on PostgreSQL, which answers the same calls over its own wall, two by turns."""
    everybody = list(outsiders(world))
    if world.database.dialect == "sqlite":
        return everybody
    return [everybody[(turn + step) % len(everybody)] for step in (0, 2)]


@on_both
def test_what_is_not_ones_own_never_was(world: World, things: dict[str, dict[str, str]]) -> None:
    wrong = []
    for turn, route in enumerate(in_order()):
        if not variables(route) or set(variables(route)) & set(MADE_UP):
            continue
        for name, calls, entity_id, others in asking_at(world, turn):
            nothing = never(things[others[0]])
            nobody = told(ask(calls, route, nothing, entity_id), nothing)
            for where in others:
                ids = things[where]
                if is_accounts(route) and where == "birch" and "Ada's key" in name:
                    continue  # the account's own things: Ada's key is at home with them
                somebody = told(ask(calls, route, ids, entity_id), ids)
                if somebody != nobody or somebody[0] not in {403, 404, 409, 422}:
                    wrong.append((name, where, route.method, route.rule, somebody, nobody))
    assert wrong == [], wrong[0]


def is_accounts(route: Route) -> bool:
    return route.reach in {Reach.ACCOUNT, Reach.PATH} or "{" in route.rule or route.rule.startswith("/account")


@on_both
def test_an_entity_that_is_not_ones_own_never_was(world: World) -> None:
    wrong = []
    for turn, route in enumerate(in_order()):
        if route.reach not in {Reach.ENTITY, Reach.WIDE} or variables(route):
            continue
        for name, calls, _entity, others in asking_at(world, turn):
            if name == "Ada's key in Elm":
                continue
            nobody = told(ask(calls, route, {}, f"ent_{NEVER}"), {})
            for where in others:
                somebody = told(ask(calls, route, {}, getattr(world.cast, where)), {})
                if somebody != nobody or somebody[0] != 404:
                    wrong.append((name, where, route.method, route.rule, somebody, nobody))
    assert wrong == []


# An entity key does not see its entity's keys: one that leaked would show who else holds one.
KEPT_BACK = {("ek", "keys.list_entity_keys")}


def test_ones_own_things_are_there(world: World, things: dict[str, dict[str, str]]) -> None:
    """The control: the same calls for what is one's own are no 404 and no 401."""
    wrong = []
    for route in in_order():
        if set(variables(route)) & set(MADE_UP) or route.method != "GET":
            continue
        asking = {
            "sk": (Backend(world, world.cast.keys["sk"].text), "birch"),
            "ek": (Backend(world, world.cast.keys["ek"].text), "elm"),
            "oak": (Backend(world, world.cast.keys["oak_sk"].text), "oak"),
        }
        for who, (calls, where) in asking.items():
            if who == "ek" and route.reach is Reach.ACCOUNT:
                continue
            entity_id = None if route.reach in {Reach.ACCOUNT, Reach.PATH} else getattr(world.cast, where)
            got = ask(calls, route, things[where], entity_id).status_code
            kept_back = (who, route.name) in KEPT_BACK or "/exports/" in route.rule
            if got not in {200, 202, 303, 409, 422} and not kept_back:
                wrong.append((who, route.rule, got))
    assert wrong == []


def test_nobody_without_a_key_of_the_api(world: World) -> None:
    """No key, a signing key, a session's cookie: 401 everywhere, whatever is asked for."""
    session = world.enter("admin")
    ids = dict.fromkeys((name for route in ROUTES for name in map(lambda v: named(route, v), variables(route))), "x")
    for route in ROUTES:
        for key in ("", world.cast.keys["lk"].text):
            response = Backend(world, key).call(route.method, path(route, ids))
            assert response.status_code == 401, (route.method, route.rule)
        by_cookie = session.browser.open(f"/api/v1{path(route, ids)}", method=route.method)
        assert by_cookie.status_code == 401, (route.method, route.rule)


def test_an_entity_key_is_kept_from_the_account(world: World) -> None:
    calls = Backend(world, world.cast.keys["ek"].text)
    ids = dict.fromkeys((name for route in ROUTES for name in map(lambda v: named(route, v), variables(route))), "x")
    for route in ROUTES:
        if route.reach is Reach.ACCOUNT:
            assert calls.call(route.method, path(route, ids), {}).status_code == 403, (route.method, route.rule)


BODIES = {
    "/invoices": {"customer_id": "customer_id", "items": [{"name": "W", "quantity": 1, "price": 1}]},
    "/estimates": {"customer": {"name": "B"}, "items": [{"item_id": "item_id", "quantity": 1}]},
    "/delivery-notes": {
        "customer": {"name": "B"},
        "items": [{"name": "W", "quantity": 1, "price": 1, "taxes": [{"tax_id": "tax_id"}]}],
    },
    "/payments": {"document_id": "document_id", "amount": 1},
    "/links": {"access": "user", "user_id": "user_id"},
    "/documents/export/pdf": {"document_ids": ["document_id"]},
    "/links/end": {"user_id": "user_id"},
}


def filled(value: object, ids: dict[str, str]) -> object:
    if isinstance(value, dict):
        return {name: filled(inner, ids) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, ids) for inner in value]
    return ids.get(value, value) if isinstance(value, str) else value


@on_both
def test_ids_inside_bodies_reach_no_further(world: World, things: dict[str, dict[str, str]]) -> None:
    for rule, (who, key) in product(BODIES, (("ek", "ek"), ("sk", "sk"))):
        calls = Backend(world, world.cast.keys[key].text)
        for where in ("birch", "linden", "oak"):
            answers = []
            for ids in (never(things[where]), things[where]):
                response = calls.call("POST", rule, filled(BODIES[rule], ids), entity_id=world.cast.elm)
                text = response.text
                for value in ids.values():
                    text = text.replace(value, "<id>")
                answers.append((response.status_code, text))
            assert answers[0] == answers[1], (rule, who, where)
            assert answers[0][0] in {200, 403, 404, 409, 422}, answers
            if answers[0][0] == 200:
                assert '"links":0,"sessions":0' in answers[0][1]
