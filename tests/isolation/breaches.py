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


class Copy:
    """A copy of the checkout for many runs, each of which finds it as it was."""

    def __init__(self, folder: Path) -> None:
        self._tree = copy_of_checkout(folder / "tree")
        self._report = folder / "report.txt"

    def turns_red(self, breaches: tuple[Breach, ...], *tests: str, server: str = "") -> bool:
        """Whether any of the tests fails with these breaches; the first that does is enough."""
        return self.judge(breaches, "--maxfail=1", *tests, server=server).failed > 0

    def judge(self, breaches: tuple[Breach, ...], *tests: str, server: str = "") -> Verdict:
        """Run the tests with these breaches; with none, the copy is the checkout."""
        before = {breach.file: (self._tree / breach.file).read_bytes() for breach in breaches}
        try:
            for breach in breaches:
                breach.plant(self._tree)
            return self._run(tests, server)
        finally:
            for name, content in before.items():
                (self._tree / name).write_bytes(content)

    def _run(self, tests: tuple[str, ...], server: str) -> Verdict:
        command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider"]
        command += [] if server else ["-m", "not postgres"]
        if not server and not any(name.startswith("tests/isolation/") for name in tests):
            # The wall's tests on SQLite need no portal: what builds one takes longer to import than they take.
            command.append("--confcutdir=tests/tenancy")
        with self._report.open("w") as output:
            code = subprocess.run(
                [*command, *tests],
                cwd=self._tree,
                env=_variables(server),
                stdout=output,
                stderr=output,
                check=False,
                timeout=500,
            ).returncode
        said = self._report.read_text(encoding="utf-8")
        assert code in {0, 1}, said
        return _verdict(said)


def _variables(server: str) -> dict[str, str]:
    """No plugin is needed, and no bytecode kept, or that of one breach might be taken for another's source."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "PORTAL_", "PYTHON", "COV"))
    }
    own = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return inherited | own | ({"PORTAL_TEST_DATABASE_URL": server} if server else {})


def _verdict(said: str) -> Verdict:
    last = next(line for line in reversed(said.splitlines()) if " in " in line and not line.startswith("!"))
    counted = {
        word.rstrip(","): int(number)
        for number, word in zip(last.split(), last.split()[1:], strict=False)
        if number.isdigit()
    }
    failed = sum(counted.get(word, 0) for word in ("failed", "error", "errors"))
    return Verdict(counted.get("passed", 0), failed, said)
