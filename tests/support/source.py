"""Our own source as data: modules, their imports and functions, and the files that git would take."""

import ast
import shutil
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.support.needs import ROOT

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Import:
    """One import: the module or name it brings in, dotted, and the line it stands in."""

    name: str
    line: int

    @property
    def root(self) -> str:
        return self.name.partition(".")[0]

    @property
    def is_third_party(self) -> bool:
        return self.root not in {"portal", "portal_sdk", "tests", "bench"} and self.root not in sys.stdlib_module_names


@dataclass(frozen=True)
class Module:
    """One Python file, by its path from the top of the checkout."""

    path: Path

    @property
    def where(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """Dotted, as it is imported."""
        return self.where.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        return tuple(imported for node in ast.walk(self.tree) for imported in imports_of(node))

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, FUNCTIONS))

    @property
    def comments(self) -> Iterator[tuple[int, str]]:
        """Line and text of each comment; a `#` inside a string is none."""
        with self.path.open("rb") as file:
            for token in tokenize.tokenize(file.readline):
                if token.type == tokenize.COMMENT:
                    yield token.start[0], token.string

    def is_in(self, *homes: str) -> bool:
        """Whether it is one of these modules or packages, or inside one."""
        return any(inside(self.name, home) for home in homes)


def inside(name: str, home: str) -> bool:
    """Whether a dotted name is `home` or below it."""
    return name == home or name.startswith(f"{home}.")


def imports_of(node: ast.AST) -> Iterator[Import]:
    """What one statement imports; `from portal import x` is told as `portal.x`."""
    if isinstance(node, ast.Import):
        yield from (Import(alias.name, node.lineno) for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        if node.module == "portal":
            yield from (Import(f"portal.{alias.name}", node.lineno) for alias in node.names)
        else:
            yield Import(node.module, node.lineno)


def modules(*folders: str) -> tuple[Module, ...]:
    """Every module below these folders of the checkout, in order."""
    return tuple(Module(path) for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))


def own_files() -> tuple[str, ...] | None:
    """The paths that git tracks or would take up with the next `git add`; None outside a checkout."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return None
    command = [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return tuple(sorted(path for path in listed.split("\0") if path and (ROOT / path).is_file()))
