"""What is wrong with a field, in words of this API: the schemas' own judge speaks of Python."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

_PLAIN = {
    "missing": "is needed",
    "string_type": "must be a text, in quotes",
    "string_unicode": "must be a text in UTF-8",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "is too large a number",
    "int_from_float": "must be a whole number",
    "decimal_type": "must be a number, not a text",
    "decimal_parsing": "must be a number",
    "list_type": "must be a list",
    "dict_type": "must be a JSON object",
    "model_type": "must be a JSON object",
    "model_attributes_type": "must be a JSON object",
    "none_required": "must be null",
}
_BOUNDS = {
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "must have at most {max_length} characters",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
}
_PATTERNS = {
    r"^[A-Z]{2}$": "must be two capital letters, as in SI",
    r"^[A-Z]{3}$": "must be three capital letters, as in EUR",
    r"^[^\r\n]*$": "must be one line",
    r"^[A-Za-z0-9_-]+$": "may hold letters, digits, _ and -",
    r"^[A-Z]{1,3}$": "must be a code of capital letters, as in S",
    r"^[a-z][a-z0-9_]{0,23}$": "must be at most 24 small letters, digits and _, as in bank_statement",
}
# Lists whose rows have nothing to do with each other.
_DIVISIBLE = frozenset({"links", "document_ids"})
_MOST_NAMES = 12
Schema = Mapping[str, Any]


def issues_of(error: ValidationError, model: type[BaseModel]) -> list[dict[str, Any]]:
    """Each field that cannot be taken: its path, and a sentence that says what to send. What was sent is not in it."""
    found = error.errors(include_url=False, include_input=False)
    return [{"path": list(each["loc"]), "message": _words(each, model)} for each in found]


def summary_of(issues: Sequence[Mapping[str, Any]]) -> str:
    """The one issue that there is, or where to read of several; an invented name that is long is not repeated."""
    first = ": ".join(filter(None, (".".join(map(str, issues[0]["path"])), issues[0]["message"])))
    return first if len(issues) == 1 and len(first) <= 200 else "some fields cannot be taken; cause.issues names each"


def _words(issue: Any, model: type[BaseModel]) -> str:
    kind, context, path = issue["type"], issue.get("ctx", {}), issue["loc"]
    if kind == "extra_forbidden":
        return _unknown(path, model)
    if kind in _PLAIN:
        return _PLAIN[kind] if path else f"the body {_PLAIN[kind]}"
    if kind in _BOUNDS:
        return _BOUNDS[kind].format(**context)
    if kind in {"too_long", "too_short"}:
        return _length(kind, context, path)
    if kind == "string_too_short":
        least = context["min_length"]
        return "must not be empty" if least == 1 else f"must have at least {least} characters"
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(context["pattern"], f"must be written as {context['pattern']}")
    words: str = issue["msg"]
    return words.removeprefix("Value error, ")


def _length(kind: str, context: Mapping[str, Any], path: Sequence[int | str]) -> str:
    entries = "an entry" if context.get("min_length") == 1 else f"{context.get('min_length')} entries"
    if kind == "too_short":
        return f"must have at least {entries}"
    rest = "; send the rest in another call" if path and path[-1] in _DIVISIBLE else ""
    return f"has more entries than are taken: at most {context['max_length']}{rest}"


def _unknown(path: Sequence[int | str], model: type[BaseModel]) -> str:
    """Which name may have been meant; the name that was sent is in the path already."""
    known = _names(model, tuple(step for step in path[:-1] if isinstance(step, str)))
    if near := get_close_matches(str(path[-1])[:60], known, n=1):
        return f"is not known here; did you mean {near[0]}?"
    if 0 < len(known) <= _MOST_NAMES:
        return f"is not known here; there are {', '.join(known)}"
    return "is not known here; /api/v1/docs lists the fields"


@cache
def _names(model: type[BaseModel], path: tuple[str, ...]) -> tuple[str, ...]:
    """The fields at a place of a model, places in lists left out; none where the place is no object with fields."""
    whole = model.model_json_schema()
    at: Schema = whole
    for step in path:
        at = _object(at.get("properties", {}).get(step, {}), whole)
    return tuple(at.get("properties", ()))


def _object(schema: Schema, whole: Schema) -> Schema:
    """The object behind a reference, a choice with null, or a list."""
    if "$ref" in schema:
        found: Schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
        return found
    if "items" in schema:
        return _object(schema["items"], whole)
    options = [_object(option, whole) for option in schema.get("anyOf", ())]
    return next((option for option in options if "properties" in option), schema)
