"""The OpenAPI document with words, examples and groups put on what the declarations leave bare."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.api.manual.bodies import BODIES
from portal.api.manual.groups import GROUPS
from portal.api.manual.samples import sample_of
from portal.api.manual.words import describe, words_of

_JSON = "application/json"
_PAGE = "Listed_"
Document = dict[str, Any]


def dress(document: Document) -> None:
    """Describe every field and parameter, give one example of every body and answer, and put the nouns in order."""
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        if name.startswith(_PAGE):
            schema["description"] = f"One page of {name.removeprefix(_PAGE).removesuffix('_')}."
        describe(name, schema.get("properties", {}))
    for operation in operations(document):
        for parameter in operation["parameters"]:
            if "description" not in parameter and (words := _words_of(parameter)):
                parameter["description"] = words
        _put_examples(operation, schemas)
    known = {tag["name"]: tag for tag in document["tags"]}
    document["tags"] = [known[noun] for group in GROUPS for noun in group.nouns]
    document["x-tagGroups"] = [{"name": group.name, "tags": list(group.nouns)} for group in GROUPS]


def operations(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation of the document."""
    for methods in document["paths"].values():
        yield from methods.values()


def name_of(schema: Mapping[str, Any]) -> str:
    """Which component a reference means."""
    return str(schema["$ref"]).rpartition("/")[2]


def _put_examples(operation: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    body = operation.get("requestBody", {}).get("content", {}).get(_JSON)
    given = BODIES[name_of(body["schema"])] if body is not None else None
    if body is not None:
        body["example"] = given
    for status, answer in operation["responses"].items():
        content = answer.get("content", {}).get(_JSON)
        if content is not None and int(status) < 400:
            content["example"] = sample_of(name_of(content["schema"]), schemas, given)


def _words_of(parameter: Mapping[str, Any]) -> str:
    name: str = parameter["name"]
    if parameter["in"] == "path" and name.endswith("_id"):
        return f"The id of the {name.removesuffix('_id').replace('_', ' ')}."
    return words_of("Query", name).words
