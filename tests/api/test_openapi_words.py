"""The API's document tells a reader everything: words on each field, a body and an answer that its own schema takes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from portal.api.docs import first_command
from portal.api.first_calls import FIRST_CALLS
from portal.api.json import write_indented, write_json
from portal.api.manual.bodies import BODIES
from portal.api.manual.dressing import operations
from portal.api.manual.groups import GROUPS, SEE
from portal.api.manual.shown import breaking, in_words
from portal.api.manual.words import names
from portal.api.openapi import openapi
from portal.api.route import ROUTES, NoBody, read_model
from tests.support.api import Backend
from tests.support.needs import ROOT
from tests.support.portal import World, on_both


@pytest.fixture(scope="module")
def document() -> Any:
    """As callers get it, numbers read as they read them."""
    return json.loads(write_json(openapi("https://portal.example.com")))


def examples(content: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    yield from ((one["schema"], one["example"]) for one in content.values() if "example" in one)


def test_every_field_and_parameter_says_what_it_is(document: Any) -> None:
    silent = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, one in schema.get("properties", {}).items()
        if not one.get("description")
    ]
    silent += [
        f"{operation['operationId']}.{parameter['name']}"
        for operation in operations(document)
        for parameter in operation["parameters"]
        if not parameter.get("description")
    ]
    assert silent == []


def test_no_words_are_kept_for_fields_that_are_gone(document: Any) -> None:
    schemas = document["components"]["schemas"]
    there = {field for schema in schemas.values() for field in schema.get("properties", {})}
    there |= {f"{name}.{field}" for name, schema in schemas.items() for field in schema.get("properties", {})}
    asked = {parameter["name"] for operation in operations(document) for parameter in operation["parameters"]}
    there |= asked | {f"Query.{name}" for name in asked}
    assert names() - there == set()


def test_every_body_that_is_sent_has_an_example_that_is_taken(document: Any) -> None:
    for route in ROUTES:
        if route.body is not NoBody:
            read_model(route.body, BODIES[route.body.__name__])
    bodies = {route.body.__name__ for route in ROUTES if route.body is not NoBody}
    assert set(BODIES) == bodies
    for operation in operations(document):
        sent = operation.get("requestBody", {}).get("content", {})
        assert "application/json" not in sent or "example" in sent["application/json"], operation["operationId"]


def test_every_example_is_as_its_schema_says(document: Any) -> None:
    shown = 0
    for operation in operations(document):
        places = [operation.get("requestBody", {}), *operation["responses"].values()]
        for schema, example in (pair for place in places for pair in examples(place.get("content", {}))):
            judged = {**schema, "components": document["components"]}
            wrong = [error.message for error in OAS31Validator(judged).iter_errors(example)]
            assert wrong == [], (operation["operationId"], wrong[:3])
            shown += 1
    assert shown > 150


def test_the_nouns_stand_in_groups_each_once(document: Any) -> None:
    grouped = [noun for group in GROUPS for noun in group.nouns]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) == {route.noun.name for route in ROUTES} == {tag["name"] for tag in document["tags"]}
    assert set(SEE) <= set(grouped)


def test_the_guide_shows_the_same_calls_and_settings_as_the_page() -> None:
    guide = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    for call in FIRST_CALLS:
        assert first_command(call, "$PORTAL_URL/api/v1") in guide
    assert write_indented({"settings": BODIES["EntityPatch"]["settings"]}) in guide


@on_both
def test_what_the_settings_show_is_taken(account: Backend) -> None:
    made = account.post("/entities", {**BODIES["EntityIn"], "settings": BODIES["EntityPatch"]["settings"]})
    asked = {"type": "credit_note", "date": "2026-03-15"}
    found = account.get("/documents/next-number", entity_id=made["id"], query_string=asked)
    assert found["number"] == "CN-26/0001"


def test_names_on_the_page_go_on_in_the_next_line_only_where_words_end() -> None:
    assert breaking("a_b/<c>") == "a_<wbr>b/<wbr>&lt;c&gt;"
    assert in_words("By `user_id`.") == "By <code>user_<wbr>id</code>."


def test_the_page_shows_how_each_call_is_made_and_what_it_answers(world: World) -> None:
    calls = world.app.test_client().get("/api/v1/docs").text.split('class="call"')[1:]
    assert len(calls) == len(ROUTES)
    assert [call[:80] for call in calls if 'class="code">curl ' not in call] == []
    (made,) = [call for call in calls if 'Body: <a href="#type-InvoiceIn">' in call]
    assert "Fields of LineIn" in made
    assert "&#34;total_with_tax&#34;" in made
