"""What a refusal says: words of this API, which name what to send; never those of a library."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from portal.api.route import ROUTES, NoBody, read_model
from portal.errors import Invalid
from tests.support.api import Backend, backend, parsed
from tests.support.portal import World

ODD: tuple[Any, ...] = ({}, [], "", "x" * 5000, -1, 10**13, True, [{"odd": 1}], {"odd": {}}, ["x"] * 1001)
FOREIGN_WORDS = re.compile(
    r"\b[Ii]nput\b|pydantic|Value error|[Ii]nstance|[Dd]ictionary|[Tt]uple|\bint\b|\bstr\b|after valid"
)


def told(model: Any, value: object) -> list[str]:
    try:
        read_model(model, value)
    except Invalid as error:
        return [issue["message"] for issue in error.cause["issues"]] if isinstance(error.cause, dict) else [str(error)]
    return []


def refusals() -> Iterator[str]:
    """Every sentence that odd values in every field of every body and query bring about."""
    for model in {route.body for route in ROUTES} | {route.query for route in ROUTES} - {NoBody}:
        yield from told(model, [])
        for name, one in model.model_json_schema().get("properties", {}).items():
            for odd in ODD:
                yield from told(model, {name: odd, "nane": 1})
                if one.get("type") == "array" or "anyOf" in one:
                    yield from told(model, {name: [odd]})


def test_no_field_of_any_call_is_refused_in_words_of_a_library() -> None:
    sentences = set(refusals())
    assert len(sentences) > 40
    assert [sentence for sentence in sentences if FOREIGN_WORDS.search(sentence) or sentence[:1].isupper()] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("POST", "/customers", {"nane": "Oak"}, {"is not known here; did you mean name?", "is needed"}),
        ("POST", "/entities", {"name": "Oak", "country": "si"}, {"must be two capital letters, as in SI"}),
        ("POST", "/customers", [], {"the body must be a JSON object"}),
        ("PATCH", "/account", {"limits": {"link": "x"}}, {"must be a whole number"}),
        (
            "POST",
            "/links/batch",
            {"links": [{}] * 501},
            {"has more entries than are taken: at most 500; send the rest in another call"},
        ),
        (
            "POST",
            "/invoices",
            {"items": [{"name": "Design", "prise": 1}]},
            {"is not known here; did you mean price?"},
        ),
    ],
)
def test_a_refusal_says_what_to_send(sk: Backend, method: str, path: str, body: object, words: set[str]) -> None:
    error = parsed(sk.call(method, path, body))
    assert {issue["message"] for issue in error["cause"]["issues"]} == words


def test_a_bad_query_says_what_is_bad_about_it(sk: Backend) -> None:
    def said(query: str) -> Any:
        error = sk.refused(422, "validation_failed", "GET", "/entities", query_string={"query": query})
        (issue,) = error["cause"]["issues"]
        return issue["path"], issue["message"]

    assert said('{"name": {"like": "a"}}')[0] == ["query", "name"]
    assert said('{"name": {"gt": "a", "like": "a"}}')[1].startswith("like is not an operator; there are equals, not,")
    assert said('{"nane": {"gt": "a"}}')[1].startswith("is not a field to ask about here; there are ")
    path, words = said("foo")
    assert path == ["query"]
    assert "body" not in words
    assert words.endswith('send a JSON object, as in {"number": {"startsWith": "2026"}}')


def test_an_address_that_is_none_is_told_from_an_id_that_is_none(world: World, account: Backend) -> None:
    assert account.refused(404, "not_found", "GET", "/nothing")["message"].endswith("/api/v1/docs lists them all.")
    missing = account.refused(404, "not_found", "GET", "/documents/inv_nothing")["message"]
    assert missing == "no such thing in this account; a sandbox key sees nothing that is live"
    # To the byte: a foreign one, a sibling's and one that never was.
    elms = backend(world, "ek")
    asked = [elms.call("GET", f"/entities/{name}").data for name in (world.cast.birch, world.cast.oak, "ent_never")]
    assert len(set(asked)) == 1
    assert account.refused(405, "method_not_allowed", "PUT", "/entities")["message"].endswith(
        "GET, HEAD, OPTIONS, POST."
    )


def test_the_page_is_found_with_a_slash_too(account: Backend) -> None:
    found = account.call("GET", "/docs/")
    assert (found.status_code, found.headers["Location"]) == (308, "/api/v1/docs")


@pytest.mark.parametrize(
    "name", ["name", "country", "currency_code", "locale", "timezone", "client_access", "settings"]
)
def test_what_cannot_be_cleared_is_refused_or_goes_back_to_the_usual(sk: Backend, world: World, name: str) -> None:
    answer = sk.call("PATCH", f"/entities/{world.cast.elm}", {name: None})
    assert answer.status_code in {200, 422}, answer.text


def test_a_refusal_of_one_field_says_it_at_once(sk: Backend) -> None:
    def message(body: object) -> object:
        return sk.refused(422, "validation_failed", "POST", "/customers", body)["message"]

    assert message({}) == "name: is needed"
    assert message([]) == "the body must be a JSON object"
    several = "some fields cannot be taken; cause.issues names each"
    assert message({"nane": 1}) == several
    assert message({"name": "Oak", "x" * 300: 1}) == several
