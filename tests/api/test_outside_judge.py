"""schemathesis reads the OpenAPI document and sends what it allows and what it forbids, as each kind of key: nothing
breaks, and every answer is one that the document names."""

import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.support.portal import World

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
CASES_A_ROUTE = 6
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# Ids that exist, by the name of the path's variable: made-up ones would never get past 404.
KINDS = {"entity_id": "entity", "document_id": "documents", "file_id": "files", "user_id": "users"}
Made = tuple[tuple[str, str], list[Case[Any]]]


@pytest.fixture(scope="module")
def made() -> list[Made]:
    """The cases for each operation, once they are made: making them costs more than all answers together."""
    return []


@pytest.mark.parametrize("who", ["sk", "ek", "oak_sk", "live_sk", "lk", "nobody"])
def test_no_case_breaks_the_api(world: World, who: str, made: list[Made]) -> None:
    judge = Judge(world, who)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if not made:
            made.extend(make(schemathesis.openapi.from_wsgi("/api/v1/openapi.json", world.app)))
        for place, cases in made:
            if place not in ENDING or who not in {"sk", "ek"}:
                for case in cases:
                    judge.send(case.derive())
    print(who, dict(judge.counted))
    assert judge.failures == []
    assert judge.counted.total() >= CASES_A_ROUTE
    if who in {"lk", "nobody"}:
        assert set(judge.counted) <= {401, 429}


def make(schema: OpenApiSchema) -> Iterator[Made]:
    """What each visitor sends, in the order of the document; the dice have a fixed seed."""
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        yield (operation.method.upper(), operation.path), cases_of(operation.as_strategy())


def cases_of(strategy: SearchStrategy[Case[Any]]) -> list[Case[Any]]:
    found: list[Case[Any]] = []

    @settings(
        max_examples=CASES_A_ROUTE,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def each(case: Case[Any]) -> None:
        found.append(case)

    each()
    return found


class Judge:
    """Sends cases as one kind of key and keeps what was wrong with the answers."""

    def __init__(self, world: World, who: str) -> None:
        self.world = world
        self.counted: Counter[int] = Counter()
        self.failures: list[str] = []
        self._headers = {} if who == "nobody" else {"Authorization": f"Bearer {world.cast.keys[who].text}"}
        self._in_elm = who in {"sk", "oak_sk", "live_sk"}

    def send(self, case: Case[Any]) -> None:
        """Send a case of the visitor's own, which is changed on the way."""
        for name in case.path_parameters or {}:
            if self.counted.total() % 2 and (known := ours(self.world, name)):
                case.path_parameters[name] = known
        if self._in_elm and "x-entity-id" not in (case.headers or {}):
            case.headers["x-entity-id"] = self.world.cast.elm
        base_url = self.world.settings.origin + "/api/v1"
        response = case.call(headers=self._headers, base_url=base_url, app=self.world.app)
        self.counted[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            self.failures.extend(f"{case.method} {case.formatted_path}: {each}" for each in group.exceptions)


# These end the very key or account access that the run goes on with.
ENDING = {("DELETE", "/account/keys/{key_id}"), ("DELETE", "/entities/api-keys/{key_id}"), ("POST", "/links/end")}


def ours(world: World, name: str) -> str | None:
    return next(iter(_ours(world, name)), None)


def _ours(world: World, name: str) -> Iterator[str]:
    match KINDS.get(name):
        case "entity":
            yield world.cast.elm
        case "documents":
            yield from world.cast.documents.values()
        case "files":
            yield from world.cast.files_of[world.cast.elm].values()
        case "users":
            yield from world.cast.users.values()
        case _:
            return
