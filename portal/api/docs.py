"""The API's own description: OpenAPI 3.1 for programs, and a page to read. Both public: they tell what can be asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from portal.api.errors import CODES
from portal.api.first_calls import FIRST_CALLS
from portal.api.json import write_json
from portal.api.openapi import REACH_IN_WORDS, address, openapi
from portal.api.route import ROUTES, NoBody, NoQuery, Route
from portal.web.guard import public
from portal.web.parts import parts

blueprint = Blueprint("api_docs", __name__, url_prefix="/api/v1")


@dataclass(frozen=True, slots=True)
class Shown:
    """One field or parameter on the page."""

    name: str
    kind: Markup
    needed: bool
    words: Markup


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


# In the order in which a firm comes to need them.
GROUPS = {
    "Clients and access": (
        *("entities", "users", "invitations", "tokens", "links", "sessions", "origins", "activities"),
    ),
    "Documents": (
        *("invoices", "credit_notes", "advance_invoices", "estimates", "delivery_notes", "documents", "payments"),
        *("customers", "items", "taxes", "tax_reports"),
    ),
    "Files and exports": ("files", "exports", "imports"),
    "Events": ("webhooks", "account_webhooks"),
    "Account": ("account", "staff", "keys"),
}


@cache
def _page(server: str) -> str:
    nouns: dict[str, list[dict[str, Any]]] = {}
    about = {}
    for route in ROUTES:
        about[route.noun.name] = route.noun.about
        nouns.setdefault(route.noun.name, []).append(_shown(route))
    grouped = {name for group in GROUPS.values() for name in group}
    groups = {**GROUPS, "More": tuple(name for name in nouns if name not in grouped)}
    schemas = openapi(server)["components"]["schemas"]
    return render_template(
        "api/docs.html",
        groups={name: tuple(one for one in group if one in nouns) for name, group in groups.items()},
        nouns=nouns,
        about=about,
        codes=CODES,
        server=server,
        first_calls=FIRST_CALLS,
        types={
            name: list(_fields({**schema, "$defs": schemas}))
            for name, schema in sorted(schemas.items())
            if "properties" in schema
        },
        in_words=_in_words,
    )


def _shown(route: Route) -> dict[str, Any]:
    answer = route.answer
    return {
        "id": route.name.replace(".", "-"),
        "method": route.method,
        "address": address(route),
        "summary": route.summary,
        "reach": REACH_IN_WORDS[route.reach],
        "permission": route.permission.value,
        "query": list(_fields(route.query.model_json_schema())) if route.query is not NoQuery else [],
        "body": list(_fields(route.body.model_json_schema())) if route.body is not NoBody else [],
        "upload": route.upload,
        "takes": route.takes,
        "bytes": answer if isinstance(answer, str) else None,
        "answered": list(_fields(answer.model_json_schema(mode="serialization"))) if isinstance(answer, type) else [],
        "status": route.status,
    }


def _fields(schema: dict[str, Any]) -> Iterator[Shown]:
    for name, one in schema.get("properties", {}).items():
        yield Shown(name, _kind(one, schema), name in schema.get("required", ()), _in_words(one.get("description", "")))


def _kind(one: dict[str, Any], schema: dict[str, Any]) -> Markup:
    """What may stand in a field; the name of a type leads to its fields."""
    if "$ref" in one:
        name = one["$ref"].rpartition("/")[2]
        choices = schema.get("$defs", {}).get(name, {}).get("enum")
        return _choices(choices) if choices else Markup('<a href="#type-{0}">{0}</a>').format(name)
    if "anyOf" in one:
        return Markup(" or ").join(_kind(each, schema) for each in one["anyOf"])
    if one.get("type") == "array":
        return Markup("list of ") + _kind(one.get("items", {}), schema)
    if "enum" in one:
        return _choices(one["enum"])
    return Markup("{}").format(one.get("format") or one.get("type", "anything"))


def _choices(values: Iterable[object]) -> Markup:
    return Markup(" ").join(Markup("<code>{}</code>").format(value) for value in values)


def _in_words(text: str) -> Markup:
    """A sentence of a declaration: what stands in it between backticks is code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in enumerate(parts)
    )
