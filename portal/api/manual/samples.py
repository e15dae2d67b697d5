"""An answer as it looks: made of its schema, the fields' samples, and what was sent."""

from collections.abc import Mapping
from typing import Any

from portal.api.manual.field import UNSET
from portal.api.manual.words import words_of

_BY_FORMAT = {"date": "2026-03-15", "date-time": "2026-03-15T09:30:00.000Z"}
_BY_TYPE = {"boolean": False, "integer": 0, "number": 0, "string": "…", "object": {}}
# Whose ids begin how.
_PREFIXES = {
    **{"EntityOut": "ent", "UserOut": "usr", "StaffOut": "stf", "StaffDetailOut": "stf", "CustomerOut": "cus"},
    **{"ItemOut": "itm", "TaxOut": "tax", "DocumentOut": "inv", "PaymentOut": "pay", "FileOut": "fil"},
    **{"LinkOut": "lnk", "SessionOut": "ses", "KeyOut": "key", "NewKeyOut": "key", "ActivityOut": "act"},
    **{"WebhookOut": "whk", "DeliveryOut": "dlv", "ExportOut": "exp", "AccountOut": "acc", "InvitationOut": "ivt"},
    **{"DocumentFileOut": "fil", "VersionOut": "ver"},
}
Schemas = Mapping[str, Mapping[str, Any]]


def sample_of(name: str, schemas: Schemas, given: Mapping[str, Any] | None = None) -> Any:
    """An answer of the schema of this name; what `given` sent under the same name comes back in it."""
    found = {}
    for field, schema in schemas[name].get("properties", {}).items():
        sent = (given or {}).get(field)
        plain = isinstance(sent, str | int) or field in {"metadata", "events"}
        known = words_of(name, field).sample
        if sent is not None and plain and not _is_instant(schema):
            found[field] = sent
        elif field == "id" and name in _PREFIXES:
            found[field] = f"{_PREFIXES[name]}_…"
        else:
            found[field] = _value(schema, schemas) if known is UNSET or not _fits(known, schema, schemas) else known
    return found


def _is_instant(schema: Mapping[str, Any]) -> bool:
    # A day that is sent is answered as its midnight.
    return any(option.get("format") == "date-time" for option in (schema, *schema.get("anyOf", ())))


def _value(schema: Mapping[str, Any], schemas: Schemas) -> Any:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return schemas[name]["enum"][0] if "enum" in schemas[name] else sample_of(name, schemas)
    if "anyOf" in schema:
        return _value(schema["anyOf"][0], schemas)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "array":
        return [_value(schema.get("items", {}), schemas)]
    return _BY_FORMAT.get(schema.get("format", ""), _BY_TYPE.get(schema.get("type", "object")))


def _fits(known: Any, schema: Mapping[str, Any], schemas: Schemas) -> bool:
    """Whether a sample may stand here; of a choice between names only one of those."""
    if "$ref" in schema:
        target = schemas[schema["$ref"].rpartition("/")[2]]
        return known in target.get("enum", ()) if "enum" in target else isinstance(known, dict) and bool(known)
    if "anyOf" in schema:
        return any(_fits(known, option, schemas) for option in schema["anyOf"])
    if "const" in schema or "enum" in schema:
        return known == schema.get("const") or known in schema.get("enum", ())
    if known is None:
        return bool(schema.get("type") == "null")
    return schema.get("type") != "null"
