"""A copy of the sources with one thing broken in it, and what the tests say of the copy."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.commands import copy_of_checkout


@dataclass(frozen=True, slots=True)
class Breach:
    """A text of one file and what stands there instead; the text must be there, once or more."""

    file: str
    was: str
    becomes: str

    def plant(self, tree: Path) -> None:
        path = tree / self.file
        text = path.read_text(encoding="utf-8")
        assert self.was in text, f"{self.file} no longer holds {self.was!r}: the breach must be planted elsewhere"
        path.write_text(text.replace(self.was, self.becomes), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many tests passed and failed in the copy."""

    passed: int
    failed: int
    said: str


def turns_red(folder: Path, breaches: tuple[Breach, ...], *tests: str, server: str = "") -> bool:
    """Whether any of the tests fails over a copy with these breaches; the first that does is enough."""
    return judge(folder, breaches, "--maxfail=1", *tests, server=server).failed > 0


def judge(folder: Path, breaches: tuple[Breach, ...], *tests: str, server: str = "") -> Verdict:
    """Run the tests over a copy with these breaches; with none, the copy is what it was."""
    tree = copy_of_checkout(folder / "tree")
    for breach in breaches:
        breach.plant(tree)
    report = folder / "report.txt"
    command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist"]
    # Its plugin takes two seconds to load, and none of these needs it.
    command += ["-p", "no:schemathesis"]
    command += [] if server else ["-m", "not postgres"]
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PORTAL_", "COV"))
    }
    if server:
        variables["PORTAL_TEST_DATABASE_URL"] = server
    with report.open("w") as output:
        code = subprocess.run(
            [*command, *tests], cwd=tree, env=variables, stdout=output, stderr=output, check=False, timeout=500
        ).returncode
    said = report.read_text(encoding="utf-8")
    assert code in {0, 1}, said
    last = next(line for line in reversed(said.splitlines()) if " in " in line and not line.startswith("!"))
    counted = {
        word.rstrip(","): int(number)
        for number, word in zip(last.split(), last.split()[1:], strict=False)
        if number.isdigit()
    }
    return Verdict(
        counted.get("passed", 0), counted.get("failed", 0) + counted.get("error", 0) + counted.get("errors", 0), said
    )
