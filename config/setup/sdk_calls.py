"""Writes docs/sdk-calls.md: every call of the Python SDK with its arguments, out of the SDK itself.

Run from the repository: `PYTHONPATH=portal/sdk/src python config/setup/sdk_calls.py`. With `--check` it changes
nothing and fails when it would.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar, get_args

from portal_sdk import Portal
from portal_sdk.resources.base import Resource
from portal_sdk.resources.documents import Invoices

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sdk-calls.md"
_MODULES = re.compile(r"\b(?:[a-z_]+\.)+(?=[A-Za-z])")
# The arguments that every list has alike; the head of the page says them once.
_LISTED = re.compile(
    r"\((?P<entity>entity_id: str, )?params: dict = None, (?:\*, entity_id: .*)?"
    r"\*\*more: object\)(?P<answer>.*)"
)
HEAD = """# Every call of the SDKs, with its arguments

Made of the Python SDK by `config/setup/sdk_calls.py`. `portal.` goes before each. JavaScript has the same calls in
camelCase: ids (and texts to be sent as they are) come first, everything else goes into one object after them
(`sdk.invoices.list({ entityId, limit: 10 })`, `sdk.invoices.void(id, { reason })`), and every call answers with a
promise. What the types hold is in `portal_sdk/schemas.py` and in `portal-sdk.d.ts`, and field by field on the API's
page `/api/v1/docs`.

Every `list` and `iterate` takes the same, where `…` stands below; `iterate` needs no cursors:
`(params: dict = None, *, entity_id: str = None, limit: int = None, next_cursor: str = None, prev_cursor: str = None,
order_by: str = None, search: str = None, query: dict = None, **more)`. `query` is the API's, such as
`{"total_due": {"gt": 0}}`; `order_by` with a `-` goes downward.

`data` is the body as a mapping; its fields may be given by name instead (`**fields`), or besides. `entity_id` may be
left out where the key reaches one entity alone.
"""


def calls(portal: Portal) -> Iterator[str]:
    """The lines of the page after its head."""
    yield from ("", "## The portal itself", "")
    for name in ("me", "embed_url"):
        yield line(name, getattr(portal, name), {})
    yield from nouns(portal, "")


def nouns(owner: object, prefix: str) -> Iterator[str]:
    """A heading and a line a call for each noun of `owner`, and for those below it."""
    for name, noun in vars(owner).items():
        if not isinstance(noun, Resource):
            continue
        yield from ("", f"## {prefix}{name}", "")
        if type(noun).__base__ is Invoices.__base__ and name != "invoices":
            yield "The calls of [invoices](#invoices)."
            continue
        known = generics(type(noun))
        for method, function in inspect.getmembers(noun, inspect.ismethod):
            if not method.startswith("_"):
                yield line(f"{prefix}{name}.{method}", function, known)
        yield from nouns(noun, f"{prefix}{name}.")


def generics(noun: type) -> dict[str, str]:
    """What the letters of a generic noun stand for, such as `Row` for `Invoice`."""
    known: dict[str, str] = {}
    for base in (base for each in reversed(noun.__mro__) for base in vars(each).get("__orig_bases__", ())):
        letters = getattr(base.__origin__, "__parameters__", ()) if hasattr(base, "__origin__") else ()
        meant = zip(letters, get_args(base), strict=False)
        known |= {letter.__name__: each.__name__ for letter, each in meant if not isinstance(each, TypeVar)}
    return known


def line(name: str, function: Callable[..., object], known: dict[str, str]) -> str:
    """One call: its arguments with their types, what it answers with, and the first sentence about it."""
    signature = str(inspect.signature(function))
    for letter, meant in known.items():
        signature = re.sub(rf"\b{letter}\b", meant, signature)
    plain = _MODULES.sub("", signature.replace("'", '"')).replace("Mapping[str, object]", "dict")
    plain = re.sub(r"Optional\[(\w+)\]", r"\1", plain.replace(" | None = None", " = None")).replace("~", "")
    if name.count(".") and (listed := _LISTED.match(plain)):
        plain = f"({listed['entity'] or ''}…){listed['answer']}"
    about = (inspect.getdoc(function) or "").partition("\n\n")[0].replace("\n", " ")
    return f"- `{name}{plain}`  \n  {about}"


def main() -> int:
    """Write the page, or compare it."""
    with Portal("sk_sandbox_x", "https://portal.example.com") as portal:
        page = HEAD + "\n".join(calls(portal)) + "\n"
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page:
            return 0
        print("docs/sdk-calls.md is not of this SDK; run config/setup/sdk_calls.py", file=sys.stderr)
        return 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
