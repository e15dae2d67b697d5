"""Programs run for real: their words and how they ended, in an environment that is not the tests' own."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.support.needs import ROOT
from tests.support.source import own_files

# What would let the checkout, or the environment that runs the tests, shine through.
HIDDEN = frozenset({"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CI", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHON"})


def run(*command: str | Path, folder: Path, timeout: float = 60, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run in a folder, with these variables besides the machine's, standard input closed; failure does not raise."""
    inherited = {name: value for name, value in os.environ.items() if name not in HIDDEN and "PORTAL" not in name}
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=inherited | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def succeed(*command: str | Path, folder: Path, timeout: float = 60, **variables: str) -> str:
    """Its standard output; a failure shows everything that it said."""
    done = run(*command, folder=folder, timeout=timeout, **variables)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def copy_of_checkout(folder: Path) -> Path:
    """What a clone would hold, and nothing that a desk has beside it. Outside a checkout the whole tree is copied."""
    for path in own_files() or _all_files():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target)
    return folder


def folder_of_programs(folder: Path, names: Sequence[str]) -> Path:
    """A folder for PATH in which only these programs of the machine can be found."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    return folder


def _all_files() -> list[str]:
    unwanted = {".venv", ".git", "__pycache__", "var"}
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [str(path) for path in paths if not unwanted.intersection(path.parts)]
