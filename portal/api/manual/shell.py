"""Calls as somebody types them into a shell in which PORTAL_KEY is set."""

from collections.abc import Mapping
from typing import Any

from portal.api.json import write_indented


def curl(
    method: str,
    address: str,
    *,
    in_entity: str | None = None,
    body: Mapping[str, Any] | None = None,
    file: str | None = None,
    save: str | None = None,
) -> str:
    """One call; `file` is sent as a form's part of that name, and the answer is saved as `save`."""
    first = ["curl", *(["-X", method] if method != "GET" else []), quoted(address) if "?" in address else address]
    lines = [" ".join(first), '-H "Authorization: Bearer $PORTAL_KEY"']
    if in_entity:
        lines.append(f'-H "x-entity-id: {in_entity}"')
    if file:
        lines.append(f"-F file=@{file}")
    if body is not None:
        lines.append('-H "Content-Type: application/json"')
        lines.append(f"-d {quoted(write_indented(body))}")
    if save:
        lines.append(f"-o {save}")
    return " \\\n  ".join(lines)


def quoted(text: str) -> str:
    """A text as one word."""
    return "'" + text.replace("'", "'\\''") + "'"
