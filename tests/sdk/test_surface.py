"""Both SDKs have the same nouns and methods, and docs/sdk.md names every one of them."""

import inspect
import json
import re
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from portal_sdk import Portal
from portal_sdk.resources.base import Resource
from tests.sdk.node import folder_with_packages, run_program
from tests.support.commands import succeed
from tests.support.needs import ROOT

PAGE = (ROOT / "docs" / "sdk.md").read_text(encoding="utf-8")
KEPT = {"list", "iterate", "get", "create", "update", "delete"}
# Where JavaScript says it otherwise than in camelCase.
OTHERWISE = {"versions": "getVersions", "files": "getFiles", "formats": "getFormats", "nextNumber": "getNextNumber"}
TELL = """
import {Portal} from "portal-sdk";
const sdk = new Portal("sk_sandbox_x", {baseUrl: "https://a.b"});
const told = {};
const tell = (name, noun) => {
  const entries = Object.entries(noun);
  told[name] = entries.filter(([, value]) => value instanceof Function).map(([method]) => method);
  for (const [below, value] of entries) if (value?.constructor?.name === "Resource") tell(`${name}.${below}`, value);
};
for (const [name, noun] of Object.entries(sdk)) if (noun instanceof Object) tell(name, noun);
console.log(JSON.stringify(told));
"""


def methods_of(noun: Resource) -> set[str]:
    return {name for name in dir(noun) if not name.startswith("_") and inspect.ismethod(getattr(noun, name))}


def surface(noun: object, prefix: str = "") -> dict[str, set[str]]:
    """Method names by noun, those below a noun with its name before theirs."""
    found: dict[str, set[str]] = {}
    for name, value in vars(noun).items():
        if isinstance(value, Resource):
            found |= {prefix + name: methods_of(value)} | surface(value, f"{prefix}{name}.")
    return found


@pytest.fixture
def python() -> dict[str, set[str]]:
    with Portal("sk_sandbox_x", "https://portal.example.com") as portal:
        return surface(portal)


def camel(name: str) -> str:
    plain = re.sub(r"_([a-z])", lambda found: found[1].upper(), name)
    return OTHERWISE.get(plain, plain)


def test_both_have_the_same_methods(python: dict[str, set[str]], tmp_path: Path) -> None:
    program = folder_with_packages(tmp_path) / "tell.js"
    program.write_text(TELL, encoding="utf-8")

    told = {noun: set(names) for noun, names in json.loads(run_program(program)).items()}

    nouns = {noun: re.sub(r"_([a-z])", lambda found: found[1].upper(), noun) for noun in python}
    assert told == {nouns[noun]: {camel(name) for name in names} for noun, names in python.items()}


def test_the_page_names_every_call_and_no_other(python: dict[str, set[str]]) -> None:
    table = PAGE[PAGE.index("## Every call") :]
    told: dict[str, set[str]] = {}
    for nouns, calls in re.findall(r"^\| ([a-z][a-z_., ]*) \| ([^|]+) \|", table, re.MULTILINE):
        if nouns == "noun":
            continue
        words = set(re.findall(r"[a-z_]+", re.sub(r"and those .*?:", "", calls)))
        methods = (words - {"kept"}) | (KEPT if "kept" in words else set())
        told |= {noun: methods for noun in nouns.split(", ")}

    assert told == python


EXPORTED = ["Portal", "PortalError", "WebhookRefused", "amountText", "sumAmounts", "signLink", "verifyWebhook"]


@pytest.mark.parametrize("name", EXPORTED)
def test_the_types_name_what_the_module_exports(name: str) -> None:
    types = (ROOT / "static" / "sdk" / "portal-sdk.d.ts").read_text(encoding="utf-8")

    assert re.search(rf"^export (class|function) {name}\b", types, re.MULTILINE)


def test_the_page_of_arguments_is_of_this_sdk() -> None:
    sdk = str(ROOT / "portal" / "sdk" / "src")
    succeed(sys.executable, ROOT / "config" / "setup" / "sdk_calls.py", "--check", folder=ROOT, PYTHONPATH=sdk)


def test_wrong_arguments_say_how_they_are_given() -> None:
    with Portal("sk_sandbox_x", "https://portal.example.com") as portal:
        with pytest.raises(TypeError, match=r"by name, such as entity_id=…, or as a mapping; got str"):
            portal.invoices.list(cast(Any, "ent_x"))
        with pytest.raises(TypeError, match="an id is text, as the portal gave it; got NoneType"):
            portal.invoices.get(cast(Any, None))
