"""The SDKs and the API have the same calls: what either asks for is a route, and every route is asked for by both."""

import inspect
import re
from collections.abc import Iterable, Iterator
from types import GeneratorType
from typing import Any
from urllib.parse import parse_qsl

import pytest

from portal.api.openapi import address
from portal.api.route import ROUTES
from portal.api.wiring import NOUNS
from portal_sdk import Portal
from portal_sdk.resources.base import Resource
from tests.sdk.node import require_packages, run_program, type_check
from tests.sdk.scripted import Answer, Asked, Script
from tests.support.needs import ROOT

ANSWER = Answer(
    200,
    b'{"data": [], "pagination": {"next_cursor": null}, "token": "x", "id": "x", "versions": [], "formats": [],'
    b' "status": "done"}',
)
# What a parameter without a usual value is given, by its name; an id is anything.
GIVEN: dict[str, Any] = {"content": b"x", "file": b"x", "pdf": b"x", "fields": {}, "links": [{}], "to": "invoice"}
PREFIX = "/api/v1"


def routes() -> set[tuple[str, str]]:
    """Every route, as method and address."""
    assert NOUNS
    return {(route.method, address(route)) for route in ROUTES}


def asked_routes(asked: Iterable[Asked]) -> set[tuple[str, str]]:
    """The routes that these calls were made to; a call to none of them stands for itself."""
    return {(each.method, route_of(each.method, each.path.partition("?")[0])) for each in asked}


def route_of(method: str, path: str) -> str:
    path = path.removeprefix(PREFIX)
    fits = [
        rule for known, rule in routes() if known == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", rule), path)
    ]
    # `/entities/users` is also an `/entities/{id}`; the one with fewer variables is meant.
    return min(fits, key=lambda rule: rule.count("{"), default=path)


def strangers(asked: Iterable[Asked]) -> set[str]:
    """Parameters in an address that its route does not declare, and would refuse."""
    known = {(route.method, address(route)): set(route.query.model_fields) for route in ROUTES}
    found = set()
    for each in asked:
        path, _, query = each.path.partition("?")
        rule = route_of(each.method, path)
        found |= {f"{rule} {name}" for name, _ in parse_qsl(query) if name not in known.get((each.method, rule), set())}
    return found


def methods(portal: Portal) -> Iterator[Any]:
    """Every public method of every noun, those below the account too."""
    waiting = [value for value in vars(portal).values() if isinstance(value, Resource)]
    while waiting:
        noun = waiting.pop()
        waiting += [value for value in vars(noun).values() if isinstance(value, Resource)]
        names = (name for name in dir(noun) if not name.startswith("_"))
        yield from (getattr(noun, name) for name in names if inspect.ismethod(getattr(noun, name)))
    yield portal.me


def call(method: Any) -> None:
    needed = [
        parameter
        for parameter in inspect.signature(method).parameters.values()
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
    ]
    told = method(**{parameter.name: GIVEN.get(parameter.name, "x1") for parameter in needed})
    if isinstance(told, GeneratorType):
        list(told)


def test_the_python_sdk_has_every_call_and_no_other(script: Script, portal: Portal) -> None:
    script.answer(ANSWER)
    for method in methods(portal):
        call(method)

    assert asked_routes(script.asked) == routes()
    assert strangers(script.asked) == set()


def test_the_javascript_sdk_has_every_call_and_no_other(script: Script) -> None:
    require_packages()
    script.answer(ANSWER)
    run_program(ROOT / "tests" / "node" / "every-call.mjs", PORTAL_URL=script.origin)

    assert asked_routes(script.asked) == routes()
    assert strangers(script.asked) == set()


def test_every_javascript_call_has_its_types() -> None:
    type_check(ROOT / "tests" / "node", "every-call.mjs", libraries=True)


@pytest.mark.parametrize("path", ["/nowhere", "/invoices/x/y/z"])
def test_a_call_to_nowhere_would_be_seen(path: str) -> None:
    assert ("GET", route_of("GET", PREFIX + path)) not in routes()
