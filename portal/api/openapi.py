"""The OpenAPI 3.1 document, made of what the routes declare."""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from pydantic.json_schema import models_json_schema

from portal import __version__
from portal.api.manual.dressing import dress
from portal.api.route import ROUTES, NoBody, NoQuery, Reach, Route
from portal.api.schemas.base import Body, Out, Query

_REF = "#/components/schemas/{model}"
_PATH_VARIABLE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
REACH_IN_WORDS = {
    Reach.ACCOUNT: "Takes an account key (`sk_…`).",
    Reach.ENTITY: "Works in the entity of the header `x-entity-id`; without it, in the only one that the key reaches.",
    Reach.OWN: "Takes any key, and speaks of that key.",
    Reach.WIDE: "Works in the entity of the header `x-entity-id`; without it, in all that the key reaches.",
    Reach.THING: "The id says which entity: the header `x-entity-id` is not needed, and one that disagrees is 404.",
    Reach.PATH: "Works in the entity of the address.",
}
_ENTITY_HEADER = {
    "name": "x-entity-id",
    "in": "header",
    "required": False,
    "description": "Which entity; needed where the key reaches several.",
    "schema": {"type": "string"},
}
_IDEMPOTENCY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and call within 24 hours get the same answer, and one effect.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
_ERROR = {
    "type": "object",
    "description": "Every refusal.",
    "required": ["code", "message"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "cause": {"type": "object", "additionalProperties": True},
    },
}


def openapi(server: str) -> dict[str, Any]:
    """The document for the portal at this origin."""
    components = _components(ROUTES)
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(address(route), {})[route.method.lower()] = _operation(route, components)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Client portal",
            "version": __version__,
            "description": "What a firm's backend does with its clients' entities, documents, people and links.",
        },
        "servers": [{"url": f"{server}/api/v1"}],
        "security": [{"key": []}],
        "tags": [
            {"name": name, "description": about} for name, about in {r.noun.name: r.noun.about for r in ROUTES}.items()
        ],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "bearerFormat": "sk_… or ek_…"}},
            "schemas": components["schemas"],
        },
    }
    dress(document)
    return document


def address(route: Route) -> str:
    """The path of a route as OpenAPI writes it."""
    return _PATH_VARIABLE.sub(r"{\1}", route.rule)


def _components(routes: Iterable[Route]) -> dict[str, Any]:
    """Every schema once; `refs` says where each model is in each mode."""
    wanted: dict[tuple[Any, Any], None] = {}
    for route in routes:
        if route.body is not NoBody:
            wanted[route.body, "validation"] = None
        wanted |= {(each, "serialization"): None for each in _answers(route).values() if isinstance(each, type)}
    refs, schema = models_json_schema(list(wanted), ref_template=_REF)
    return {"refs": refs, "schemas": {"Error": deepcopy(_ERROR), **schema.get("$defs", {})}}


def _operation(route: Route, components: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name.replace(".", "_"),
        "tags": [route.noun.name],
        "summary": route.summary,
        "description": f"{REACH_IN_WORDS[route.reach]} Needs the right `{route.permission}`.",
        "parameters": _parameters(route),
        "responses": {
            **{str(status): _answer(each, components) for status, each in _answers(route).items()},
            **_refusals(route),
        },
    }
    if content := _content(route, components):
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PATH_VARIABLE.findall(route.rule)
    ]
    if route.query is not NoQuery:
        found += _query_parameters(route.query)
    if route.reach not in {Reach.ACCOUNT, Reach.OWN}:
        found.append(_ENTITY_HEADER)
    if route.method == "POST":
        found.append(_IDEMPOTENCY_HEADER)
    return found


def _query_parameters(query: type[Query]) -> Iterable[dict[str, Any]]:
    schema = query.model_json_schema()
    for name, one in schema["properties"].items():
        shape = {key: value for key, value in one.items() if key not in {"title", "description"}}
        if "anyOf" in shape:
            # An absent parameter is absent: nobody can send null in an address.
            (inner,) = [each for each in shape.pop("anyOf") if each.get("type") != "null"]
            shape = {name: value for name, value in shape.items() if value is not None} | inner
        if "$ref" in shape:
            shape = schema["$defs"][shape["$ref"].rpartition("/")[2]]
        parameter = {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": shape}
        if "description" in one:
            parameter["description"] = one["description"]
        yield parameter


def _content(route: Route, components: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if route.body is not NoBody:
        content["application/json"] = {"schema": _ref(route.body, "validation", components)}
    if route.upload:
        file = {"type": "string", "contentMediaType": "application/octet-stream"}
        content["multipart/form-data"] = {
            "schema": {"type": "object", "properties": {"file": file}, "required": ["file"]}
        }
    for media in route.takes:
        content[media] = {"schema": {"type": "string"}}
    return content


def _answers(route: Route) -> Mapping[int, type[Out] | str | None]:
    """What is answered under each status that is no refusal."""
    return {route.status: route.answer, **route.also}


def _answer(answer: type[Out] | str | None, components: dict[str, Any]) -> dict[str, Any]:
    if answer is None:
        return {"description": "Done."}
    if isinstance(answer, str):
        return {"description": "The bytes.", "content": {answer: {"schema": {"type": "string"}}}}
    schema = _ref(answer, "serialization", components)
    return {"description": "As asked.", "content": {"application/json": {"schema": schema}}}


def _refusals(route: Route) -> dict[str, Any]:
    codes = {401: "No live key", 403: "Not allowed", 404: "Not found", 422: "Validation", 429: "Too many calls"}
    if route.method != "GET":
        codes |= {400: "Malformed", 409: "Conflict", 413: "Too large", 415: "Unsupported media type"}
    schema = {"application/json": {"schema": {"$ref": _REF.format(model="Error")}}}
    return {str(code): {"description": words, "content": schema} for code, words in sorted(codes.items())}


def _ref(model: type[Body] | type[Out], mode: str, components: dict[str, Any]) -> Any:
    return components["refs"][model, mode]
