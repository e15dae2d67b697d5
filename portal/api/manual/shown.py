"""Schemas as a reader sees them: each field with its kind, and the fields inside it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from portal.services.outbox.events import ALL

Schemas = Mapping[str, Mapping[str, Any]]
_PLAIN = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "date": "day",
    "date-time": "instant",
    "object": "object",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One field or parameter; `inner` are the fields of the object that it holds, `holds` is that object's name."""

    name: Markup
    kind: Markup
    needed: bool
    words: Markup
    holds: str = ""
    inner: tuple["Shown", ...] = ()


def fields(schema: Mapping[str, Any], schemas: Schemas, *, opened: bool = False) -> tuple[Shown, ...]:
    """The fields of an object; with `opened`, those of the objects inside it, too."""
    needed = schema.get("required", ())
    return tuple(
        _field(name, one, name in needed, schemas, opened=opened) for name, one in schema.get("properties", {}).items()
    )


def parameter(one: Mapping[str, Any], schemas: Schemas) -> Shown:
    """A parameter of an operation."""
    return Shown(
        breaking(one["name"]), kind(one["schema"], schemas), one["required"], in_words(one.get("description", ""))
    )


def kind(one: Mapping[str, Any], schemas: Schemas) -> Markup:
    """What may stand in a field; the name of a type leads to its fields."""
    if "$ref" in one:
        name = _name(one)
        choices = schemas.get(name, {}).get("enum")
        return _choices(choices) if choices else Markup('<a href="#type-{0}">{0}</a>').format(name)
    if "anyOf" in one:
        return Markup(" or ").join(dict.fromkeys(kind(each, schemas) for each in one["anyOf"]))
    if "const" in one or "enum" in one:
        return _choices(one.get("enum", [one.get("const")]))
    if one.get("type") == "array":
        return Markup("list of ") + kind(one.get("items", {}), schemas)
    plain = str(one.get("format") or one.get("type", "anything"))
    return Markup("{}").format(_PLAIN.get(plain, plain))


def in_words(text: str) -> Markup:
    """A sentence of a declaration: what stands in it between backticks is code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(breaking(part)) if place % 2 else part for place, part in enumerate(parts)
    )


def breaking(text: str) -> Markup:
    """A name that may go on in the next line after `_` and `/`, and nowhere else."""
    return escape(text).replace("_", Markup("_<wbr>")).replace("/", Markup("/<wbr>"))


def _field(name: str, one: Mapping[str, Any], needed: bool, schemas: Schemas, *, opened: bool) -> Shown:
    words, held = in_words(one.get("description", "")), _held(one)
    inner = fields(schemas[held], schemas, opened=True) if opened and held else ()
    return Shown(breaking(name), kind(one, schemas), needed, words, held if inner else "", inner)


def _held(one: Mapping[str, Any]) -> str:
    """The name of the type in a field, in a list of it, or in a choice between it and null."""
    if "$ref" in one:
        return _name(one)
    return next((held for each in (one.get("items"), *one.get("anyOf", ())) if each and (held := _held(each))), "")


def _name(one: Mapping[str, Any]) -> str:
    return str(one["$ref"]).rpartition("/")[2]


def _choices(values: Collection[object]) -> Markup:
    if ALL in values:
        return Markup('<a href="#events">name of an event</a>, or <code>{}</code>').format(ALL)
    return Markup(", ").join(Markup("<code>{}</code>").format(breaking(str(value))) for value in values)
