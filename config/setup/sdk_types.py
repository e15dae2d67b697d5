"""Writes the SDKs' types out of the API's own OpenAPI document, so that the three cannot differ.

Run from the repository: `python config/setup/sdk_types.py`. With `--check` it changes nothing and fails when it would.
"""

import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from portal.api.openapi import openapi
from portal.api.wiring import NOUNS

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "portal/sdk/src/portal_sdk/schemas.py"
TYPESCRIPT = ROOT / "static/sdk/portal-sdk.d.ts"
MARK = "// --- Made of the API's own document by config/setup/sdk_types.py; everything below is written anew ---\n"
HEAD = '''"""The API's shapes, made of its own document by config/setup/sdk_types.py of the portal's repository."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NotRequired, TypedDict
'''
INPUT = "Decimal | int"
# The SDKs have their own words for these.
LEFT_OUT = re.compile(r"Listed_|Pagination$|Error$")
Schema = Mapping[str, Any]
# What may be sent besides a text of this format.
_PYTHON_DAYS = {"date": "date | str", "date-time": "datetime | str"}
_PYTHON_PLAIN = {"string": "str", "integer": "int", "boolean": "bool", "null": "None", "object": "dict[str, Any]"}
_TYPESCRIPT_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def names(schemas: Mapping[str, Schema]) -> dict[str, str]:
    """What each schema is called: `EntityOut` is plainly `Entity`, where nothing else is."""
    kept = [name for name in schemas if not LEFT_OUT.match(name)]
    return {name: short if (short := re.sub("Out$", "", name)) not in kept else name for name in kept}


def sent(document: Schema) -> set[str]:
    """The schemas that requests are made of; the others are answered."""
    found: set[str] = set()
    waiting = [
        reference
        for path in document["paths"].values()
        for operation in path.values()
        for reference in references(operation.get("requestBody", {}))
    ]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += references(document["components"]["schemas"][name])
    return found


def references(value: object) -> Iterator[str]:
    """Every schema that is named in a piece of the document."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name == "$ref":
                yield str(inner).rpartition("/")[2]
            else:
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def doc(schema: Schema) -> str:
    """The schema's own sentence."""
    return " ".join(str(schema.get("description", "What the API says.")).split())


def values_of(schema: Schema) -> Schema | None:
    """What the names of an object may hold, where any name is taken."""
    patterns = schema.get("patternProperties", {})
    values = next(iter(patterns.values()), None) or schema.get("additionalProperties")
    return values if isinstance(values, Mapping) else None


def union(parts: Iterator[str]) -> str:
    """The parts, each once."""
    return " | ".join(dict.fromkeys(parts))


def python_type(schema: Schema, called: Mapping[str, str], number: str) -> str:
    """A schema as a Python annotation."""
    if "$ref" in schema:
        return called[schema["$ref"].rpartition("/")[2]]
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return union(python_type(option, called, number) for option in options)
    if "const" in schema or "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema.get('enum', [schema.get('const')])))}]".replace("'", '"')
    kind, values = schema.get("type"), values_of(schema)
    if kind == "array":
        return f"list[{python_type(schema.get('items', {}), called, number)}]"
    if kind == "object" and values:
        return f"dict[str, {python_type(values, called, number)}]"
    if kind == "number":
        return number
    if number == INPUT and schema.get("format") in _PYTHON_DAYS:
        return _PYTHON_DAYS[schema["format"]]
    return _PYTHON_PLAIN[kind] if kind else "Any"


def typescript_type(schema: Schema, called: Mapping[str, str], _number: str = "") -> str:
    """A schema as a TypeScript type."""
    if "$ref" in schema:
        return called[schema["$ref"].rpartition("/")[2]]
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return union(typescript_type(option, called) for option in options)
    if "const" in schema or "enum" in schema:
        return union(f'"{value}"' for value in schema.get("enum", [schema.get("const")]))
    match schema.get("type"):
        case "array":
            return f"Array<{typescript_type(schema.get('items', {}), called)}>"
        case "object":
            values = values_of(schema)
            return f"Record<string, {typescript_type(values, called) if values else 'unknown'}>"
        case str(plain):
            return _TYPESCRIPT_PLAIN[plain]
        case _:
            return "unknown"


def python_module(document: Schema) -> str:
    """The types of the Python SDK."""
    called, inputs = names(document["components"]["schemas"]), sent(document)
    whole, decimals = [HEAD], set()
    for name, text in called.items():
        schema = document["components"]["schemas"][name]
        if "properties" not in schema:
            whole.append(f"\n{text} = {python_type(schema, called, 'Decimal')}\n")
            continue
        number = INPUT if name in inputs else "Decimal"
        words = textwrap.fill(f'"""{doc(schema)}"""', 116, break_long_words=False, break_on_hyphens=False)
        lines = [f"class {text}(TypedDict):", textwrap.indent(words, "    "), ""]
        for field, one in schema["properties"].items():
            written = python_type(one, called, number)
            if "Decimal" in written:
                decimals.add(field)
            optional = field not in schema.get("required", ())
            lines.append(f"    {field}: " + (f"NotRequired[{written}]" if optional else written))
        whole.append("\n\n" + "\n".join(lines) + "\n")
    listed = "".join(f'        "{field}",\n' for field in sorted(decimals))
    return "".join(whole) + f"\n\nDECIMALS: frozenset[str] = frozenset(\n    {{\n{listed}    }}\n)\n"


def typescript_block(document: Schema) -> str:
    """The types of the JavaScript SDK."""
    called = names(document["components"]["schemas"])
    whole = []
    for name, text in called.items():
        schema = document["components"]["schemas"][name]
        if "properties" not in schema:
            whole.append(f"\nexport type {text} = {typescript_type(schema, called)};\n")
            continue
        lines = [f"/** {doc(schema)} */", f"export interface {text} {{"]
        for field, one in schema["properties"].items():
            mark = "" if field in schema.get("required", ()) else "?"
            lines.append(f"  {field}{mark}: {typescript_type(one, called)};")
        whole.append("\n" + "\n".join([*lines, "}"]) + "\n")
    return "".join(whole)


def formatted(source: str) -> str:
    """In the house's format, without imports that nothing needs."""
    for command in (("check", "--fix", "--quiet", "--select", "F401"), ("format",)):
        ruff = [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(PYTHON), "-"]
        source = subprocess.run(ruff, input=source, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return source


def written() -> dict[Path, str]:
    """Both files, as they should be."""
    document = openapi("")
    by_hand = TYPESCRIPT.read_text(encoding="utf-8").partition(MARK)[0]
    return {PYTHON: formatted(python_module(document)), TYPESCRIPT: by_hand + MARK + typescript_block(document)}


def main() -> int:
    """Write them, or say with `--check` which one is behind."""
    if not NOUNS:
        raise RuntimeError("no noun of the API is wired")
    behind = {path: text for path, text in written().items() if not path.exists() or path.read_text("utf-8") != text}
    for path, text in behind.items():
        print(path.relative_to(ROOT))
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    return 1 if behind and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
