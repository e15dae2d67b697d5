"""The API's own description: OpenAPI 3.1 for programs, and a page to read. Both public: they tell what can be asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Blueprint, Response, render_template

from portal.api.errors import ANSWERS, CODES
from portal.api.json import write_json
from portal.api.openapi import address, openapi
from portal.api.route import ROUTES, NoBody, NoQuery, Route
from portal.web.guard import public
from portal.web.parts import parts

blueprint = Blueprint("api_docs", __name__, url_prefix="/api/v1")


@dataclass(frozen=True, slots=True)
class Shown:
    """One field or parameter on the page."""

    name: str
    kind: str
    needed: bool
    words: str


@blueprint.get("/openapi.json")
@public
def document() -> Response:
    """The document."""
    return Response(_document(parts().settings.origin), mimetype="application/json")


@cache
def _document(server: str) -> str:
    # Made once: it costs a second, and anybody may ask for it.
    return write_json(openapi(server))


@blueprint.get("/docs")
@public
def page() -> str:
    """The page."""
    return _page(f"{parts().settings.origin}/api/v1")


@cache
def _page(server: str) -> str:
    nouns: dict[str, list[dict[str, Any]]] = {}
    about = {}
    for route in ROUTES:
        about[route.noun.name] = route.noun.about
        nouns.setdefault(route.noun.name, []).append(_shown(route))
    statuses = {code: status for status, code in ANSWERS.values()}
    return render_template(
        "api/docs.html",
        nouns=nouns,
        about=about,
        codes=CODES,
        statuses=statuses,
        server=server,
    )


def _shown(route: Route) -> dict[str, Any]:
    return {
        "id": route.name.replace(".", "-"),
        "method": route.method,
        "address": address(route),
        "summary": route.summary,
        "reach": route.reach.value,
        "permission": route.permission.value,
        "query": list(_fields(route.query.model_json_schema())) if route.query is not NoQuery else [],
        "body": list(_fields(route.body.model_json_schema())) if route.body is not NoBody else [],
        "upload": route.upload,
        "takes": route.takes,
        "answer": _answer_name(route),
        "answered": _answered(route),
        "status": route.status,
    }


def _answer_name(route: Route) -> str:
    if route.answer is None:
        return "nothing"
    return route.answer if isinstance(route.answer, str) else route.answer.__name__


def _answered(route: Route) -> list[Shown]:
    if not isinstance(route.answer, type):
        return []
    return list(_fields(route.answer.model_json_schema(mode="serialization")))


def _fields(schema: dict[str, Any]) -> Iterator[Shown]:
    for name, one in schema.get("properties", {}).items():
        yield Shown(name, _kind(one, schema), name in schema.get("required", ()), one.get("description", ""))


def _kind(one: dict[str, Any], schema: dict[str, Any]) -> str:
    if "$ref" in one:
        name = one["$ref"].rpartition("/")[2]
        choices = schema.get("$defs", {}).get(name, {}).get("enum")
        return " | ".join(map(str, choices)) if choices else str(name)
    if "anyOf" in one:
        return " or ".join(_kind(each, schema) for each in one["anyOf"])
    if one.get("type") == "array":
        return f"list of {_kind(one.get('items', {}), schema)}"
    if "enum" in one:
        return " | ".join(map(str, one["enum"]))
    return str(one.get("format") or one.get("type", "anything"))
