"""The house rules that a reader of one file cannot see broken: direction, addresses, sizes, and what lies where."""

import ast
import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from itertools import chain

import pytest
from packaging.requirements import Requirement

from tests.support.house import ADDRESSES, INCLUDED, LEAVES, OPEN_TO_LEAVES, floor_of
from tests.support.needs import ROOT
from tests.support.source import Module, inside, modules, own_files

SCOPE_COLUMNS = frozenset({"account_id", "entity_id", "environment"})
FILTERS = frozenset({"where", "filter", "filter_by", "having"})
LINES_OF_A_FILE = 250
LINES_OF_A_FUNCTION = 60
TOP_LEVEL = {"pyproject.toml", "portal", "templates", "static", "tests", "config", "wsgi.py"}
TOP_LEVEL |= {
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "docs",
    "bench",
    ".ci",
    ".gitignore",
    ".gitattributes",
}

PORTAL = tuple(module for module in modules("portal") if not module.is_in("portal.sdk"))
EVERYTHING = (*PORTAL, *modules("tests", "bench"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def expect_none(breaches: Iterable[str], rule: str) -> None:
    """Fail with the rule and every place that breaks it."""
    found = sorted(set(breaches))
    assert not found, f"{rule}\n  " + "\n  ".join(found)


def below_portal(name: str) -> str:
    return name.removeprefix("portal").removeprefix(".")


def normalised(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_every_module_has_a_place_in_the_house() -> None:
    homeless = (m.where for m in PORTAL if below_portal(m.name) and floor_of(below_portal(m.name)) is None)
    expect_none(homeless, "A module that tests/support/house.py puts on no floor:")


def test_imports_go_down() -> None:
    breaches = []
    for module in PORTAL:
        own = floor_of(below_portal(module.name))
        for imported in module.imports:
            floor = floor_of(below_portal(imported.name)) if inside(imported.name, "portal") else None
            if own is not None and floor is not None and floor > own:
                breaches.append(f"{module.where}:{imported.line} imports {imported.name}")
    expect_none(
        breaches, "An import that goes up: api web cli demo.host → services → models, leaves, database → tenancy:"
    )


@pytest.mark.parametrize("leaf", LEAVES)
def test_a_leaf_knows_nothing_of_the_house(leaf: str) -> None:
    allowed = [f"portal.{name}" for name in (leaf, *OPEN_TO_LEAVES)]
    expect_none(
        (
            f"{module.where}:{imported.line} imports {imported.name}"
            for module in PORTAL
            if module.is_in(f"portal.{leaf}")
            for imported in module.imports
            if inside(imported.name, "portal") and not any(inside(imported.name, home) for home in allowed)
        ),
        f"A leaf imports only {', '.join(OPEN_TO_LEAVES)} of ours; hand it what it needs as a parameter:",
    )


@pytest.mark.parametrize("package", sorted(ADDRESSES))
def test_a_package_has_one_address(package: str) -> None:
    homes = [f"portal.{home}" for home in ADDRESSES[package]]
    expect_none(
        (
            f"{module.where}:{imported.line} imports {imported.name}"
            for module in PORTAL
            for imported in module.imports
            if imported.root == package and not module.is_in(*homes)
        ),
        f"{package} is used only in {', '.join(homes)}; call what is there:",
    )


def test_every_third_party_import_is_declared_and_has_an_address() -> None:
    extras = chain.from_iterable(PROJECT["project"]["optional-dependencies"].values())
    named = (*PROJECT["project"]["dependencies"], *extras)
    declared = {normalised(re.split(r"[\[<>=!~; ]", line)[0]) for line in named}
    owners = packages_distributions()
    breaches = []
    for module in PORTAL:
        for imported in (each for each in module.imports if each.is_third_party):
            distributions = {normalised(name) for name in owners.get(imported.root, [])} | {INCLUDED.get(imported.root)}
            if imported.root not in ADDRESSES or not distributions & declared:
                breaches.append(f"{module.where}:{imported.line} imports {imported.name}")
    expect_none(breaches, "A package not declared in pyproject.toml, or without an address in tests/support/house.py:")


def test_no_module_of_an_extra_is_imported_by_name() -> None:
    """Whoever sets nothing has not even installed it: `portal.extras` loads such a module when a setting asks."""
    extras = {Requirement(line).name for each in PROJECT["project"]["optional-dependencies"].values() for line in each}
    homes = {home for package in extras for home in ADDRESSES[package]}
    expect_none(
        (
            f"{module.where}:{imported.line} imports {imported.name}"
            for module in PORTAL
            for imported in module.imports
            if any(inside(imported.name, f"portal.{home}") for home in homes)
        ),
        "A module that needs an extra; ask portal.extras.load_extra for it:",
    )


def test_services_never_name_the_scope() -> None:
    """Rule 3 of the design: the fence adds the scope, and a service that repeats it hides where it is missing."""
    expect_none(
        (
            f"{module.where}:{call.lineno} filters by {column}"
            for module in PORTAL
            if module.is_in("portal.services")
            for call in ast.walk(module.tree)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in FILTERS
            for column in scope_columns_in(call)
        ),
        "A service filters by account, environment or entity; the session's fence does that:",
    )


def scope_columns_in(call: ast.Call) -> set[str]:
    """The scope's columns that the arguments of a call name, as attribute, name, keyword or text."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    named = {str(keyword.arg) for keyword in call.keywords}
    for node in (inner for argument in arguments for inner in ast.walk(argument)):
        match node:
            case ast.Attribute(attr=name) | ast.Name(id=name) | ast.Constant(value=str() as name):
                named.add(name)
            case _:
                pass
    return named & SCOPE_COLUMNS


def test_no_import_inside_a_function() -> None:
    expect_none(
        (
            f"{module.where}:{node.lineno}"
            for module in EVERYTHING
            for function in module.functions
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ),
        "An import inside a function; the direction of the house must be visible at the top of the file:",
    )


def test_no_file_is_too_long() -> None:
    lengths = ((m.where, len(m.text.splitlines())) for m in EVERYTHING)
    expect_none(
        (f"{where}: {lines} lines" for where, lines in lengths if lines > LINES_OF_A_FILE),
        f"A file over {LINES_OF_A_FILE} lines; it wants to be two rooms:",
    )


def test_no_function_is_too_long() -> None:
    expect_none(
        (
            f"{module.where}:{function.lineno} {function.name}: {length} lines"
            for module in PORTAL
            for function in module.functions
            if (length := (function.end_lineno or function.lineno) - function.lineno + 1) > LINES_OF_A_FUNCTION
        ),
        f"A function over {LINES_OF_A_FUNCTION} lines:",
    )


def test_every_module_says_what_it_is() -> None:
    silent = (m.where for m in EVERYTHING if m.text.strip() and not ast.get_docstring(m.tree))
    expect_none(silent, "A module without a docstring; one or two sentences on what it knows:")


def test_no_checker_is_silenced() -> None:
    """A type may be ignored only where a package is imported that ships none, as pyproject.toml lists them."""
    overrides = (each for each in PROJECT["tool"]["mypy"]["overrides"] if "ignore_missing_imports" in each)
    untyped = {pattern.partition(".")[0] for each in overrides for pattern in each["module"]}
    breaches = []
    for module in EVERYTHING:
        may_ignore = bool(untyped & {imported.root for imported in module.imports})
        for line, comment in module.comments:
            silencer = re.search(r"\bnoqa\b|\btype:\s*ignore|\bmypy:|\bruff:", comment)
            if silencer and not (may_ignore and silencer[0].startswith("type")):
                breaches.append(f"{module.where}:{line} {comment}")
    expect_none(
        breaches, "A silenced checker; mend the cause, or switch the rule off in pyproject.toml with its reason:"
    )


def test_top_level_holds_nothing_else() -> None:
    strangers = {path.partition("/")[0] for path in checkout()} - TOP_LEVEL
    expect_none(strangers, f"Not of the top level, which is {' '.join(sorted(TOP_LEVEL))}:")


def test_no_file_names_a_machine_or_an_index() -> None:
    # In pieces, so that this file does not find itself.
    places = [f"/{folder}/" for folder in ("work", "root")]
    indexes = ["pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "--index" + "-url", "--extra-index" + "-url"]
    breaches = []
    for path in checkout():
        content = (ROOT / path).read_bytes()
        breaches += [f"{path}: {mark}" for mark in (*places, *indexes) if mark.encode() in content]
    expect_none(breaches, "A path of one machine, or the address of an index; neither is true elsewhere:")


def checkout() -> tuple[str, ...]:
    """The files that git would take; skips where there is no checkout."""
    files = own_files()
    if files is None:
        pytest.skip("not a git checkout")
    return files


def test_the_rules_see_a_breach(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The reading itself: each form of import and of filter is seen, or every rule above would be vacuous."""
    path = tmp_path_factory.mktemp("source") / "sample.py"
    path.write_text(
        "import lxml.etree\nfrom portal import web\nfrom portal.models.base import Base\n"
        "def find(visit):\n    from flask import g\n    return x.where(Row.entity_id == g).filter_by(account_id=1)\n",
        encoding="utf-8",
    )
    module = Module(path)
    assert {each.name for each in module.imports} == {"lxml.etree", "portal.web", "portal.models.base", "flask"}
    calls = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
    assert set().union(*map(scope_columns_in, calls)) == {"entity_id", "account_id"}
    assert (floor_of("demo.host.pages"), floor_of("demo.cast"), floor_of("nowhere")) == (8, 5, None)
