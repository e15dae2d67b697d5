"""Node as the tests run it: new enough, and with the packages of tests/node beside a program."""

import re
import subprocess
from pathlib import Path

from tests.support.commands import run, succeed
from tests.support.needs import ROOT, missing, require_program

OLDEST = 20
PACKAGES = ROOT / "tests" / "node" / "node_modules"


def require_node() -> Path:
    """Node, at least the oldest that the SDK is made for."""
    line = f"install Node.js {OLDEST} or newer"
    node = require_program("node", install=line)
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(re.sub(r"\..*", "", told.strip().lstrip("v"))) < OLDEST:
        missing(f"node is {told.strip()}; {line}")
    return node


def require_packages() -> Path:
    """The packages of tests/node; the SDK itself is among them."""
    if not (PACKAGES / "typescript").exists():
        missing("the packages of tests/node are not installed; run: bash config/setup/node.sh")
    return PACKAGES


def folder_with_packages(folder: Path) -> Path:
    """A folder whose programs can import those packages by name, as a firm's own can."""
    (folder / "node_modules").symlink_to(require_packages())
    (folder / "package.json").write_text('{"type": "module"}\n', encoding="utf-8")
    return folder


def type_check(folder: Path, *files: str, libraries: bool = False) -> None:
    """Fail with the compiler's own words unless these files are right; on request the declarations they use as well."""
    strict = ("--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", "es2024,dom,dom.iterable")
    more = ("--types", "node", "--allowJs", "--checkJs", "--skipLibCheck", "false" if libraries else "true")
    compiler = require_packages() / "typescript" / "bin" / "tsc"
    done = run(require_node(), compiler, *strict, *more, *files, folder=folder, timeout=300)
    assert done.returncode == 0, done.stdout


def run_program(program: Path, *arguments: str, **variables: str) -> str:
    """What a program printed; its failure shows everything that it said."""
    return succeed(require_node(), program, *arguments, folder=program.parent, timeout=300, **variables)
